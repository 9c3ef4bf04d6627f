package org.socompass.inference.trust;

/**
 * Bands of the latencies of an inference. Rates have the same, the other way round.
 *
 * @param prefill that of the time to the first token
 * @param decode that of the time of a further token
 * @param prefillWithin that of the prefill without the effect of the device
 * @param decodeWithin that of the decode without it
 */
public record LatencyBands(Band prefill, Band decode, Band prefillWithin, Band decodeWithin) {
  /** Latencies that are certain. */
  public static final LatencyBands NONE =
      new LatencyBands(Band.NONE, Band.NONE, Band.NONE, Band.NONE);

  /** Returns the band of the ratio of the prefills of two designs of one device. */
  public Band prefillRatio(LatencyBands other) {
    return prefillWithin.ratio(other.prefillWithin, Reliability.shipped().sharedByDesigns());
  }

  /** Returns the band of the ratio of the decodes of two designs of one device. */
  public Band decodeRatio(LatencyBands other) {
    return decodeWithin.ratio(other.decodeWithin, Reliability.shipped().sharedByDesigns());
  }
}
