package org.socompass.study.reproduce;

import java.time.LocalDate;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.function.ToDoubleFunction;
import org.socompass.cost.CostExperiment;
import org.socompass.cost.manufacture.CostSettings;
import org.socompass.inference.engine.DeviceSource;
import org.socompass.mapper.OperatorCache;
import org.socompass.study.reproduce.DesignLengths.Found;
import org.socompass.study.reproduce.Reproduction.Row;

/** Table IV of LLMCompass (ISCA 2024): area, cost and performance of two designs beside GA100. */
final class DesignTable {
  private static final double WITHIN = 10;

  /** Price to which the authors corrected that of DDR5 in October 2025 [USD/GB]. */
  private static final double CORRECTED_DDR = 2.40;

  private static final double DDR_GIGABYTES = 512;

  private DesignTable() {}

  /** Returns the reproduction. */
  static Reproduction of(OperatorCache cache) {
    LlmCompassFigures published = LlmCompassFigures.published();
    return of(published, DesignLengths.found(published, cache));
  }

  /** Returns the reproduction with performances of some lengths. */
  static Reproduction of(LlmCompassFigures published, List<Found> lengths) {
    Made ga100 = made(published, List.of(), "hbm");
    Made latency = made(published, published.design("latency"), "hbm");
    Made throughput = made(published, published.design("throughput"), "ddr");
    double slow = mean(lengths, Found::latency);
    double fast = mean(lengths, Found::throughput);
    List<Row> rows = new ArrayList<>();
    rows.add(given(published, "area_ga100", "GA100, die area", "mm2", ga100.areaMm2()));
    rows.add(row(published, "area_latency", "latency design, die area", "mm2", latency.areaMm2()));
    rows.add(
        row(
            published,
            "area_throughput",
            "throughput design, die area",
            "mm2",
            throughput.areaMm2()));
    rows.add(row(published, "die_ga100", "GA100, die", "USD", ga100.dieUsd()));
    rows.add(row(published, "die_latency", "latency design, die", "USD", latency.dieUsd()));
    rows.add(
        row(published, "die_throughput", "throughput design, die", "USD", throughput.dieUsd()));
    rows.add(given(published, "memory_hbm", "GA100, memory", "USD", ga100.memoryUsd()));
    rows.add(
        given(published, "memory_ddr", "throughput design, memory", "USD", throughput.memoryUsd()));
    rows.add(
        row(published, "performance_latency", "latency design, performance over GA100", "", slow));
    rows.add(
        row(
            published,
            "performance_throughput",
            "throughput design, performance over GA100",
            "",
            fast));
    rows.add(
        row(
            published,
            "batch_time_throughput",
            "throughput design, time of a batch over GA100",
            "",
            mean(lengths, Found::batchTime)));
    rows.add(
        row(
            published,
            "per_cost_latency",
            "latency design, performance per cost over GA100",
            "",
            slow * ga100.usd() / latency.usd()));
    rows.add(
        row(
            published,
            "per_cost_throughput",
            "throughput design, performance per cost over GA100",
            "",
            fast * ga100.usd() / throughput.usd()));
    return new Reproduction(
        "llmcompass-table-4",
        "LLMCompass (ISCA 2024), table IV: two designs beside GA100, GPT-3 175B in 16 bit",
        rows,
        List.of(
            "performance is the mean of the pairs of lengths of llmcompass-figures-10-12",
            "cost is the dies without yield and the memory, no package and no test, as the paper counts:"
                + " HBM2e at 7 USD/GB, DDR5 at 0.30; the area of GA100 and the memories are inputs",
            "with DDR5 at %.2f USD/GB, to which its authors corrected the price in October 2025, the"
                    .formatted(CORRECTED_DDR)
                + " performance per cost of the throughput design is %.2f; it pays below %.2f USD/GB"
                    .formatted(
                        fast * ga100.usd() / (throughput.dieUsd() + DDR_GIGABYTES * CORRECTED_DDR),
                        (fast * ga100.usd() - throughput.dieUsd()) / DDR_GIGABYTES),
            "the throughput design has local buffers of 256 B/cycle, twice GA100's, assumed: the paper has"
                + " no such bandwidth"),
        List.of("socompass reproduce llmcompass-figures-10-12", "examples/llmcompass-cost.sh"));
  }

  /** What it takes to make a design, as the paper counts. */
  private record Made(double areaMm2, double dieUsd, double memoryUsd) {
    double usd() {
      return dieUsd + memoryUsd;
    }
  }

  private static Made made(LlmCompassFigures published, List<String> design, String memory) {
    List<String> overrides = new ArrayList<>(design);
    overrides.addAll(published.design("accounting"));
    DeviceSource source = Shipped.ga100(overrides);
    var settings =
        new CostSettings(
            Optional.empty(),
            LocalDate.MAX,
            OptionalDouble.of(published.price(memory)),
            OptionalDouble.empty(),
            OptionalDouble.empty());
    CostExperiment.Outcome outcome =
        CostExperiment.nominal(settings).of(source.load(), source.anchor());
    return new Made(
        outcome.area().silicon().orElseThrow().value(),
        outcome.cost().chipUsd().orElseThrow(),
        outcome.cost().memoryUsd().orElseThrow());
  }

  private static double mean(List<Found> lengths, ToDoubleFunction<Found> of) {
    return lengths.stream().mapToDouble(of).average().orElseThrow();
  }

  private static Row row(
      LlmCompassFigures published, String figure, String quantity, String unit, double predicted) {
    return new Row(quantity, unit, published.ofTable(figure), predicted, WITHIN, false);
  }

  /** A figure that the prediction starts from. */
  private static Row given(
      LlmCompassFigures published, String figure, String quantity, String unit, double predicted) {
    return new Row(quantity, unit, published.ofTable(figure), predicted, WITHIN, true);
  }
}
