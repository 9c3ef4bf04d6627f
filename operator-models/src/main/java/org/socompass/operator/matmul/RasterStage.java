package org.socompass.operator.matmul;

/** The choice of a swizzle: bands of row tiles that walk all columns, and their traffic. */
final class RasterStage {
  private final PipelinedProblem in;
  private final KernelStage kernel;
  private final SplitStage split;
  private final OccupancyStage occupancy;

  final PipelinedTimes times;

  RasterStage(PipelinedProblem in, KernelStage kernel, SplitStage split, OccupancyStage occupancy) {
    this.in = in;
    this.kernel = kernel;
    this.split = split;
    this.occupancy = occupancy;
    this.times = new PipelinedTimes(in);
  }

  /** Chooses a swizzle: {@link #times} are those of a mapping then. */
  void choose(int swizzle) {
    // Grid. A band pads the grid up to the fewest row tiles that its swizzle is used for.
    double gm = kernel.gridRows(swizzle);
    double blocks = in.b * gm * kernel.gn * split.splits;
    double perCore = split.perCore(blocks);

    // Raster classes: full bands (1) and the last band (2).
    double bands = Math.ceil(gm / swizzle) - 1;
    double lastTiles = gm - bands * swizzle;
    double rows1 = Math.min(in.m, bands * swizzle * kernel.tm);
    double rows2 = in.m - rows1;
    double blocks1 = blocks * bands * swizzle / gm;
    double blocks2 = blocks - blocks1;
    double missB = bands > 0 ? kernel.missB(swizzle) : 0;
    double partial = split.partialBytes(blocks);
    times.bytes1 =
        in.b
            * ((bands > 0 ? in.weights * (1 + (bands - 1) * missB) : 0)
                + activations(rows1, swizzle)
                + rows1 * in.n * in.wo);
    times.bytes2 =
        in.b
                * ((bands > 0 ? in.weights * missB : in.weights)
                    + activations(rows2, lastTiles)
                    + rows2 * in.n * in.wo)
            + in.missedOf(partial);
    double padded = split.kc * split.splits;
    times.buffer1 =
        in.b
            * (rows1 * kernel.gn * padded * in.wa
                + bands * swizzle * in.n * padded * in.ww
                + rows1 * in.n * in.wo)
            / in.buffer;
    times.buffer2 =
        (in.b
                    * (rows2 * kernel.gn * padded * in.wa
                        + lastTiles * in.n * padded * in.ww
                        + rows2 * in.n * in.wo)
                + 2 * partial)
            / in.buffer;
    times.perCore = perCore;
    times.block = split.block;
    times.least1 = blocks1 / kernel.cores;
    times.most1 = Math.max(times.least1, perCore - blocks2 / kernel.cores);
    occupancy.join(times);
  }

  /** Bytes of A that a class of bands reads: again for every wave of a band that evicted it. */
  private double activations(double rows, double bandTiles) {
    double again = Math.max(0, kernel.gn * bandTiles / occupancy.inFlight - 1);
    double missA =
        again > 0 && rows > 0
            ? in.miss(bandTiles * kernel.tm * in.k * in.wa + kernel.tn * in.k * in.ww)
            : 0;
    return rows * in.k * in.wa * (1 + again * missA);
  }
}
