package org.socompass.report.chart;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * From values to shares of an axis.
 *
 * @param low value at its begin
 * @param high value at its end, greater
 * @param isLogarithmic whether equal ratios have equal lengths
 */
public record Scale(double low, double high, boolean isLogarithmic) {
  /** Values that spread over more than this ratio get a logarithmic scale (assumed). */
  private static final double WIDE = 50;

  private static final double MARGIN = 0.04;
  private static final double ROUNDING = 1e-9;

  /**
   * Validates the scale.
   *
   * @throws IllegalArgumentException if the ends are not finite or not in order, or a logarithmic
   *     scale does not begin above 0
   */
  public Scale {
    if (!(low < high) || Double.isInfinite(low) || Double.isInfinite(high)) {
      throw new IllegalArgumentException(
          "a scale needs finite ends in order, but has %s and %s".formatted(low, high));
    }
    if (isLogarithmic && !(low > 0)) {
      throw new IllegalArgumentException("a logarithmic scale begins above 0, not at " + low);
    }
  }

  /** Returns a scale from 0 that holds all values; those are not negative. */
  public static Scale fromZero(double... values) {
    double high = Arrays.stream(values).max().orElse(0);
    return new Scale(0, high > 0 ? high * (1 + MARGIN) : 1, false);
  }

  /**
   * Returns a scale that holds all values with a margin; logarithmic if they are positive and the
   * greatest is more than 50 times the least.
   */
  public static Scale holding(double... values) {
    double low = Arrays.stream(values).min().orElse(0);
    double high = Arrays.stream(values).max().orElse(1);
    return low > 0 && high / low > WIDE ? logarithmic(values) : linear(low, high);
  }

  /**
   * Returns a logarithmic scale that holds all values with a margin.
   *
   * @throws IllegalArgumentException if a value is not positive
   */
  public static Scale logarithmic(double... values) {
    double low = Arrays.stream(values).min().orElse(1);
    double high = Arrays.stream(values).max().orElse(1);
    checkPositive(low);
    double factor = Math.max(Math.pow(high / low, MARGIN), 1.1);
    return new Scale(low / factor, high * factor, true);
  }

  /** Returns a linear scale that holds all values with a margin. */
  public static Scale linear(double... values) {
    return linear(Arrays.stream(values).min().orElse(0), Arrays.stream(values).max().orElse(1));
  }

  private static Scale linear(double low, double high) {
    double margin = (high - low) * MARGIN;
    if (!(margin > Math.max(Math.abs(low), Math.abs(high)) * ROUNDING)) {
      margin = Math.max(Math.abs(high) * MARGIN, ROUNDING);
    }
    return new Scale(low - margin, high + margin, false);
  }

  /**
   * Returns the share of the axis at which a value is: 0 at its begin, 1 at its end.
   *
   * @throws IllegalArgumentException if the scale is logarithmic and the value is not positive
   */
  public double share(double value) {
    if (isLogarithmic) {
      checkPositive(value);
      return Math.log(value / low) / Math.log(high / low);
    }
    return (value - low) / (high - low);
  }

  /** Returns whether a value is between the ends. */
  public boolean holds(double value) {
    return value >= low && value <= high;
  }

  private static void checkPositive(double value) {
    if (!(value > 0)) {
      throw new IllegalArgumentException("a logarithmic scale has no place for " + value);
    }
  }

  /**
   * Returns round values on the axis in order: of a linear scale multiples of 1, 2 or 5 times a
   * power of ten; of a logarithmic one powers of ten, with 2 and 5 times them if these are few.
   *
   * @param most how many at most, at least 2
   */
  public List<Double> ticks(int most) {
    return isLogarithmic ? decades(most) : steps(most);
  }

  private List<Double> steps(int most) {
    double power = Math.pow(10, Math.floor(Math.log10((high - low) / most)));
    double step = 10 * power;
    for (double factor : new double[] {1, 2, 5}) {
      if ((high - low) / (factor * power) <= most) {
        step = factor * power;
        break;
      }
    }
    List<Double> result = new ArrayList<>();
    long last = (long) Math.floor(high / step + ROUNDING);
    for (long i = (long) Math.ceil(low / step - ROUNDING); i <= last; i++) {
      result.add(i * step);
    }
    return result;
  }

  private List<Double> decades(int most) {
    int first = (int) Math.floor(Math.log10(low));
    int last = (int) Math.floor(Math.log10(high));
    for (double[] factors : new double[][] {{1, 2, 5}, {1, 3}, {1}}) {
      List<Double> result = new ArrayList<>();
      for (int decade = first; decade <= last; decade++) {
        for (double factor : factors) {
          double value = factor * Math.pow(10, decade);
          if (value >= low * (1 - ROUNDING) && value <= high * (1 + ROUNDING)) {
            result.add(value);
          }
        }
      }
      if (result.size() <= most) {
        return result;
      }
    }
    int stride = (last - first) / most + 1;
    List<Double> result = new ArrayList<>();
    for (int decade = first + 1; decade <= last; decade += stride) {
      result.add(Math.pow(10, decade));
    }
    return result;
  }
}
