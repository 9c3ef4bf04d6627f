package org.socompass.inference.trust;

import org.apache.commons.math3.special.Erf;

/**
 * The 80 % band of a predicted latency, which is its median.
 *
 * <pre>{@code
 * ln(measured / predicted) ~ normal(0, sigma)      p10 = x exp(-1.28 sigma)     p90 = x exp(1.28 sigma)
 * }</pre>
 *
 * @param sigma standard deviation of the logarithm of measured over predicted
 */
public record Band(double sigma) {
  /** The normal deviate below which 90 % lie; what is outside on both sides is 20 %. */
  public static final double DEVIATE_90 = 1.2815515655446004;

  private static final double EVEN = 0.5;

  /** A number that is certain. */
  public static final Band NONE = new Band(0);

  /**
   * Checks the deviation.
   *
   * @throws IllegalArgumentException if it is negative or not finite
   */
  public Band {
    if (!(sigma >= 0) || Double.isInfinite(sigma)) {
      throw new IllegalArgumentException("sigma must not be negative, but is " + sigma);
    }
  }

  /** Returns what the latency is multiplied by to get its 10th percentile, in (0, 1]. */
  public double lowFactor() {
    return StrictMath.exp(-DEVIATE_90 * sigma);
  }

  /** Returns what the latency is multiplied by to get its 90th percentile, at least 1. */
  public double highFactor() {
    return StrictMath.exp(DEVIATE_90 * sigma);
  }

  /**
   * Returns the band of the ratio of two numbers that are partly off together.
   *
   * <pre>{@code
   * sigma^2 = a^2 + b^2 - 2 rho a b
   * }</pre>
   *
   * @param other band of the other number
   * @param correlation of what both are off by, rho, in [-1, 1]
   */
  public Band ratio(Band other, double correlation) {
    double variance =
        sigma * sigma + other.sigma * other.sigma - 2 * correlation * sigma * other.sigma;
    return new Band(Math.sqrt(Math.max(0, variance)));
  }

  /**
   * Returns the probability that one latency is below another, this being the band of their ratio.
   *
   * <pre>{@code
   * P = Phi( ln(other / own) / sigma )
   * }</pre>
   *
   * @param own stated latency of the one
   * @param other stated latency of the other
   * @return in [0, 1]; a half if both are equal
   */
  public double probabilityBelow(double own, double other) {
    double ln = StrictMath.log(other / own);
    if (sigma == 0) {
      return ln > 0 ? 1 : ln < 0 ? 0 : EVEN;
    }
    return EVEN * Erf.erfc(-ln / (sigma * Math.sqrt(2)));
  }

  /** Returns whether a measured latency is inside the band of a predicted one. */
  public boolean covers(double measured, double predicted) {
    return Math.abs(StrictMath.log(measured / predicted)) <= DEVIATE_90 * sigma;
  }
}
