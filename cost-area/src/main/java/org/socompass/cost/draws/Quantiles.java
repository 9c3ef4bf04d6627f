package org.socompass.cost.draws;

import java.util.Arrays;

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
   * Returns the percentiles of draws, interpolated linearly between the two nearest (definition 7
   * of Hyndman and Fan, The American Statistician 50, 1996).
   *
   * @throws IllegalArgumentException if there is none
   */
  static Quantiles of(double[] draws) {
    if (draws.length == 0) {
      throw new IllegalArgumentException("there are no draws");
    }
    double[] sorted = draws.clone();
    Arrays.sort(sorted);
    return new Quantiles(at(sorted, LOW), at(sorted, MIDDLE), at(sorted, 1 - LOW));
  }

  private static double at(double[] sorted, double share) {
    double place = share * (sorted.length - 1);
    int below = (int) Math.floor(place);
    int above = Math.min(below + 1, sorted.length - 1);
    return sorted[below] + (place - below) * (sorted[above] - sorted[below]);
  }
}
