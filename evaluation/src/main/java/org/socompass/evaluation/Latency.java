package org.socompass.evaluation;

import org.socompass.cost.draws.Draws;
import org.socompass.cost.draws.Quantiles;
import org.socompass.cost.draws.Uncertain;
import org.socompass.inference.result.InferenceResult;
import org.socompass.inference.trust.Band;
import org.socompass.inference.trust.LatencyBands;

/**
 * How far the latencies of an inference may be off.
 *
 * <p>Percentiles of latencies and rates follow from the bands in closed form. The factors are the
 * same errors as draws, for what is computed of a latency and of constants that are drawn. Designs
 * of one experiment share their draws, so that the level of all is off together.
 *
 * @param bands bands of both phases
 * @param prefillFactor true over stated time of the prefill
 * @param decodeFactor true over stated time of a step of decode
 */
public record Latency(LatencyBands bands, Uncertain prefillFactor, Uncertain decodeFactor) {
  /** Latencies that are certain. */
  public static final Latency CERTAIN =
      new Latency(LatencyBands.NONE, Uncertain.of(1), Uncertain.of(1));

  private static final double MILLI = 1e3;

  /** Returns latencies whose errors are not drawn. */
  public static Latency of(LatencyBands bands) {
    return of(bands, Draws.NOMINAL);
  }

  /** Returns the latencies of an experiment. */
  static Latency of(LatencyBands bands, Draws draws) {
    return new Latency(
        bands,
        draws.logNormal("latency: prefill", bands.prefill().sigma()),
        draws.logNormal("latency: decode", bands.decode().sigma()));
  }

  /** Returns the percentiles of the time to the first token [ms]. */
  public Quantiles ttftMillis(InferenceResult result) {
    return time(result.ttftSeconds() * MILLI, bands.prefill());
  }

  /** Returns the percentiles of the time of a further token [ms]. */
  public Quantiles tpotMillis(InferenceResult result) {
    return time(result.tpotSeconds() * MILLI, bands.decode());
  }

  /** Returns the percentiles of the rate of the prefill [1/s]. */
  public Quantiles prefillTokensPerSecond(InferenceResult result) {
    return rate(result.prefillTokensPerSecond(), bands.prefill());
  }

  /** Returns the percentiles of the rate of the decode [1/s]. */
  public Quantiles decodeTokensPerSecond(InferenceResult result) {
    return rate(result.decodeTokensPerSecond(), bands.decode());
  }

  /** Returns the percentiles of the time of all; both phases are taken to be off together [s]. */
  public Quantiles endToEndSeconds(InferenceResult result) {
    Quantiles first = time(result.ttftSeconds(), bands.prefill());
    double further = result.request().outputTokens() - 1.0;
    Quantiles rest = time(further * result.tpotSeconds(), bands.decode());
    return new Quantiles(
        first.p10() + rest.p10(), result.endToEndSeconds(), first.p90() + rest.p90());
  }

  private static Quantiles time(double value, Band band) {
    return new Quantiles(value * band.lowFactor(), value, value * band.highFactor());
  }

  private static Quantiles rate(double value, Band band) {
    return new Quantiles(value / band.highFactor(), value, value / band.lowFactor());
  }
}
