package org.socompass.inference;

import java.util.function.LongToDoubleFunction;

/** The longest prompt that fits a memory. */
final class LongestPrompt {
  /** Every so many steps halve the interval, for demands that are far from a line. */
  private static final int HALVING = 3;

  private LongestPrompt() {}

  /**
   * Returns the most tokens whose demand is within a capacity: between one length that fits and one
   * that does not, where a line between their demands meets the capacity, until they are
   * neighbours.
   *
   * @param demandBytes what a prompt of so many tokens takes, which rises with them [B]
   * @param greatest the longest prompt that may be asked for
   * @return 0 if not even one token fits
   */
  static long of(LongToDoubleFunction demandBytes, double capacityBytes, long greatest) {
    long fits = 1;
    long exceeds = Math.max(1, greatest);
    double below = demandBytes.applyAsDouble(fits);
    if (below > capacityBytes) {
      return 0;
    }
    double above = demandBytes.applyAsDouble(exceeds);
    if (above <= capacityBytes) {
      return exceeds;
    }
    for (int step = 1; exceeds - fits > 1; step++) {
      double share = step % HALVING == 0 ? 0.5 : (capacityBytes - below) / (above - below);
      long middle = fits + (long) (share * (exceeds - fits));
      middle = Math.min(Math.max(middle, fits + 1), exceeds - 1);
      double demand = demandBytes.applyAsDouble(middle);
      if (demand <= capacityBytes) {
        fits = middle;
        below = demand;
      } else {
        exceeds = middle;
        above = demand;
      }
    }
    return fits;
  }
}
