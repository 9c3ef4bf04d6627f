package org.socompass.inference.schedule;

import java.util.Arrays;

/**
 * Max-min fair division of a bandwidth (water-filling): nobody gets more than it demands, and
 * nobody could get more without someone who has no more than it getting less.
 *
 * <pre>{@code
 * share_i = min(demand_i, level),   sum share_i = min(sum demand_i, capacity)
 * }</pre>
 *
 * <p><b>Source.</b> Bertsekas and Gallager, Data Networks, 1992, section 6.5.
 */
final class FairShare {
  private FairShare() {}

  /** Returns what each gets of the capacity, in the unit of the demands. */
  static double[] of(double[] demands, double capacity) {
    double[] sorted = demands.clone();
    Arrays.sort(sorted);
    double left = capacity;
    double level = Double.MAX_VALUE;
    for (int i = 0; i < sorted.length; i++) {
      double fair = left / (sorted.length - i);
      if (sorted[i] > fair) {
        level = fair;
        break;
      }
      left -= sorted[i];
    }
    double[] shares = new double[demands.length];
    for (int i = 0; i < demands.length; i++) {
      shares[i] = Math.min(demands[i], level);
    }
    return shares;
  }
}
