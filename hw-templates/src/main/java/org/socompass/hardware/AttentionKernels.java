package org.socompass.hardware;

import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;

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
 * @param besideSeconds time of each kernel that engines run around it [s]
 * @param besideKernels how many these are: one writes the cache, another may plan the work
 * @param overlap exponent of the p-norm that joins on-chip time and main memory
 * @param dramEfficiency share of the peak bandwidth of main memory that they reach
 * @param cachePasses how often the keys and values of new tokens pass main memory beside the
 *     kernel: 2 where engines read and write them to store them in pages
 * @param cacheShare share of the global buffer in which tensors of new tokens stay, as their
 *     producers left them there
 * @param latent what kernels of a latent cache do otherwise
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
    int besideKernels,
    double overlap,
    double dramEfficiency,
    double cachePasses,
    double cacheShare,
    Optional<Latent> latent) {
  /**
   * What kernels of a latent cache do otherwise.
   *
   * @param splits how many blocks may share the keys of a head; empty for as many as others
   * @param waits how often a step waits for main memory, where kernels fetch nothing ahead
   * @param exposedExp share of the exponentials that is not hidden, if it is another one
   * @param overlap exponent of the p-norm, if it is another one
   */
  public record Latent(
      List<Integer> splits, int waits, OptionalDouble exposedExp, OptionalDouble overlap) {
    /** Copies the list. */
    public Latent {
      splits = List.copyOf(splits);
    }
  }

  /** Returns the kernels for a latent cache. */
  public AttentionKernels ofLatent() {
    if (latent.isEmpty()) {
      return this;
    }
    Latent own = latent.get();
    return new AttentionKernels(
        tiles,
        own.splits.isEmpty() ? splits : own.splits,
        efficiency,
        blockCycles,
        stepCycles,
        own.exposedExp.orElse(exposedExp),
        appendSecondsPerToken,
        appendTokens,
        besideSeconds,
        besideKernels,
        own.overlap.orElse(overlap),
        dramEfficiency,
        cachePasses,
        cacheShare,
        Optional.empty());
  }

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
        1,
        overlap,
        dramEfficiency,
        0,
        0,
        Optional.empty());
  }

  /** Copies the lists. */
  public AttentionKernels {
    tiles = List.copyOf(tiles);
    splits = List.copyOf(splits);
  }
}
