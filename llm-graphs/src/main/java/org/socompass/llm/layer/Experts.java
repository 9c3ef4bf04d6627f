package org.socompass.llm.layer;

import java.util.function.DoubleUnaryOperator;

/**
 * Feed-forward networks of which a router chooses some for each token.
 *
 * @param count networks to choose from
 * @param perToken networks that a token goes through
 * @param intermediate width of each
 * @param biases whether their matrices have biases
 * @param routerVectors parameters of the router beside its matrix: a bias, a correction
 * @param gatedSharing whether the network that all tokens go through is weighed by a gate
 * @param skew exponent of the popularity of experts, the i-th being chosen in proportion to {@code
 *     i^-skew}; 0 if all are alike
 */
public record Experts(
    int count,
    int perToken,
    int intermediate,
    boolean biases,
    long routerVectors,
    boolean gatedSharing,
    double skew) {
  /** The most that a skew may be. */
  public static final double GREATEST_SKEW = 4;

  /** Creates experts that are chosen alike. */
  public Experts(
      int count,
      int perToken,
      int intermediate,
      boolean biases,
      long routerVectors,
      boolean gatedSharing) {
    this(count, perToken, intermediate, biases, routerVectors, gatedSharing, 0);
  }

  /**
   * Validates the experts.
   *
   * @throws IllegalArgumentException if a size is out of range or more are chosen than there are
   */
  public Experts {
    Sizes.inRange("experts", count, 1 << 16);
    Sizes.inRange("experts per token", perToken, count);
    Sizes.inRange("width of an expert", intermediate, 1 << 24);
    Sizes.upTo("vectors of the router", routerVectors, 1L << 30);
    if (!(skew >= 0 && skew <= GREATEST_SKEW)) {
      throw new IllegalArgumentException("skew of routing must be between 0 and 4, but is " + skew);
    }
  }

  /** Returns experts without biases, shared or not without a gate. */
  public static Experts of(int count, int perToken, int intermediate) {
    return new Experts(count, perToken, intermediate, false, 0, false);
  }

  /** Returns the same experts with another skew. */
  public Experts withSkew(double exponent) {
    return new Experts(
        count, perToken, intermediate, biases, routerVectors, gatedSharing, exponent);
  }

  /**
   * Returns the experts that {@code tokens} are expected to go through if each chooses on its own:
   *
   * <pre>{@code
   * sum over i of 1 - (1 - q_i)^T      q_i = min(1, c i^-s), c such that they sum up to k
   *                                    E (1 - (1 - k/E)^T) without skew
   * }</pre>
   *
   * <p>between k for one token and E for many. {@code q_i} is the probability that a token chooses
   * expert i: none is chosen twice by one token, so that it is at most 1.
   *
   * @param tokens tokens T of a pass
   */
  public double touched(long tokens) {
    if (skew == 0 || perToken == count) {
      double missed = Math.exp(tokens * Math.log1p(-(double) perToken / count));
      return perToken == count ? count : Math.max(perToken, count * (1 - missed));
    }
    return Math.max(perToken, sum(1, q -> -Math.expm1(tokens * Math.log1p(-q))));
  }

  /**
   * Returns the experts that {@code tokens} are expected to touch in the group of several that has
   * the most of them, each with as many experts: the expected greatest of a random placement, and
   * no less than a group has to which the most popular are dealt.
   *
   * @param groups groups that the experts are spread over
   */
  public double touchedInBusiestGroup(long tokens, int groups) {
    double all = touched(tokens);
    double random = ExpertGroups.busiest(count, groups, (int) Math.ceil(all - 1e-9));
    double dealt =
        skew == 0 ? 0 : sum(groups, q -> -Math.expm1(tokens * Math.log1p(-Math.min(q, 1))));
    return Math.min((double) count / groups, Math.max(random, dealt));
  }

  /**
   * Returns the share of all choices that go to the busiest of several groups.
   *
   * @param groups groups that the experts are spread over
   */
  public double busiestShare(long tokens, int groups) {
    double random = touchedInBusiestGroup(tokens, groups) / touched(tokens);
    double dealt = skew == 0 ? 0 : sum(groups, q -> q) / perToken;
    return Math.min(1, Math.max(random, dealt));
  }

  /** Returns the groups that hold an expert of a token, on average. */
  public double groupsOfToken(int groups) {
    double missed = 1;
    double outside = count - (double) count / groups;
    for (int i = 0; i < perToken; i++) {
      missed *= Math.max(0, outside - i) / (count - i);
    }
    return groups * (1 - missed);
  }

  /** Returns the sum of a function of the probabilities, of every so many from the first. */
  private double sum(int step, DoubleUnaryOperator function) {
    double[] popularity = new double[count];
    double rest = 0;
    for (int i = 0; i < count; i++) {
      popularity[i] = Math.pow(i + 1.0, -skew);
      rest += popularity[i];
    }
    // The most popular are certain while their share of what is left would be more than one.
    int certain = 0;
    while (certain < perToken && (perToken - certain) * popularity[certain] >= rest) {
      rest -= popularity[certain];
      certain++;
    }
    double sum = 0;
    for (int i = 0; i < count; i += step) {
      double q = i < certain ? 1 : Math.min(1, (perToken - certain) * popularity[i] / rest);
      sum += function.applyAsDouble(q);
    }
    return sum;
  }
}
