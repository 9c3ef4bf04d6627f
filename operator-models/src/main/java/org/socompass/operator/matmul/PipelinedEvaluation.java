package org.socompass.operator.matmul;

import org.socompass.hardware.MainMemory;
import org.socompass.hardware.MatmulKernels;
import org.socompass.hardware.Processor;
import org.socompass.operator.Matmul;
import org.socompass.operator.mapping.PipelinedMapping;

/**
 * The equations of {@link PipelinedMatmulModel}, evaluated choice by choice from the outside in, so
 * that a search computes what depends on outer choices once. Allocates nothing.
 *
 * <pre>{@code
 * choice                              then known                          lower bound
 * kernel(tile, depth, cores, unit)    rates of a block, fewest blocks     kernelFloor()
 *   split(splits, chain)              steps, time of a block
 *     occupancy(blocks on a core)     stages, rounds, blocks in flight    groupFloor()
 *       swizzle                       times                               times()
 * }</pre>
 *
 * <p>Every floor is at most the duration of every mapping that completes the choices made so far.
 * Proofs: docs/mapper.md. Not thread-safe.
 */
public final class PipelinedEvaluation {
  private final PipelinedProblem in;
  private final KernelStage kernel;
  private final SplitStage split;
  private final OccupancyStage occupancy;
  private final RasterStage raster;
  private final PipelinedTimes part;

  PipelinedEvaluation(
      Matmul op, Processor processor, MainMemory memory, MatmulKernels.Pipelined kernels) {
    this.in = new PipelinedProblem(op, processor, memory, kernels);
    this.kernel = new KernelStage(in);
    this.split = new SplitStage(in, kernel);
    this.occupancy = new OccupancyStage(in, kernel, split);
    this.raster = new RasterStage(in, kernel, split, occupancy);
    this.part = new PipelinedTimes(in);
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
    return kernelTimes().floorSeconds(in.bandwidth);
  }

  /** Returns at most the times of any mapping of the kernel, until the next choice. */
  public PipelinedTimes kernelTimes() {
    double work =
        Math.max(
            in.floor.of(kernel.macSeconds(in.k, kernel.heldShare(1)), kernel.localSeconds(in.k)),
            kernel.feedSeconds(in.k));
    double epilogue = kernel.epilogueSeconds(Math.min(in.wo, TileSums.BYTES));
    double blockSeconds =
        in.kernels.generation().persistent() ? Math.max(work, epilogue) : work + epilogue;
    part.one(
        in.b * kernel.leastGridRows * kernel.gn / kernel.cores,
        blockSeconds,
        kernel.bufferBytes(kernel.leastGridRows, in.k) / in.buffer,
        in.b * (kernel.leastWeightBytes + in.m * in.k * in.wa + in.m * in.n * in.wo));
    part.little = 0;
    part.alone = in.latency + kernel.stage / kernel.port / in.f;
    return part;
  }

  /** Returns at most the duration of any mapping of the kernel, split and occupancy [s]. */
  public double groupFloor() {
    return groupTimes().floorSeconds(in.bandwidth);
  }

  /** Returns at most the times of any mapping of the group, until the next choice. */
  public PipelinedTimes groupTimes() {
    double blocks = in.b * kernel.leastGridRows * kernel.gn * split.splits;
    double again = Math.max(0, kernel.gn / occupancy.inFlight - 1);
    double missA = again > 0 ? in.miss(kernel.tm * in.k * in.wa + kernel.tn * in.k * in.ww) : 0;
    double activations = in.m * in.k * in.wa * (1 + again * missA);
    double partial = split.partialBytes(blocks);
    part.one(
        split.perCore(blocks),
        split.block,
        (kernel.bufferBytes(kernel.leastGridRows, split.kc * split.splits) + 2 * partial)
            / in.buffer,
        in.b * (kernel.leastWeightBytes + activations + in.m * in.n * in.wo)
            + in.missedOf(partial));
    occupancy.join(part);
    return part;
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

  /** Chooses all of a mapping but its swizzle. */
  void choose(PipelinedMapping mapping) {
    kernel(
        mapping.tile().rows(),
        mapping.tile().columns(),
        mapping.depth(),
        mapping.coresPerTile(),
        mapping.vector());
    split(mapping.splits(), mapping.chain());
    occupancy(mapping.occupancy());
  }

  /** Chooses a mapping and returns its times, until the next choice. It must be feasible. */
  public PipelinedTimes times(PipelinedMapping mapping) {
    choose(mapping);
    return times(mapping.swizzle());
  }

  /** Returns the times of a mapping, until the next choice. The mapping must be feasible. */
  public PipelinedTimes times(int swizzle) {
    raster.choose(swizzle);
    return raster.times;
  }

  /** Returns at most the duration of a mapping, less by far less than 0.1 % [s]. */
  public double floorSeconds(int swizzle) {
    return times(swizzle).floorSeconds(in.bandwidth);
  }

  /** Returns the duration of the kernel without its launch [s]. The mapping must be feasible. */
  public double seconds(int swizzle) {
    return times(swizzle).seconds(in.bandwidth);
  }

  /** Returns the time in which the last mapping computes [s]. */
  double computeSeconds() {
    return raster.times.perCore * (split.mac + split.epilogue);
  }

  /** Returns the time in which the last mapping uses local buffers [s]. */
  double localSeconds() {
    return raster.times.perCore * Math.max(split.local, split.feed);
  }

  /** Returns the time in which the last mapping uses the global buffer [s]. */
  double bufferSeconds() {
    return raster.times.buffer1 + raster.times.buffer2;
  }

  /** Returns the time in which the last mapping uses main memory [s]. */
  double memorySeconds() {
    return raster.times.memorySeconds(in.bandwidth);
  }

  /** Returns the time in which the last mapping waits for latencies [s]. */
  double latencySeconds() {
    return raster.times.little + raster.times.alone;
  }

  /** Returns the pipeline stages that the local buffer holds. */
  double stages() {
    return occupancy.stages;
  }

  /** Returns the bandwidth of main memory that the kernels reach [B/s]. */
  public double bandwidth() {
    return in.bandwidth;
  }

  /** Returns the traffic of main memory of the last mapping [B]. */
  public double memoryBytes() {
    return raster.times.memoryBytes(in.bandwidth);
  }

  /**
   * Returns the least share of the global buffer that reuse may count on at which all times so far
   * are the same [B].
   */
  public double leastUsableBytes() {
    return in.isMissed ? in.usableBuffer : in.mostFitted;
  }

  /** Returns the greatest such share [B]. */
  public double mostUsableBytes() {
    return in.isMissed ? in.usableBuffer : Double.POSITIVE_INFINITY;
  }
}
