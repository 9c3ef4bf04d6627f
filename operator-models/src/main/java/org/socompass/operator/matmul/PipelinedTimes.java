package org.socompass.operator.matmul;

import org.socompass.operator.Overlap;
import org.socompass.operator.vector.NormFloor;

/**
 * The duration of a mapping, or a lower bound of those of a part of the space, as a function of the
 * bandwidth B of main memory.
 *
 * <pre>{@code
 * X_i(B)  = (G_i^p + (bytes_i / B)^p)^(1/p)                 raster classes i = 1, 2
 * t(B)    = max(main, little) + alone
 * main(B) = min over x_1 of ((x_1 M)^p + X_1^p)^(1/p) + ((q - x_1) M)^p + X_2^p)^(1/p)
 * }</pre>
 *
 * <p>In real numbers t is convex in 1/B: norms are of vectors that are linear in x_1 and 1/B, and
 * the least over x_1 of a function that is convex in both is convex. Symbols: {@link
 * PipelinedMatmulModel}. Proofs: docs/mapper.md.
 */
public final class PipelinedTimes {
  /** More than the order of sums can move a bound. */
  private static final double ROUNDING = 1 - 1e-12;

  private final NormFloor floor;
  private final double p;

  /** Blocks on the busiest core, q. */
  double perCore;

  /** Time of a block, M [s]. */
  double block;

  /** Bounds of the blocks of the first class on the busiest core, x_1. */
  double least1;

  double most1;

  /** Times of the global buffer, G_i [s]. */
  double buffer1;

  double buffer2;

  /** Traffic of main memory [B]. */
  double bytes1;

  double bytes2;

  /** Time that stages in flight take at least [s]. */
  double little;

  /** Time that nothing hides [s]. */
  double alone;

  PipelinedTimes(PipelinedProblem in) {
    this.floor = in.floor;
    this.p = in.p;
  }

  private PipelinedTimes(PipelinedTimes other) {
    this.floor = other.floor;
    this.p = other.p;
    this.perCore = other.perCore;
    this.block = other.block;
    this.least1 = other.least1;
    this.most1 = other.most1;
    this.buffer1 = other.buffer1;
    this.buffer2 = other.buffer2;
    this.bytes1 = other.bytes1;
    this.bytes2 = other.bytes2;
    this.little = other.little;
    this.alone = other.alone;
  }

  /** Returns the same numbers, which no later choice changes. */
  public PipelinedTimes copy() {
    return new PipelinedTimes(this);
  }

  /** Has one raster class. */
  void one(double blocks, double blockSeconds, double bufferSeconds, double bytes) {
    perCore = blocks;
    block = blockSeconds;
    least1 = blocks;
    most1 = blocks;
    buffer1 = bufferSeconds;
    buffer2 = 0;
    bytes1 = bytes;
    bytes2 = 0;
  }

  /**
   * Returns the duration without the launch [s].
   *
   * @param bandwidth that kernels reach of main memory [B/s]
   */
  public double seconds(double bandwidth) {
    return seconds(bandwidth, true);
  }

  /** Returns at most the duration, less by far less than 0.1 % [s]. */
  public double floorSeconds(double bandwidth) {
    return seconds(bandwidth, false) * ROUNDING;
  }

  private double seconds(double bandwidth, boolean isExact) {
    // Idle slots of the last wave go where they hide most traffic.
    double feed1 = norm(buffer1, bytes1 / bandwidth, isExact);
    double feed2 = norm(buffer2, bytes2 / bandwidth, isExact);
    double share1 = share1(feed1, feed2);
    double main =
        norm(share1 * block, feed1, isExact) + norm((perCore - share1) * block, feed2, isExact);
    return Math.max(main, little) + alone;
  }

  private double share1(double feed1, double feed2) {
    return Math.min(most1, Math.max(least1, perCore * feed1 / (feed1 + feed2)));
  }

  private double norm(double x, double y, boolean isExact) {
    return isExact ? Overlap.norm(x, y, p) : floor.of(x, y);
  }

  /** Returns the time in which main memory is used [s]. */
  double memorySeconds(double bandwidth) {
    return bytes1 / bandwidth + bytes2 / bandwidth;
  }

  /** Returns the traffic of main memory [B]. */
  public double memoryBytes(double bandwidth) {
    return memorySeconds(bandwidth) * bandwidth;
  }

  /** Returns at most the duration under any bandwidth [s]. */
  public double waitSeconds() {
    return (little + alone) * ROUNDING;
  }

  /**
   * Finds a line {@code c + s / B} that is at most the duration under each bandwidth B, and nearly
   * touches it at one. Each norm is replaced by a tangent plane of its own.
   *
   * @param bandwidth where it nearly touches [B/s]
   * @param line where c [s] and s [B] are put
   * @param at place of c; s follows
   */
  public void support(double bandwidth, double[] line, int at) {
    double memory1 = bytes1 / bandwidth;
    double memory2 = bytes2 / bandwidth;
    double feed1 = floor.of(buffer1, memory1);
    double feed2 = floor.of(buffer2, memory2);
    double share1 = share1(feed1, feed2);
    double work1 = share1 * block;
    double ofWork1 = floor.slope(work1, feed1);
    double ofFeed1 = floor.slope(feed1, work1);
    double ofWork2 = ofWork1;
    double ofFeed2 = ofFeed1;
    if (share1 == least1 || share1 == most1) {
      double work2 = (perCore - share1) * block;
      ofWork2 = floor.slope(work2, feed2);
      ofFeed2 = floor.slope(feed2, work2);
    }
    // Linear in x_1, so least at one of its bounds.
    double work =
        Math.min(
            ofWork1 * least1 + ofWork2 * (perCore - least1),
            ofWork1 * most1 + ofWork2 * (perCore - most1));
    line[at] =
        (work * block
                + ofFeed1 * floor.slope(buffer1, memory1) * buffer1
                + ofFeed2 * floor.slope(buffer2, memory2) * buffer2
                + alone)
            * ROUNDING;
    line[at + 1] =
        (ofFeed1 * floor.slope(memory1, buffer1) * bytes1
                + ofFeed2 * floor.slope(memory2, buffer2) * bytes2)
            * ROUNDING;
  }
}
