package org.socompass.operator.matmul;

/**
 * What the transfers of a product on a scratchpad take, and how they overlap with computation: all
 * of {@link ScratchpadMatmulModel} that depends on main memory.
 *
 * <pre>{@code
 * in     = a_l L / B_l + a_r R / B_r + P / B           L, R, O bytes of the operands and the result
 * bytes  = a_l L + a_r R + O + 2 P                     a trips, P bytes of partial sums
 * memory = max(in, bytes / B)                          B, B_l, B_r bandwidths
 * time   = max(hidden in, hidden bytes / B, compute) + what waits
 * }</pre>
 *
 * <p>Each grows with trips, with partial sums and with what is computed, also after rounding.
 */
public final class ScratchpadTransfers {
  private final double dma;
  private final double leftPath;
  private final double rightPath;
  private final double leftBytes;
  private final double rightBytes;
  private final double outBytes;
  private final double outSeconds;

  /**
   * Creates the transfers of a product.
   *
   * @param transposed whether weights are the left operand
   */
  public ScratchpadTransfers(ScratchpadProblem problem, boolean transposed) {
    this.dma = problem.dma();
    this.leftPath = transposed ? problem.weightPath() : dma;
    this.rightPath = transposed ? dma : problem.weightPath();
    this.leftBytes = transposed ? problem.weightBytes() : problem.activationBytes();
    this.rightBytes = transposed ? problem.activationBytes() : problem.weightBytes();
    this.outBytes = problem.outputBytes();
    this.outSeconds = outBytes / dma;
  }

  private double inSeconds(double leftTrips, double rightTrips, double partialBytes) {
    return leftTrips * leftBytes / leftPath
        + rightTrips * rightBytes / rightPath
        + partialBytes / dma;
  }

  /** Returns the time if nothing overlaps, results last [s]. */
  public double serialSeconds(double leftTrips, double rightTrips) {
    return inSeconds(leftTrips, rightTrips, 0) + outSeconds;
  }

  /** Returns the time in which main memory is used if reads and writes overlap [s]. */
  public double overlappedSeconds(double leftTrips, double rightTrips, double partialBytes) {
    return Math.max(
        inSeconds(leftTrips, rightTrips, partialBytes),
        bytes(leftTrips, rightTrips, partialBytes) / dma);
  }

  /** Returns the traffic of main memory [B]. */
  public double bytes(double leftTrips, double rightTrips, double partialBytes) {
    return leftTrips * leftBytes + rightTrips * rightBytes + outBytes + 2 * partialBytes;
  }

  /**
   * Joins what overlaps with computation, and adds the transfers that wait for an only buffer.
   * Reads and writes share main memory; on top of that, operands come one after another, weights on
   * their own path.
   *
   * @param hidesLeft whether the left operand comes while the array computes
   * @param hidesRight whether the right one does
   * @param hidesOut whether results leave meanwhile
   * @param compute what is computed [s]
   */
  public double joinedSeconds(
      double leftTrips,
      double rightTrips,
      double partialBytes,
      boolean hidesLeft,
      boolean hidesRight,
      boolean hidesOut,
      double compute) {
    double left = leftTrips * leftBytes / leftPath;
    double right = rightTrips * rightBytes / rightPath;
    double partial = partialBytes / dma;
    double out = outSeconds + partial;
    double hiddenIn = (hidesLeft ? left : 0) + (hidesRight ? right : 0) + (hidesOut ? partial : 0);
    double hiddenBytes =
        (hidesLeft ? leftTrips * leftBytes : 0)
            + (hidesRight ? rightTrips * rightBytes : 0)
            + (hidesOut ? outBytes + 2 * partialBytes : 0);
    double waits =
        (hidesLeft ? 0 : left) + (hidesRight ? 0 : right) + (hidesOut ? 0 : out + partial);
    return Math.max(Math.max(hiddenIn, hiddenBytes / dma), compute) + waits;
  }
}
