package org.socompass.operator.matmul;

import org.socompass.operator.Overlap;

/** The choice of how blocks share the contraction: in splits, or in chains at the grid's end. */
final class SplitStage {
  private final PipelinedProblem in;
  private final KernelStage kernel;

  int splits;
  private int chain;
  double steps;
  double kc;
  double mac;
  double local;
  double feed;
  double epilogue;

  /** Time of a block [s]. */
  double block;

  /** Time of a block at the whole clock, which one that waits for memory has [s]. */
  double aloneBlock;

  /** Time of the epilogue that no later block hides [s]. */
  double lastEpilogue;

  /** Time of the chain of partial sums [s]. */
  double partialSums;

  SplitStage(PipelinedProblem in, KernelStage kernel) {
    this.in = in;
    this.kernel = kernel;
  }

  void choose(int splitCount, int chainLength) {
    splits = splitCount;
    chain = chainLength;
    steps = Math.ceil(in.k / splits / kernel.tk);
    kc = steps * kernel.tk;
    double blocks = in.b * kernel.rowTiles * kernel.gn * splits;
    mac = kernel.macSeconds(kc, kernel.heldShare(perCore(blocks) * kernel.cores / blocks));
    local = kernel.localSeconds(kc);
    feed = kernel.feedSeconds(kc);
    epilogue = kernel.epilogueSeconds(splits > 1 ? TileSums.BYTES : in.wo);
    block = block(mac);
    aloneBlock = block(kernel.macSeconds(kc, 1));
    lastEpilogue = in.kernels.generation().persistent() ? epilogue : 0;
    int links = splits > 1 ? splits : chain;
    partialSums = links * (in.latency + 2 * TileSums.BYTES * kernel.area / kernel.port / in.f);
  }

  private double block(double multiplying) {
    double work = Math.max(Overlap.norm(multiplying, local, in.p), feed);
    return in.kernels.generation().persistent() ? Math.max(work, epilogue) : work + epilogue;
  }

  /** Returns the blocks of the busiest core. */
  double perCore(double blocks) {
    return chain > 0
        ? Math.max(Math.ceil(blocks * steps / kernel.cores), Math.ceil(steps / chain)) / steps
        : Math.ceil(blocks / kernel.cores);
  }

  /** Returns the bytes of partial sums that are written [B]. */
  double partialBytes(double blocks) {
    return (splits > 1 ? TileSums.BYTES * splits * in.b * in.m * in.n : 0)
        + (chain > 0 ? TileSums.BYTES * Math.min(blocks, kernel.cores) * kernel.area : 0);
  }
}
