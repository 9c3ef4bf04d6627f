package org.socompass.operator.matmul;

import org.socompass.operator.Overlap;

/** The choice of a swizzle: bands of row tiles that walk all columns, and their traffic. */
final class RasterStage {
  private final PipelinedProblem in;
  private final KernelStage kernel;
  private final SplitStage split;
  private final OccupancyStage occupancy;

  double perCore;
  double bufferSeconds;
  double memorySeconds;

  RasterStage(PipelinedProblem in, KernelStage kernel, SplitStage split, OccupancyStage occupancy) {
    this.in = in;
    this.kernel = kernel;
    this.split = split;
    this.occupancy = occupancy;
  }

  /** Returns the duration of a mapping, with all powers or at most that [s]. */
  double evaluate(int swizzle, boolean isExact) {
    // Grid. A band pads the grid up to the fewest row tiles that its swizzle is used for.
    double gm = kernel.gridRows(swizzle);
    double blocks = in.b * gm * kernel.gn * split.splits;
    perCore = split.perCore(blocks);

    // Raster classes: full bands (1) and the last band (2).
    double bands = Math.ceil(gm / swizzle) - 1;
    double lastTiles = gm - bands * swizzle;
    double rows1 = Math.min(in.m, bands * swizzle * kernel.tm);
    double rows2 = in.m - rows1;
    double blocks1 = blocks * bands * swizzle / gm;
    double blocks2 = blocks - blocks1;
    double missB = kernel.missB(swizzle);
    double partial = split.partialBytes(blocks);
    double partialMemory = 2 * partial * in.miss(Math.max(1, partial));
    double memory1 =
        in.b
            * ((bands > 0 ? in.weights * (1 + (bands - 1) * missB) : 0)
                + activations(rows1, swizzle)
                + rows1 * in.n * in.wo)
            / in.bandwidth;
    double memory2 =
        (in.b
                    * ((bands > 0 ? in.weights * missB : in.weights)
                        + activations(rows2, lastTiles)
                        + rows2 * in.n * in.wo)
                + partialMemory)
            / in.bandwidth;
    double padded = split.kc * split.splits;
    double buffer1 =
        in.b
            * (rows1 * kernel.gn * padded * in.wa
                + bands * swizzle * in.n * padded * in.ww
                + rows1 * in.n * in.wo)
            / in.buffer;
    double buffer2 =
        (in.b
                    * (rows2 * kernel.gn * padded * in.wa
                        + lastTiles * in.n * padded * in.ww
                        + rows2 * in.n * in.wo)
                + 2 * partial)
            / in.buffer;

    // Idle slots of the last wave go where they hide most traffic.
    double feed1 = norm(buffer1, memory1, isExact);
    double feed2 = norm(buffer2, memory2, isExact);
    double least1 = blocks1 / kernel.cores;
    double most1 = Math.max(least1, perCore - blocks2 / kernel.cores);
    double share1 = Math.min(most1, Math.max(least1, perCore * feed1 / (feed1 + feed2)));
    double main =
        norm(share1 * split.block, feed1, isExact)
            + norm((perCore - share1) * split.block, feed2, isExact);

    bufferSeconds = buffer1 + buffer2;
    memorySeconds = memory1 + memory2;
    return occupancy.joined(main, perCore);
  }

  private double norm(double x, double y, boolean isExact) {
    return isExact ? Overlap.norm(x, y, in.p) : in.floor.of(x, y);
  }

  /** Bytes of A that a class of bands reads: again for every wave of a band that evicted it. */
  private double activations(double rows, double bandTiles) {
    double missA = in.miss(bandTiles * kernel.tm * in.k * in.wa + kernel.tn * in.k * in.ww);
    return rows
        * in.k
        * in.wa
        * (1 + Math.max(0, kernel.gn * bandTiles / occupancy.inFlight - 1) * missA);
  }
}
