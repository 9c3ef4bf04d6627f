package org.socompass.mapper.space;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import org.socompass.hardware.MatmulKernels;
import org.socompass.hardware.Tile;
import org.socompass.operator.Matmul;
import org.socompass.operator.mapping.PipelinedMapping;
import org.socompass.operator.matmul.PipelinedEvaluation;
import org.socompass.operator.matmul.PipelinedMatmulModel;

/**
 * Every mapping of a product on pipelined kernels: the tiles of the library, depths, cores a tile,
 * resident blocks, splits or chains along the contraction, swizzles, matrix or vector units.
 *
 * <p>A mapping's place is its number in lexical order of (matrix before vector unit, tile, depth,
 * cores a tile, occupancy, split, chain, swizzle), each in the order of the library.
 */
public final class PipelinedSpace {
  private static final int VECTOR_DEPTH = 32;
  private static final int GREATEST_VECTOR_ROWS = 32;
  private static final List<Integer> VECTOR_OCCUPANCIES = List.of(1, 2, 4, 8);
  private static final List<Integer> VECTOR_SWIZZLES = List.of(1, 4);

  /** The choices inside a kernel: occupancies, pairs of split and chain, swizzles. */
  private static final class Choices {
    private final int[] occupancies;
    private final int[] splits;
    private final int[] chains;
    private final int[] swizzles;

    Choices(int[] occupancies, int[] splits, int[] chains, int[] swizzles) {
      this.occupancies = occupancies;
      this.splits = splits;
      this.chains = chains;
      this.swizzles = swizzles;
    }
  }

  /** A tile of one unit with its depth and cores, and the choices that are left inside. */
  public record Kernel(
      int kernelClass,
      Tile tile,
      int depth,
      int coresPerTile,
      boolean vector,
      Choices choices,
      long firstPlace) {
    public long size() {
      return (long) groups() * swizzles().length;
    }

    public int[] swizzles() {
      return choices.swizzles;
    }

    /** Returns the number of groups: mappings that differ in nothing but their swizzle. */
    public int groups() {
      return choices.occupancies.length * choices.splits.length;
    }

    public int occupancy(int group) {
      return choices.occupancies[group / choices.splits.length];
    }

    public int split(int group) {
      return choices.splits[group % choices.splits.length];
    }

    public int chain(int group) {
      return choices.chains[group % choices.splits.length];
    }

    /** Returns the place of a mapping in the lexical order of the space. */
    public long place(int group, int swizzle) {
      return firstPlace + (long) group * swizzles().length + swizzle;
    }

    /** Chooses this kernel. */
    public void choose(PipelinedEvaluation evaluation) {
      evaluation.kernel(tile.rows(), tile.columns(), depth, coresPerTile, vector);
      evaluation.swizzles(choices.swizzles);
    }

    /** Chooses a group of the kernel that was chosen. */
    public void choose(int group, PipelinedEvaluation evaluation) {
      evaluation.split(split(group), chain(group));
      evaluation.occupancy(occupancy(group));
    }

    public boolean isFeasible(int group, PipelinedMatmulModel model) {
      return model.isFeasible(
          tile.rows(), tile.columns(), depth, occupancy(group), split(group), coresPerTile);
    }

    /**
     * Returns the first swizzle from one on, by its number, that none before it dominates.
     *
     * @param evaluation with this kernel chosen
     */
    public int undominated(int from, PipelinedEvaluation evaluation) {
      int[] all = choices.swizzles;
      int i = from;
      while (i < all.length && isDominated(i, all, evaluation)) {
        i++;
      }
      return i;
    }

    /** Of swizzles that make one band, the one that pads least of those before decides. */
    private static boolean isDominated(int i, int[] all, PipelinedEvaluation evaluation) {
      for (int j = 0; j < i; j++) {
        if (evaluation.isDominated(all[i], all[j])) {
          return true;
        }
      }
      return false;
    }

    public PipelinedMapping mapping(long place) {
      long i = place - firstPlace;
      int group = (int) (i / swizzles().length);
      return new PipelinedMapping(
          tile,
          depth,
          occupancy(group),
          split(group),
          chain(group),
          swizzles()[(int) (i % swizzles().length)],
          coresPerTile,
          vector);
    }
  }

  private final List<Kernel> kernels = new ArrayList<>();
  private final List<Integer> splitsOfType;
  private int classes;
  private long total;

  public PipelinedSpace(Matmul op, MatmulKernels.Pipelined library, PipelinedMatmulModel model) {
    this.splitsOfType = library.splits(op.arithmetic());
    if (model.hasMatrixPath()) {
      add(model, library, false);
    }
    if (!model.hasMatrixPath() || op.m() <= GREATEST_VECTOR_ROWS) {
      add(model, library, true);
    }
  }

  /** Returns the depth of the steps where weights are converted on the way, in 16-bit elements. */
  public static int mixedDepth(MatmulKernels.Pipelined library) {
    return library.depths().get(library.depths().size() - 1);
  }

  private void add(PipelinedMatmulModel model, MatmulKernels.Pipelined library, boolean vector) {
    boolean mixed = model.isMixed();
    List<Tile> tiles =
        vector ? library.vectorTiles() : mixed ? library.mixedTiles() : library.tiles();
    List<Integer> depths =
        vector ? List.of(VECTOR_DEPTH) : mixed ? List.of(mixedDepth(library)) : library.depths();
    List<Integer> cores = vector ? List.of(1) : library.coresPerTile();
    int[] occupancies = array(vector ? VECTOR_OCCUPANCIES : library.occupancies());
    int[] swizzles = array(vector ? VECTOR_SWIZZLES : library.swizzles());
    IntStream.Builder splits = IntStream.builder();
    IntStream.Builder chains = IntStream.builder();
    for (int split : vector ? library.splits() : splitsOfType) {
      splits.add(split);
      chains.add(0);
      if (mixed && !vector && split == 1) {
        // Only whole results share the tail of the grid.
        for (int chain : library.chains()) {
          splits.add(1);
          chains.add(chain);
        }
      }
    }
    var choices =
        new Choices(occupancies, splits.build().toArray(), chains.build().toArray(), swizzles);
    for (Tile tile : tiles) {
      for (int depth : depths) {
        for (int coresPerTile : cores) {
          var kernel =
              new Kernel(
                  classes, tile, model.depthElements(depth), coresPerTile, vector, choices, total);
          kernels.add(kernel);
          total += kernel.size();
        }
      }
      classes++;
    }
  }

  private static int[] array(List<Integer> values) {
    return values.stream().mapToInt(Integer::intValue).toArray();
  }

  /** Returns the kernels in lexical order. */
  public List<Kernel> kernels() {
    return kernels;
  }

  /** Returns the number of mappings. */
  public long total() {
    return total;
  }

  /** Returns the mapping of a place. */
  public PipelinedMapping mapping(long place) {
    int i = kernels.size() - 1;
    while (kernels.get(i).firstPlace() > place) {
      i--;
    }
    return kernels.get(i).mapping(place);
  }
}
