package org.socompass.operator.matmul;

import org.socompass.hardware.MainMemory;
import org.socompass.hardware.MatmulKernels;
import org.socompass.hardware.Processor;
import org.socompass.operator.Matmul;

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
  /** More than the order of sums can move a bound. */
  private static final double ROUNDING = 1 - 1e-12;

  private final PipelinedProblem in;
  private final KernelStage kernel;
  private final SplitStage split;
  private final OccupancyStage occupancy;
  private final RasterStage raster;

  PipelinedEvaluation(
      Matmul op, Processor processor, MainMemory memory, MatmulKernels.Pipelined kernels) {
    this.in = new PipelinedProblem(op, processor, memory, kernels);
    this.kernel = new KernelStage(in);
    this.split = new SplitStage(in, kernel);
    this.occupancy = new OccupancyStage(in, kernel, split);
    this.raster = new RasterStage(in, kernel, split, occupancy);
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
    kernel.choose(rows, columns, depth, coresPerTile, vector);
  }

  /** Chooses how blocks share the contraction: in splits, or in chains at the end of the grid. */
  public void split(int splitCount, int chainLength) {
    split.choose(splitCount, chainLength);
  }

  /** Chooses the blocks that are resident on a core. */
  public void occupancy(int blocks) {
    occupancy.choose(blocks);
  }

  /**
   * Tells the floors of the present kernel which swizzles follow. Without it they hold for any.
   *
   * @param swizzles row tiles of a band, each a choice
   */
  public void swizzles(int[] swizzles) {
    kernel.swizzles(swizzles);
  }

  /** Returns at most the duration of any mapping of the kernel [s]. */
  public double kernelFloor() {
    double work =
        Math.max(
            in.floor.of(kernel.macSeconds(in.k, kernel.heldShare(1)), kernel.localSeconds(in.k)),
            kernel.feedSeconds(in.k));
    double epilogue = kernel.epilogueSeconds(Math.min(in.wo, TileSums.BYTES));
    double blockSeconds =
        in.kernels.generation().persistent() ? Math.max(work, epilogue) : work + epilogue;
    double compute = in.b * kernel.leastGridRows * kernel.gn / kernel.cores * blockSeconds;
    double memory =
        in.b * (kernel.leastWeightBytes + in.m * in.k * in.wa + in.m * in.n * in.wo) / in.bandwidth;
    double global = kernel.bufferBytes(kernel.leastGridRows, in.k) / in.buffer;
    double main = in.floor.of(compute, in.floor.of(global, memory));
    return (main + in.latency + kernel.stage / kernel.port / in.f) * ROUNDING;
  }

  /** Returns at most the duration of any mapping of the kernel, split and occupancy [s]. */
  public double groupFloor() {
    double blocks = in.b * kernel.leastGridRows * kernel.gn * split.splits;
    double q = split.perCore(blocks);
    double missA = in.miss(kernel.tm * in.k * in.wa + kernel.tn * in.k * in.ww);
    double activations =
        in.m * in.k * in.wa * (1 + Math.max(0, kernel.gn / occupancy.inFlight - 1) * missA);
    double partial = split.partialBytes(blocks);
    double memory =
        (in.b * (kernel.leastWeightBytes + activations + in.m * in.n * in.wo)
                + 2 * partial * in.miss(Math.max(1, partial)))
            / in.bandwidth;
    double global =
        (kernel.bufferBytes(kernel.leastGridRows, split.kc * split.splits) + 2 * partial)
            / in.buffer;
    double main = in.floor.of(q * split.block, in.floor.of(global, memory));
    return occupancy.joined(main, q) * ROUNDING;
  }

  /**
   * Returns whether a swizzle is no better than another one, whatever else is chosen: both make one
   * band of the present kernel's grid, and the other one pads it less, or as much.
   */
  public boolean isDominated(int swizzle, int other) {
    return kernel.gridRows(swizzle) <= swizzle
        && kernel.gridRows(other) <= other
        && kernel.gridRows(other) <= kernel.gridRows(swizzle);
  }

  /** Returns at most the duration of a mapping, less by far less than 0.1 % [s]. */
  public double floorSeconds(int swizzle) {
    return raster.evaluate(swizzle, false) * ROUNDING;
  }

  /** Returns the duration of the kernel without its launch [s]. The mapping must be feasible. */
  public double seconds(int swizzle) {
    return raster.evaluate(swizzle, true);
  }

  /** Returns the time in which the last mapping computes [s]. */
  double computeSeconds() {
    return raster.perCore * (split.mac + split.epilogue);
  }

  /** Returns the time in which the last mapping uses local buffers [s]. */
  double localSeconds() {
    return raster.perCore * Math.max(split.local, split.feed);
  }

  /** Returns the time in which the last mapping uses the global buffer [s]. */
  double bufferSeconds() {
    return raster.bufferSeconds;
  }

  /** Returns the time in which the last mapping uses main memory [s]. */
  double memorySeconds() {
    return raster.memorySeconds;
  }

  /** Returns the time in which the last mapping waits for latencies [s]. */
  double latencySeconds() {
    return occupancy.latencySeconds;
  }

  /** Returns the pipeline stages that the local buffer holds. */
  double stages() {
    return occupancy.stages;
  }

  /** Returns the bandwidth of main memory that the kernels reach [B/s]. */
  double bandwidth() {
    return in.bandwidth;
  }

  /** Returns the traffic of main memory of the last mapping [B]. */
  public double memoryBytes() {
    return raster.memorySeconds * in.bandwidth;
  }
}
