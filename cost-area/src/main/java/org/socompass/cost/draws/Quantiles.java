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
   * @throws IllegalArgumentException if there is none
   */
  static Quantiles of(double[] sorted) {
    return of(sorted.length, i -> sorted[i]);
  }

  /**
   * Returns the percentiles of draws in ascending order.
   *
   * @param size how many
   * @param sorted the draw of an index
   * @throws IllegalArgumentException if there is none
   */
  static Quantiles of(int size, IntToDoubleFunction sorted) {
    if (size == 0) {
      throw new IllegalArgumentException("there are no draws");
    }
    return new Quantiles(
        at(size, sorted, LOW), at(size, sorted, MIDDLE), at(size, sorted, 1 - LOW));
  }

  private static double at(int size, IntToDoubleFunction sorted, double share) {
    double place = share * (size - 1);
    int below = (int) Math.floor(place);
    int above = Math.min(below + 1, size - 1);
    double lower = sorted.applyAsDouble(below);
    return lower + (place - below) * (sorted.applyAsDouble(above) - lower);
  }
}
