package org.socompass.inference.result;

import org.socompass.inference.tier.FarPlan;

/**
 * What of an inference is in far memory, and what that takes.
 *
 * @param plan what is where
 * @param prefill what the prompt moves over the link
 * @param decode what a token in the middle of the output moves
 * @param prefillMemorySeconds time of the prompt with all in main memory [s]
 * @param decodeMemorySeconds time of that token with all in main memory [s]
 * @param layers layers of the model
 */
public record PlacedFar(
    FarPlan plan,
    Moved prefill,
    Moved decode,
    double prefillMemorySeconds,
    double decodeMemorySeconds,
    int layers) {
  /**
   * Returns the time of the prompt if what is far were copied ahead while earlier layers work [s].
   */
  public double prefillAheadSeconds() {
    return aheadSeconds(prefill, prefillMemorySeconds);
  }

  /** Returns the same of the token [s]. */
  public double decodeAheadSeconds() {
    return aheadSeconds(decode, decodeMemorySeconds);
  }

  /** {@code max(C, F) + F / layers}, as of storage; the first layer has nothing to hide behind. */
  private double aheadSeconds(Moved moved, double memorySeconds) {
    double ahead = Math.max(memorySeconds, moved.linkSeconds()) + moved.linkSeconds() / layers;
    return Math.min(moved.seconds(), ahead);
  }

  /**
   * What a pass moves over the link of one device.
   *
   * @param weightsBytes weights [B]
   * @param cacheBytes keys and values that are read [B]
   * @param otherBytes keys and values that are written, rows of tables [B]
   * @param linkSeconds how long the link is busy [s]
   * @param seconds time of the pass [s]
   */
  public record Moved(
      double weightsBytes,
      double cacheBytes,
      double otherBytes,
      double linkSeconds,
      double seconds) {
    /** Returns all bytes [B]. */
    public double bytes() {
      return weightsBytes + cacheBytes + otherBytes;
    }
  }
}
