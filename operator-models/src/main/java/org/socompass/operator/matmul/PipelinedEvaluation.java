package org.socompass.operator.matmul;

import org.socompass.hardware.MainMemory;
import org.socompass.hardware.MatmulKernels;
import org.socompass.hardware.Processor;
import org.socompass.operator.MainMemoryStream;
import org.socompass.operator.Matmul;
import org.socompass.operator.Overlap;
import org.socompass.operator.Rates;
import org.socompass.operator.vector.NormFloor;

/**
 * The equations of {@link PipelinedMatmulModel}, evaluated choice by choice from the outside in, so
 * that a search computes what depends on outer choices once. Allocates nothing.
 *
 * <pre>{@code
 * choice                              then known                          lower bound
 * kernel(tile, depth, cores, unit)    rates of a block, fewest blocks     kernelFloor()
 *   split(splits, chain)              steps, time of a block
 *     occupancy(blocks on a core)     stages, rounds, blocks in flight    groupFloor()
 *       swizzle                       traffic and latency                 floorSeconds(), seconds()
 * }</pre>
 *
 * <p>Every floor is at most the duration of every mapping that completes the choices made so far.
 * Proofs: docs/mapper.md. Not thread-safe.
 */
public final class PipelinedEvaluation {
  private static final double VECTOR_FRAGMENT = 8;
  private static final double MIXED_FRAGMENT_COLUMNS = 64;

  /** More than the order of sums can move a bound. */
  private static final double ROUNDING = 1 - 1e-12;

  private final Processor processor;
  private final MatmulKernels.Pipelined kernels;
  private final NormFloor floor;
  private final boolean mixed;
  private final double f;
  private final double p;
  private final double b;
  private final double m;
  private final double k;
  private final double n;
  private final double wa;
  private final double ww;
  private final double wo;
  private final double weights;
  private final double bandwidth;
  private final double buffer;
  private final double usableBuffer;
  private final double latency;
  private final double matrixMacsPerCycle;
  private final double vectorMacsPerCycle;

  // Kernel.
  private int tm;
  private int tn;
  private int tk;
  private double area;
  private double cores;
  private double localCapacity;
  private double rowTiles;
  private double gn;
  private double stage;
  private double localSums;
  private double port;
  private double lanes;
  private double macs;
  private double localBytesPerCycle;
  private double fragmentRows;
  private double fragmentColumns;
  private double leastGridRows;
  private double leastWeightBytes;

  // Split.
  private int splits;
  private int chain;
  private double steps;
  private double kc;
  private double mac;
  private double local;
  private double feed;
  private double epilogue;
  private double block;
  private double partialSums;

  // Occupancy.
  private int occupancy;
  private double stages;
  private double inFlight;

  // The last mapping.
  private double perCore;
  private double bufferSeconds;
  private double memorySeconds;
  private double latencySeconds;

  PipelinedEvaluation(
      Matmul op, Processor processor, MainMemory memory, MatmulKernels.Pipelined kernels) {
    this.processor = processor;
    this.kernels = kernels;
    this.floor = new NormFloor(kernels.overlap());
    this.f = processor.clockHz();
    this.p = kernels.overlap();
    this.b = op.batch();
    this.m = op.m();
    this.k = op.k();
    this.n = op.n();
    this.wa = op.activation().bytesPerElement();
    this.ww = op.weight().bytesPerElement();
    this.wo = op.output().bytesPerElement();
    this.mixed = wa > ww;
    this.weights = op.weightBytes() / b;
    this.bandwidth = MainMemoryStream.bandwidth(processor, memory, kernels.dramEfficiency());
    this.buffer = processor.globalBytesPerSecond();
    this.usableBuffer = processor.global().capacityBytes() * kernels.cacheShare();
    this.latency = memory.latencySeconds();
    double coreCycles = processor.cores() * f * 2;
    this.matrixMacsPerCycle =
        Rates.matrixOperations(processor, op.arithmetic()).orElse(0) / coreCycles;
    this.vectorMacsPerCycle = Rates.vectorOperations(processor, op.arithmetic()) / coreCycles;
  }

  /**
   * Chooses the kernel.
   *
   * @param rows rows of the tile
   * @param columns columns of the tile
   * @param depth elements along the contraction of one step
   * @param coresPerTile cores that work on one tile together
   * @param vector whether the vector units multiply
   */
  public void kernel(int rows, int columns, int depth, int coresPerTile, boolean vector) {
    double g = coresPerTile;
    tm = rows;
    tn = columns;
    tk = depth;
    area = (double) tm * tn;
    cores = Math.floor(processor.cores() / g);
    localCapacity = processor.local().capacityBytes() * g;
    rowTiles = Math.ceil(m / tm);
    gn = Math.ceil(n / tn);
    stage = (tm * wa + tn * ww) * tk;
    localSums = TileSums.localBytes(kernels, tm, tn);
    port = kernels.portBytesPerCycle() * g;
    lanes = kernels.operationsPerCycle() * g;
    macs = (vector ? vectorMacsPerCycle : matrixMacsPerCycle * kernels.issueEfficiency()) * g;
    localBytesPerCycle = processor.local().bytesPerCycle() * g;
    fragmentRows =
        vector
            ? Math.min(VECTOR_FRAGMENT, tm)
            : Math.min(kernels.fragment().rows() * g, tm * kernels.fragmentFraction());
    fragmentColumns =
        vector
            ? VECTOR_FRAGMENT
            : mixed
                ? MIXED_FRAGMENT_COLUMNS
                : Math.min(kernels.fragment().columns(), tn * kernels.fragmentFraction());
    leastGridRows = rowTiles;
    leastWeightBytes = weights;
  }

  /** Chooses how blocks share the contraction: in splits, or in chains at the end of the grid. */
  public void split(int splitCount, int chainLength) {
    splits = splitCount;
    chain = chainLength;
    steps = Math.ceil(k / splits / tk);
    kc = steps * tk;
    mac = macSeconds(kc);
    local = localSeconds(kc);
    feed = feedSeconds(kc);
    epilogue = epilogueSeconds(splits > 1 ? TileSums.BYTES : wo);
    block = Math.max(Overlap.norm(mac, local, p), feed) + epilogue;
    int links = splits > 1 ? splits : chain;
    partialSums = links * (latency + 2 * TileSums.BYTES * area / port / f);
  }

  /** Chooses the blocks that are resident on a core. */
  public void occupancy(int blocks) {
    occupancy = blocks;
    double left = localCapacity - occupancy * localSums;
    stages = Math.min(kernels.greatestStages(), Math.floor(left / (occupancy * stage)));
    inFlight = cores * occupancy / splits;
  }

  /**
   * Tells the floors of the present kernel which swizzles follow. Without it they hold for any.
   *
   * @param swizzles row tiles of a band, each a choice
   */
  public void swizzles(int[] swizzles) {
    leastGridRows = Double.POSITIVE_INFINITY;
    leastWeightBytes = Double.POSITIVE_INFINITY;
    for (int swizzle : swizzles) {
      double gm = gridRows(swizzle);
      double bands = Math.ceil(gm / swizzle) - 1;
      leastGridRows = Math.min(leastGridRows, gm);
      leastWeightBytes = Math.min(leastWeightBytes, weights * (1 + bands * missB(swizzle)));
    }
  }

  /** Returns at most the duration of any mapping of the kernel [s]. */
  public double kernelFloor() {
    double work = Math.max(floor.of(macSeconds(k), localSeconds(k)), feedSeconds(k));
    double blockSeconds = work + epilogueSeconds(Math.min(wo, TileSums.BYTES));
    double compute = b * leastGridRows * gn / cores * blockSeconds;
    double memory = b * (leastWeightBytes + m * k * wa + m * n * wo) / bandwidth;
    double main = floor.of(compute, floor.of(bufferBytes(leastGridRows, k) / buffer, memory));
    return (main + latency + stage / port / f) * ROUNDING;
  }

  /** Returns at most the duration of any mapping of the kernel, split and occupancy [s]. */
  public double groupFloor() {
    double blocks = b * leastGridRows * gn * splits;
    double q = perCore(blocks);
    double missA = miss(tm * k * wa + tn * k * ww);
    double activations = m * k * wa * (1 + Math.max(0, gn / inFlight - 1) * missA);
    double partial = partialBytes(blocks);
    double memory =
        (b * (leastWeightBytes + activations + m * n * wo)
                + 2 * partial * miss(Math.max(1, partial)))
            / bandwidth;
    double global = (bufferBytes(leastGridRows, kc * splits) + 2 * partial) / buffer;
    double main = floor.of(q * block, floor.of(global, memory));
    return joined(main, Math.ceil(q / occupancy)) * ROUNDING;
  }

  /**
   * Returns whether a swizzle is no better than another one, whatever else is chosen: both make one
   * band of the present kernel's grid, and the other one pads it less, or as much.
   */
  public boolean isDominated(int swizzle, int other) {
    return gridRows(swizzle) <= swizzle
        && gridRows(other) <= other
        && gridRows(other) <= gridRows(swizzle);
  }

  /** Returns at most the duration of a mapping, less by far less than 0.1 % [s]. */
  public double floorSeconds(int swizzle) {
    return evaluate(swizzle, false) * ROUNDING;
  }

  /** Returns the duration of the kernel without its launch [s]. The mapping must be feasible. */
  public double seconds(int swizzle) {
    return evaluate(swizzle, true);
  }

  private double evaluate(int swizzle, boolean isExact) {
    // Grid. A band pads the grid up to the fewest row tiles that its swizzle is used for.
    double gm = gridRows(swizzle);
    double blocks = b * gm * gn * splits;
    perCore = perCore(blocks);

    // Raster classes: full bands (1) and the last band (2).
    double bands = Math.ceil(gm / swizzle) - 1;
    double lastTiles = gm - bands * swizzle;
    double rows1 = Math.min(m, bands * swizzle * tm);
    double rows2 = m - rows1;
    double blocks1 = blocks * bands * swizzle / gm;
    double blocks2 = blocks - blocks1;
    double missB = missB(swizzle);
    double partial = partialBytes(blocks);
    double partialMemory = 2 * partial * miss(Math.max(1, partial));
    double memory1 =
        b
            * ((bands > 0 ? weights * (1 + (bands - 1) * missB) : 0)
                + activations(rows1, swizzle)
                + rows1 * n * wo)
            / bandwidth;
    double memory2 =
        (b
                    * ((bands > 0 ? weights * missB : weights)
                        + activations(rows2, lastTiles)
                        + rows2 * n * wo)
                + partialMemory)
            / bandwidth;
    double padded = kc * splits;
    double buffer1 =
        b
            * (rows1 * gn * padded * wa + bands * swizzle * n * padded * ww + rows1 * n * wo)
            / buffer;
    double buffer2 =
        (b * (rows2 * gn * padded * wa + lastTiles * n * padded * ww + rows2 * n * wo)
                + 2 * partial)
            / buffer;

    // Idle slots of the last wave go where they hide most traffic.
    double feed1 = norm(buffer1, memory1, isExact);
    double feed2 = norm(buffer2, memory2, isExact);
    double least1 = blocks1 / cores;
    double most1 = Math.max(least1, perCore - blocks2 / cores);
    double share1 = Math.min(most1, Math.max(least1, perCore * feed1 / (feed1 + feed2)));
    double main =
        norm(share1 * block, feed1, isExact) + norm((perCore - share1) * block, feed2, isExact);

    bufferSeconds = buffer1 + buffer2;
    memorySeconds = memory1 + memory2;
    return joined(main, Math.ceil(perCore / occupancy));
  }

  /** Joins the work with the stages in flight, one fill a round, and the chain of partial sums. */
  private double joined(double main, double rounds) {
    double little =
        stages > 1 ? rounds * steps * latency / (stages - 1) : rounds * (steps * latency + block);
    double fill = rounds * (latency + stage / port / f);
    latencySeconds = little + fill + partialSums;
    return Math.max(main, little) + fill + partialSums;
  }

  private double norm(double x, double y, boolean isExact) {
    return isExact ? Overlap.norm(x, y, p) : floor.of(x, y);
  }

  private double gridRows(int swizzle) {
    return Math.max(rowTiles, swizzle <= 2 ? swizzle : 3.0 * swizzle / 4);
  }

  private double perCore(double blocks) {
    return chain > 0
        ? Math.max(Math.ceil(blocks * steps / cores), Math.ceil(steps / chain)) / steps
        : Math.ceil(blocks / cores);
  }

  private double macSeconds(double depth) {
    return (area * depth / macs + (mixed ? kernels.dequantizeOperations() * tn * depth / lanes : 0))
        / f;
  }

  private double localSeconds(double depth) {
    double operands = (tm * wa + tn * ww) * depth;
    double reads = area * depth * (wa / fragmentColumns + (mixed ? 0 : ww / fragmentRows));
    double sums = 2 * localSums * depth / tk;
    return (reads + operands + sums) / localBytesPerCycle / f;
  }

  private double feedSeconds(double depth) {
    return (tm * wa + tn * ww) * depth / port / f;
  }

  private double epilogueSeconds(double bytes) {
    return (area * kernels.epilogueOperations() / lanes + area * bytes / port) / f;
  }

  private double bufferBytes(double gridRows, double depth) {
    return b * (m * gn * depth * wa + gridRows * n * depth * ww + m * n * wo);
  }

  private double partialBytes(double blocks) {
    return (splits > 1 ? TileSums.BYTES * splits * b * m * n : 0)
        + (chain > 0 ? TileSums.BYTES * Math.min(blocks, cores) * area : 0);
  }

  private double missB(int swizzle) {
    return miss(weights + swizzle * (double) tm * k * wa);
  }

  private double miss(double workingSet) {
    return Math.max(0, 1 - usableBuffer / workingSet);
  }

  /** Bytes of A that a class of bands reads: again for every wave of a band that evicted it. */
  private double activations(double rows, double bandTiles) {
    double missA = miss(bandTiles * tm * k * wa + tn * k * ww);
    return rows * k * wa * (1 + Math.max(0, gn * bandTiles / inFlight - 1) * missA);
  }

  /** Returns the time in which the last mapping computes [s]. */
  double computeSeconds() {
    return perCore * (mac + epilogue);
  }

  /** Returns the time in which the last mapping uses local buffers [s]. */
  double localSeconds() {
    return perCore * Math.max(local, feed);
  }

  /** Returns the time in which the last mapping uses the global buffer [s]. */
  double bufferSeconds() {
    return bufferSeconds;
  }

  /** Returns the time in which the last mapping uses main memory [s]. */
  double memorySeconds() {
    return memorySeconds;
  }

  /** Returns the time in which the last mapping waits for latencies [s]. */
  double latencySeconds() {
    return latencySeconds;
  }

  /** Returns the pipeline stages that the local buffer holds. */
  double stages() {
    return stages;
  }

  /** Returns the traffic of main memory of the last mapping [B]. */
  public double memoryBytes() {
    return memorySeconds * bandwidth;
  }
}
