package org.socompass.operator.matmul;

import org.socompass.hardware.SustainedClock;

/** The choice of a kernel: tile, depth, cores that share a tile, unit. */
final class KernelStage {
  private static final double VECTOR_FRAGMENT = 8;
  private static final double MIXED_FRAGMENT_COLUMNS = 64;

  private final PipelinedProblem in;

  int tm;
  int tn;
  int tk;

  /** Results of a tile. */
  double area;

  /** Groups of cores that work on tiles of their own. */
  double cores;

  double localCapacity;
  double rowTiles;
  double gn;

  /** Bytes of one stage of the pipeline [B]. */
  double stage;

  double localSums;
  double port;
  private double lanes;
  private double macs;
  private SustainedClock.Held held = SustainedClock.Held.ALL;

  /** Results that the unit works on for a tile, with its padding. */
  private double worked;

  /** Cycles for each element of the contraction in which sums of the engine are added. */
  private double promotion;

  private double localBytesPerCycle;
  private double fragmentRows;
  private double fragmentColumns;
  double leastGridRows;
  double leastWeightBytes;

  KernelStage(PipelinedProblem in) {
    this.in = in;
  }

  void choose(int rows, int columns, int depth, int coresPerTile, boolean vector) {
    double g = coresPerTile;
    tm = rows;
    tn = columns;
    tk = depth;
    area = (double) tm * tn;
    cores = Math.floor(in.processor.cores() / g);
    localCapacity = in.processor.local().capacityBytes() * g;
    rowTiles = Math.ceil(in.m / tm);
    gn = Math.ceil(in.n / tn);
    stage = (tm * in.wa + tn * in.ww) * tk;
    localSums = TileSums.localBytes(in.kernels, tm, tn);
    port = in.kernels.portBytesPerCycle() * g;
    lanes = in.kernels.operationsPerCycle() * g;
    macs = (vector ? in.vectorMacsPerCycle : in.matrixMacsPerCycle) * g;
    held = vector ? in.vectorHeld : in.matrixHeld;
    worked =
        vector
            ? area
            : Math.min(
                padded(tm, in.engineRows) * padded(tn, in.engineColumns),
                padded(tm, in.engineColumns) * padded(tn, in.engineRows));
    promotion = vector ? 0 : in.promotionOperations * area / lanes;
    localBytesPerCycle = in.processor.local().bytesPerCycle() * g;
    fragmentRows =
        vector
            ? Math.min(VECTOR_FRAGMENT, tm)
            : Math.min(in.kernels.fragment().rows() * g, tm * in.kernels.fragmentFraction());
    fragmentColumns =
        vector
            ? VECTOR_FRAGMENT
            : in.mixed
                ? MIXED_FRAGMENT_COLUMNS
                : Math.min(in.kernels.fragment().columns(), tn * in.kernels.fragmentFraction());
    leastGridRows = rowTiles;
    leastWeightBytes = in.weights;
  }

  /** Tells the least grid and traffic which swizzles follow. */
  void swizzles(int[] swizzles) {
    leastGridRows = Double.POSITIVE_INFINITY;
    leastWeightBytes = Double.POSITIVE_INFINITY;
    for (int swizzle : swizzles) {
      double gm = gridRows(swizzle);
      double bands = Math.ceil(gm / swizzle) - 1;
      leastGridRows = Math.min(leastGridRows, gm);
      double again = bands > 0 ? bands * missB(swizzle) : 0;
      leastWeightBytes = Math.min(leastWeightBytes, in.weights * (1 + again));
    }
  }

  /** Returns the row tiles of the grid: at least the fewest that a swizzle is used for. */
  double gridRows(int swizzle) {
    return rowTiles;
  }

  double missB(int swizzle) {
    return in.miss(in.weights + swizzle * (double) tm * in.k * in.wa);
  }

  /** Returns a side of a tile as the engine works on it; either operand may have its rows. */
  private static double padded(double side, double unit) {
    return Math.ceil(side / unit) * unit;
  }

  /**
   * Returns the share of the clock that power holds.
   *
   * @param idle cores over those that are busy in the mean of all waves, at least 1
   */
  double heldShare(double idle) {
    return Math.min(1, held.share(idle));
  }

  /** Returns the time in which a block multiplies, at a share of the clock [s]. */
  double macSeconds(double depth, double share) {
    double engine = worked * depth / (macs * share);
    double sums = promotion * depth / share;
    // Kernels that hide the epilogue have a second group of threads, which hides this, too.
    double multiplied =
        in.kernels.generation().persistent() ? Math.max(engine, sums) : engine + sums;
    return (multiplied + (in.mixed ? in.kernels.dequantizeOperations() * tn * depth / lanes : 0))
        / in.f;
  }

  /** Returns the time in which a block uses the local buffer [s]. */
  double localSeconds(double depth) {
    double operands = (tm * in.wa + tn * in.ww) * depth;
    double reads = area * depth * (in.wa / fragmentColumns + (in.mixed ? 0 : in.ww / fragmentRows));
    double sums = 2 * localSums * depth / tk;
    return (reads + operands + sums) / localBytesPerCycle / in.f;
  }

  /** Returns the time in which a block's operands come through the port [s]. */
  double feedSeconds(double depth) {
    return (tm * in.wa + tn * in.ww) * depth / port / in.f;
  }

  /** Returns the time of a block's epilogue [s]. */
  double epilogueSeconds(double bytes) {
    return (area * in.kernels.epilogueOperations() / lanes + area * bytes / port) / in.f;
  }

  /** Returns the traffic of the global buffer [B]. */
  double bufferBytes(double gridRows, double depth) {
    return in.b
        * (in.m * gn * depth * in.wa + gridRows * in.n * depth * in.ww + in.m * in.n * in.wo);
  }
}
