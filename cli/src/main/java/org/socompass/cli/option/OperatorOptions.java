package org.socompass.cli.option;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
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
import org.socompass.operator.StateScan;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;

/** The operator that {@code map} maps: its name, sizes and types. */
public final class OperatorOptions {
  private static final long GREATEST_SIZE = 1L << 40;

  private static final String BATCH = "--batch";
  private static final String DTYPE = "--dtype";
  private static final String OUTPUT_DTYPE = "--output-dtype";

  @Parameters(
      arity = "1",
      paramLabel = "OPERATOR",
      description =
          "matmul, attention, softmax, rmsnorm, ...; 'socompass list operators' prints all and their"
              + " options.")
  public String name = "";

  @Option(names = "--m", paramLabel = "N", description = "matmul: rows of A (tokens).")
  public @Nullable Long m;

  @Option(names = "--k", paramLabel = "N", description = "matmul: contraction (input features).")
  public @Nullable Long k;

  @Option(names = "--n", paramLabel = "N", description = "matmul: columns of B (output features).")
  public @Nullable Long n;

  @Option(
      names = BATCH,
      paramLabel = "N",
      description = "matmul: independent products; attention: sequences. Default: 1.")
  public @Nullable Long batch;

  @Option(
      names = "--activation-dtype",
      paramLabel = "TYPE",
      description = "matmul: type of A. Default: fp16.")
  public @Nullable DataType activationType;

  @Option(
      names = "--weight-dtype",
      paramLabel = "TYPE",
      description = "matmul: type of B. Default: that of A.")
  public @Nullable DataType weightType;

  @Option(
      names = OUTPUT_DTYPE,
      paramLabel = "TYPE",
      description =
          "matmul: type of C, by default that of A, or fp16 if A has integers; quantize, dequantize:"
              + " type of the result, by default int8 and fp16.")
  public @Nullable DataType outputType;

  @Option(names = "--query-len", paramLabel = "N", description = "attention: query rows.")
  public @Nullable Long queryLength;

  @Option(names = "--kv-len", paramLabel = "N", description = "attention: keys of a sequence.")
  public @Nullable Long kvLength;

  @Option(names = "--query-heads", paramLabel = "N", description = "attention: query heads.")
  public @Nullable Long queryHeads;

  @Option(
      names = "--kv-heads",
      paramLabel = "N",
      description = "attention: key and value heads. Default: the query heads.")
  public @Nullable Long kvHeads;

  @Option(names = "--head-dim", paramLabel = "N", description = "attention: elements of a head.")
  public @Nullable Long headDim;

  @Option(
      names = "--causal",
      description = "attention: a query sees only keys up to its own position.")
  public @Nullable Boolean causal;

  @Option(names = "--rows", paramLabel = "N", description = "softmax, norms: independent rows.")
  public @Nullable Long rows;

  @Option(names = "--cols", paramLabel = "N", description = "softmax, norms: elements of a row.")
  public @Nullable Long cols;

  @Option(
      names = "--elements",
      paramLabel = "N",
      description = "element-wise operators, allreduce: elements of the result.")
  public @Nullable Long elements;

  @Option(
      names = DTYPE,
      paramLabel = "TYPE",
      description =
          "Type of the elements, where there is one. Default: fp16; int8 of what dequantize reads.")
  public @Nullable DataType type;

  /**
   * An operator on the command line.
   *
   * @param name its name
   * @param required options that it needs
   * @param optional options that it may have
   */
  public record Form(String name, List<String> required, List<String> optional) {}

  /** Returns all operators. */
  public static List<Form> forms() {
    List<Form> forms = new ArrayList<>();
    forms.add(
        new Form(
            "matmul",
            List.of("--m", "--k", "--n"),
            List.of(BATCH, "--activation-dtype", "--weight-dtype", OUTPUT_DTYPE)));
    forms.add(
        new Form(
            "attention",
            List.of("--query-len", "--kv-len", "--query-heads", "--head-dim"),
            List.of(BATCH, "--kv-heads", "--causal", DTYPE)));
    for (RowOperator.Kind kind : RowOperator.Kind.values()) {
      forms.add(new Form(kind.id(), List.of("--rows", "--cols"), List.of(DTYPE)));
    }
    for (ElementwiseOperator.Kind kind : ElementwiseOperator.Kind.values()) {
      forms.add(
          new Form(
              kind.id(),
              List.of("--elements"),
              isConversion(kind) ? List.of(DTYPE, OUTPUT_DTYPE) : List.of(DTYPE)));
    }
    forms.add(new Form("allreduce", List.of("--elements"), List.of(DTYPE)));
    return forms;
  }

  private static boolean isConversion(ElementwiseOperator.Kind kind) {
    return kind == ElementwiseOperator.Kind.QUANTIZE || kind == ElementwiseOperator.Kind.DEQUANTIZE;
  }

  /** Returns the options that are sizes, without their dashes. */
  public static List<String> sizes() {
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

  /** Returns the options that the user gave, but for the named, as in {@code k=4096 n=4096}. */
  public String describedWithout(List<String> names) {
    List<String> parts = new ArrayList<>();
    given()
        .forEach(
            (option, value) -> {
              if (!names.contains(option.substring(2))) {
                parts.add(
                    option.substring(2)
                        + "="
                        + (value instanceof DataType dataType ? dataType.id() : value));
              }
            });
    return String.join(" ", parts);
  }

  /** Sets one of {@link #sizes}, as if the user had. */
  public void size(String option, long value) {
    switch (option) {
      case "m" -> m = value;
      case "k" -> k = value;
      case "n" -> n = value;
      case "batch" -> batch = value;
      case "query-len" -> queryLength = value;
      case "kv-len" -> kvLength = value;
      case "query-heads" -> queryHeads = value;
      case "kv-heads" -> kvHeads = value;
      case "head-dim" -> headDim = value;
      case "rows" -> rows = value;
      case "cols" -> cols = value;
      case "elements" -> elements = value;
      default -> throw new IllegalArgumentException("no size " + option);
    }
  }

  /**
   * Returns the operator.
   *
   * @param device device that runs it, which says how many take part in an allreduce
   * @throws ParameterException if the operator is unknown, or its options are not what it takes
   */
  public Operator operator(CommandSpec command, Device device) {
    Form form = form(command);
    check(command, form);
    return InputException.checked(() -> create(device));
  }

  private Form form(CommandSpec command) {
    return forms().stream()
        .filter(f -> f.name().equals(name))
        .findFirst()
        .orElseThrow(
            () ->
                new ParameterException(
                    command.commandLine(),
                    "unknown operator "
                        + Quoted.of(name)
                        + "; "
                        + NearestName.hint(name, forms().stream().map(Form::name).toList())));
  }

  private void check(CommandSpec command, Form form) {
    Map<String, Object> given = given();
    List<String> missing = form.required().stream().filter(o -> !given.containsKey(o)).toList();
    List<String> foreign =
        given.keySet().stream()
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
      throw new ParameterException(
          command.commandLine(),
          form.name()
              + " "
              + String.join(" and ", problems)
              + "; it takes "
              + String.join(" ", form.required())
              + " and optionally "
              + String.join(" ", form.optional()));
    }
    given.forEach(
        (option, value) -> {
          if (value instanceof Long size) {
            UserInput.inRange(command, option, size, GREATEST_SIZE);
          }
        });
  }

  private Map<String, Object> given() {
    Map<String, @Nullable Object> all = new LinkedHashMap<>();
    all.put("--m", m);
    all.put("--k", k);
    all.put("--n", n);
    all.put(BATCH, batch);
    all.put("--activation-dtype", activationType);
    all.put("--weight-dtype", weightType);
    all.put(OUTPUT_DTYPE, outputType);
    all.put("--query-len", queryLength);
    all.put("--kv-len", kvLength);
    all.put("--query-heads", queryHeads);
    all.put("--kv-heads", kvHeads);
    all.put("--head-dim", headDim);
    all.put("--causal", causal);
    all.put("--rows", rows);
    all.put("--cols", cols);
    all.put("--elements", elements);
    all.put(DTYPE, type);
    Map<String, Object> given = new LinkedHashMap<>();
    all.forEach(
        (option, value) -> {
          if (value != null) {
            given.put(option, value);
          }
        });
    return given;
  }

  private Operator create(Device device) {
    refuseImpossible(device);
    if (name.equals("matmul")) {
      DataType a = or(activationType, DataType.FP16);
      return new Matmul(
          or(batch, 1L),
          size(m),
          size(k),
          size(n),
          a,
          or(weightType, a),
          or(outputType, a.isInteger() ? DataType.FP16 : a));
    }
    if (name.equals("attention")) {
      return new Attention(
          or(batch, 1L),
          size(queryLength),
          size(kvLength),
          size(queryHeads),
          or(kvHeads, size(queryHeads)),
          size(headDim),
          or(causal, false),
          or(type, DataType.FP16));
    }
    if (name.equals("allreduce")) {
      return new AllReduce(size(elements), or(type, DataType.FP16), device.deviceCount());
    }
    Optional<RowOperator.Kind> row =
        Arrays.stream(RowOperator.Kind.values()).filter(x -> x.id().equals(name)).findFirst();
    if (row.isPresent()) {
      return new RowOperator(row.get(), size(rows), size(cols), or(type, DataType.FP16));
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
    if (or(causal, false) && size(queryLength) > size(kvLength)) {
      throw new InputException(
          "with --causal --kv-len must be at least --query-len, but they are "
              + kvLength
              + " and "
              + queryLength);
    }
    if (kvHeads != null && size(queryHeads) % kvHeads != 0) {
      throw new InputException(
          "--query-heads must be a multiple of --kv-heads, but they are "
              + queryHeads
              + " and "
              + kvHeads);
    }
  }

  private Operator elementwise() {
    ElementwiseOperator.Kind kind =
        Arrays.stream(ElementwiseOperator.Kind.values())
            .filter(x -> x.id().equals(name))
            .findFirst()
            .orElseThrow();
    boolean widens = kind == ElementwiseOperator.Kind.DEQUANTIZE;
    DataType input = or(type, widens ? DataType.INT8 : DataType.FP16);
    DataType result =
        !isConversion(kind) ? input : or(outputType, widens ? DataType.FP16 : DataType.INT8);
    return new ElementwiseOperator(kind, size(elements), input, result);
  }

  private static long size(@Nullable Long value) {
    return or(value, 0L);
  }

  private static <T> T or(@Nullable T value, T absent) {
    return value == null ? absent : value;
  }

  /** Returns the types of an operator's tensors, for tables. */
  public static String types(Operator operator) {
    if (operator instanceof Matmul x) {
      return x.activation().id() + " x " + x.weight().id() + " -> " + x.output().id();
    }
    if (operator instanceof ElementwiseOperator x) {
      return x.input() == x.output() ? x.input().id() : x.input().id() + " -> " + x.output().id();
    }
    if (operator instanceof RowOperator x) {
      return x.type().id();
    }
    if (operator instanceof StateScan x) {
      return x.type().id() + ", state " + x.stateType().id();
    }
    return operator instanceof Attention x ? x.type().id() : ((AllReduce) operator).type().id();
  }
}
