package org.socompass.study.reproduce;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.socompass.study.reproduce.Reproduction.Row;
import org.socompass.validation.Dataset;
import org.socompass.validation.DatasetReader;
import org.socompass.validation.Point;
import org.socompass.validation.Validator;

/** A table of a paper that ships as a data set: each of its rows, predicted. */
final class TableReproduction {
  private static final String LLM = "llm-";
  private static final double TO_MICRO = 1e6;
  private static final double WITHIN = 20;
  private static final List<String> NAMING =
      List.of("model", "quantization", "engine", "m", "k", "n", "activation_dtype");

  private TableReproduction() {}

  /** Returns HeteroInfer's rates of Llama 3 8B and its times of products on the NPU. */
  static Reproduction heteroInfer() {
    return of(
        "heteroinfer",
        "HeteroInfer (HeteroLLM, SOSP 2025, arXiv 2501.14794), Snapdragon 8 Gen 3",
        "snapdragon-8-gen-3-heteroinfer",
        point -> true,
        List.of(
            "constants of its engines and of the NPU's products were chosen with these rows in"
                + " sight (docs/heterogeneous.md): they prove the structure, not the numbers"),
        List.of(
            "socompass validate --points points.csv",
            "socompass compare -d snapdragon-8-gen-3 -m llama-3-8b -q w4a16 -p 256"
                + " -e heteroinfer-layer,heteroinfer-tensor,heteroinfer-tensor-slow-sync"));
  }

  /** Returns the prefill rates of llm.npu's table 5. */
  static Reproduction llmNpu() {
    return of(
        "llm.npu",
        "llm.npu (ASPLOS 2025, arXiv 2407.05858), table 5, prefill on Snapdragon 8 Gen 3",
        "snapdragon-8-gen-3-llmnpu",
        point ->
            point.operator().equals("llm-prefill")
                && point.row().fields().getOrDefault("engine", "").startsWith("llm.npu"),
        List.of(
            "the greatest contraction, the bandwidth of the first use and the CPU's share beside"
                + " the NPU were chosen on these rows (docs/heterogeneous.md)"),
        List.of(
            "socompass compare -d snapdragon-8-gen-3 -m qwen1.5-1.8b -q w8a8 -p 1561"
                + " -e llm-npu-in-order,llm-npu"));
  }

  private static Reproduction of(
      String name,
      String title,
      String dataset,
      Predicate<Point> isOfTable,
      List<String> assumed,
      List<String> commands) {
    List<Dataset> data =
        DatasetReader.builtIn().stream().filter(d -> d.id().equals(dataset)).toList();
    List<Row> rows = new ArrayList<>();
    for (Point point : new Validator(List.of()).points(data, id -> {})) {
      if (isOfTable.test(point) && point.prediction().isPresent()) {
        rows.add(row(point));
      }
    }
    return new Reproduction(name, title, rows, assumed, commands);
  }

  /** A rate is published as tokens in a second, a kernel as a time. */
  private static Row row(Point point) {
    double predicted = point.prediction().orElseThrow().value();
    boolean isRate = point.tokens() > 0;
    return new Row(
        words(point),
        isRate ? "tokens/s" : "us",
        isRate ? point.tokens() / point.measured() : point.measured() * TO_MICRO,
        isRate ? point.tokens() / predicted : predicted * TO_MICRO,
        WITHIN,
        true);
  }

  private static String words(Point point) {
    Map<String, String> fields = point.row().fields();
    Stream<String> sizes =
        point.operator().startsWith(LLM)
            ? Stream.of("model", "quantization", "engine").map(f -> fields.getOrDefault(f, ""))
            : NAMING.stream()
                .filter(f -> !fields.getOrDefault(f, "").isEmpty())
                .map(f -> f.length() == 1 ? f + " " + fields.get(f) : fields.getOrDefault(f, ""));
    String tokens = fields.getOrDefault("context_tokens", "");
    String words =
        Stream.concat(
                Stream.of(point.operator().replace(LLM, ""), point.processor()),
                sizes.filter(s -> !s.isEmpty()))
            .collect(Collectors.joining(" "));
    return tokens.isEmpty() ? words : words + ", " + tokens + " tokens";
  }
}
