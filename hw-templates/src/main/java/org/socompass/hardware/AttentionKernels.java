package org.socompass.hardware;

import java.util.List;

/**
 * How fused attention kernels work.
 *
 * @param tiles query rows x keys of one step
 * @param splits how many blocks may share the keys of a head
 * @param efficiency share of the matrix peak that the two products reach
 * @param blockCycles fixed time of a block: start, first loads, final scaling [cycle]
 * @param stepCycles fixed time of a step over one tile of keys [cycle]
 * @param exposedExp share of the exponentials that two resident blocks can't hide
 * @param appendSecondsPerToken time to add a new token to the cache inside the kernel [s]
 * @param appendTokens most new tokens that the kernel appends itself
 * @param besideSeconds time of what engines do around the kernel: write the cache, plan the work
 *     [s]
 * @param overlap exponent of the p-norm that joins on-chip time and main memory
 * @param dramEfficiency share of the peak bandwidth of main memory that they reach
 */
public record AttentionKernels(
    List<Tile> tiles,
    List<Integer> splits,
    double efficiency,
    double blockCycles,
    double stepCycles,
    double exposedExp,
    double appendSecondsPerToken,
    int appendTokens,
    double besideSeconds,
    double overlap,
    double dramEfficiency) {
  /** Creates kernels that stand alone. */
  public AttentionKernels(
      List<Tile> tiles,
      List<Integer> splits,
      double efficiency,
      double blockCycles,
      double stepCycles,
      double exposedExp,
      double appendSecondsPerToken,
      int appendTokens,
      double overlap,
      double dramEfficiency) {
    this(
        tiles,
        splits,
        efficiency,
        blockCycles,
        stepCycles,
        exposedExp,
        appendSecondsPerToken,
        appendTokens,
        0,
        overlap,
        dramEfficiency);
  }

  /** Copies the lists. */
  public AttentionKernels {
    tiles = List.copyOf(tiles);
    splits = List.copyOf(splits);
  }
}
