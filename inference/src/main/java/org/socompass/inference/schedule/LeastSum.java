package org.socompass.inference.schedule;

/** Bounds of sums of times from below, whatever the order in which they are added. */
public final class LeastSum {
  /** More than the order of sums over all layers can move them. */
  private static final double ROUNDING = 1 - 1e-9;

  private LeastSum() {}

  /**
   * Returns less than a sum is in any order.
   *
   * @param sum the sum in one order, not negative [s]
   */
  public static double of(double sum) {
    return sum * ROUNDING;
  }
}
