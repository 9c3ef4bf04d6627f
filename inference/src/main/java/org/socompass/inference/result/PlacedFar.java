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
 */
public record PlacedFar(
    FarPlan plan,
    Moved prefill,
    Moved decode,
    double prefillMemorySeconds,
    double decodeMemorySeconds) {
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
