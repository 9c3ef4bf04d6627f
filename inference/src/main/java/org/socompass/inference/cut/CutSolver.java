package org.socompass.inference.cut;

import java.util.ArrayList;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.LongPredicate;
import org.jspecify.annotations.Nullable;
import org.socompass.inference.schedule.Lane;
import org.socompass.inference.schedule.LeastSum;
import org.socompass.inference.schedule.SimulationCount;
import org.socompass.inference.schedule.TwoLanes;
import org.socompass.operator.Matmul;

/**
 * Finds how a product {@code C[m,n] = A[m,k] * B[k,n]} is cut best between a GPU and an NPU.
 *
 * <pre>{@code
 *           n - g          g            minimise over g and the NPU's lengths
 *       +----------+--------------+       max( t_npu, t_gpu ) + 2 t_hand_over
 * L_1   |  NPU     |              |     both drawing on one memory
 *       +----------+     GPU      |
 * L_2   |  NPU     |              |     g   multiple of 32 columns
 *       +----------+              |     L_i prepared lengths; together they may be less than m
 * rest  |  GPU     |              |         (the GPU takes the rest) or more (padding)
 *       +----------+--------------+
 * }</pre>
 *
 * <p>For each choice of lengths the time of the NPU falls and that of the GPU rises with g; g is
 * looked for where they cross, where one begins to be slower than the memory, beside these places,
 * and on a coarse grid. A time is that with memory divided fairly, or at a pace at which neither
 * disturbs the other ({@link Pace}), whichever is less. Lengths that leave the GPU more rows than
 * it can do in the best time so far are not looked at further, nor are columns.
 *
 * <p>Not thread-safe.
 *
 * <p><b>Source.</b> HeteroInfer, SOSP 2025, the partition solver.
 */
public final class CutSolver {
  private static final int GRID = 4;
  private static final int NEIGHBOURS = 1;

  private static final int GPU_LANE = 0;
  private static final int NPU_LANE = 1;

  /** Cuts are looked for at these columns on any device, so that a larger array may keep a cut. */
  private static final long ALIGNMENT = 32;

  private final Pieces pieces;
  private final Lane gpu;
  private final Lane npu;
  private final PreparedLengths prepared;
  private final double handOverSeconds;
  private final double memoryBytesPerSecond;
  private final double backgroundBytesPerSecond;
  private final SimulationCount simulations;
  private final TwoLanes together;
  private final Map<Matmul, Solution> solutions = new HashMap<>();

  /** The cuts of one product under one choice of lengths, by the columns of the GPU. */
  private final Map<Long, Candidate> candidates = new HashMap<>();

  /**
   * Creates the solver of two processors.
   *
   * @param pieces the pieces, each mapped best
   * @param gpu the processor that takes any shape
   * @param npu the processor that takes prepared lengths
   * @param prepared the lengths
   * @param handOverSeconds cost of handing data from one to the other [s]
   * @param memoryBytesPerSecond what both together reach [B/s]
   * @param backgroundBytesPerSecond what something else draws [B/s]
   */
  public CutSolver(
      Pieces pieces,
      Lane gpu,
      Lane npu,
      PreparedLengths prepared,
      double handOverSeconds,
      double memoryBytesPerSecond,
      double backgroundBytesPerSecond) {
    this.pieces = pieces;
    this.simulations =
        pieces.mapper().cache().companion(SimulationCount.class, SimulationCount::new);
    this.gpu = gpu;
    this.npu = npu;
    this.prepared = prepared;
    this.handOverSeconds = handOverSeconds;
    this.memoryBytesPerSecond = memoryBytesPerSecond;
    this.backgroundBytesPerSecond = backgroundBytesPerSecond;
    this.together = new TwoLanes(gpu, npu, memoryBytesPerSecond, backgroundBytesPerSecond);
  }

  /** Returns the best cut of a product; batches of products are not cut. */
  public Solution solve(Matmul op) {
    Solution found = solutions.get(op);
    if (found == null) {
      found = search(op);
      solutions.put(op, found);
    }
    return found;
  }

  /** The best so far. */
  private static final class Best {
    Optional<Choice> choice = Optional.empty();
    long gpuColumns;
    List<Long> lengths = List.of();
    final Map<Kind, Double> alternatives = new EnumMap<>(Kind.class);
  }

  private Solution search(Matmul op) {
    var best = new Best();
    if (op.batch() == 1) {
      var ways = new ArrayList<>(prepared.covering(op.m()));
      for (List<Long> way : prepared.within(op.m())) {
        if (!ways.contains(way)) {
          ways.add(way);
        }
      }
      for (List<Long> way : ways) {
        if (cannotWin(op, way, best)) {
          continue;
        }
        candidates.clear();
        for (long columns : columns(op, way)) {
          consider(op, way, columns, best);
        }
      }
    }
    return new Solution(best.choice, best.gpuColumns, best.lengths, best.alternatives);
  }

  /** Returns whether the rows that a way leaves to the GPU alone take too long. */
  private boolean cannotWin(Matmul op, List<Long> lengths, Best best) {
    try {
      return best.choice.isPresent()
          && visible(gpuPieces(op, lengths, 0), gpu) >= best.choice.get().seconds();
    } catch (Piece.InfeasiblePieceException e) {
      return true;
    }
  }

  /** Returns whether the GPU alone takes too long for any better time, of all and of its kind. */
  private boolean isTooSlow(Matmul op, List<Long> lengths, long columns, Best best) {
    Double ofKind = best.alternatives.get(kind(op, lengths, columns));
    if (best.choice.isEmpty() || ofKind == null || candidates.containsKey(columns)) {
      return false;
    }
    double least = LeastSum.of(visible(gpuPieces(op, lengths, columns), gpu));
    return least >= best.choice.get().seconds() && least + 2 * handOverSeconds >= ofKind;
  }

  private void consider(Matmul op, List<Long> lengths, long columns, Best best) {
    try {
      if (gpuParts(op, lengths, columns).isEmpty() || isTooSlow(op, lengths, columns, best)) {
        return;
      }
      Candidate candidate = candidate(op, lengths, columns);
      double fairSeconds = candidate.fairSeconds();
      Pace pace = candidate.pace();
      double seconds = Math.min(fairSeconds, pace.seconds());
      Kind kind = kind(op, lengths, columns);
      best.alternatives.merge(kind, seconds + 2 * handOverSeconds, Math::min);
      if (best.choice.isEmpty() || seconds < best.choice.get().seconds()) {
        List<Piece> all = pace.seconds() < fairSeconds ? pace.pieces() : candidate.fair;
        best.choice = Optional.of(new Choice(kind, all, seconds));
        best.gpuColumns = columns;
        best.lengths = lengths;
      }
    } catch (Piece.InfeasiblePieceException e) {
      return;
    }
  }

  /** Returns what a background leaves of the memory, which is divided fairly among three [B/s]. */
  private double leftBytesPerSecond() {
    return memoryBytesPerSecond - Math.min(backgroundBytesPerSecond, memoryBytesPerSecond / 3);
  }

  private Kind kind(Matmul op, List<Long> lengths, long columns) {
    if (columns > 0) {
      return lengths.equals(List.of(op.m())) ? Kind.ROW_CUT : Kind.HYBRID_CUT;
    }
    return lengths.size() == 1 ? Kind.SEQUENCE_CUT : Kind.MULTI_SEQUENCE_CUT;
  }

  private List<Piece> pieces(Matmul op, List<Long> lengths, long columns) {
    List<Piece> result = gpuPieces(op, lengths, columns);
    for (long rows : lengths) {
      result.add(pieces.of(sized(op, rows, op.n() - columns), npu.id()));
    }
    return result;
  }

  private List<Piece> gpuPieces(Matmul op, List<Long> lengths, long columns) {
    List<Piece> result = new ArrayList<>(2 + lengths.size());
    for (Matmul part : gpuParts(op, lengths, columns)) {
      result.add(pieces.of(part, gpu.id()));
    }
    return result;
  }

  /** Returns what the GPU does: some columns of all rows, and the rows that nobody else does. */
  private static List<Matmul> gpuParts(Matmul op, List<Long> lengths, long columns) {
    List<Matmul> result = new ArrayList<>(2);
    if (columns > 0) {
      result.add(sized(op, op.m(), columns));
    }
    long rest = op.m() - PreparedLengths.sum(lengths);
    if (rest > 0) {
      result.add(sized(op, rest, op.n() - columns));
    }
    return result;
  }

  private static Matmul sized(Matmul op, long rows, long columns) {
    return op.resized(1, rows, op.k(), columns);
  }

  /** Returns the columns to try: none, where the binding resource changes, beside it, a grid. */
  private List<Long> columns(Matmul op, List<Long> lengths) {
    var result = new TreeSet<Long>();
    result.add(0L);
    long steps = (op.n() - 1) / ALIGNMENT;
    try {
      addBeside(crossing(steps, c -> candidate(op, lengths, c).isGpuSlower()), result);
      addBeside(crossing(steps, c -> candidate(op, lengths, c).pace().isGpuBound()), result);
      addBeside(crossing(steps, c -> !candidate(op, lengths, c).pace().isNpuBound()), result);
    } catch (Piece.InfeasiblePieceException e) {
      result.add(ALIGNMENT);
    }
    for (long i = 1; i < GRID; i++) {
      result.add(steps * i / GRID * ALIGNMENT);
    }
    return result.stream().filter(c -> c >= 0 && c < op.n()).toList();
  }

  /** Returns the first step at which the GPU is slower, the last one if it never is. */
  private static long crossing(long steps, LongPredicate isGpuSlower) {
    long low = 1;
    long high = Math.max(1, steps);
    while (low < high) {
      long middle = (low + high) / 2;
      if (isGpuSlower.test(middle * ALIGNMENT)) {
        high = middle;
      } else {
        low = middle + 1;
      }
    }
    return low;
  }

  private static void addBeside(long step, Set<Long> columns) {
    for (long s = step - NEIGHBOURS; s <= step + NEIGHBOURS; s++) {
      columns.add(s * ALIGNMENT);
    }
  }

  private Candidate candidate(Matmul op, List<Long> lengths, long columns) {
    Candidate found = candidates.get(columns);
    if (found == null) {
      found = new Candidate(pieces(op, lengths, columns));
      candidates.put(columns, found);
    }
    return found;
  }

  /** A cut at some columns under the lengths that are looked at, timed when asked. */
  private final class Candidate {
    private final List<Piece> fair;
    private double gpuSeconds = Double.NaN;
    private double npuSeconds;
    private @Nullable Pace pace;

    Candidate(List<Piece> fair) {
      this.fair = fair;
    }

    /** Returns whether the GPU ends last, both drawing on the memory. */
    boolean isGpuSlower() {
      simulate();
      return gpuSeconds >= npuSeconds;
    }

    double fairSeconds() {
      simulate();
      return Math.max(gpuSeconds, npuSeconds);
    }

    private void simulate() {
      if (Double.isNaN(gpuSeconds)) {
        run(fair);
        gpuSeconds = together.endSeconds(GPU_LANE);
        npuSeconds = together.endSeconds(NPU_LANE);
      }
    }

    Pace pace() {
      if (pace == null) {
        pace = Pace.of(fair, gpu, npu, leftBytesPerSecond());
      }
      return pace;
    }
  }

  private static double visible(List<Piece> some, Lane lane) {
    return Choice.visibleSeconds(some, lane.submitsAhead());
  }

  /** Finds when each is done with its pieces; what is submitted ahead costs no time. */
  private void run(List<Piece> all) {
    together.clear();
    for (Piece p : all) {
      boolean isGpu = p.processor().equals(gpu.id());
      boolean ahead = (isGpu ? gpu : npu).submitsAhead();
      together.add(
          isGpu ? GPU_LANE : NPU_LANE, p.seconds(), p.bytes(), ahead ? 0 : p.submitSeconds());
    }
    simulations.add();
    together.run();
  }
}
