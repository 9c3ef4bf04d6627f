package org.socompass.cli.option;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.socompass.hardware.DataType;
import org.socompass.input.InputException;
import org.socompass.study.OperatorSpec;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;

/** The operator that {@code map} maps: its name, sizes and types. */
public final class OperatorOptions {
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

  /** Sets one of {@link OperatorSpec#sizeNames}, as if the user had. */
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
   * @throws ParameterException if the operator is unknown, or its options are not what it takes
   */
  public OperatorSpec operator(CommandSpec command) {
    check(command);
    Map<String, Long> sizes = new LinkedHashMap<>();
    Map<String, DataType> types = new LinkedHashMap<>();
    given()
        .forEach(
            (option, value) -> {
              if (value instanceof Long size) {
                sizes.put(option.substring(2), size);
              } else if (value instanceof DataType dataType) {
                types.put(option.substring(2), dataType);
              }
            });
    return new OperatorSpec(name, sizes, types, causal != null && causal);
  }

  private void check(CommandSpec command) {
    Map<String, Object> given = given();
    try {
      OperatorSpec.check(name, given.keySet());
    } catch (InputException e) {
      throw new ParameterException(command.commandLine(), String.valueOf(e.getMessage()), e);
    }
    given.forEach(
        (option, value) -> {
          if (value instanceof Long size) {
            UserInput.inRange(command, option, size, OperatorSpec.GREATEST_SIZE);
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
}
