package org.socompass.operator;

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
 *   compute = sum over row blocks and panels of the array's cycles / (MACs per PE * efficiency * f)
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
    Padded p = Padded.of(op, matrix, kernels, mapping.transposed());
    double dma = MainMemoryStream.bandwidth(processor, memory, processor.dram().efficiency());
    double weightPath =
        Math.min(dma, kernels.weightBytesPerSecond().getOrDefault(travels(op, kernels), dma));
    double leftPath = mapping.transposed() ? weightPath : dma;
    double rightPath = mapping.transposed() ? dma : weightPath;
    double batch = op.batch();

    double leftBytes = batch * p.rows() * p.contraction() * p.leftBytes();
    double rightBytes = batch * p.contraction() * p.columns() * p.rightBytes();
    double outBytes = batch * p.rows() * p.columns() * op.output().bytesPerElement();
    double computeSeconds = batch * computeSeconds(op, p, processor, matrix, mapping, tileCycles);
    double leftTrips;
    double rightTrips;
    double kernelSeconds;
    double memorySeconds;
    if (mapping.resident()) {
      leftTrips = 1;
      rightTrips = Math.ceil((double) p.rows() / mapping.residentRows());
      double in = leftBytes / leftPath + rightTrips * rightBytes / rightPath;
      memorySeconds = Math.max(in, outBytes / dma);
      kernelSeconds =
          mapping.doubleBuffered()
              ? Math.max(memorySeconds, computeSeconds)
              : in + outBytes / dma + computeSeconds;
    } else {
      leftTrips = (double) p.columns() / matrix.columns();
      rightTrips = 1;
      memorySeconds = leftTrips * leftBytes / leftPath + rightBytes / rightPath + outBytes / dma;
      kernelSeconds = memorySeconds + computeSeconds;
    }
    double traffic = leftTrips * leftBytes + rightTrips * rightBytes + outBytes;
    return new CostBuilder(op, processor, memory)
        .busy(Bound.COMPUTE, computeSeconds)
        .busy(Bound.MEMORY, memorySeconds)
        .traffic(MemoryLevel.MAIN_MEMORY, traffic)
        .traffic(MemoryLevel.GLOBAL_BUFFER, traffic)
        .traffic(
            MemoryLevel.LOCAL_BUFFER,
            leftBytes * p.columns() / matrix.columns() + rightTrips * rightBytes + outBytes)
        .kernel(kernelSeconds);
  }

  /** Cycles of full and last row blocks over the panels that the busiest lane gets. */
  private static double computeSeconds(
      Matmul op,
      Padded p,
      Processor processor,
      MatrixEngine matrix,
      ScratchpadMapping mapping,
      TileCycles tileCycles) {
    DataType type = Rates.matrixType(matrix, op.arithmetic()).orElseThrow();
    var array = new SystolicArray(matrix.rows(), matrix.columns(), matrix.foldsOverlap());
    long panels = p.columns() / matrix.columns();
    long width = ((panels - 1) / processor.lanes() + 1) * matrix.columns();
    long block = Math.min(mapping.residentRows(), p.rows());
    long full = p.rows() / block;
    long rest = p.rows() % block;
    double cycles =
        full * (double) tileCycles.cycles(array, block, width, p.contraction(), mapping.dataflow());
    if (rest > 0) {
      cycles += tileCycles.cycles(array, rest, width, p.contraction(), mapping.dataflow());
    }
    double perPe =
        matrix.macsPerCycle(type).orElseThrow() / ((double) matrix.rows() * matrix.columns());
    return cycles / (perPe * matrix.efficiency(type) * processor.clockHz());
  }

  private static long roundUp(long value, long multiple) {
    return ((value - 1) / multiple + 1) * multiple;
  }
}
