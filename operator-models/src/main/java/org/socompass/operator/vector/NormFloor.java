package org.socompass.operator.vector;

import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.socompass.operator.Overlap;

/**
 * A lower bound of the p-norm {@code (a^p + b^p)^(1/p)} without powers.
 *
 * <p>With {@code r = min / max} the norm is {@code max * h(r)}, {@code h(r) = (1 + r^p)^(1/p)}.
 * {@code h} is convex for p >= 1, so that each tangent lies below it; the one at the nearest of
 * {@value #POINTS} points is within 1e-4 of it for the exponents of the templates.
 *
 * @see Overlap
 */
public final class NormFloor {
  private static final int POINTS = 512;

  /** More than rounding can add to a tangent or take from a norm. */
  private static final double ROUNDING = 1 - 1e-12;

  /** Exponents that are kept; a library has some tens, a fit tries many. */
  private static final int MOST = 256;

  private static final Map<Double, NormFloor> KNOWN = new ConcurrentHashMap<>();

  private final double[] value = new double[POINTS + 1];
  private final double[] slope = new double[POINTS + 1];

  /**
   * Returns the bound for one exponent, whose tangents are found once.
   *
   * @param p at least 1
   */
  public static NormFloor withExponent(double p) {
    NormFloor known = KNOWN.get(p);
    if (known == null) {
      if (KNOWN.size() >= MOST) {
        KNOWN.clear();
      }
      known = new NormFloor(p);
      KNOWN.put(p, known);
    }
    return known;
  }

  private NormFloor(double p) {
    for (int i = 0; i <= POINTS; i++) {
      double r = (double) i / POINTS;
      double sum = 1 + Math.pow(r, p);
      double h = Math.pow(sum, 1 / p);
      slope[i] = ROUNDING * Math.pow(r, p - 1) * h / sum;
      value[i] = ROUNDING * h - slope[i] * r;
    }
  }

  /**
   * Returns at most the p-norm of two times.
   *
   * @param a a time, not negative
   * @param b a time, not negative
   */
  public double of(double a, double b) {
    double most = Math.max(a, b);
    double least = Math.min(a, b);
    if (least == 0) {
      return most;
    }
    int i = point(least, most);
    return most * value[i] + least * slope[i];
  }

  /**
   * Returns by how much the tangent at two times grows with the first of them. {@code slope(a, b) x
   * + slope(b, a) y} is at most the p-norm of any x and y.
   *
   * @param a a time, not negative
   * @param b a time, not negative
   */
  public double slope(double a, double b) {
    return a >= b ? value[point(b, a)] : slope[point(a, b)];
  }

  private static int point(double least, double most) {
    return most == 0 ? 0 : (int) (least / most * POINTS + 0.5);
  }
}
