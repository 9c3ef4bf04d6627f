package org.socompass.validation.nvidia;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import org.socompass.hardware.LaunchMethod;
import org.socompass.validation.Dataset;
import org.socompass.validation.LaunchMethods;
import org.socompass.validation.Row;

/** Matrix products {@code C[m,n] = A[m,k] * B[k,n]} as rows of a data set. */
final class Matmuls {
  private static final List<String> HEADER =
      List.of(
          "device",
          "processor",
          "batch",
          "m",
          "k",
          "n",
          "activation_dtype",
          "weight_dtype",
          "output_dtype",
          "latency_us");

  /** Our names of element types, by what the tools call them; the longest that fits counts. */
  private static final List<Map.Entry<String, String>> TYPES =
      List.of(
          Map.entry("tf32", "tf32"),
          Map.entry("bf16", "bf16"),
          Map.entry("bfloat16", "bf16"),
          Map.entry("e4m3", "fp8"),
          Map.entry("e5m2", "fp8"),
          Map.entry("fp8", "fp8"),
          Map.entry("f16", "fp16"),
          Map.entry("fp16", "fp16"),
          Map.entry("half", "fp16"),
          Map.entry("f32", "fp32"),
          Map.entry("fp32", "fp32"),
          Map.entry("float", "fp32"),
          Map.entry("int8", "int8"),
          Map.entry("s8", "int8"),
          Map.entry("int4", "int4"),
          Map.entry("s4", "int4"),
          Map.entry("int32", "int32"),
          Map.entry("s32", "int32"));

  private Matmuls() {}

  /** Returns our name of an element type that is named in a text; empty if there is none. */
  static Optional<String> type(String text) {
    String lower = text.toLowerCase(Locale.ROOT);
    return TYPES.stream()
        .filter(t -> lower.matches(".*(?<![a-z0-9])" + t.getKey() + "(?![a-z0-9]).*"))
        .map(Map.Entry::getValue)
        .findFirst();
  }

  /** Returns a row. */
  static Row row(
      String file,
      int line,
      String device,
      String processor,
      List<Long> batchMkn,
      List<String> types,
      double latencySeconds) {
    Map<String, String> fields = new LinkedHashMap<>();
    fields.put("device", device);
    fields.put("processor", processor);
    fields.put("batch", Long.toString(batchMkn.get(0)));
    fields.put("m", Long.toString(batchMkn.get(1)));
    fields.put("k", Long.toString(batchMkn.get(2)));
    fields.put("n", Long.toString(batchMkn.get(3)));
    fields.put("activation_dtype", types.get(0));
    fields.put("weight_dtype", types.get(1));
    fields.put("output_dtype", types.get(2));
    fields.put("latency_us", String.format(Locale.ROOT, "%.6f", latencySeconds * 1e6));
    return new Row(file, line, fields);
  }

  /** Returns the data set of rows. */
  static Dataset dataset(String id, String source, LaunchMethod launch, List<Row> rows) {
    return new Dataset(
        id,
        source,
        Optional.empty(),
        Optional.empty(),
        new LaunchMethods(launch, Map.of(), Map.of()),
        Map.of(),
        List.of(new Dataset.Table("matmul", HEADER, rows)));
  }
}
