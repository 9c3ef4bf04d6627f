package org.socompass.operator.matmul;

/**
 * The share of a working set that a cache has lost when it is read again.
 *
 * <pre>{@code
 * d reuse distance: bytes read between two readings of a line; S capacity, in sets of w lines
 * y = w d / S lines of d compete for a set on average
 * miss(d) = P(at least w of them fall into the line's set), their number Poisson with mean y
 *         = 1 - e^-y (1 + y + y^2/2! + ... + y^(w-1)/(w-1)!)
 * }</pre>
 *
 * <p>A set that evicts the line used longest ago loses it when w others came after. With many ways
 * that is nearly a step at d = S. Addresses spread over the sets at random, as hashed indices do.
 *
 * <p><b>Source.</b> A. J. Smith, A Comparative Study of Set Associative Memory Mapping Algorithms
 * and Their Use for Cache and Main Memory, IEEE TSE 1978; its binomial is a Poisson distribution
 * here, of many sets.
 */
final class SetAssociativeCache {
  /** So many standard deviations above w, the Poisson tail is 1 to double precision. */
  private static final double DEVIATIONS = 12;

  private final double linesPerByte;
  private final double certain;
  private final int ways;

  /**
   * Creates a cache.
   *
   * @param capacityBytes capacity [B]; one of 0 loses everything
   * @param ways lines of a set, positive
   */
  SetAssociativeCache(double capacityBytes, int ways) {
    this.ways = ways;
    this.linesPerByte = ways / capacityBytes;
    this.certain = ways + DEVIATIONS * Math.sqrt(ways) + DEVIATIONS * DEVIATIONS;
  }

  /**
   * Returns the share of lines that were evicted before they are read again, in [0, 1]. Grows with
   * the distance.
   *
   * @param reuseBytes bytes read between two readings of a line [B], not negative
   */
  double missShare(double reuseBytes) {
    if (reuseBytes == 0) {
      return 0;
    }
    double y = reuseBytes * linesPerByte;
    if (y >= certain) {
      return 1;
    }
    double sum = 1;
    for (int i = ways - 1; i > 0; i--) {
      sum = 1 + sum * y / i;
    }
    return Math.max(0, 1 - Math.exp(-y) * sum);
  }
}
