package org.socompass.inference.decoding;

import java.util.OptionalDouble;

/**
 * What drafts yield if each is accepted with probability a once all before it were.
 *
 * <pre>{@code
 * tokens of a step    E = sum over i = 0..g of a^i = (1 - a^(g+1)) / (1 - a)
 * accepted share      r = (E - 1) / g                  of the drafted tokens, as engines log it
 * speed-up            E t(1) / (g t_draft + t(g+1))
 * }</pre>
 *
 * <p>The model's own token behind the accepted ones is always kept.
 *
 * <p><b>Source.</b> Leviathan et al., Fast Inference from Transformers via Speculative Decoding,
 * 2023, equation 1.
 */
public final class Acceptance {
  private static final int HALVINGS = 60;

  private Acceptance() {}

  /**
   * Returns the tokens that a step yields on average.
   *
   * @param acceptance a, in [0, 1]
   * @param length drafted tokens g
   */
  public static double tokensPerStep(double acceptance, int length) {
    double sum = 0;
    double power = 1;
    for (int i = 0; i <= length; i++) {
      sum += power;
      power *= acceptance;
    }
    return sum;
  }

  /** Returns the share of the drafted tokens that is accepted; 0 without drafts. */
  public static double acceptedShare(double acceptance, int length) {
    return length == 0 ? 0 : (tokensPerStep(acceptance, length) - 1) / length;
  }

  /**
   * Returns the acceptance at which a share of the drafted tokens is accepted.
   *
   * @param share accepted of drafted tokens, in [0, 1]
   */
  public static double ofAcceptedShare(double share, int length) {
    return solve(1 + share * length, length);
  }

  /**
   * Returns the acceptance at which drafting takes as long as not drafting.
   *
   * @param stepCost time of a step over that of a step without drafts
   * @return empty if not even drafts that are all accepted pay
   */
  public static OptionalDouble breakEven(double stepCost, int length) {
    return stepCost > length + 1.0
        ? OptionalDouble.empty()
        : OptionalDouble.of(solve(Math.max(1, stepCost), length));
  }

  private static double solve(double tokens, int length) {
    double low = 0;
    double high = 1;
    for (int i = 0; i < HALVINGS; i++) {
      double middle = (low + high) / 2;
      if (tokensPerStep(middle, length) < tokens) {
        low = middle;
      } else {
        high = middle;
      }
    }
    return high;
  }
}
