package org.socompass.llm.layer;

/**
 * Feed-forward networks of which a router chooses some for each token.
 *
 * @param count networks to choose from
 * @param perToken networks that a token goes through
 * @param intermediate width of each
 * @param biases whether their matrices have biases
 * @param routerVectors parameters of the router beside its matrix: a bias, a correction
 * @param gatedSharing whether the network that all tokens go through is weighed by a gate
 */
public record Experts(
    int count,
    int perToken,
    int intermediate,
    boolean biases,
    long routerVectors,
    boolean gatedSharing) {
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
  }

  /** Returns experts without biases, shared or not without a gate. */
  public static Experts of(int count, int perToken, int intermediate) {
    return new Experts(count, perToken, intermediate, false, 0, false);
  }

  /**
   * Returns the experts that {@code tokens} are expected to go through if each chooses at random:
   *
   * <pre>{@code
   * E (1 - (1 - k/E)^T)
   * }</pre>
   *
   * <p>between k for one token and E for many.
   *
   * @param tokens tokens T of a pass
   */
  public double touched(long tokens) {
    double missed = Math.exp(tokens * Math.log1p(-(double) perToken / count));
    return perToken == count ? count : Math.max(perToken, count * (1 - missed));
  }
}
