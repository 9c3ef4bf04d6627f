package org.socompass.operator.attention;

import java.util.List;
import java.util.Optional;
import org.socompass.hardware.MatmulKernels;
import org.socompass.hardware.Processor;
import org.socompass.hardware.Tile;
import org.socompass.operator.Attention;
import org.socompass.operator.BufferUse;

/**
 * What a block of fused attention holds on its core.
 *
 * <pre>{@code
 * local buffer   (Br d + Bc c) w                one tile of queries and one of cached elements
 * registers      4 (Br dv + Br Bc)              sums of the result and scores, in fp32
 * }</pre>
 *
 * <p>Sums and scores are in the local buffer where the processor's other kernels keep theirs there.
 * A second tile of cached elements, loaded while the first is used, is what a block has if another
 * block is to run beside it.
 *
 * <p><b>Source.</b> Ours, after Dao et al., FlashAttention-2 (2023).
 */
public final class AttentionBuffers {
  private static final double SUM_BYTES = 4;

  private AttentionBuffers() {}

  /** Returns what one block of a tile holds. */
  public static List<BufferUse> of(Attention a, Processor processor, Tile tile) {
    double sums = sumBytes(a, tile.rows(), tile.columns());
    boolean isLocal = sumsAreLocal(processor);
    return List.of(
        new BufferUse(
            "local_buffer",
            stagedBytes(a, tile.rows(), tile.columns(), 1) + (isLocal ? sums : 0),
            processor.local().capacityBytes()),
        new BufferUse("registers", isLocal ? 0 : sums, processor.registerBytes()));
  }

  /** Returns which buffer a tile exceeds, and by how much; empty if it fits. */
  public static Optional<String> shortage(Attention a, Processor processor, Tile tile) {
    return of(a, processor, tile).stream()
        .filter(use -> use.bytes() > use.capacityBytes())
        .findFirst()
        .map(BufferUse::shortage);
  }

  /**
   * Returns the tile, or the greatest that fits of those that halve its longer side, its keys
   * first, again and again; empty if a tile of one score does not fit.
   */
  public static Optional<Tile> fitting(Attention a, Processor processor, Tile tile) {
    Tile next = tile;
    while (shortage(a, processor, next).isPresent()) {
      if (next.rows() == 1 && next.columns() == 1) {
        return Optional.empty();
      }
      next =
          next.columns() >= next.rows()
              ? new Tile(next.rows(), next.columns() / 2)
              : new Tile(next.rows() / 2, next.columns());
    }
    return Optional.of(next);
  }

  /** Returns how many blocks, each with two tiles of cached elements, a core holds. */
  static double blocks(Attention a, Processor processor, int rows, int columns) {
    double sums = sumBytes(a, rows, columns);
    double staged = stagedBytes(a, rows, columns, 2);
    return sumsAreLocal(processor)
        ? Math.floor(processor.local().capacityBytes() / (staged + sums))
        : Math.min(
            Math.floor(processor.local().capacityBytes() / staged),
            Math.floor(processor.registerBytes() / sums));
  }

  private static double stagedBytes(Attention a, int rows, int columns, int stages) {
    return ((double) rows * a.headDim() + (double) stages * columns * a.cachedDim())
        * a.type().bytesPerElement();
  }

  private static double sumBytes(Attention a, int rows, int columns) {
    return SUM_BYTES * rows * ((double) a.valueDim() + columns);
  }

  private static boolean sumsAreLocal(Processor processor) {
    return processor.kernels().matmul() instanceof MatmulKernels.Pipelined pipelined
        && pipelined.accumulators() == MatmulKernels.Accumulators.LOCAL_BUFFER;
  }
}
