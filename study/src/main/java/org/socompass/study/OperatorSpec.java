package org.socompass.study;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.socompass.hardware.DataType;
import org.socompass.hardware.Device;
import org.socompass.input.InputException;
import org.socompass.input.NearestName;
import org.socompass.input.Quoted;
import org.socompass.operator.AllReduce;
import org.socompass.operator.Attention;
import org.socompass.operator.ElementwiseOperator;
import org.socompass.operator.Matmul;
import org.socompass.operator.Operator;
import org.socompass.operator.RowOperator;

/**
 * An operator by its name, sizes and types; those that are absent have defaults.
 *
 * @param name its name
 * @param sizes sizes by their names
 * @param types types of tensors by their names
 * @param isCausal whether a query of attention sees only keys up to its own position
 */
public record OperatorSpec(
    String name, Map<String, Long> sizes, Map<String, DataType> types, boolean isCausal) {
  /** The greatest size of an operator. */
  public static final long GREATEST_SIZE = 1L << 40;

  private static final String OUTPUT = "output-dtype";
  private static final String DTYPE = "dtype";
  private static final String QUERY_LENGTH = "query-len";
  private static final String KV_LENGTH = "kv-len";
  private static final String QUERY_HEADS = "query-heads";
  private static final String KV_HEADS = "kv-heads";

  /** Copies the maps. */
  public OperatorSpec {
    sizes = Map.copyOf(sizes);
    types = Map.copyOf(types);
  }

  /** Returns the same with another size. */
  OperatorSpec with(String size, long value) {
    Map<String, Long> changed = new LinkedHashMap<>(sizes);
    changed.put(size, value);
    return new OperatorSpec(name, changed, types, isCausal);
  }

  /**
   * An operator and what it takes.
   *
   * @param name its name
   * @param required sizes and types that it needs, as options
   * @param optional those that it may have
   */
  public record Form(String name, List<String> required, List<String> optional) {}

  /** Returns all operators. */
  public static List<Form> forms() {
    List<Form> forms = new ArrayList<>();
    forms.add(
        new Form(
            "matmul",
            List.of("--m", "--k", "--n"),
            List.of("--batch", "--activation-dtype", "--weight-dtype", "--" + OUTPUT)));
    forms.add(
        new Form(
            "attention",
            List.of("--query-len", "--kv-len", "--query-heads", "--head-dim"),
            List.of("--batch", "--kv-heads", "--causal", "--" + DTYPE)));
    for (RowOperator.Kind kind : RowOperator.Kind.values()) {
      forms.add(new Form(kind.id(), List.of("--rows", "--cols"), List.of("--" + DTYPE)));
    }
    for (ElementwiseOperator.Kind kind : ElementwiseOperator.Kind.values()) {
      forms.add(
          new Form(
              kind.id(),
              List.of("--elements"),
              isConversion(kind) ? List.of("--" + DTYPE, "--" + OUTPUT) : List.of("--" + DTYPE)));
    }
    forms.add(new Form("allreduce", List.of("--elements"), List.of("--" + DTYPE)));
    return forms;
  }

  /**
   * Checks that there is an operator of a name, and that it takes what is given.
   *
   * @param name its name
   * @param given sizes and types as options, as in {@code --m}
   * @throws InputException if there is none, naming the nearest, or it takes other ones
   */
  public static void check(String name, Collection<String> given) {
    Form form =
        forms().stream()
            .filter(f -> f.name().equals(name))
            .findFirst()
            .orElseThrow(
                () ->
                    new InputException(
                        "unknown operator "
                            + Quoted.of(name)
                            + "; "
                            + NearestName.hint(name, forms().stream().map(Form::name).toList())));
    List<String> missing = form.required().stream().filter(o -> !given.contains(o)).toList();
    List<String> foreign =
        given.stream()
            .filter(o -> !form.required().contains(o) && !form.optional().contains(o))
            .toList();
    List<String> problems = new ArrayList<>();
    if (!missing.isEmpty()) {
      problems.add("needs " + String.join(", ", missing));
    }
    if (!foreign.isEmpty()) {
      problems.add("does not take " + String.join(", ", foreign));
    }
    if (!problems.isEmpty()) {
      throw new InputException(
          form.name()
              + " "
              + String.join(" and ", problems)
              + "; it takes "
              + String.join(" ", form.required())
              + " and optionally "
              + String.join(" ", form.optional()));
    }
  }

  private static boolean isConversion(ElementwiseOperator.Kind kind) {
    return kind == ElementwiseOperator.Kind.QUANTIZE || kind == ElementwiseOperator.Kind.DEQUANTIZE;
  }

  /** Returns the names of sizes. */
  public static List<String> sizeNames() {
    return List.of(
        "m",
        "k",
        "n",
        "batch",
        "query-len",
        "kv-len",
        "query-heads",
        "kv-heads",
        "head-dim",
        "rows",
        "cols",
        "elements");
  }

  /**
   * Returns the operator.
   *
   * @param device device that runs it, which says how many take part in an allreduce
   * @throws InputException if its sizes are not possible together
   */
  public Operator operator(Device device) {
    return InputException.checked(() -> create(device));
  }

  private Operator create(Device device) {
    refuseImpossible(device);
    if (name.equals("matmul")) {
      DataType a = type("activation-dtype", DataType.FP16);
      return new Matmul(
          sizes.getOrDefault("batch", 1L),
          size("m"),
          size("k"),
          size("n"),
          a,
          type("weight-dtype", a),
          type(OUTPUT, a.isInteger() ? DataType.FP16 : a));
    }
    if (name.equals("attention")) {
      return new Attention(
          sizes.getOrDefault("batch", 1L),
          size(QUERY_LENGTH),
          size(KV_LENGTH),
          size(QUERY_HEADS),
          sizes.getOrDefault(KV_HEADS, size(QUERY_HEADS)),
          size("head-dim"),
          isCausal,
          type(DTYPE, DataType.FP16));
    }
    if (name.equals("allreduce")) {
      return new AllReduce(size("elements"), type(DTYPE, DataType.FP16), device.deviceCount());
    }
    Optional<RowOperator.Kind> row =
        Arrays.stream(RowOperator.Kind.values()).filter(x -> x.id().equals(name)).findFirst();
    if (row.isPresent()) {
      return new RowOperator(row.get(), size("rows"), size("cols"), type(DTYPE, DataType.FP16));
    }
    return elementwise();
  }

  /** Names options where the operators would name their own parts. */
  private void refuseImpossible(Device device) {
    if (name.equals("allreduce") && device.deviceCount() < 2) {
      throw new InputException(
          "allreduce needs several devices, but '"
              + device.id()
              + (device.interconnect().isEmpty()
                  ? "' has no interconnect"
                  : "' is one; --set interconnect.devices=N makes it a system"));
    }
    if (!name.equals("attention")) {
      return;
    }
    if (isCausal && size(QUERY_LENGTH) > size(KV_LENGTH)) {
      throw new InputException(
          "with --causal --kv-len must be at least --query-len, but they are "
              + size(KV_LENGTH)
              + " and "
              + size(QUERY_LENGTH));
    }
    if (sizes.containsKey(KV_HEADS) && size(QUERY_HEADS) % size(KV_HEADS) != 0) {
      throw new InputException(
          "--query-heads must be a multiple of --kv-heads, but they are "
              + size(QUERY_HEADS)
              + " and "
              + size(KV_HEADS));
    }
  }

  private Operator elementwise() {
    ElementwiseOperator.Kind kind =
        Arrays.stream(ElementwiseOperator.Kind.values())
            .filter(x -> x.id().equals(name))
            .findFirst()
            .orElseThrow();
    boolean widens = kind == ElementwiseOperator.Kind.DEQUANTIZE;
    DataType input = type(DTYPE, widens ? DataType.INT8 : DataType.FP16);
    DataType result =
        !isConversion(kind) ? input : type(OUTPUT, widens ? DataType.FP16 : DataType.INT8);
    return new ElementwiseOperator(kind, size("elements"), input, result);
  }

  private long size(String size) {
    return sizes.getOrDefault(size, 0L);
  }

  private DataType type(String type, DataType absent) {
    return types.getOrDefault(type, absent);
  }

  /**
   * Returns the options of an operator as a command line has them; empty if no options say all of
   * it, as for what reads a cache or a window.
   *
   * @param device device that runs it
   */
  static Optional<List<String>> words(Operator operator, Device device) {
    Map<String, Long> sizes = new LinkedHashMap<>();
    Map<String, DataType> types = new LinkedHashMap<>();
    boolean causal = false;
    if (operator instanceof Matmul x) {
      sizes.put("batch", x.batch());
      sizes.put("m", x.m());
      sizes.put("k", x.k());
      sizes.put("n", x.n());
      types.put("activation-dtype", x.activation());
      types.put("weight-dtype", x.weight());
      types.put(OUTPUT, x.output());
    } else if (operator instanceof Attention x) {
      sizes.put("batch", x.batch());
      sizes.put(QUERY_LENGTH, x.queryLength());
      sizes.put(KV_LENGTH, x.kvLength());
      sizes.put(QUERY_HEADS, x.queryHeads());
      sizes.put(KV_HEADS, x.kvHeads());
      sizes.put("head-dim", x.headDim());
      types.put(DTYPE, x.type());
      causal = x.causal();
    } else if (operator instanceof RowOperator x) {
      sizes.put("rows", x.rows());
      sizes.put("cols", x.cols());
      types.put(DTYPE, x.type());
    } else if (operator instanceof ElementwiseOperator x) {
      sizes.put("elements", x.elements());
      types.put(DTYPE, x.input());
      if (isConversion(x.kind())) {
        types.put(OUTPUT, x.output());
      }
    } else if (operator instanceof AllReduce x) {
      sizes.put("elements", x.elements());
      types.put(DTYPE, x.type());
    } else {
      return Optional.empty();
    }
    if (!new OperatorSpec(operator.id(), sizes, types, causal).isThe(operator, device)) {
      return Optional.empty();
    }
    List<String> words = new ArrayList<>(List.of(operator.id()));
    sizes.forEach((key, value) -> words.addAll(List.of("--" + key, Long.toString(value))));
    types.forEach((key, type) -> words.addAll(List.of("--" + key, type.id())));
    if (causal) {
      words.add("--causal");
    }
    return Optional.of(words);
  }

  private boolean isThe(Operator operator, Device device) {
    try {
      return operator(device).equals(operator);
    } catch (InputException impossible) {
      return false;
    }
  }
}
