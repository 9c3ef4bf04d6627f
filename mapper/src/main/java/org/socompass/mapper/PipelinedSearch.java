package org.socompass.mapper;

import java.util.List;
import java.util.Locale;
import java.util.stream.Stream;
import org.socompass.hardware.MainMemory;
import org.socompass.hardware.MatmulKernels;
import org.socompass.hardware.Processor;
import org.socompass.hardware.Tile;
import org.socompass.operator.Matmul;
import org.socompass.operator.PipelinedMapping;
import org.socompass.operator.PipelinedMatmulModel;

/**
 * Every mapping of a product on pipelined kernels: the tiles of the library, depths, resident
 * blocks, splits or chains along the contraction, swizzles, cores a tile, matrix or vector units.
 */
final class PipelinedSearch {
  private static final int VECTOR_DEPTH = 32;
  private static final int GREATEST_VECTOR_ROWS = 32;
  private static final List<Integer> VECTOR_OCCUPANCIES = List.of(1, 2, 4, 8);
  private static final List<Integer> VECTOR_SWIZZLES = List.of(1, 4);
  private static final List<Integer> NO_CHAIN = List.of(0);
  private static final List<Integer> ONE = List.of(1);

  private final Matmul op;
  private final Processor processor;
  private final MatmulKernels.Pipelined kernels;
  private final PipelinedMatmulModel model;
  private final Candidates candidates = new Candidates();

  PipelinedSearch(
      Matmul op, Processor processor, MainMemory memory, MatmulKernels.Pipelined kernels) {
    this.op = op;
    this.processor = processor;
    this.kernels = kernels;
    this.model = new PipelinedMatmulModel(op, processor, memory, kernels);
  }

  MapResult search() {
    if (model.hasMatrixPath()) {
      List<Tile> tiles = model.isMixed() ? kernels.mixedTiles() : kernels.tiles();
      List<Integer> depths = model.isMixed() ? List.of(mixedDepth()) : kernels.depths();
      for (Tile tile : tiles) {
        walk(tile, depths, kernels.occupancies(), kernels.swizzles(), false);
      }
    }
    if (!model.hasMatrixPath() || op.m() <= GREATEST_VECTOR_ROWS) {
      for (Tile tile : kernels.vectorTiles()) {
        walk(tile, List.of(VECTOR_DEPTH), VECTOR_OCCUPANCIES, VECTOR_SWIZZLES, true);
      }
    }
    return candidates.result(
        op, processor.id(), m -> model.cost((PipelinedMapping) m), this::reason);
  }

  private void walk(
      Tile tile,
      List<Integer> depths,
      List<Integer> occupancies,
      List<Integer> swizzles,
      boolean vector) {
    boolean chains = model.isMixed() && !vector;
    for (int depth : depths) {
      int tk = model.depthElements(depth);
      for (int coresPerTile : vector ? ONE : kernels.coresPerTile()) {
        for (int occupancy : occupancies) {
          for (int split : kernels.splits()) {
            for (int chain : chains && split == 1 ? chains() : NO_CHAIN) {
              for (int swizzle : swizzles) {
                consider(tile, tk, occupancy, split, chain, swizzle, coresPerTile, vector);
              }
            }
          }
        }
      }
    }
  }

  private List<Integer> chains() {
    return Stream.concat(NO_CHAIN.stream(), kernels.chains().stream()).toList();
  }

  private void consider(
      Tile tile,
      int tk,
      int occupancy,
      int split,
      int chain,
      int swizzle,
      int coresPerTile,
      boolean vector) {
    int tm = tile.rows();
    int tn = tile.columns();
    if (!model.isFeasible(tm, tn, tk, occupancy, split, coresPerTile)) {
      candidates.doesNotFit();
      return;
    }
    double seconds =
        model.seconds(tm, tn, tk, occupancy, split, chain, swizzle, coresPerTile, vector);
    candidates.consider(
        new PipelinedMapping(tile, tk, occupancy, split, chain, swizzle, coresPerTile, vector),
        (vector ? "vector " : "matrix ") + tile,
        seconds,
        0);
  }

  /** Returns which buffer the smallest tile exceeds, and by how much. */
  private String reason() {
    boolean matrix = model.hasMatrixPath();
    List<Tile> tiles =
        !matrix ? kernels.vectorTiles() : model.isMixed() ? kernels.mixedTiles() : kernels.tiles();
    int depth = matrix && model.isMixed() ? mixedDepth() : kernels.depths().get(0);
    int tk = model.depthElements(depth);
    Tile least =
        tiles.stream()
            .min(
                java.util.Comparator.comparingDouble(
                    t -> model.localBytes(t.rows(), t.columns(), tk, 1)))
            .orElse(new Tile(1, 1));
    double local = model.localBytes(least.rows(), least.columns(), tk, 1);
    double registers = model.registerBytes(least.rows(), least.columns(), 1);
    boolean isLocal = local > processor.local().capacityBytes();
    double needed = isLocal ? local : registers;
    double there = isLocal ? processor.local().capacityBytes() : processor.registerBytes();
    return String.format(
        Locale.ROOT,
        "no tile of %s's kernels fits: the smallest (%s, depth %d) needs %.0f B of %s, %.0f B more"
            + " than there is",
        processor.id(),
        least,
        tk,
        needed,
        isLocal ? "local_buffer" : "registers",
        needed - there);
  }

  private int mixedDepth() {
    return kernels.depths().get(kernels.depths().size() - 1);
  }
}
