package org.socompass.study.reproduce;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.BiFunction;
import org.socompass.input.Dimension;
import org.socompass.input.Section;
import org.socompass.input.YamlReader;

/**
 * What LLMCompass published of its design studies (ISCA 2024 and its artifact), with the designs of
 * its table IV; read from {@code llmcompass.yaml}, which has the source.
 *
 * @param designs overrides of GA100 by design
 * @param table figures of table IV by name
 * @param prices prices of memories [USD/GB]
 * @param ratios figures 7 to 9 by name
 * @param outputs output lengths of figures 10 and 12
 * @param latency performance of the latency design over GA100 by prompt and output
 * @param throughput performance of the throughput design over GA100 by prompt and output
 * @param tokensPerSecond rate of the throughput design by prompt and output [1/s]
 */
record LlmCompassFigures(
    Map<String, List<String>> designs,
    Map<String, Double> table,
    Map<String, Double> prices,
    Map<String, Double> ratios,
    List<Integer> outputs,
    Map<Integer, List<Double>> latency,
    Map<Integer, List<Double>> throughput,
    Map<Integer, List<Double>> tokensPerSecond) {
  private static final String FILE = "llmcompass.yaml";

  LlmCompassFigures {
    designs = Map.copyOf(designs);
    table = Map.copyOf(table);
    prices = Map.copyOf(prices);
    ratios = Map.copyOf(ratios);
    outputs = List.copyOf(outputs);
    latency = Map.copyOf(latency);
    throughput = Map.copyOf(throughput);
    tokensPerSecond = Map.copyOf(tokensPerSecond);
  }

  /** Returns what was published. */
  static LlmCompassFigures published() {
    return Section.read(
        YamlReader.read(FILE, Shipped.text(FILE)),
        "",
        s -> {
          s.text("source");
          Map<String, List<String>> designs =
              s.section("designs", d -> entries(d, (x, key) -> x.list(key, text -> text)));
          return s.section(
              "lengths",
              all ->
                  new LlmCompassFigures(
                      designs,
                      numbers(s, "table_4"),
                      numbers(s, "prices"),
                      numbers(s, "figures"),
                      all.list("outputs", Integer::valueOf),
                      byPrompt(all, "latency"),
                      byPrompt(all, "throughput"),
                      byPrompt(all, "tokens_per_second")));
        });
  }

  /** Returns the overrides of a design. */
  List<String> design(String name) {
    return Objects.requireNonNull(designs.get(name), name);
  }

  /** Returns a figure of table IV. */
  double ofTable(String name) {
    return Objects.requireNonNull(table.get(name), name);
  }

  /** Returns the price of a memory [USD/GB]. */
  double price(String memory) {
    return Objects.requireNonNull(prices.get(memory), memory);
  }

  /** Returns a ratio of figures 7 to 9. */
  double ratio(String name) {
    return Objects.requireNonNull(ratios.get(name), name);
  }

  private static Map<String, Double> numbers(Section s, String key) {
    return s.section(key, t -> entries(t, (x, k) -> x.positive(k, Dimension.NUMBER)));
  }

  private static Map<Integer, List<Double>> byPrompt(Section s, String key) {
    Map<Integer, List<Double>> result = new LinkedHashMap<>();
    s.section(key, t -> entries(t, (x, k) -> x.list(k, Double::valueOf)))
        .forEach((prompt, values) -> result.put(Integer.valueOf(prompt.substring(1)), values));
    return result;
  }

  private static <T> Map<String, T> entries(Section s, BiFunction<Section, String, T> value) {
    Map<String, T> result = new LinkedHashMap<>();
    s.keys().forEach(key -> result.put(key, value.apply(s, key)));
    return result;
  }
}
