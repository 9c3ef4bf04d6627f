package org.socompass.operator.matmul;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import org.socompass.hardware.DataType;
import org.socompass.hardware.Dataflow;
import org.socompass.hardware.MainMemory;
import org.socompass.hardware.MatmulKernels;
import org.socompass.hardware.MatrixEngine;
import org.socompass.hardware.Processor;
import org.socompass.input.Section;
import org.socompass.operator.Bound;
import org.socompass.operator.BufferUse;
import org.socompass.operator.CostBuilder;
import org.socompass.operator.Matmul;
import org.socompass.operator.MemoryLevel;
import org.socompass.operator.OperatorCost;
import org.socompass.operator.Spread;
import org.socompass.operator.mapping.LoopOrder;
import org.socompass.operator.mapping.ScratchpadMapping;

/**
 * Latency of a matrix product on systolic arrays fed from a scratchpad by DMA.
 *
 * <pre>{@code
 * left [M,K] stays in the scratchpad S2 in blocks of Mb rows; right [K,N] streams past it in panels
 * of C columns, the width of the array. Kernels pad rows to a tile and buffers hold whole tiles; what
 * streams through the array, and what DMA moves, is what exists.
 *   left = M K wl / B, right = K N wr / B, out = M N wo / B     (weights: the slower of B and their path)
 *   compute = sum over row blocks and panels of the array's cycles / (MACs per PE * efficiency * converted rate * f)
 * resident, double-buffered:   t = launch + max( left + ceil(M/Mb) right, compute, all bytes / B )
 *   needs  Mb K wl + 2 C K wr + 2 C Mb wo <= S2   and two panels of both operands in the staging buffer
 *          with accumulators of their own: Mb K wl + 2 C K wr <= S2 and 2 C Mb 4 B <= accumulators
 * not resident:                t = launch + (N/C) left + right + out + compute
 * }</pre>
 *
 * <p>From these follow the three characters of phone NPUs: the staircase (padding), the order
 * sensitivity (which operand is left), and the shape sensitivity (a left operand that no longer
 * fits is read again for every panel).
 *
 * <p><b>Source.</b> Ours; the reading of HeteroInfer's (SOSP 2025) kernel table as residency. Array
 * cycles: {@link SystolicArray}.
 */
public final class ScratchpadMatmulModel {
  /** Bytes of a partial sum [B]. */
  static final double ACCUMULATOR_BYTES = 4;

  private static final int STAGES = 2;

  private ScratchpadMatmulModel() {}

  /**
   * Sizes of the product in whole tiles of the kernel and folds of the array, transposed if the
   * mapping says so: what buffers hold and blocks are counted by.
   */
  public record Padded(
      long rows,
      long contraction,
      long columns,
      long rowTile,
      double leftBytes,
      double rightBytes) {
    /** Returns the sizes of an operator under a choice of which operand is left. */
    public static Padded of(
        Matmul op, MatrixEngine matrix, MatmulKernels.Scratchpad kernels, boolean transposed) {
      DataType travels = kernels.travels(op.weight());
      double weightBytes =
          travels == op.weight() ? op.weightBytesPerElement() : travels.bytesPerElement();
      double activationBytes = op.activation().bytesPerElement();
      return of(
          op,
          matrix.rows(),
          matrix.columns(),
          kernels.tileBytes(),
          transposed,
          transposed ? weightBytes : activationBytes,
          transposed ? activationBytes : weightBytes);
    }

    static Padded of(
        Matmul op,
        int arrayRows,
        int arrayColumns,
        long tileBytes,
        boolean transposed,
        double leftBytes,
        double rightBytes) {
      long rowTile = Math.max(1, (long) (tileBytes / (arrayColumns * Math.max(leftBytes, 0.5))));
      return new Padded(
          roundUp(transposed ? op.n() : op.m(), rowTile),
          roundUp(op.k(), arrayRows),
          roundUp(transposed ? op.m() : op.n(), arrayColumns),
          rowTile,
          leftBytes,
          rightBytes);
    }
  }

  /**
   * Returns the greatest number of columns of a block that fit the scratchpad beside the rest; 0 or
   * less if none does.
   *
   * @param rows its rows
   * @param depth its depth
   * @param isCut whether the contraction is cut, so that results are partial sums
   */
  public static long greatestColumns(
      Padded p,
      Processor processor,
      long rows,
      long depth,
      boolean isCut,
      ScratchpadMapping.DoubleBuffered buffers,
      Spread spread,
      double outputBytesPerElement) {
    double left = buffers(buffers.left()) * (double) rows * depth * p.leftBytes();
    double sums = accumulatorCapacity(processor, spread);
    double results = buffers(buffers.out()) * (double) rows;
    double perColumn =
        buffers(buffers.right()) * (double) depth * p.rightBytes()
            + (sums > 0 ? 0 : results * (isCut ? ACCUMULATOR_BYTES : outputBytesPerElement));
    double columns = (scratchpadCapacity(processor, spread) - left) / perColumn;
    if (sums > 0) {
      columns = Math.min(columns, sums / (results * ACCUMULATOR_BYTES));
    }
    return (long) Math.floor(Math.min(columns, 1L << 50));
  }

  /**
   * Returns the bytes of the scratchpad that a block needs with its buffers [B].
   *
   * @param outputBytesPerElement bytes of a result; 0 if results are kept in accumulators
   */
  public static double scratchpadBytes(
      Padded p, ScratchpadMapping mapping, double outputBytesPerElement) {
    double rows = Math.min(p.rows(), mapping.block().rows());
    double columns = mapping.block().columns();
    double depth = Math.min(p.contraction(), mapping.block().depth());
    double result =
        outputBytesPerElement > 0 && depth < p.contraction()
            ? ACCUMULATOR_BYTES
            : outputBytesPerElement;
    ScratchpadMapping.DoubleBuffered buffers = mapping.doubleBuffered();
    return buffers(buffers.left()) * rows * depth * p.leftBytes()
        + buffers(buffers.right()) * columns * depth * p.rightBytes()
        + buffers(buffers.out()) * columns * rows * result;
  }

  /** Returns the bytes of the scratchpad that the blocks of one product may have [B]. */
  static double scratchpadCapacity(Processor processor, Spread spread) {
    double capacity = processor.global().capacityBytes();
    return spread == Spread.BATCH ? capacity / processor.lanes() : capacity;
  }

  /** Returns the bytes of sums that the lanes of one product keep; 0 without accumulators [B]. */
  private static double accumulatorCapacity(Processor processor, Spread spread) {
    long ofLane = processor.matrix().map(m -> m.accumulatorBytes().orElse(0)).orElse(0L);
    return spread == Spread.BATCH ? ofLane : (double) ofLane * processor.lanes();
  }

  /** Returns the bytes of accumulators that a block needs with its buffers [B]. */
  private static double sumBytes(Padded p, ScratchpadMapping mapping) {
    double rows = Math.min(p.rows(), mapping.block().rows());
    return buffers(mapping.doubleBuffered().out())
        * mapping.block().columns()
        * rows
        * ACCUMULATOR_BYTES;
  }

  private static int buffers(boolean isDouble) {
    return isDouble ? 2 : 1;
  }

  /**
   * Returns the bytes of the staging buffer that two panels of both operands need [B].
   *
   * @param depth elements along the contraction of a panel
   */
  public static double stagingBytes(Padded p, MatrixEngine matrix, long depth) {
    return STAGES * (double) matrix.columns() * depth * (p.leftBytes() + p.rightBytes());
  }

  /** Returns the cost. */
  public static OperatorCost cost(
      Matmul op,
      Processor processor,
      MainMemory memory,
      MatrixEngine matrix,
      MatmulKernels.Scratchpad kernels,
      ScratchpadMapping mapping,
      TileCycles tileCycles) {
    return cost(
        new ScratchpadProblem(op, processor, memory, mapping.active(matrix), kernels),
        processor,
        memory,
        mapping,
        tileCycles);
  }

  /**
   * Returns the cost of a mapping of a product.
   *
   * @param problem the product on the whole array, or on the part that the mapping uses
   */
  public static OperatorCost cost(
      ScratchpadProblem problem,
      Processor processor,
      MainMemory memory,
      ScratchpadMapping mapping,
      TileCycles tileCycles) {
    MatrixEngine active = mapping.active(problem.matrix());
    var evaluation =
        new ScratchpadEvaluation(
            problem, active.rows(), active.columns(), mapping.transposed(), tileCycles);
    evaluation.dataflow(mapping.dataflow());
    evaluation.spread(mapping.spread());
    evaluation.order(mapping.order(), mapping.doubleBuffered());
    ScratchpadMapping.Block block = mapping.block();
    double kernelSeconds =
        mapping.resident()
            ? evaluation.resident(block.rows(), block.columns(), block.depth())
            : evaluation.streamed();
    return new CostBuilder(problem.op(), processor, memory)
        .busy(Bound.COMPUTE, evaluation.computeSeconds())
        .busy(Bound.MEMORY, evaluation.memorySeconds())
        .traffic(MemoryLevel.MAIN_MEMORY, evaluation.memoryBytes())
        .traffic(MemoryLevel.GLOBAL_BUFFER, evaluation.memoryBytes())
        .traffic(MemoryLevel.LOCAL_BUFFER, evaluation.localBytes())
        .kernel(kernelSeconds);
  }

  /** Returns what a mapping holds; empty if nothing stays. */
  public static List<BufferUse> bufferUse(
      Matmul op,
      Processor processor,
      MatrixEngine matrix,
      MatmulKernels.Scratchpad kernels,
      ScratchpadMapping mapping) {
    if (!mapping.resident()) {
      return List.of();
    }
    MatrixEngine active = mapping.active(matrix);
    Padded p = Padded.of(op, active, kernels, mapping.transposed());
    long depth = Math.min(p.contraction(), mapping.block().depth());
    double sums = accumulatorCapacity(processor, mapping.spread());
    List<BufferUse> result = new ArrayList<>();
    result.add(
        new BufferUse(
            "local_buffer", stagingBytes(p, active, depth), processor.local().capacityBytes()));
    result.add(
        new BufferUse(
            "global_buffer",
            scratchpadBytes(p, mapping, sums > 0 ? 0 : op.output().bytesPerElement()),
            scratchpadCapacity(processor, mapping.spread())));
    if (sums > 0) {
      result.add(new BufferUse("accumulators", sumBytes(p, mapping), sums));
    }
    return result;
  }

  /** Returns why a mapping can't run, empty if it can. */
  public static Optional<String> misfit(
      Matmul op,
      Processor processor,
      MatrixEngine matrix,
      MatmulKernels.Scratchpad kernels,
      ScratchpadMapping mapping) {
    if (!kernels.admits(mapping.transposed())) {
      return Optional.of(
          "kernels of %s %s products"
              .formatted(
                  processor.id(), mapping.transposed() ? "do not transpose" : "transpose all"));
    }
    if (!matrix.dataflows().contains(mapping.dataflow())) {
      return Optional.of(
          "the array of %s is %s, but the mapping is %s"
              .formatted(
                  processor.id(), names(matrix.dataflows()), names(List.of(mapping.dataflow()))));
    }
    Optional<ScratchpadMapping.Active> part = mapping.active();
    if (part.isPresent()
        && (part.get().rows() > matrix.rows() || part.get().columns() > matrix.columns())) {
      return Optional.of(
          "array_rows and array_columns are %d and %d, but the array has %d and %d"
              .formatted(part.get().rows(), part.get().columns(), matrix.rows(), matrix.columns()));
    }
    if (!mapping.resident()) {
      return Optional.empty();
    }
    if (!kernels.doubleBuffered()) {
      return Optional.of("kernels of " + processor.id() + " keep no operand in the scratchpad");
    }
    MatrixEngine active = mapping.active(matrix);
    Padded p = Padded.of(op, active, kernels, mapping.transposed());
    ScratchpadMapping.Block block = mapping.block();
    return multiple("block_rows", block.rows(), p.rowTile(), "rows of a tile")
        .or(
            () ->
                multiple(
                    "block_columns", block.columns(), active.columns(), "columns of the array"))
        .or(() -> multiple("block_depth", block.depth(), active.rows(), "rows of the array"))
        .or(() -> restricted(p, active, kernels, mapping))
        .or(
            () ->
                bufferUse(op, processor, matrix, kernels, mapping).stream()
                    .filter(use -> use.bytes() > use.capacityBytes())
                    .findFirst()
                    .map(BufferUse::shortage));
  }

  private static Optional<String> restricted(
      Padded p, MatrixEngine matrix, MatmulKernels.Scratchpad kernels, ScratchpadMapping mapping) {
    boolean isRows =
        mapping.order() == LoopOrder.ROWS_COLUMNS_DEPTH
            && mapping.block().columns() == matrix.columns()
            && mapping.block().depth() >= p.contraction()
            && mapping.doubleBuffered().equals(ScratchpadMapping.DoubleBuffered.PANELS)
            && mapping.spread() == Spread.COLUMNS
            && !(mapping.transposed() && mapping.block().rows() < p.rows());
    return kernels.blocking() == MatmulKernels.Blocking.ANY || isRows
        ? Optional.empty()
        : Optional.of(
            "these kernels keep rows of the left operand, or all weights, while panels of %d columns"
                    .formatted(matrix.columns())
                + " pass (kernels.matmul.blocking is rows)");
  }

  private static Optional<String> multiple(String name, long value, long of, String what) {
    return value % of == 0
        ? Optional.empty()
        : Optional.of(
            "%s must be a multiple of %d, the %s, but is %d".formatted(name, of, what, value));
  }

  private static String names(List<Dataflow> dataflows) {
    return dataflows.stream().map(Section::nameOf).collect(Collectors.joining(" or "));
  }

  private static long roundUp(long value, long multiple) {
    return ((value - 1) / multiple + 1) * multiple;
  }
}
