package org.socompass.evaluation;

import java.util.Optional;
import java.util.OptionalDouble;
import java.util.function.Function;
import org.socompass.cost.draws.Uncertain;
import org.socompass.inference.trust.Band;
import org.socompass.inference.trust.LatencyBands;

/**
 * The probability that one design of a family beats another.
 *
 * <pre>{@code
 * P(A beats B) = mean over draws of Phi( ln(t_B c_B / (t_A c_A)) / sigma of the ratio )
 * t  time of the phase       c  cost, area or carbon that a rate is divided by, 1 if it is not
 * }</pre>
 *
 * <p>What the device as a whole is off by is the same for all designs that are made from it, and
 * cancels; what differs from row to row does not. Costs of both are drawn together.
 */
public final class Odds {
  private Odds() {}

  /**
   * Returns the probability that one design is better than another in a metric.
   *
   * @param metric id of the metric
   * @param own one of them
   * @param other the other, on the same inference
   * @return in [0, 1]; empty if the metric does not follow from a latency, or is not known
   */
  public static OptionalDouble beats(String metric, DesignEvaluation own, DesignEvaluation other) {
    return switch (metric) {
      case "ttft_ms", "prefill_tokens_per_second" ->
          of(
              own.result().ttftSeconds(),
              other.result().ttftSeconds(),
              bands(own).prefillRatio(bands(other)));
      case "tpot_ms", "decode_tokens_per_second" ->
          of(own.result().tpotSeconds(), other.result().tpotSeconds(), decode(own, other));
      case "end_to_end_s" ->
          of(
              own.result().endToEndSeconds(),
              other.result().endToEndSeconds(),
              wider(bands(own).prefillRatio(bands(other)), decode(own, other)));
      case Metrics.DECODE_TOKENS_PER_SECOND_PER_USD ->
          perCost(own, other, DesignEvaluation::systemCost);
      case Metrics.DECODE_PER_KG -> perCost(own, other, DesignEvaluation::embodiedKg);
      default -> OptionalDouble.empty();
    };
  }

  private static LatencyBands bands(DesignEvaluation evaluation) {
    return evaluation.latency().bands();
  }

  private static Band decode(DesignEvaluation own, DesignEvaluation other) {
    return bands(own).decodeRatio(bands(other));
  }

  private static Band wider(Band a, Band b) {
    return a.sigma() > b.sigma() ? a : b;
  }

  private static OptionalDouble of(double ownSeconds, double otherSeconds, Band ratio) {
    return OptionalDouble.of(ratio.probabilityBelow(ownSeconds, otherSeconds));
  }

  private static OptionalDouble perCost(
      DesignEvaluation own,
      DesignEvaluation other,
      Function<DesignEvaluation, Optional<Uncertain>> cost) {
    Optional<Uncertain> ownCost = cost.apply(own);
    Optional<Uncertain> otherCost = cost.apply(other);
    if (ownCost.isEmpty() || otherCost.isEmpty()) {
      return OptionalDouble.empty();
    }
    Uncertain costs = ownCost.get().over(otherCost.get());
    double time = own.result().tpotSeconds() / other.result().tpotSeconds();
    Band ratio = decode(own, other);
    int draws = Math.max(1, costs.size());
    double sum = 0;
    for (int i = 0; i < draws; i++) {
      double cheaper = costs.isCertain() ? costs.value() : costs.at(i);
      sum += ratio.probabilityBelow(time * cheaper, 1);
    }
    return OptionalDouble.of(sum / draws);
  }
}
