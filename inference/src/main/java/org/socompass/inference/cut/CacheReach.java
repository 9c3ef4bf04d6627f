package org.socompass.inference.cut;

/**
 * The sizes of a system cache at which everything asked of it has the same answer. Tracks what a
 * pass asks, so that its time serves other sizes as well. Not thread-safe.
 */
public final class CacheReach {
  private double leastBytes = 0;
  private double aboveBytes = Double.POSITIVE_INFINITY;

  /** Returns whether a cache holds something; remembers that it was asked. */
  boolean holds(double cacheBytes, double wantedBytes) {
    boolean holds = wantedBytes <= cacheBytes;
    if (holds) {
      leastBytes = Math.max(leastBytes, wantedBytes);
    } else {
      aboveBytes = Math.min(aboveBytes, wantedBytes);
    }
    return holds;
  }

  /** Returns the sizes at which all answers so far are the same. */
  public Range range() {
    return new Range(leastBytes, aboveBytes);
  }

  /**
   * Sizes of a system cache.
   *
   * @param leastBytes the smallest [B]
   * @param aboveBytes the smallest that is too large [B]
   */
  public record Range(double leastBytes, double aboveBytes) {
    /** Returns whether a cache is of such a size. */
    public boolean has(double cacheBytes) {
      return cacheBytes >= leastBytes && cacheBytes < aboveBytes;
    }
  }
}
