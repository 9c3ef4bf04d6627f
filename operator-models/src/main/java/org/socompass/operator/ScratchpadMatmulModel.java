package org.socompass.operator;

import java.util.List;
import org.socompass.hardware.DataType;
import org.socompass.hardware.MainMemory;
import org.socompass.hardware.MatmulKernels;
import org.socompass.hardware.MatrixEngine;
import org.socompass.hardware.Processor;

/**
 * Latency of a matrix product on systolic arrays fed from a scratchpad by DMA.
 *
 * <pre>{@code
 * left [M,K] stays in the scratchpad S2 in blocks of Mb rows; right [K,N] streams past it in panels
 * of C columns, the width of the array. All sizes are padded: rows to a tile, K and N to the array.
 *   left = M K wl / B, right = K N wr / B, out = M N wo / B     (weights: the slower of B and their path)
 *   compute = sum over row blocks and panels of the array's cycles / (MACs per PE * efficiency * converted rate * f)
 * resident, double-buffered:   t = launch + max( left + ceil(M/Mb) right, compute, out )
 *   needs  Mb K wl + 2 C K wr + 2 C Mb wo <= S2   and two panels of both operands in the staging buffer
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
  private static final double BUFFERS = 2;

  private ScratchpadMatmulModel() {}

  /** Sizes of the product as it runs: padded, and transposed if the mapping says so. */
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
      double weightBytes = travels(op, kernels).bytesPerElement();
      double activationBytes = op.activation().bytesPerElement();
      double left = transposed ? weightBytes : activationBytes;
      long rowTile =
          Math.max(1, (long) (kernels.tileBytes() / (matrix.columns() * Math.max(left, 0.5))));
      return new Padded(
          roundUp(transposed ? op.n() : op.m(), rowTile),
          roundUp(op.k(), matrix.rows()),
          roundUp(transposed ? op.m() : op.n(), matrix.columns()),
          rowTile,
          left,
          transposed ? activationBytes : weightBytes);
    }
  }

  /** Returns the most rows of the left operand that fit beside two panels; may be negative. */
  public static long greatestResidentRows(
      Padded p, Processor processor, MatrixEngine matrix, double outputBytesPerElement) {
    double panels = BUFFERS * matrix.columns() * p.contraction() * p.rightBytes();
    double perRow =
        p.contraction() * p.leftBytes() + BUFFERS * matrix.columns() * outputBytesPerElement;
    double rows = (processor.global().capacityBytes() - panels) / perRow;
    return (long) Math.floor(rows / p.rowTile()) * p.rowTile();
  }

  /** Returns the bytes of the staging buffer that two panels of both operands need [B]. */
  public static double stagingBytes(Padded p, MatrixEngine matrix) {
    return BUFFERS * matrix.columns() * p.contraction() * (p.leftBytes() + p.rightBytes());
  }

  /** Returns the type in which weights come from main memory. */
  static DataType travels(Matmul op, MatmulKernels.Scratchpad kernels) {
    return kernels.travelTypes().getOrDefault(op.weight(), op.weight());
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
    var evaluation =
        new ScratchpadEvaluation(
            op, processor, memory, matrix, kernels, mapping.transposed(), tileCycles);
    evaluation.dataflow(mapping.dataflow());
    double kernelSeconds =
        mapping.resident()
            ? evaluation.resident(mapping.residentRows(), mapping.doubleBuffered())
            : evaluation.streamed(mapping.residentRows());
    return new CostBuilder(op, processor, memory)
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
    Padded p = Padded.of(op, matrix, kernels, mapping.transposed());
    double panels = BUFFERS * matrix.columns() * p.contraction() * p.rightBytes();
    double perRow =
        p.contraction() * p.leftBytes()
            + BUFFERS * matrix.columns() * op.output().bytesPerElement();
    return List.of(
        new BufferUse("local_buffer", stagingBytes(p, matrix), processor.local().capacityBytes()),
        new BufferUse(
            "global_buffer",
            panels + mapping.residentRows() * perRow,
            processor.global().capacityBytes()));
  }

  private static long roundUp(long value, long multiple) {
    return ((value - 1) / multiple + 1) * multiple;
  }
}
