package org.socompass.inference.tier;

/**
 * How often a token goes through each expert of a layer.
 *
 * <pre>{@code
 * p_i = min(1, c i^-s),   sum over i of p_i = k
 * }</pre>
 *
 * <p>A Zipf law of exponent s, cut at one, as a token goes through k different experts. With s = 0
 * every expert has k / E. Tokens choose independently of each other.
 */
final class ExpertPopularity {
  private static final int STEPS = 200;

  private ExpertPopularity() {}

  /**
   * Returns the probabilities, most popular expert first.
   *
   * @param count experts E
   * @param perToken experts of a token k, at most E
   * @param skew exponent s
   */
  static double[] of(int count, int perToken, double skew) {
    double[] weight = new double[count];
    for (int i = 0; i < count; i++) {
      weight[i] = Math.pow(i + 1.0, -skew);
    }
    double low = 0;
    double high = 1 / weight[count - 1];
    for (int step = 0; step < STEPS; step++) {
      double middle = (low + high) / 2;
      double sum = 0;
      for (double w : weight) {
        sum += Math.min(1, middle * w);
      }
      if (sum < perToken) {
        low = middle;
      } else {
        high = middle;
      }
    }
    for (int i = 0; i < count; i++) {
      weight[i] = Math.min(1, high * weight[i]);
    }
    return weight;
  }
}
