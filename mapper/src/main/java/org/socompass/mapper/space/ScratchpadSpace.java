package org.socompass.mapper.space;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.socompass.hardware.Dataflow;
import org.socompass.hardware.MatmulKernels;
import org.socompass.hardware.MatrixEngine;
import org.socompass.hardware.Processor;
import org.socompass.operator.Matmul;
import org.socompass.operator.Spread;
import org.socompass.operator.mapping.LoopOrder;
import org.socompass.operator.mapping.ScratchpadMapping;
import org.socompass.operator.mapping.ScratchpadMapping.DoubleBuffered;
import org.socompass.operator.matmul.ScratchpadMatmulModel;
import org.socompass.operator.matmul.ScratchpadMatmulModel.Padded;

/**
 * Every mapping of a product on a scratchpad.
 *
 * <p>Where kernels block as they like: every operand left, dataflow of the array, loop order, one
 * or two buffers for each operand, columns, rows or products of a batch spread over the lanes, and
 * blocks of any multiple of the row tile, of the array's width (of each lane, where columns are
 * spread) and of its rows along the contraction. Where they block rows: the left operand in blocks
 * of any multiple of the row tile, or all weights, while panels as wide as the array pass. And the
 * mapping that keeps nothing.
 *
 * <p>Lexical order: activations before weights left, dataflow, resident before streamed, spread,
 * loop order, buffers (fewer of left, of right, of the result), fewest row blocks, fewest parts of
 * the contraction, fewest rows, least depth, fewest panels, fewest columns.
 */
public final class ScratchpadSpace {
  private static final DoubleBuffered[] BUFFERS = buffers();
  private static final DoubleBuffered[] PANELS = {DoubleBuffered.PANELS};
  private static final LoopOrder[] ORDERS = LoopOrder.values();
  private static final LoopOrder[] ROWS_FIRST = {LoopOrder.ROWS_COLUMNS_DEPTH};

  /** Activations left, and weights left. */
  public static final List<Boolean> TRANSPOSED = List.of(false, true);

  private static final int STREAMED = 3;
  private static final int CLASSES = 4;

  /**
   * The mappings that differ in nothing but the sizes of their blocks.
   *
   * @param index its place among all kinds
   * @param sizes the sizes of blocks; those of streamed mappings are not used
   * @param resident whether blocks stay
   */
  public record Kind(
      int index,
      Sizes sizes,
      Dataflow dataflow,
      boolean resident,
      LoopOrder order,
      DoubleBuffered buffers) {
    /** Returns the number of mappings; {@link Long#MAX_VALUE} if there are more. */
    public long size() {
      return resident ? sizes.count() : 1;
    }

    /** Returns the class of mappings whose contraction is in so many parts. */
    public int mappingClass(long k) {
      int stays =
          !resident
              ? STREAMED
              : switch (order.innermost(k)) {
                case COLUMNS -> 0;
                case ROWS -> 1;
                case DEPTH -> 2;
              };
      return (sizes.transposed ? CLASSES : 0) + stays;
    }

    public ScratchpadMapping mapping(long rows, long columns, long depth) {
      ScratchpadMapping whole = onWholeArray(rows, columns, depth);
      return sizes.active.map(whole::on).orElse(whole);
    }

    private ScratchpadMapping onWholeArray(long rows, long columns, long depth) {
      return resident
          ? new ScratchpadMapping(
              sizes.transposed,
              true,
              new ScratchpadMapping.Block(rows, columns, depth),
              order,
              buffers,
              sizes.spread,
              dataflow)
          : ScratchpadMapping.streamed(sizes.transposed, rows, columns, depth, dataflow);
    }
  }

  /** The sizes that blocks of one choice of the left operand may have, in units. */
  public static final class Sizes {
    private final boolean transposed;
    private final Spread spread;
    private final Padded p;
    private final Processor processor;
    private final MatrixEngine matrix;
    private final double outputBytes;
    private final boolean isAny;
    private final long columnUnit;
    private final Optional<ScratchpadMapping.Active> active;

    /** Units that the rows of a block have at least. */
    public final long leastRowTiles;

    public final long rowTiles;
    public final long columnTiles;
    public final long depthUnit;
    public final long depthTiles;

    Sizes(
        Matmul op,
        Processor processor,
        MatrixEngine matrix,
        MatmulKernels.Scratchpad kernels,
        boolean transposed,
        Spread spread,
        Optional<ScratchpadMapping.Active> active) {
      this.active = active;
      this.transposed = transposed;
      this.spread = spread;
      this.p = Padded.of(op, matrix, kernels, transposed);
      this.processor = processor;
      this.matrix = matrix;
      this.outputBytes = op.output().bytesPerElement();
      this.isAny = kernels.blocking() == MatmulKernels.Blocking.ANY;
      this.rowTiles = p.rows() / p.rowTile();
      this.leastRowTiles = isAny || !transposed ? 1 : rowTiles;
      this.depthUnit = isAny ? matrix.rows() : p.contraction();
      this.depthTiles = p.contraction() / depthUnit;
      this.columnUnit =
          isAny && spread == Spread.COLUMNS
              ? matrix.columns() * processor.lanes()
              : matrix.columns();
      this.columnTiles = ceilDiv(p.columns(), columnUnit);
    }

    public Padded padded() {
      return p;
    }

    public long count() {
      long columns = isAny ? columnTiles : 1;
      return product(product(rowTiles - leastRowTiles + 1, depthTiles), columns);
    }

    /**
     * Returns the fewest blocks of columns whose blocks fit the buffers; 0 if none do.
     *
     * @param rows rows of a block
     * @param depth depth of a block
     */
    public long panels(long rows, long depth, DoubleBuffered buffers) {
      if (ScratchpadMatmulModel.stagingBytes(p, matrix, depth)
          > processor.local().capacityBytes()) {
        return 0;
      }
      long greatest =
          ScratchpadMatmulModel.greatestColumns(
              p, processor, rows, depth, depth < p.contraction(), buffers, spread, outputBytes);
      if (!isAny) {
        return greatest >= columnUnit ? columnTiles : 0;
      }
      if (greatest >= p.columns()) {
        return 1;
      }
      return greatest < columnUnit ? 0 : ceilDiv(columnTiles, greatest / columnUnit);
    }

    /** Returns the columns of the narrowest of so many blocks. */
    public long columns(long panels) {
      return !isAny
          ? columnUnit
          : panels == 1 ? p.columns() : ceilDiv(columnTiles, panels) * columnUnit;
    }

    public boolean isTransposed() {
      return transposed;
    }

    public Spread spread() {
      return spread;
    }
  }

  private final List<Kind> kinds = new ArrayList<>();
  private long total;

  public ScratchpadSpace(
      Matmul op, Processor processor, MatrixEngine matrix, MatmulKernels.Scratchpad kernels) {
    this(op, processor, matrix, kernels, 0, Optional.empty());
  }

  /**
   * Creates the space of mappings on a part of an array.
   *
   * @param matrix the part, as an engine
   * @param first place of its first kind among the kinds of all parts
   * @param active the part; empty if it is all
   */
  public ScratchpadSpace(
      Matmul op,
      Processor processor,
      MatrixEngine matrix,
      MatmulKernels.Scratchpad kernels,
      int first,
      Optional<ScratchpadMapping.Active> active) {
    boolean isAny = kernels.blocking() == MatmulKernels.Blocking.ANY;
    LoopOrder[] orders = isAny ? ORDERS : ROWS_FIRST;
    DoubleBuffered[] buffers = isAny ? BUFFERS : PANELS;
    List<Spread> shared = spreads(op, processor, isAny);
    for (boolean transposed : TRANSPOSED) {
      if (!kernels.admits(transposed)) {
        continue;
      }
      Sizes[] spreads = new Sizes[shared.size()];
      for (int i = 0; i < spreads.length; i++) {
        spreads[i] = new Sizes(op, processor, matrix, kernels, transposed, shared.get(i), active);
      }
      for (Dataflow dataflow : matrix.dataflows()) {
        // Without staging for two panels nothing stays: the kernel reads its left operand again.
        if (kernels.doubleBuffered()) {
          for (Sizes sizes : spreads) {
            for (LoopOrder order : orders) {
              for (DoubleBuffered choice : buffers) {
                add(new Kind(first + kinds.size(), sizes, dataflow, true, order, choice));
              }
            }
          }
        }
        add(
            new Kind(
                first + kinds.size(),
                spreads[0],
                dataflow,
                false,
                LoopOrder.COLUMNS_ROWS_DEPTH,
                DoubleBuffered.NONE));
      }
    }
  }

  /** Returns what lanes may share out: one lane nothing, and one product no batch. */
  private static List<Spread> spreads(Matmul op, Processor processor, boolean isAny) {
    if (!isAny || processor.lanes() == 1) {
      return List.of(Spread.COLUMNS);
    }
    return op.batch() == 1
        ? List.of(Spread.COLUMNS, Spread.ROWS)
        : List.of(Spread.COLUMNS, Spread.ROWS, Spread.BATCH);
  }

  private void add(Kind kind) {
    kinds.add(kind);
    total = sum(total, kind.size());
  }

  private static DoubleBuffered[] buffers() {
    var result = new DoubleBuffered[8];
    for (int i = 0; i < result.length; i++) {
      result[i] = new DoubleBuffered((i & 4) != 0, (i & 2) != 0, (i & 1) != 0);
    }
    return result;
  }

  /** Returns all kinds in lexical order. */
  public List<Kind> kinds() {
    return kinds;
  }

  /** Returns the number of mappings; {@link Long#MAX_VALUE} if there are more. */
  public long total() {
    return total;
  }

  /** Returns a quotient of positive numbers, rounded up. */
  public static long ceilDiv(long a, long b) {
    return (a - 1) / b + 1;
  }

  /** Returns the sum of two counts, or the greatest number. */
  public static long sum(long a, long b) {
    return a > Long.MAX_VALUE - b ? Long.MAX_VALUE : a + b;
  }

  private static long product(long a, long b) {
    return Math.multiplyHigh(a, b) != 0 || a * b < 0 ? Long.MAX_VALUE : a * b;
  }
}
