package org.socompass.operator.matmul;

import org.socompass.hardware.Dataflow;
import org.socompass.hardware.MainMemory;
import org.socompass.hardware.MatmulKernels;
import org.socompass.hardware.MatrixEngine;
import org.socompass.hardware.Processor;
import org.socompass.operator.LatencyFloor;
import org.socompass.operator.Matmul;
import org.socompass.operator.Spread;
import org.socompass.operator.mapping.LoopOrder;
import org.socompass.operator.mapping.ScratchpadMapping;
import org.socompass.operator.matmul.ScratchpadMatmulModel.Padded;

/**
 * The equations of {@link ScratchpadMatmulModel} for one product and one choice of the left
 * operand, evaluated for many mappings. Allocates nothing then. Not thread-safe.
 */
public final class ScratchpadEvaluation {
  /** More than the order of sums can move a bound. */
  private static final double ROUNDING = 1 - 1e-12;

  private final Padded p;
  private final int arrayRows;
  private final int arrayColumns;
  private final boolean foldsOverlap;
  private final TileCycles tileCycles;
  private final MatrixEngine matrix;
  private final SystolicArray array;
  private final LatencyFloor floor;
  private final long lanes;
  private final long panels;
  private final double batch;
  private final ScratchpadTransfers transfers;
  private final double results;
  private final long contraction;
  private final long columns;
  private final double cyclesPerSecond;

  // Dataflow.
  private Dataflow dataflow = Dataflow.OUTPUT_STATIONARY;
  private double wholeCycles;
  private double rowCutCycles;
  private double depthCutCycles;

  // Spread.
  private long laneColumns;
  private long laneRowTiles = 1;
  private double laneBatch;

  // Order and buffers.
  private LoopOrder order = LoopOrder.ROWS_COLUMNS_DEPTH;
  private boolean doubleLeft;
  private boolean doubleRight;
  private boolean doubleOut;

  // The last mapping.
  private double computeSeconds;
  private double memorySeconds;
  private double leftTrips;
  private double rightTrips;
  private double partialBytes;

  /** Computes what no other choice changes. */
  public ScratchpadEvaluation(
      Matmul op,
      Processor processor,
      MainMemory memory,
      MatrixEngine matrix,
      MatmulKernels.Scratchpad kernels,
      boolean transposed,
      TileCycles tileCycles) {
    this(
        new ScratchpadProblem(op, processor, memory, matrix, kernels),
        matrix.rows(),
        matrix.columns(),
        transposed,
        tileCycles);
  }

  /**
   * Computes what no other choice changes, on a part of an array.
   *
   * @param rows rows of the array that work
   * @param columns its columns that work
   */
  public ScratchpadEvaluation(
      ScratchpadProblem problem, int rows, int columns, boolean transposed, TileCycles tileCycles) {
    Matmul op = problem.op();
    this.p = problem.padded(rows, columns, transposed);
    this.arrayRows = rows;
    this.arrayColumns = columns;
    this.foldsOverlap = problem.matrix().foldsOverlap();
    this.tileCycles = tileCycles;
    this.matrix = problem.matrix();
    this.array = SystolicArray.of(problem.matrix(), rows, columns);
    this.floor = problem.floor();
    this.transfers = new ScratchpadTransfers(problem, transposed);
    this.batch = op.batch();
    this.results = batch * op.m() * op.n();
    this.contraction = op.k();
    this.columns = transposed ? op.m() : op.n();
    this.lanes = problem.lanes();
    this.panels = p.columns() / columns;
    spread(Spread.COLUMNS);
    this.cyclesPerSecond = problem.cyclesPerSecond(rows, columns);
  }

  /** Returns the padded sizes. */
  public Padded padded() {
    return p;
  }

  /** Chooses what stays in the array, for the evaluations that follow. */
  public void dataflow(Dataflow choice) {
    dataflow = choice;
  }

  /** Chooses what the lanes share out, for the evaluations that follow. */
  public void spread(Spread choice) {
    long busiest = choice == Spread.COLUMNS ? ceilDiv(panels, lanes) : panels;
    laneColumns = Math.min(busiest * arrayColumns, columns);
    laneRowTiles = choice == Spread.ROWS ? lanes : 1;
    laneBatch = choice == Spread.BATCH ? Math.ceil(batch / lanes) : batch;
  }

  /** Chooses the order of loops and which operands have two buffers. */
  public void order(LoopOrder choice, ScratchpadMapping.DoubleBuffered buffers) {
    order = choice;
    doubleLeft = buffers.left();
    doubleRight = buffers.right();
    doubleOut = buffers.out();
  }

  /** Prepares the floors for the present dataflow. */
  public void prepareFloor() {
    // Two parts that fill their folds cost this much more than one of both: their skew.
    // They stream no less than the next fold takes to load.
    long pes = (long) arrayRows * arrayColumns;
    long a = pes * ceilDiv(Math.max(pes, array.loadCycles().orElse(1)), pes);
    long k = contraction;
    rowCutCycles = 2.0 * (cycles(a, k) + 1) - (cycles(2 * a, k) + 1);
    long rows = laneRows(p.rows());
    depthCutCycles = 2.0 * (cycles(rows, a) + 1) - (cycles(rows, 2 * a) + 1);
    wholeCycles = cycles(rows, k);
  }

  /**
   * Returns at most the latency of any resident mapping of the present order with at least so many
   * blocks, whatever its buffers [s].
   *
   * @param m blocks of rows
   * @param n blocks of columns
   * @param k parts of the contraction
   */
  public double floorSeconds(long m, long n, long k) {
    traffic(m, n, k);
    double memory = transfers.overlappedSeconds(leftTrips, rightTrips, partialBytes);
    return floor.latency(Math.max(memory, computeFloor(m, k)));
  }

  /**
   * Returns at most the latency of any resident mapping of the present order and buffers with
   * exactly so many blocks [s].
   */
  public double blockFloorSeconds(long m, long n, long k) {
    traffic(m, n, k);
    return floor.latency(joined(k, computeFloor(m, k)));
  }

  private double computeFloor(long m, long k) {
    double cuts =
        foldsOverlap
            ? ((double) m * k - 1) * rowCutCycles
            : (m - 1) * rowCutCycles + (k - 1) * depthCutCycles;
    return seconds(wholeCycles + cuts);
  }

  /**
   * Returns at most the latency of any mapping of the present dataflow [s].
   *
   * @param stays whether any operand may stay
   */
  public double leastSeconds(boolean stays) {
    return stays
        ? floor.latency(Math.max(leastMemory(true), leastCompute()) * ROUNDING)
        : streamedSeconds();
  }

  /**
   * Returns less than the least latency of mappings of the present dataflow of which an operand may
   * stay, on every part of the array with these columns and no more rows [s].
   *
   * @param fewestRows rows of the part with the fewest
   */
  public double leastSecondsOfFewerRows(int fewestRows) {
    var fewest = SystolicArray.of(matrix, fewestRows, arrayColumns);
    double cycles =
        array.leastCycles(laneRows(p.rows()), laneColumns, contraction, dataflow, fewest);
    return floor.latency(Math.max(leastMemory(true), seconds(cycles)) * ROUNDING) * ROUNDING;
  }

  /**
   * Returns at most the time in which any mapping, on the whole array or a part of it, uses main
   * memory, with its launch [s].
   *
   * @param stays whether any operand may stay
   */
  public double leastMemorySeconds(boolean stays) {
    return floor.latency(leastMemory(stays));
  }

  private double leastMemory(boolean stays) {
    leftTrips = stays ? 1 : panels;
    rightTrips = 1;
    partialBytes = 0;
    return stays
        ? transfers.overlappedSeconds(leftTrips, rightTrips, partialBytes)
        : transfers.serialSeconds(leftTrips, rightTrips);
  }

  private double leastCompute() {
    return seconds(cycles(laneRows(p.rows()), contraction));
  }

  /**
   * Returns less than what any mapping of the present dataflow computes, on every part of the array
   * with these columns and no more rows [s].
   *
   * @param fewestRows rows of the part with the fewest
   */
  public double leastComputeOfFewerRows(int fewestRows) {
    var fewest = SystolicArray.of(matrix, fewestRows, arrayColumns);
    double cycles =
        array.leastCycles(laneRows(p.rows()), laneColumns, contraction, dataflow, fewest);
    return seconds(cycles) * ROUNDING;
  }

  /** Returns at most what any mapping of the present dataflow computes [s]. */
  public double leastComputeSeconds() {
    return leastCompute() * ROUNDING;
  }

  /** Returns at most what mappings with at least so many blocks of rows compute [s]. */
  public double leastComputeSeconds(long m) {
    return computeFloor(m, 1) * ROUNDING;
  }

  /** Returns what a mapping with blocks of so many rows and so much depth computes [s]. */
  public double computeSeconds(long rows, long depth) {
    compute(rows, depth);
    return computeSeconds;
  }

  /** Returns the panels of the array's columns. */
  public long panels() {
    return panels;
  }

  /** Returns the latency, launch included, of a resident mapping of the present order [s]. */
  public double residentSeconds(long rows, long columns, long depth) {
    return floor.latency(resident(rows, columns, depth));
  }

  /** Returns the latency, launch included, if nothing is resident [s]. */
  public double streamedSeconds() {
    return floor.latency(streamed());
  }

  double resident(long rows, long columns, long depth) {
    long m = ceilDiv(p.rows(), rows);
    long n = ceilDiv(p.columns(), columns);
    long k = ceilDiv(p.contraction(), depth);
    compute(rows, depth);
    traffic(m, n, k);
    return joined(k, computeSeconds);
  }

  double streamed() {
    compute(p.rows(), contraction);
    leftTrips = panels;
    rightTrips = 1;
    partialBytes = 0;
    memorySeconds = transfers.serialSeconds(leftTrips, rightTrips);
    return memorySeconds + computeSeconds;
  }

  private void traffic(long m, long n, long k) {
    leftTrips = order.leftTrips(m, n, k);
    rightTrips = order.rightTrips(m, n, k);
    long visits = order.outVisits(m, n, k);
    partialBytes =
        visits == 1 ? 0 : results * (visits - 1) * ScratchpadMatmulModel.ACCUMULATOR_BYTES;
  }

  /**
   * Joins what overlaps. The operand that stays in the innermost loop needs no second buffer: its
   * rows are replaced one after another.
   */
  private double joined(long k, double compute) {
    LoopOrder.Loop inner = order.innermost(k);
    boolean hidesLeft = doubleLeft || inner == LoopOrder.Loop.COLUMNS;
    boolean hidesRight = doubleRight || inner == LoopOrder.Loop.ROWS;
    boolean hidesOut = doubleOut || inner == LoopOrder.Loop.DEPTH;
    memorySeconds = transfers.overlappedSeconds(leftTrips, rightTrips, partialBytes);
    return transfers.joinedSeconds(
        leftTrips, rightTrips, partialBytes, hidesLeft, hidesRight, hidesOut, compute);
  }

  /**
   * Cycles of full and last blocks of rows and of the contraction, one after another, on the
   * busiest lane.
   */
  private void compute(long rows, long depth) {
    long k = Math.min(depth, contraction);
    long fullDepths = contraction / k;
    long restDepth = contraction % k;
    double cycles = fullDepths * rowCycles(rows, k);
    if (restDepth > 0) {
      cycles += rowCycles(rows, restDepth);
    }
    computeSeconds = seconds(cycles - 1);
  }

  private double rowCycles(long rows, long depth) {
    long block = Math.min(rows, p.rows());
    long full = p.rows() / block;
    long rest = p.rows() % block;
    return full * (cycles(laneRows(block), depth) + 1)
        + (rest > 0 ? cycles(laneRows(rest), depth) + 1 : 0);
  }

  /** Returns the rows of a block that the busiest lane has. */
  private long laneRows(long rows) {
    return laneRowTiles == 1
        ? rows
        : ceilDiv(ceilDiv(rows, p.rowTile()), laneRowTiles) * p.rowTile();
  }

  private double cycles(long rows, long depth) {
    return tileCycles.cycles(array, rows, laneColumns, depth, dataflow);
  }

  private double seconds(double cycles) {
    return laneBatch * (cycles / cyclesPerSecond);
  }

  private static long ceilDiv(long a, long b) {
    return (a - 1) / b + 1;
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
    return transfers.bytes(leftTrips, rightTrips, partialBytes);
  }

  /**
   * Returns the traffic of main memory of mappings of the present order with so many blocks [B].
   */
  public double leastBytes(long m, long n, long k) {
    traffic(m, n, k);
    return memoryBytes();
  }

  /** Returns the traffic of the staging buffer of the last mapping [B]. */
  double localBytes() {
    return transfers.bytes((double) panels, rightTrips, partialBytes);
  }
}
