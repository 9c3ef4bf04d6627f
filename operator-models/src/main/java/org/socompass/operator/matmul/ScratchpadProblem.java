package org.socompass.operator.matmul;

import org.socompass.hardware.DataType;
import org.socompass.hardware.MainMemory;
import org.socompass.hardware.MatmulKernels;
import org.socompass.hardware.MatrixEngine;
import org.socompass.hardware.Processor;
import org.socompass.operator.LatencyFloor;
import org.socompass.operator.MainMemoryStream;
import org.socompass.operator.Matmul;
import org.socompass.operator.Rates;
import org.socompass.operator.matmul.ScratchpadMatmulModel.Padded;

/**
 * What is the same to all mappings of a product on a processor with a scratchpad, also to those on
 * a part of its array: bytes, bandwidths and rates. Computed once a search.
 */
public final class ScratchpadProblem {
  private final Matmul op;
  private final MatrixEngine matrix;
  private final Processor processor;
  private final MatmulKernels.Scratchpad kernels;
  private final DataType travels;
  private final LatencyFloor floor;
  private final double dma;
  private final double weightPath;
  private final double activationBytes;
  private final double weightBytes;
  private final double outputBytes;
  private final double activationPerElement;
  private final double weightPerElement;
  private final long lanes;
  private final double macsPerPe;
  private final double efficiency;
  private final double converted;
  private final double clockHz;

  /**
   * Creates the problem of a product.
   *
   * @param matrix the whole array
   * @throws java.util.NoSuchElementException if the array can't multiply the product's type
   */
  public ScratchpadProblem(
      Matmul op,
      Processor processor,
      MainMemory memory,
      MatrixEngine matrix,
      MatmulKernels.Scratchpad kernels) {
    this.op = op;
    this.matrix = matrix;
    this.kernels = kernels;
    this.floor = LatencyFloor.of(op, processor, memory);
    this.dma = MainMemoryStream.bandwidth(processor, memory, processor.dram().efficiency());
    DataType travels = kernels.travels(op.weight());
    this.weightPath = Math.min(dma, kernels.weightBytesPerSecond().getOrDefault(travels, dma));
    this.activationBytes = op.activationBytes();
    this.weightBytes = op.withWeight(travels).weightBytes();
    this.outputBytes = op.outputBytes();
    this.activationPerElement = op.activation().bytesPerElement();
    this.weightPerElement =
        travels == op.weight() ? op.weightBytesPerElement() : travels.bytesPerElement();
    this.lanes = processor.lanes();
    DataType multiplied = Rates.matrixType(matrix, op.arithmetic()).orElseThrow();
    this.macsPerPe = matrix.macsPerCycle(multiplied, 1, 1).orElseThrow();
    this.efficiency = matrix.efficiency(multiplied);
    this.converted =
        op.dequantizesWeights()
            ? Conversion.of(kernels.convertedRates(), op.weight(), 1, false)
            : kernels.convertedRates().getOrDefault(op.weight(), 1.0);
    this.clockHz = processor.clockHz();
    this.processor = processor;
    this.travels = travels;
  }

  private ScratchpadProblem(ScratchpadProblem other, MainMemory memory) {
    this.op = other.op;
    this.processor = other.processor;
    this.matrix = other.matrix;
    this.kernels = other.kernels;
    this.travels = other.travels;
    this.floor = LatencyFloor.of(op, processor, memory);
    this.dma = MainMemoryStream.bandwidth(processor, memory, processor.dram().efficiency());
    this.weightPath = Math.min(dma, kernels.weightBytesPerSecond().getOrDefault(travels, dma));
    this.activationBytes = other.activationBytes;
    this.weightBytes = other.weightBytes;
    this.outputBytes = other.outputBytes;
    this.activationPerElement = other.activationPerElement;
    this.weightPerElement = other.weightPerElement;
    this.lanes = other.lanes;
    this.macsPerPe = other.macsPerPe;
    this.efficiency = other.efficiency;
    this.converted = other.converted;
    this.clockHz = other.clockHz;
  }

  /** Returns the same product with another main memory; what it computes stays the same. */
  public ScratchpadProblem with(MainMemory memory) {
    return new ScratchpadProblem(this, memory);
  }

  /** Returns the product. */
  public Matmul op() {
    return op;
  }

  /** Returns the whole array. */
  public MatrixEngine matrix() {
    return matrix;
  }

  /** Returns the sizes in whole tiles of a part of the array. */
  public Padded padded(int rows, int columns, boolean transposed) {
    return Padded.of(
        op,
        rows,
        columns,
        kernels.tileBytes(),
        transposed,
        transposed ? weightPerElement : activationPerElement,
        transposed ? activationPerElement : weightPerElement);
  }

  /** Returns the processor. */
  public Processor processor() {
    return processor;
  }

  /** Returns the kernels. */
  public MatmulKernels.Scratchpad kernels() {
    return kernels;
  }

  /** Returns the launch and the floors of the latency. */
  public LatencyFloor floor() {
    return floor;
  }

  /** Returns the bandwidth of main memory [B/s]. */
  double dma() {
    return dma;
  }

  /** Returns the bandwidth of weights [B/s]. */
  double weightPath() {
    return weightPath;
  }

  double activationBytes() {
    return activationBytes;
  }

  /** Returns the bytes of weights in the type in which they travel [B]. */
  double weightBytes() {
    return weightBytes;
  }

  double outputBytes() {
    return outputBytes;
  }

  long lanes() {
    return lanes;
  }

  /** Returns the cycles of one MAC per PE and cycle that a part of the array does in a second. */
  double cyclesPerSecond(int rows, int columns) {
    double perPe = macsPerPe * rows * (double) columns / ((double) rows * columns);
    return perPe * efficiency * converted * clockHz;
  }
}
