package org.socompass.cost.draws;

import java.util.Arrays;
import java.util.List;
import java.util.function.DoubleBinaryOperator;
import java.util.function.DoubleUnaryOperator;
import java.util.function.IntToDoubleFunction;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * A number with the values that it takes in the draws of an experiment.
 *
 * <p>A model written with it computes its result and the distribution of its result at once: each
 * operation acts on the value and, draw by draw, on the draws. Two numbers of one experiment have
 * the same draws, so that what they share cancels where they are compared (common random numbers).
 * A number that nothing uncertain went into has no draws and costs no more than a {@code double}.
 *
 * <p>Draws that few ask for may be computed when somebody does, see {@link #later}. Safe for use by
 * many threads.
 */
public final class Uncertain {
  private static final double[] NONE = {};

  /** Stands for draws that nobody asked for yet. */
  private static final double[] UNKNOWN = {};

  private final double value;
  private final int size;
  private volatile double[] draws;
  private Supplier<double[]> source;
  private final @Nullable Fraction fraction;

  // Threads that race compute the same.
  private @Nullable Quantiles known;
  private @Nullable RankedDraws ranked;
  private @Nullable Product lastProduct;

  /** What a number is, if it is one over another. */
  private record Fraction(double numerator, Uncertain denominator) {
    /** Returns whether the least of it is that of the greatest denominator, and so on. */
    boolean isFalling() {
      RankedDraws order = denominator.ranked();
      return numerator > 0
          && numerator < Double.POSITIVE_INFINITY
          && order.at(0) > 0
          && order.at(order.size() - 1) < Double.POSITIVE_INFINITY;
    }

    double at(int rank) {
      RankedDraws order = denominator.ranked();
      return numerator / order.at(order.size() - 1 - rank);
    }
  }

  /** The product with a factor. */
  private record Product(Uncertain factor, Uncertain product) {}

  private Uncertain(double value, double[] draws) {
    this.value = value;
    this.size = draws.length;
    this.draws = draws;
    this.source = () -> NONE;
    this.fraction = null;
  }

  private Uncertain(
      double value, int size, Supplier<double[]> source, @Nullable Fraction fraction) {
    this.value = value;
    this.size = size;
    this.draws = size == 0 ? NONE : UNKNOWN;
    this.source = source;
    this.fraction = fraction;
  }

  /** Returns a number that is certain. */
  public static Uncertain of(double value) {
    return new Uncertain(value, NONE);
  }

  /** Returns a number with its draws. */
  static Uncertain of(double value, double[] draws) {
    return new Uncertain(value, draws.clone());
  }

  /**
   * Returns a number whose draws are computed when they are first asked for.
   *
   * @param value its value
   * @param size its draws; 0 if it is certain
   * @param number computes it; called once at most, and never if it is certain
   */
  public static Uncertain later(double value, int size, Supplier<Uncertain> number) {
    return new Uncertain(value, size, () -> number.get().draws(), null);
  }

  private double[] draws() {
    double[] result = draws;
    return result == UNKNOWN ? drawn() : result;
  }

  private synchronized double[] drawn() {
    if (draws == UNKNOWN) {
      draws = source.get();
      source = () -> NONE; // what it was computed from may go
    }
    return draws;
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
    return index == TYPICAL || size == 0 ? value : draws()[index];
  }

  /** Returns the draws; 0 if nothing uncertain went into it. */
  public int size() {
    return size;
  }

  /** Returns whether nothing uncertain went into it. */
  public boolean isCertain() {
    return size == 0;
  }

  // The four operations are loops of their own, which the compiler turns into vector instructions.

  /** Returns {@code this + other}. */
  public Uncertain plus(Uncertain other) {
    if (isCertain() || other.isCertain()) {
      return shifted(other);
    }
    double[] result = new double[common(other)];
    double[] a = draws();
    double[] b = other.draws();
    for (int i = 0; i < result.length; i++) {
      result[i] = a[i] + b[i];
    }
    return new Uncertain(value + other.value, result);
  }

  private Uncertain shifted(Uncertain other) {
    double[] shifted = isCertain() ? other.draws() : draws();
    double shift = isCertain() ? value : other.value;
    if (shift == 0) {
      return isCertain() ? other : this;
    }
    double[] result = shifted.length == 0 ? NONE : new double[shifted.length];
    for (int i = 0; i < result.length; i++) {
      result[i] = shifted[i] + shift;
    }
    return new Uncertain(value + other.value, result);
  }

  /** Returns {@code this - other}. */
  public Uncertain minus(Uncertain other) {
    if (isCertain() || other.isCertain()) {
      return other.isCertain() ? shifted(of(-other.value)) : combine(other, (a, b) -> a - b);
    }
    double[] result = new double[common(other)];
    double[] a = draws();
    double[] b = other.draws();
    for (int i = 0; i < result.length; i++) {
      result[i] = a[i] - b[i];
    }
    return new Uncertain(value - other.value, result);
  }

  /** Returns the sum of numbers, in their order; 0 if there are none. */
  public static Uncertain sum(List<Uncertain> numbers) {
    double value = 0;
    double[] result = NONE;
    for (Uncertain number : numbers) {
      if (result.length == 0 && number.size > 0) {
        result = new double[number.size];
        Arrays.fill(result, value);
      }
      if (number.isCertain()) {
        for (int i = 0; i < result.length; i++) {
          result[i] += number.value;
        }
      } else {
        if (number.size != result.length) {
          throw mixed(result.length, number.size);
        }
        double[] added = number.draws();
        for (int i = 0; i < result.length; i++) {
          result[i] += added[i];
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
    double[] a = draws();
    double[] b = other.draws();
    for (int i = 0; i < result.length; i++) {
      result[i] = a[i] * b[i];
    }
    return new Uncertain(value * other.value, result);
  }

  /** Returns {@code this * factor}. */
  public Uncertain times(double factor) {
    if (factor == 1) {
      return this;
    }
    double[] a = draws();
    double[] result = size == 0 ? NONE : new double[size];
    for (int i = 0; i < result.length; i++) {
      result[i] = a[i] * factor;
    }
    return new Uncertain(value * factor, result);
  }

  /** Returns {@code this / other}. */
  public Uncertain over(Uncertain other) {
    if (other.isCertain()) {
      return map(a -> a / other.value);
    }
    if (isCertain()) {
      return new Uncertain(value / other.value, other.divided(value));
    }
    double[] result = new double[common(other)];
    double[] a = draws();
    double[] b = other.draws();
    for (int i = 0; i < result.length; i++) {
      result[i] = a[i] / b[i];
    }
    return new Uncertain(value / other.value, result);
  }

  /**
   * Returns {@code numerator / this}, with draws that are computed when somebody asks. Its
   * percentiles are those of this number from the other end, whose draws are sorted once.
   */
  public Uncertain dividing(double numerator) {
    return new Uncertain(
        numerator / value, size, () -> divided(numerator), new Fraction(numerator, this));
  }

  private double[] divided(double numerator) {
    double[] a = draws();
    double[] result = new double[a.length];
    for (int i = 0; i < result.length; i++) {
      result[i] = numerator / a[i];
    }
    return result;
  }

  /**
   * Returns {@code this * factor}, with draws that are computed when somebody asks. The last such
   * product is kept, so that designs that share a cost and an error share their product, too.
   */
  public Uncertain keptTimes(Uncertain factor) {
    Product found = lastProduct;
    if (found == null || !found.factor.isSame(factor)) {
      int n = isCertain() || factor.isCertain() ? Math.max(size, factor.size) : common(factor);
      found = new Product(factor, later(value * factor.value, n, () -> times(factor)));
      lastProduct = found;
    }
    return found.product;
  }

  @SuppressWarnings("ReferenceEquality") // comparing draws would take as long as multiplying them
  private boolean isSame(Uncertain other) {
    return this == other || (isCertain() && other.isCertain() && value == other.value);
  }

  private int common(Uncertain other) {
    if (size != other.size) {
      throw mixed(size, other.size);
    }
    return size;
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
    if (size == 0) {
      return of(f.applyAsDouble(value));
    }
    double[] a = draws();
    double[] result = new double[size];
    for (int i = 0; i < result.length; i++) {
      result[i] = f.applyAsDouble(a[i]);
    }
    return new Uncertain(f.applyAsDouble(value), result);
  }

  /**
   * Returns a function of both.
   *
   * @throws IllegalArgumentException if they are from experiments of different size
   */
  public Uncertain combine(Uncertain other, DoubleBinaryOperator f) {
    int n = isCertain() || other.isCertain() ? Math.max(size, other.size) : common(other);
    if (n == 0) {
      return of(f.applyAsDouble(value, other.value));
    }
    double[] result = new double[n];
    for (int i = 0; i < n; i++) {
      result[i] = f.applyAsDouble(at(i), other.at(i));
    }
    return new Uncertain(f.applyAsDouble(value, other.value), result);
  }

  /** A function of three numbers. */
  @FunctionalInterface
  public interface OfThree {
    /** Returns its value. */
    double applyAsDouble(double first, double second, double third);
  }

  /**
   * Returns a function of three.
   *
   * @throws IllegalArgumentException if they are from experiments of different size
   */
  public Uncertain combine(Uncertain second, Uncertain third, OfThree f) {
    int n = Math.max(size, Math.max(second.size, third.size));
    double[] a = draws(n);
    double[] b = second.draws(n);
    double[] c = third.draws(n);
    double[] result = n == 0 ? NONE : new double[n];
    for (int i = 0; i < n; i++) {
      result[i] = f.applyAsDouble(a[i], b[i], c[i]);
    }
    return new Uncertain(f.applyAsDouble(value, second.value, third.value), result);
  }

  /** Returns the draws, its value for each if it is certain. */
  private double[] draws(int count) {
    if (size != count && !isCertain()) {
      throw mixed(count, size);
    }
    double[] result = draws();
    if (size != count) {
      result = new double[count];
      Arrays.fill(result, value);
    }
    return result;
  }

  /** Returns the least of the value and its draws. */
  public double least() {
    double least = value;
    for (double draw : draws()) {
      least = Math.min(least, draw);
    }
    return least;
  }

  /** Returns the share of draws that are below a bound, in [0, 1]; 0 or 1 if it is certain. */
  public double shareBelow(double bound) {
    if (isCertain()) {
      return value < bound ? 1 : 0;
    }
    return (double) Arrays.stream(draws()).filter(d -> d < bound).count() / size;
  }

  /** Returns the 10th, 50th and 90th percentile of the draws; the value itself if it is certain. */
  public Quantiles quantiles() {
    Quantiles result = known;
    if (result == null) {
      result = isCertain() ? new Quantiles(value, value, value) : percentiles();
      known = result;
    }
    return result;
  }

  private Quantiles percentiles() {
    return fraction != null && fraction.isFalling()
        ? Quantiles.of(size, fraction::at)
        : Quantiles.of(size, ranked()::at);
  }

  private RankedDraws ranked() {
    RankedDraws result = ranked;
    if (result == null) {
      result = RankedDraws.of(draws());
      ranked = result;
    }
    return result;
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof Uncertain u && u.value == value && Arrays.equals(u.draws(), draws());
  }

  @Override
  public int hashCode() {
    return 31 * Double.hashCode(value) + Arrays.hashCode(draws());
  }

  @Override
  public String toString() {
    return isCertain() ? Double.toString(value) : value + " (" + size + " draws)";
  }
}
