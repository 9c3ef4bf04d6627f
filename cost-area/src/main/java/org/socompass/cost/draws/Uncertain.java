package org.socompass.cost.draws;

import java.util.Arrays;
import java.util.List;
import java.util.function.DoubleBinaryOperator;
import java.util.function.DoubleUnaryOperator;
import java.util.function.IntToDoubleFunction;
import org.jspecify.annotations.Nullable;

/**
 * A number with the values that it takes in the draws of an experiment.
 *
 * <p>A model written with it computes its result and the distribution of its result at once: each
 * operation acts on the value and, draw by draw, on the draws. Two numbers of one experiment have
 * the same draws, so that what they share cancels where they are compared (common random numbers).
 * A number that nothing uncertain went into has no draws and costs no more than a {@code double}.
 */
public final class Uncertain {
  private static final double[] NONE = {};

  private final double value;
  private final double[] draws;

  /** Computed when asked for; threads that race compute the same. */
  private @Nullable Quantiles known;

  private Uncertain(double value, double[] draws) {
    this.value = value;
    this.draws = draws;
  }

  /** Returns a number that is certain. */
  public static Uncertain of(double value) {
    return new Uncertain(value, NONE);
  }

  /** Returns a number with its draws. */
  static Uncertain of(double value, double[] draws) {
    return new Uncertain(value, draws.clone());
  }

  /** Returns the value at the typical value of every constant. */
  public double value() {
    return value;
  }

  /** Index of the value itself, beside those of the draws. */
  static final int TYPICAL = -1;

  /**
   * Returns a number computed for the value and for each draw.
   *
   * @param size draws; 0 if it is certain
   * @param f the number, of {@link #TYPICAL} or of the index of a draw
   */
  public static Uncertain indexed(int size, IntToDoubleFunction f) {
    double[] result = size == 0 ? NONE : new double[size];
    for (int i = 0; i < size; i++) {
      result[i] = f.applyAsDouble(i);
    }
    return new Uncertain(f.applyAsDouble(TYPICAL), result);
  }

  /** Returns the value in a draw, or the value itself for {@link #TYPICAL}. */
  public double at(int index) {
    return index == TYPICAL || draws.length == 0 ? value : draws[index];
  }

  /** Returns the draws; 0 if nothing uncertain went into it. */
  public int size() {
    return draws.length;
  }

  /** Returns whether nothing uncertain went into it. */
  public boolean isCertain() {
    return draws.length == 0;
  }

  // The four operations are loops of their own, which the compiler turns into vector instructions.

  /** Returns {@code this + other}. */
  public Uncertain plus(Uncertain other) {
    if (isCertain() || other.isCertain()) {
      return shifted(other);
    }
    double[] result = new double[common(other)];
    for (int i = 0; i < result.length; i++) {
      result[i] = draws[i] + other.draws[i];
    }
    return new Uncertain(value + other.value, result);
  }

  private Uncertain shifted(Uncertain other) {
    double[] source = isCertain() ? other.draws : draws;
    double shift = isCertain() ? value : other.value;
    if (shift == 0) {
      return isCertain() ? other : this;
    }
    double[] result = source.length == 0 ? NONE : new double[source.length];
    for (int i = 0; i < result.length; i++) {
      result[i] = source[i] + shift;
    }
    return new Uncertain(value + other.value, result);
  }

  /** Returns {@code this - other}. */
  public Uncertain minus(Uncertain other) {
    if (isCertain() || other.isCertain()) {
      return other.isCertain() ? shifted(of(-other.value)) : combine(other, (a, b) -> a - b);
    }
    double[] result = new double[common(other)];
    for (int i = 0; i < result.length; i++) {
      result[i] = draws[i] - other.draws[i];
    }
    return new Uncertain(value - other.value, result);
  }

  /** Returns the sum of numbers, in their order; 0 if there are none. */
  public static Uncertain sum(List<Uncertain> numbers) {
    double value = 0;
    double[] result = NONE;
    for (Uncertain number : numbers) {
      if (result.length == 0 && number.draws.length > 0) {
        result = new double[number.draws.length];
        Arrays.fill(result, value);
      }
      if (number.isCertain()) {
        for (int i = 0; i < result.length; i++) {
          result[i] += number.value;
        }
      } else {
        if (number.draws.length != result.length) {
          throw mixed(result.length, number.draws.length);
        }
        for (int i = 0; i < result.length; i++) {
          result[i] += number.draws[i];
        }
      }
      value += number.value;
    }
    return new Uncertain(value, result);
  }

  /** Returns {@code this * other}. */
  public Uncertain times(Uncertain other) {
    if (isCertain() || other.isCertain()) {
      return isCertain() ? other.times(value) : times(other.value);
    }
    double[] result = new double[common(other)];
    for (int i = 0; i < result.length; i++) {
      result[i] = draws[i] * other.draws[i];
    }
    return new Uncertain(value * other.value, result);
  }

  /** Returns {@code this * factor}. */
  public Uncertain times(double factor) {
    if (factor == 1) {
      return this;
    }
    double[] result = draws.length == 0 ? NONE : new double[draws.length];
    for (int i = 0; i < result.length; i++) {
      result[i] = draws[i] * factor;
    }
    return new Uncertain(value * factor, result);
  }

  /** Returns {@code this / other}. */
  public Uncertain over(Uncertain other) {
    if (other.isCertain()) {
      return map(a -> a / other.value);
    }
    int n = isCertain() ? other.draws.length : common(other);
    double[] result = new double[n];
    for (int i = 0; i < n; i++) {
      result[i] = at(i) / other.draws[i];
    }
    return new Uncertain(value / other.value, result);
  }

  private int common(Uncertain other) {
    if (draws.length != other.draws.length) {
      throw mixed(draws.length, other.draws.length);
    }
    return draws.length;
  }

  private static IllegalArgumentException mixed(int size, int other) {
    return new IllegalArgumentException(
        "numbers of %d and %d draws can't be combined".formatted(size, other));
  }

  /** Returns the greater of the two, draw by draw. */
  public Uncertain max(Uncertain other) {
    return combine(other, Math::max);
  }

  /** Returns a function of it. */
  public Uncertain map(DoubleUnaryOperator f) {
    if (draws.length == 0) {
      return of(f.applyAsDouble(value));
    }
    double[] result = new double[draws.length];
    for (int i = 0; i < result.length; i++) {
      result[i] = f.applyAsDouble(draws[i]);
    }
    return new Uncertain(f.applyAsDouble(value), result);
  }

  /**
   * Returns a function of both.
   *
   * @throws IllegalArgumentException if they are from experiments of different size
   */
  public Uncertain combine(Uncertain other, DoubleBinaryOperator f) {
    int n =
        isCertain() || other.isCertain()
            ? Math.max(draws.length, other.draws.length)
            : common(other);
    if (n == 0) {
      return of(f.applyAsDouble(value, other.value));
    }
    double[] result = new double[n];
    for (int i = 0; i < n; i++) {
      result[i] = f.applyAsDouble(at(i), other.at(i));
    }
    return new Uncertain(f.applyAsDouble(value, other.value), result);
  }

  /** Returns the least of the value and its draws. */
  public double least() {
    return Math.min(value, Arrays.stream(draws).min().orElse(value));
  }

  /** Returns the share of draws that are below a bound, in [0, 1]; 0 or 1 if it is certain. */
  public double shareBelow(double bound) {
    if (isCertain()) {
      return value < bound ? 1 : 0;
    }
    return (double) Arrays.stream(draws).filter(d -> d < bound).count() / draws.length;
  }

  /** Returns the 10th, 50th and 90th percentile of the draws; the value itself if it is certain. */
  public Quantiles quantiles() {
    Quantiles result = known;
    if (result == null) {
      result = isCertain() ? new Quantiles(value, value, value) : Quantiles.of(draws);
      known = result;
    }
    return result;
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof Uncertain u && u.value == value && Arrays.equals(u.draws, draws);
  }

  @Override
  public int hashCode() {
    return 31 * Double.hashCode(value) + Arrays.hashCode(draws);
  }

  @Override
  public String toString() {
    return isCertain() ? Double.toString(value) : value + " (" + draws.length + " draws)";
  }
}
