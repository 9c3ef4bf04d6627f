package org.socompass.evaluation;

import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.function.Function;
import java.util.function.Predicate;
import java.util.function.ToDoubleFunction;
import java.util.stream.Stream;
import org.socompass.cost.draws.Quantiles;
import org.socompass.cost.draws.Uncertain;
import org.socompass.evaluation.Metric.Better;
import org.socompass.evaluation.Metric.Kind;
import org.socompass.inference.result.InferenceResult;
import org.socompass.input.InputException;
import org.socompass.input.NearestName;

/**
 * All metrics, in the order of reports. Their ids are an interface and stay.
 *
 * <p>{@link #all} are those of every report; {@link #onRequest} are computed where they are named.
 */
public final class Metrics {
  static final String P10 = "_p10";
  static final String P50 = "_p50";
  static final String P90 = "_p90";

  /** What the ids of percentiles end with. */
  static final List<String> PERCENTILES = List.of(P10, P50, P90);

  static final String PREFILL_ENERGY_J = "prefill_energy_j";
  static final String DECODE_ENERGY_J_PER_TOKEN = "decode_energy_j_per_token";
  static final String DECODE_TOKENS_PER_JOULE = "decode_tokens_per_joule";
  static final String PREFILL_AVERAGE_POWER_W = "prefill_average_power_w";
  static final String DECODE_AVERAGE_POWER_W = "decode_average_power_w";
  static final String PEAK_POWER_W = "peak_power_w";
  static final String DIE_AREA_MM2 = "die_area_mm2";
  static final String AI_AREA_MM2 = "ai_area_mm2";
  static final String SYSTEM_COST_USD = "system_cost_usd";
  static final String DECODE_TOKENS_PER_SECOND_PER_USD = "decode_tokens_per_second_per_usd";

  static final String DECODE_PER_AI_MM2 = "decode_tokens_per_second_per_ai_mm2";
  static final String DECODE_PER_DIE_MM2 = "decode_tokens_per_second_per_die_mm2";
  static final String EMBODIED_CARBON_KG = "embodied_carbon_kg";
  static final String DECODE_PER_KG = "decode_tokens_per_second_per_kg";
  static final String OPERATIONAL_CARBON = "operational_carbon_kg_per_million_tokens";

  /** Metrics that need the energy section of the template. */
  static final List<String> OF_ENERGY =
      List.of(
          PREFILL_ENERGY_J,
          DECODE_ENERGY_J_PER_TOKEN,
          PREFILL_AVERAGE_POWER_W,
          DECODE_AVERAGE_POWER_W,
          PEAK_POWER_W,
          DECODE_TOKENS_PER_JOULE);

  /** What lacks when the system cost does. */
  static final List<String> OF_SYSTEM_COST =
      List.of(
          SYSTEM_COST_USD + P10,
          SYSTEM_COST_USD + P50,
          SYSTEM_COST_USD + P90,
          DECODE_TOKENS_PER_SECOND_PER_USD,
          DECODE_TOKENS_PER_SECOND_PER_USD + P10,
          DECODE_TOKENS_PER_SECOND_PER_USD + P50,
          DECODE_TOKENS_PER_SECOND_PER_USD + P90);

  /** What lacks when the embodied carbon does. */
  static final List<String> OF_EMBODIED_CARBON =
      List.of(
          EMBODIED_CARBON_KG + P10,
          EMBODIED_CARBON_KG + P50,
          EMBODIED_CARBON_KG + P90,
          DECODE_PER_KG);

  private static final double MILLI = 1e3;

  private static final List<Metric> ALL =
      List.of(
          time("ttft_ms", "Time to first token", "ms", r -> r.ttftSeconds() * MILLI),
          time("tpot_ms", "Time per output token", "ms", r -> r.tpotSeconds() * MILLI),
          rate(
              "prefill_tokens_per_second",
              "Prefill throughput",
              InferenceResult::prefillTokensPerSecond),
          rate(
              "decode_tokens_per_second",
              "Decode throughput",
              InferenceResult::decodeTokensPerSecond),
          time("end_to_end_s", "End to end", "s", InferenceResult::endToEndSeconds),
          optional(
              PREFILL_ENERGY_J, "Prefill energy", "J", Better.MIN, DesignEvaluation::prefillJoules),
          optional(
              DECODE_ENERGY_J_PER_TOKEN,
              "Decode energy",
              "J/token",
              Better.MIN,
              DesignEvaluation::decodeJoulesPerToken),
          power(PREFILL_AVERAGE_POWER_W, "Prefill power", DesignEvaluation::prefillWatts),
          power(DECODE_AVERAGE_POWER_W, "Decode power", DesignEvaluation::decodeWatts),
          power(PEAK_POWER_W, "Peak power", DesignEvaluation::peakWatts),
          bytes("weights_bytes", "Weights", Better.MIN, InferenceResult::weightsBytes),
          bytes("kv_cache_bytes", "KV cache", Better.MIN, InferenceResult::kvCacheBytes),
          bytes("activation_bytes", "Activations", Better.MIN, InferenceResult::activationBytes),
          bytes(
              "memory_capacity_bytes",
              "Memory capacity",
              Better.MAX,
              InferenceResult::memoryCapacityBytes),
          bytes(
              "memory_reserve_bytes",
              "Memory reserve",
              Better.MIN,
              InferenceResult::memoryReserveBytes),
          flag("fits_in_memory", "Fits in memory", InferenceResult::fitsInMemory),
          result(
              "kv_cache_capacity_tokens",
              "Room for tokens",
              "tokens",
              Better.MAX,
              Kind.NUMBER,
              InferenceResult::kvCacheCapacityTokens),
          optional(DIE_AREA_MM2, "Die area", "mm2", Better.MIN, DesignEvaluation::dieMm2),
          optional(AI_AREA_MM2, "AI area", "mm2", Better.MIN, DesignEvaluation::aiMm2),
          optional(SYSTEM_COST_USD, "System cost", "USD", Better.MIN, DesignEvaluation::systemUsd),
          optional(
              DECODE_TOKENS_PER_SECOND_PER_USD,
              "Performance per cost",
              "tokens/s/USD",
              Better.MAX,
              DesignEvaluation::decodeTokensPerSecondPerUsd),
          optional(
              DECODE_TOKENS_PER_JOULE,
              "Energy efficiency",
              "tokens/J",
              Better.MAX,
              DesignEvaluation::decodeTokensPerJoule),
          quantile(
              SYSTEM_COST_USD, P10, "System cost", "USD", Better.MIN, DesignEvaluation::systemCost),
          quantile(
              SYSTEM_COST_USD, P50, "System cost", "USD", Better.MIN, DesignEvaluation::systemCost),
          quantile(
              SYSTEM_COST_USD, P90, "System cost", "USD", Better.MIN, DesignEvaluation::systemCost),
          quantile(
              DECODE_TOKENS_PER_SECOND_PER_USD,
              P10,
              "Performance per cost",
              "tokens/s/USD",
              Better.MAX,
              DesignEvaluation::performancePerCost),
          quantile(
              DECODE_TOKENS_PER_SECOND_PER_USD,
              P50,
              "Performance per cost",
              "tokens/s/USD",
              Better.MAX,
              DesignEvaluation::performancePerCost),
          quantile(
              DECODE_TOKENS_PER_SECOND_PER_USD,
              P90,
              "Performance per cost",
              "tokens/s/USD",
              Better.MAX,
              DesignEvaluation::performancePerCost),
          optional(
              DECODE_PER_AI_MM2,
              "Performance per AI area",
              "tokens/s/mm2",
              Better.MAX,
              DesignEvaluation::decodeTokensPerSecondPerAiMm2),
          optional(
              DECODE_PER_DIE_MM2,
              "Performance per die area",
              "tokens/s/mm2",
              Better.MAX,
              DesignEvaluation::decodeTokensPerSecondPerDieMm2),
          optional(
              EMBODIED_CARBON_KG,
              "Embodied carbon",
              "kg CO2e",
              Better.MIN,
              typical(DesignEvaluation::embodiedKg)),
          quantile(
              EMBODIED_CARBON_KG,
              P10,
              "Embodied carbon",
              "kg CO2e",
              Better.MIN,
              DesignEvaluation::embodiedKg),
          quantile(
              EMBODIED_CARBON_KG,
              P50,
              "Embodied carbon",
              "kg CO2e",
              Better.MIN,
              DesignEvaluation::embodiedKg),
          quantile(
              EMBODIED_CARBON_KG,
              P90,
              "Embodied carbon",
              "kg CO2e",
              Better.MIN,
              DesignEvaluation::embodiedKg),
          optional(
              DECODE_PER_KG,
              "Performance per embodied carbon",
              "tokens/s/kg",
              Better.MAX,
              typical(DesignEvaluation::performancePerCarbon)),
          optional(
              OPERATIONAL_CARBON,
              "Operational carbon",
              "kg CO2e/million tokens",
              Better.MIN,
              typical(DesignEvaluation::operationalKgPerMillionTokens)));

  private Metrics() {}

  /** Returns all metrics. */
  public static List<Metric> all() {
    return ALL;
  }

  /** Returns the ids of all metrics. */
  public static List<String> ids() {
    return ALL.stream().map(Metric::id).toList();
  }

  /** Returns the metrics that are computed where they are named: see {@link OnRequest}. */
  public static List<Metric> onRequest() {
    return RequestedMetrics.list();
  }

  /** Returns the ids of the 10th and 90th percentiles of latencies and rates. */
  public static List<String> bandIds() {
    return RequestedMetrics.bandIds();
  }

  /** Returns the ids of all metrics, those on request last. */
  public static List<String> everyId() {
    return Stream.concat(ALL.stream(), onRequest().stream()).map(Metric::id).toList();
  }

  /**
   * Returns a metric, be it on request or not.
   *
   * @throws InputException if there is none of that id, with the nearest one
   */
  public static Metric named(String id) {
    return Stream.concat(ALL.stream(), onRequest().stream())
        .filter(m -> m.id().equals(id))
        .findFirst()
        .orElseThrow(
            () ->
                new InputException(
                    "unknown metric '%s'; %s".formatted(id, NearestName.hint(id, everyId()))));
  }

  /** Returns a metric of every report. */
  static Metric reported(String id) {
    return ALL.stream().filter(m -> m.id().equals(id)).findFirst().orElseThrow();
  }

  private static Metric time(
      String id, String label, String unit, ToDoubleFunction<InferenceResult> seconds) {
    return result(id, label, unit, Better.MIN, Kind.NUMBER, seconds);
  }

  private static Metric rate(String id, String label, ToDoubleFunction<InferenceResult> value) {
    return result(id, label, "tokens/s", Better.MAX, Kind.NUMBER, value);
  }

  private static Metric bytes(
      String id, String label, Better better, ToDoubleFunction<InferenceResult> value) {
    return result(id, label, "B", better, Kind.BYTES, value);
  }

  private static Metric flag(String id, String label, Predicate<InferenceResult> value) {
    return result(id, label, "", Better.MAX, Kind.FLAG, r -> value.test(r) ? 1 : 0);
  }

  private static Metric result(
      String id,
      String label,
      String unit,
      Better better,
      Kind kind,
      ToDoubleFunction<InferenceResult> value) {
    return new Metric(
        id, label, unit, better, kind, e -> OptionalDouble.of(value.applyAsDouble(e.result())));
  }

  private static Metric power(
      String id, String label, Function<DesignEvaluation, OptionalDouble> watts) {
    return optional(id, label, "W", Better.MIN, watts);
  }

  private static Function<DesignEvaluation, OptionalDouble> typical(
      Function<DesignEvaluation, Optional<Uncertain>> value) {
    return e ->
        value.apply(e).map(u -> OptionalDouble.of(u.value())).orElse(OptionalDouble.empty());
  }

  /** A percentile of the draws; the id of the metric has it as a suffix. */
  static Metric quantile(
      String id,
      String percentile,
      String label,
      String unit,
      Better better,
      Function<DesignEvaluation, Optional<Uncertain>> value) {
    return percentile(
        id, percentile, label, unit, better, e -> value.apply(e).map(Uncertain::quantiles));
  }

  /** A percentile of a distribution; the id of the metric has it as a suffix. */
  static Metric percentile(
      String id,
      String percentile,
      String label,
      String unit,
      Better better,
      Function<DesignEvaluation, Optional<Quantiles>> value) {
    ToDoubleFunction<Quantiles> which =
        switch (percentile) {
          case P10 -> Quantiles::p10;
          case P50 -> Quantiles::p50;
          default -> Quantiles::p90;
        };
    return optional(
        id + percentile,
        label + ", " + percentile.substring(1),
        unit,
        better,
        e ->
            value
                .apply(e)
                .map(q -> OptionalDouble.of(which.applyAsDouble(q)))
                .orElse(OptionalDouble.empty()));
  }

  private static Metric optional(
      String id,
      String label,
      String unit,
      Better better,
      Function<DesignEvaluation, OptionalDouble> value) {
    return new Metric(id, label, unit, better, Kind.NUMBER, value);
  }
}
