package org.socompass.evaluation;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.Set;
import java.util.function.BiFunction;
import java.util.function.Function;
import java.util.stream.Stream;
import org.socompass.cost.draws.Quantiles;
import org.socompass.cost.draws.Uncertain;
import org.socompass.evaluation.Metric.Better;
import org.socompass.evaluation.Metric.Kind;
import org.socompass.inference.result.InferenceResult;

/**
 * Metrics that are computed for those who name them: percentiles of all that is uncertain,
 * sustained operation, and the cost of the chip alone. Metrics without percentiles are sizes, the
 * peak power, and sustained operation.
 */
final class RequestedMetrics {
  private static final String CHIP_COST_USD = "chip_cost_usd";
  private static final String EMBODIED_IMEC = "embodied_carbon_imec_kg";

  /** A number with draws, and the metric that it is the distribution of. */
  private record Drawn(
      String id,
      String label,
      String unit,
      Better better,
      Function<DesignEvaluation, Optional<Uncertain>> of) {}

  private static final List<Drawn> DRAWN =
      List.of(
          energy(Metrics.PREFILL_ENERGY_J, EnergyUncertainty::prefillJoules),
          energy(Metrics.DECODE_ENERGY_J_PER_TOKEN, EnergyUncertainty::decodeJoulesPerToken),
          energy(Metrics.PREFILL_AVERAGE_POWER_W, EnergyUncertainty::prefillWatts),
          energy(Metrics.DECODE_AVERAGE_POWER_W, EnergyUncertainty::decodeWatts),
          energy(Metrics.DECODE_TOKENS_PER_JOULE, e -> e.decodeJoulesPerToken().map(j -> 1 / j)),
          drawn(Metrics.DIE_AREA_MM2, e -> e.cost().dieArea()),
          drawn(Metrics.AI_AREA_MM2, e -> e.cost().aiArea(e.processors())),
          drawn(Metrics.SYSTEM_COST_USD, DesignEvaluation::systemCost),
          new Drawn(CHIP_COST_USD, "Chip cost", "USD", Better.MIN, DesignEvaluation::chipCost),
          drawn(Metrics.DECODE_TOKENS_PER_SECOND_PER_USD, DesignEvaluation::performancePerCost),
          drawn(Metrics.DECODE_PER_AI_MM2, DesignEvaluation::performancePerAiArea),
          drawn(Metrics.DECODE_PER_DIE_MM2, DesignEvaluation::performancePerDieArea),
          drawn(Metrics.EMBODIED_CARBON_KG, DesignEvaluation::embodiedKg),
          drawn(Metrics.DECODE_PER_KG, DesignEvaluation::performancePerCarbon),
          drawn(Metrics.OPERATIONAL_CARBON, RequestedMetrics::operational));

  /** A latency or rate, and its percentiles, which follow from its band. */
  private record Timed(String id, BiFunction<Latency, InferenceResult, Quantiles> of) {}

  private static final List<Timed> TIMED =
      List.of(
          new Timed("ttft_ms", Latency::ttftMillis),
          new Timed("tpot_ms", Latency::tpotMillis),
          new Timed("prefill_tokens_per_second", Latency::prefillTokensPerSecond),
          new Timed("decode_tokens_per_second", Latency::decodeTokensPerSecond),
          new Timed("end_to_end_s", Latency::endToEndSeconds));

  private static final List<Metric> ALL = all();

  private RequestedMetrics() {}

  /** Returns all metrics of the kind, without those that every report has. */
  static List<Metric> list() {
    return ALL;
  }

  /** Returns the metric whose percentile another is; itself if it is none. */
  static String base(String id) {
    for (String percentile : Metrics.PERCENTILES) {
      if (id.endsWith(percentile)) {
        return id.substring(0, id.length() - percentile.length());
      }
    }
    return id;
  }

  private static List<Metric> all() {
    List<Metric> result = new ArrayList<>();
    for (SustainedEvaluation.Value value : SustainedEvaluation.VALUES) {
      result.add(
          new Metric(
              value.id(),
              value.label(),
              value.unit(),
              value.better(),
              value.kind(),
              e -> number(e.onRequest().sustained(), s -> s.value(value))));
    }
    result.add(typical(CHIP_COST_USD, "Chip cost", "USD", DesignEvaluation::chipCost));
    result.add(
        typical(
            "cost_with_tiers_usd",
            "System cost with storage and far memory",
            "USD",
            DesignEvaluation::costWithTiers));
    result.add(
        typical(
            EMBODIED_IMEC,
            "Embodied carbon by imec.netzero",
            "kg CO2e",
            DesignEvaluation::embodiedImecKg));
    Set<String> everywhere = Set.copyOf(Metrics.ids());
    for (Drawn drawn : DRAWN) {
      for (String percentile : Metrics.PERCENTILES) {
        if (!everywhere.contains(drawn.id + percentile)) {
          result.add(
              Metrics.quantile(
                  drawn.id, percentile, drawn.label, drawn.unit, drawn.better, drawn.of));
        }
      }
    }
    for (Timed timed : TIMED) {
      Metric metric = Metrics.reported(timed.id);
      for (String percentile : Metrics.PERCENTILES) {
        result.add(
            Metrics.percentile(
                timed.id,
                percentile,
                metric.label(),
                metric.unit(),
                metric.better(),
                e -> Optional.of(timed.of.apply(e.latency(), e.result()))));
      }
    }
    return List.copyOf(result);
  }

  /** Returns the ids of the outer percentiles of latencies and rates, in the order of reports. */
  static List<String> bandIds() {
    return TIMED.stream().flatMap(t -> Stream.of(t.id + Metrics.P10, t.id + Metrics.P90)).toList();
  }

  private static Drawn drawn(String id, Function<DesignEvaluation, Optional<Uncertain>> of) {
    Metric metric = Metrics.reported(id);
    return new Drawn(id, metric.label(), metric.unit(), metric.better(), of);
  }

  private static Drawn energy(String id, Function<EnergyUncertainty, Uncertain> of) {
    return drawn(id, e -> e.onRequest().energy().map(of));
  }

  private static Optional<Uncertain> operational(DesignEvaluation e) {
    return e.onRequest()
        .energy()
        .map(u -> e.operationalKgPerMillionTokens(u.decodeJoulesPerToken()));
  }

  private static Metric typical(
      String id, String label, String unit, Function<DesignEvaluation, Optional<Uncertain>> of) {
    return new Metric(
        id,
        label,
        unit,
        Better.MIN,
        Kind.NUMBER,
        e -> number(of.apply(e), u -> OptionalDouble.of(u.value())));
  }

  private static <T> OptionalDouble number(Optional<T> of, Function<T, OptionalDouble> value) {
    return of.map(value).orElse(OptionalDouble.empty());
  }
}
