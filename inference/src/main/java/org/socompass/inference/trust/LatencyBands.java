package org.socompass.inference.trust;

/**
 * Bands of the latencies of an inference. Rates have the same, the other way round.
 *
 * @param prefill that of the time to the first token
 * @param decode that of the time of a further token
 */
public record LatencyBands(Band prefill, Band decode) {
  /** Latencies that are certain. */
  public static final LatencyBands NONE = new LatencyBands(Band.NONE, Band.NONE);
}
