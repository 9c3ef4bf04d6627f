package org.socompass.operator.matmul;

/** The choice of the blocks that are resident on a core. */
final class OccupancyStage {
  private final PipelinedProblem in;
  private final KernelStage kernel;
  private final SplitStage split;

  private int occupancy;
  double stages;
  double inFlight;

  OccupancyStage(PipelinedProblem in, KernelStage kernel, SplitStage split) {
    this.in = in;
    this.kernel = kernel;
    this.split = split;
  }

  void choose(int blocks) {
    occupancy = blocks;
    double left = kernel.localCapacity - occupancy * kernel.localSums;
    stages = Math.min(in.kernels.greatestStages(), Math.floor(left / (occupancy * kernel.stage)));
    inFlight = kernel.cores * occupancy / split.splits;
  }

  /** Adds the stages in flight, one fill a round, and the chain of partial sums. */
  void join(PipelinedTimes times) {
    double rounds = Math.ceil(times.perCore / occupancy);
    double little =
        stages > 1
            ? rounds * split.steps * in.latency / (stages - 1)
            : rounds * (split.steps * in.latency + split.aloneBlock);
    double fills = in.kernels.generation().persistent() ? 1 : rounds;
    double fill = fills * (in.latency + kernel.stage / kernel.port / in.f);
    times.little = little;
    times.alone = fill + split.lastEpilogue + split.partialSums;
  }
}
