package org.socompass.llm.layer;

/**
 * Experts that are spread at random over groups of equal size.
 *
 * <pre>{@code
 * P(no group has more than m of U touched) = [x^U] (sum over j <= m of b_j x^j)^e / B_U
 * b binomial of E/e draws, B of E draws, both with probability U/E
 * E[most] = sum over m >= 0 of 1 - P(m)
 * }</pre>
 *
 * <p>Binomials that are known to add up are hypergeometric: the touched experts are a random choice
 * of all.
 */
final class ExpertGroups {
  private static final double CERTAIN = 1 - 1e-9;

  private ExpertGroups() {}

  /**
   * Returns the expected number of touched experts in the group that has the most.
   *
   * @param experts experts E of all groups
   * @param groups groups e, which divide the experts
   * @param touched touched experts U of all groups
   */
  static double busiest(int experts, int groups, int touched) {
    int size = experts / groups;
    if (touched >= experts || groups == 1) {
      return Math.min(touched, size);
    }
    double probability = (double) touched / experts;
    double[] ofGroup = binomial(size, probability);
    double all = binomial(experts, probability)[touched];
    int least = (touched - 1) / groups + 1;
    double expected = least;
    for (int most = least; most < size; most++) {
      double within = power(ofGroup, most, groups, touched) / all;
      if (within >= CERTAIN) {
        break;
      }
      expected += 1 - within;
    }
    return expected;
  }

  private static double[] binomial(int draws, double probability) {
    double[] result = new double[draws + 1];
    double log = draws * Math.log1p(-probability);
    double odds = Math.log(probability) - Math.log1p(-probability);
    for (int j = 0; j <= draws; j++) {
      result[j] = Math.exp(log);
      log += Math.log((double) (draws - j) / (j + 1)) + odds;
    }
    return result;
  }

  /** Returns a coefficient of a power of a polynomial whose terms beyond one are left out. */
  private static double power(double[] terms, int last, int exponent, int degree) {
    double[] product = {1};
    for (int e = 0; e < exponent; e++) {
      double[] next = new double[Math.min(degree, product.length - 1 + last) + 1];
      for (int i = 0; i < product.length; i++) {
        for (int j = 0; j <= last && i + j < next.length; j++) {
          next[i + j] += product[i] * terms[j];
        }
      }
      product = next;
    }
    return degree < product.length ? product[degree] : 0;
  }
}
