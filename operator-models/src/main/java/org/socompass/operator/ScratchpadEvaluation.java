package org.socompass.operator;

import org.socompass.hardware.DataType;
import org.socompass.hardware.MainMemory;
import org.socompass.hardware.MatmulKernels;
import org.socompass.hardware.MatrixEngine;
import org.socompass.hardware.Processor;
import org.socompass.operator.ScratchpadMatmulModel.Padded;

/**
 * The equations of {@link ScratchpadMatmulModel} for one product and one choice of the left
 * operand, evaluated for many mappings. Allocates nothing then. Not thread-safe.
 */
public final class ScratchpadEvaluation {
  private final Padded p;
  private final MatrixEngine matrix;
  private final TileCycles tileCycles;
  private final SystolicArray array;
  private final LatencyFloor floor;
  private final long width;
  private final double batch;
  private final double leftPath;
  private final double rightPath;
  private final double leftBytes;
  private final double rightBytes;
  private final double outBytes;
  private final double outSeconds;
  private final double cyclesPerSecond;

  // Dataflow.
  private Dataflow dataflow = Dataflow.OUTPUT_STATIONARY;
  private double wholeCycles;
  private double blockCycles;

  // The last mapping.
  private double computeSeconds;
  private double memorySeconds;
  private double leftTrips;
  private double rightTrips;

  /** Computes what no other choice changes. */
  public ScratchpadEvaluation(
      Matmul op,
      Processor processor,
      MainMemory memory,
      MatrixEngine matrix,
      MatmulKernels.Scratchpad kernels,
      boolean transposed,
      TileCycles tileCycles) {
    this.p = Padded.of(op, matrix, kernels, transposed);
    this.matrix = matrix;
    this.tileCycles = tileCycles;
    this.array = new SystolicArray(matrix.rows(), matrix.columns(), matrix.foldsOverlap());
    this.floor = LatencyFloor.of(op, processor, memory);
    double dma = MainMemoryStream.bandwidth(processor, memory, processor.dram().efficiency());
    DataType travels = ScratchpadMatmulModel.travels(op, kernels);
    double weightPath = Math.min(dma, kernels.weightBytesPerSecond().getOrDefault(travels, dma));
    this.leftPath = transposed ? weightPath : dma;
    this.rightPath = transposed ? dma : weightPath;
    this.batch = op.batch();
    this.leftBytes = batch * p.rows() * p.contraction() * p.leftBytes();
    this.rightBytes = batch * p.contraction() * p.columns() * p.rightBytes();
    this.outBytes = batch * p.rows() * p.columns() * op.output().bytesPerElement();
    this.outSeconds = outBytes / dma;
    long panels = p.columns() / matrix.columns();
    this.width = ((panels - 1) / processor.lanes() + 1) * matrix.columns();
    DataType type = Rates.matrixType(matrix, op.arithmetic()).orElseThrow();
    double perPe =
        matrix.macsPerCycle(type).orElseThrow() / ((double) matrix.rows() * matrix.columns());
    this.cyclesPerSecond =
        perPe
            * matrix.efficiency(type)
            * kernels.convertedRates().getOrDefault(op.weight(), 1.0)
            * processor.clockHz();
  }

  /** Returns the padded sizes. */
  public Padded padded() {
    return p;
  }

  /** Chooses what stays in the array, for the evaluations that follow. */
  public void dataflow(Dataflow choice) {
    dataflow = choice;
  }

  /** Prepares {@link #floorSeconds} for the present dataflow. */
  public void prepareFloor() {
    // Two blocks that fill their folds cost this much more than one of both: their skew.
    long aligned = (long) matrix.rows() * matrix.columns();
    blockCycles = 2.0 * (cycles(aligned) + 1) - (cycles(2 * aligned) + 1);
    wholeCycles = cycles(p.rows());
  }

  /**
   * Returns at most the latency of any resident mapping with at least so many row blocks, which
   * loads panels during computation [s].
   */
  public double floorSeconds(long blocks) {
    double compute = seconds(wholeCycles + (blocks - 1) * blockCycles);
    double in = leftBytes / leftPath + blocks * rightBytes / rightPath;
    return floor.latency(Math.max(Math.max(in, outSeconds), compute));
  }

  /** Returns the traffic of main memory of a resident mapping with so many row blocks [B]. */
  public double residentBytes(long blocks) {
    return leftBytes + blocks * rightBytes + outBytes;
  }

  /** Returns the latency, launch included, with so many rows of the left operand resident [s]. */
  public double residentSeconds(long rows) {
    return floor.latency(resident(rows, true));
  }

  /** Returns the latency, launch included, if nothing is resident [s]. */
  public double streamedSeconds() {
    return floor.latency(streamed(p.rows()));
  }

  double resident(long rows, boolean doubleBuffered) {
    compute(rows);
    leftTrips = 1;
    rightTrips = Math.ceil((double) p.rows() / rows);
    double in = leftBytes / leftPath + rightTrips * rightBytes / rightPath;
    memorySeconds = Math.max(in, outSeconds);
    return doubleBuffered
        ? Math.max(memorySeconds, computeSeconds)
        : in + outSeconds + computeSeconds;
  }

  double streamed(long rows) {
    compute(rows);
    leftTrips = (double) p.columns() / matrix.columns();
    rightTrips = 1;
    memorySeconds = leftTrips * leftBytes / leftPath + rightBytes / rightPath + outSeconds;
    return memorySeconds + computeSeconds;
  }

  /** Cycles of full and last row blocks, one after another, over the panels of the busiest lane. */
  private void compute(long rows) {
    long block = Math.min(rows, p.rows());
    long full = p.rows() / block;
    long rest = p.rows() % block;
    double cycles = full * (cycles(block) + 1) + (rest > 0 ? cycles(rest) + 1 : 0) - 1;
    computeSeconds = seconds(cycles);
  }

  private double cycles(long rows) {
    return tileCycles.cycles(array, rows, width, p.contraction(), dataflow);
  }

  private double seconds(double cycles) {
    return batch * (cycles / cyclesPerSecond);
  }

  /** Returns the time in which the last mapping computes [s]. */
  double computeSeconds() {
    return computeSeconds;
  }

  /** Returns the time in which the last mapping uses main memory [s]. */
  double memorySeconds() {
    return memorySeconds;
  }

  /** Returns the traffic of main memory of the last mapping [B]. */
  public double memoryBytes() {
    return leftTrips * leftBytes + rightTrips * rightBytes + outBytes;
  }

  /** Returns the traffic of the staging buffer of the last mapping [B]. */
  double localBytes() {
    return leftBytes * p.columns() / matrix.columns() + rightTrips * rightBytes + outBytes;
  }
}
