package org.socompass.evaluation;

import java.util.List;
import java.util.OptionalDouble;
import java.util.function.Function;
import java.util.function.Predicate;
import java.util.function.ToDoubleFunction;
import org.socompass.evaluation.Metric.Better;
import org.socompass.evaluation.Metric.Kind;
import org.socompass.inference.InferenceResult;
import org.socompass.input.InputException;
import org.socompass.input.NearestName;

/** All metrics, in the order of reports. Their ids are an interface and stay. */
public final class Metrics {
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

  /** Metrics that need the energy section of the template. */
  static final List<String> OF_ENERGY =
      List.of(
          PREFILL_ENERGY_J,
          DECODE_ENERGY_J_PER_TOKEN,
          PREFILL_AVERAGE_POWER_W,
          DECODE_AVERAGE_POWER_W,
          PEAK_POWER_W,
          DECODE_TOKENS_PER_JOULE);

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
              DesignEvaluation::decodeTokensPerJoule));

  private Metrics() {}

  /** Returns all metrics. */
  public static List<Metric> all() {
    return ALL;
  }

  /** Returns the ids of all metrics. */
  public static List<String> ids() {
    return ALL.stream().map(Metric::id).toList();
  }

  /**
   * Returns a metric.
   *
   * @throws InputException if there is none of that id, with the nearest one
   */
  public static Metric named(String id) {
    return ALL.stream()
        .filter(m -> m.id().equals(id))
        .findFirst()
        .orElseThrow(
            () ->
                new InputException(
                    "unknown metric '%s'; %s".formatted(id, NearestName.hint(id, ids()))));
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

  private static Metric optional(
      String id,
      String label,
      String unit,
      Better better,
      Function<DesignEvaluation, OptionalDouble> value) {
    return new Metric(id, label, unit, better, Kind.NUMBER, value);
  }
}
