package org.socompass.evaluation;

import java.util.List;
import java.util.Optional;

/**
 * The batch beyond which more sequences no longer pay: the first whose doubling gives less than 1.5
 * times the tokens. Between batches that are no doublings the gain is taken as a power of their
 * ratio:
 *
 * <pre>{@code
 * first i with r_(i+1) / r_i < (b_(i+1) / b_i)^log2(1.5)
 * }</pre>
 *
 * @param batch sequences
 * @param tokensPerSecond what they get together [1/s]
 */
public record BatchKnee(double batch, double tokensPerSecond) {
  private static final double GAIN = 1.5;

  /**
   * Returns the knee of a curve; empty if every step pays.
   *
   * @param curve batches with their rates, in any order
   */
  public static Optional<BatchKnee> of(List<BatchKnee> curve) {
    List<BatchKnee> sorted =
        curve.stream().sorted((a, b) -> Double.compare(a.batch, b.batch)).toList();
    for (int i = 0; i + 1 < sorted.size(); i++) {
      BatchKnee here = sorted.get(i);
      BatchKnee next = sorted.get(i + 1);
      double doublings = Math.log(next.batch / here.batch) / Math.log(2);
      if (doublings > 0
          && next.tokensPerSecond < here.tokensPerSecond * Math.pow(GAIN, doublings)) {
        return Optional.of(here);
      }
    }
    return Optional.empty();
  }
}
