package org.socompass.operator;

/** How times of resources that work side by side join into one. */
public final class Overlap {
  private Overlap() {}

  /**
   * Returns the p-norm {@code (a^p + b^p)^(1/p)}: their sum for p = 1, their maximum as p grows.
   *
   * @param a a time, not negative
   * @param b a time, not negative
   * @param p at least 1
   */
  public static double norm(double a, double b, double p) {
    double most = Math.max(a, b);
    if (most == 0) {
      return 0;
    }
    double least = Math.min(a, b) / most;
    return most * Math.pow(1 + Math.pow(least, p), 1 / p);
  }
}
