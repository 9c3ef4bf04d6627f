package org.socompass.cost.draws;

import java.util.function.IntToDoubleFunction;

/**
 * Percentiles of a distribution: with a probability of 80 % the number lies between the outer two.
 *
 * @param p10 a tenth of the draws is not above it
 * @param p50 the median
 * @param p90 a tenth of the draws is not below it
 */
public record Quantiles(double p10, double p50, double p90) {
  private static final double LOW = 0.1;
  private static final double MIDDLE = 0.5;

  /**
   * Returns the percentiles of draws in ascending order, interpolated linearly between the two
   * nearest (definition 7 of Hyndman and Fan, The American Statistician 50, 1996).
   *
   * @param size how many
   * @param sorted the draw of a rank, one of {@link #ranks}
   * @throws IllegalArgumentException if there is none
   */
  static Quantiles of(int size, IntToDoubleFunction sorted) {
    if (size == 0) {
      throw new IllegalArgumentException("there are no draws");
    }
    return new Quantiles(
        at(size, sorted, LOW), at(size, sorted, MIDDLE), at(size, sorted, 1 - LOW));
  }

  /** Returns the ranks between which percentiles are interpolated. */
  static int[] ranks(int size) {
    int low = below(size, LOW);
    int middle = below(size, MIDDLE);
    int high = below(size, 1 - LOW);
    return new int[] {low, above(size, low), middle, above(size, middle), high, above(size, high)};
  }

  private static int below(int size, double share) {
    return (int) Math.floor(share * (size - 1));
  }

  private static int above(int size, int below) {
    return Math.min(below + 1, size - 1);
  }

  private static double at(int size, IntToDoubleFunction sorted, double share) {
    int below = below(size, share);
    double lower = sorted.applyAsDouble(below);
    double upper = sorted.applyAsDouble(above(size, below));
    return lower + (share * (size - 1) - below) * (upper - lower);
  }
}
