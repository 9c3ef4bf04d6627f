package org.socompass.mapper;

import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.function.LongPredicate;
import org.socompass.hardware.MainMemory;
import org.socompass.hardware.MatmulKernels;
import org.socompass.hardware.MatrixEngine;
import org.socompass.hardware.Processor;
import org.socompass.mapper.space.ScratchpadSpace;
import org.socompass.mapper.space.ScratchpadSpace.Kind;
import org.socompass.mapper.space.ScratchpadSpace.Sizes;
import org.socompass.operator.Matmul;
import org.socompass.operator.mapping.ScratchpadMapping;
import org.socompass.operator.matmul.ScratchpadEvaluation;
import org.socompass.operator.matmul.ScratchpadMatmulModel;
import org.socompass.operator.matmul.ScratchpadProblem;
import org.socompass.operator.matmul.TileCycles;

/**
 * Depth-first branch and bound over a {@link ScratchpadSpace}: that of the whole array, then those
 * of its {@link ArrayParts} whose floor can still lead.
 *
 * <pre>{@code
 * kind (operand that is left, dataflow, loop order, buffers)    floor: one block
 *   number of row blocks and of parts of the contraction        floor: trips, folds, skew, capacity
 *     rows and depth of a block                                 only the fewest panels that fit
 *       mapping                                                 evaluated
 * }</pre>
 *
 * <p>Latency and traffic grow with each of the three numbers of blocks, so that a number ends its
 * loop when its floor is above the best; and of the numbers of panels that fit, only the least can
 * lead. Blocks of equal number are looked at from small to large, while one can still lead. Kinds
 * that keep nothing come first: they always fit.
 */
final class ScratchpadSearch {
  /** Places of one kind. */
  static final long PLACES = 1L << 40;

  /** The closed form is faster than a look-up. */
  static final TileCycles CLOSED_FORM =
      (array, m, n, k, dataflow) -> array.cycles(m, n, k, dataflow);

  private final Matmul op;
  private final ScratchpadProblem problem;
  private final Processor processor;
  private final MainMemory memory;
  private final MatrixEngine matrix;
  private final MatmulKernels.Scratchpad kernels;
  private final TileCycles tileCycles;
  private final Leaders leaders;
  private final ArrayParts parts;

  // The part of the array that is looked at.
  private MatrixEngine part;
  private ScratchpadSpace space;
  private ScratchpadEvaluation activationsLeft;
  private ScratchpadEvaluation weightsLeft;

  /** Mappings that led, by their place; the best and the runner-up are asked for. */
  private final Map<Long, ScratchpadMapping> led = new HashMap<>();

  // The kind that is looked at.
  private Kind kind;
  private Sizes sizes;
  private ScratchpadEvaluation evaluation;
  private long place;
  private long evaluatedOfKind;
  private boolean isStopped;

  private long open;
  private double openSeconds = Double.POSITIVE_INFINITY;

  ScratchpadSearch(
      Matmul op,
      Processor processor,
      MainMemory memory,
      MatrixEngine matrix,
      MatmulKernels.Scratchpad kernels,
      TileCycles tileCycles,
      SearchGoal goal) {
    this.op = op;
    this.processor = processor;
    this.memory = memory;
    this.matrix = matrix;
    this.kernels = kernels;
    this.tileCycles = tileCycles;
    this.problem = new ScratchpadProblem(op, processor, memory, matrix, kernels);
    this.space = new ScratchpadSpace(op, processor, matrix, kernels);
    this.leaders = new Leaders(goal.budget(), goal.runnerUp());
    this.part = matrix;
    this.parts = new ArrayParts(problem, processor, kernels, space.kinds().size());
    this.activationsLeft = evaluation(matrix, false);
    this.weightsLeft = kernels.admits(true) ? evaluation(matrix, true) : activationsLeft;
    this.kind = space.kinds().get(0);
    this.sizes = kind.sizes();
    this.evaluation = activationsLeft;
  }

  private ScratchpadEvaluation evaluation(MatrixEngine engine, boolean transposed) {
    return new ScratchpadEvaluation(
        problem, engine.rows(), engine.columns(), transposed, CLOSED_FORM);
  }

  MapResult search() {
    long total = ScratchpadSpace.sum(space.total(), parts.total());
    searchPart();
    for (ArrayParts.Part next : parts.byFloor(leaders)) {
      if (parts.canLead(next, leaders)) {
        if (leaders.isSpent()) {
          leavePartOpen(next);
        } else {
          part = matrix.masked(next.active().rows(), next.active().columns());
          space =
              new ScratchpadSpace(
                  op, processor, part, kernels, next.first(), Optional.of(next.active()));
          activationsLeft = evaluation(part, false);
          weightsLeft = kernels.admits(true) ? evaluation(part, true) : activationsLeft;
          searchPart();
        }
      }
    }
    return leaders.result(
        op,
        processor.id(),
        total,
        open,
        openSeconds,
        at -> java.util.Objects.requireNonNull(led.get(at)),
        m ->
            ScratchpadMatmulModel.cost(
                problem, processor, memory, (ScratchpadMapping) m, tileCycles),
        () -> reason(op, processor));
  }

  private void searchPart() {
    List<Kind> kinds = space.kinds();
    for (int i = 0; i < kinds.size(); i++) {
      if (!kinds.get(i).resident()) {
        choose(kinds.get(i));
        streamed();
      }
    }
    for (int i = 0; i < kinds.size(); i++) {
      if (kinds.get(i).resident()) {
        choose(kinds.get(i));
        residents();
      }
    }
  }

  private void leavePartOpen(ArrayParts.Part left) {
    if (left.floorSeconds() <= leaders.latency()) {
      open = ScratchpadSpace.sum(open, left.mappings());
      openSeconds = Math.min(openSeconds, left.floorSeconds());
    }
  }

  private void choose(Kind next) {
    kind = next;
    sizes = next.sizes();
    evaluation = sizes.isTransposed() ? weightsLeft : activationsLeft;
    evaluation.dataflow(kind.dataflow());
    evaluation.spread(sizes.spread());
    evaluation.order(kind.order(), kind.buffers());
    place = kind.index() * PLACES;
    evaluatedOfKind = 0;
    isStopped = false;
  }

  private void streamed() {
    if (leaders.isSpent()) {
      leaveOpen(0);
      return;
    }
    var p = sizes.padded();
    double seconds = evaluation.streamedSeconds();
    offer(kind.mappingClass(1), seconds, p.rows(), part.columns(), p.contraction());
  }

  /** Looks at all numbers of row blocks, from few to many. */
  private void residents() {
    evaluation.prepareFloor();
    long most = mostRowTiles();
    while (most >= sizes.leastRowTiles && !isStopped) {
      long m = ScratchpadSpace.ceilDiv(sizes.rowTiles, most);
      long least = Math.max(sizes.leastRowTiles, ScratchpadSpace.ceilDiv(sizes.rowTiles, m));
      if (!anyCanLead(m, 1)) {
        return;
      }
      contractions(m, least, most);
      most = least - 1;
    }
  }

  /** Looks at all numbers of parts of the contraction, from few to many. */
  private void contractions(long m, long leastRows, long mostRows) {
    long rowTile = sizes.padded().rowTile();
    long most = mostDepthTiles(leastRows * rowTile);
    while (most >= 1 && !isStopped) {
      long k = ScratchpadSpace.ceilDiv(sizes.depthTiles, most);
      long least = ScratchpadSpace.ceilDiv(sizes.depthTiles, k);
      if (!anyCanLead(m, k)) {
        return;
      }
      long n = sizes.panels(leastRows * rowTile, least * sizes.depthUnit, kind.buffers());
      if (n > 0) {
        double floor = evaluation.blockFloorSeconds(m, n, k);
        long i = leastRows;
        while (i <= mostRows && blocks(i * rowTile, m, n, k, least, most, floor)) {
          i++;
        }
      }
      most = least - 1;
    }
  }

  /**
   * Looks at blocks of equal rows whose depths cut the contraction in equal numbers.
   *
   * @return whether one with more rows may lead
   */
  private boolean blocks(
      long rows, long m, long leastPanels, long k, long least, long most, double floor) {
    int itsClass = kind.mappingClass(k);
    double bytes = evaluation.leastBytes(m, leastPanels, k);
    for (long i = least; i <= most; i++) {
      long depth = i * sizes.depthUnit;
      long n = sizes.panels(rows, depth, kind.buffers());
      if (n == 0) {
        return i > least;
      }
      if (!leaders.canLead(itsClass, floor, bytes, place)) {
        return false;
      }
      if (leaders.isSpent()) {
        leaveOpen(evaluation.floorSeconds(m, 1, 1));
        return false;
      }
      long columns = sizes.columns(n);
      double seconds = evaluation.residentSeconds(rows, columns, depth);
      offer(itsClass, seconds, rows, columns, depth);
    }
    return true;
  }

  /** Returns whether a mapping with at least so many blocks, of either class, may lead. */
  private boolean anyCanLead(long m, long k) {
    double floor = evaluation.floorSeconds(m, 1, k);
    double bytes = evaluation.leastBytes(m, 1, k);
    return leaders.canLead(kind.mappingClass(k), floor, bytes, place)
        || leaders.canLead(kind.mappingClass(2), floor, bytes, place);
  }

  private void offer(int itsClass, double seconds, long rows, long columns, long depth) {
    leaders.evaluated();
    evaluatedOfKind++;
    if (leaders.offer(place, itsClass, seconds, evaluation.memoryBytes())) {
      led.put(place, kind.mapping(rows, columns, depth));
    }
    place++;
  }

  /** Returns the most row tiles of a block that fits with the least depth and columns. */
  private long mostRowTiles() {
    return greatest(
        sizes.leastRowTiles - 1,
        sizes.rowTiles,
        tiles -> mostDepthTiles(tiles * sizes.padded().rowTile()) > 0);
  }

  /** Returns the most depth tiles of a block of so many rows that fits with the least columns. */
  private long mostDepthTiles(long rows) {
    // The whole contraction has no partial sums, so it may fit where a part does not.
    return fits(rows, sizes.depthTiles)
        ? sizes.depthTiles
        : greatest(0, sizes.depthTiles - 1, tiles -> fits(rows, tiles));
  }

  /** Returns the most row tiles of a block of so much depth that fits; 0 if none does. */
  static long mostRowTiles(Sizes sizes, ScratchpadMapping.DoubleBuffered buffers, long depth) {
    return greatest(
        sizes.leastRowTiles - 1,
        sizes.rowTiles,
        tiles -> sizes.panels(tiles * sizes.padded().rowTile(), depth, buffers) > 0);
  }

  /** Returns the greatest number that fits, the least if no greater does; less always fits. */
  private static long greatest(long least, long most, LongPredicate fits) {
    long low = least;
    long high = most;
    while (low < high) {
      long middle = high - (high - low) / 2;
      if (fits.test(middle)) {
        low = middle;
      } else {
        high = middle - 1;
      }
    }
    return low;
  }

  private boolean fits(long rows, long depthTiles) {
    return sizes.panels(rows, depthTiles * sizes.depthUnit, kind.buffers()) > 0;
  }

  /** Leaves what of the kind is not evaluated open, if it might hold a better mapping. */
  private void leaveOpen(double floor) {
    isStopped = true;
    if (floor <= leaders.latency()) {
      open = ScratchpadSpace.sum(open, kind.size() - evaluatedOfKind);
      openSeconds = Math.min(openSeconds, floor);
    }
  }

  /** Returns why a product has no mapping. */
  static String reason(Matmul op, Processor processor) {
    return String.format(
        Locale.ROOT,
        "no mapping of %s fits the scratchpad of %s (global_buffer %d B)",
        op.shape(),
        processor.id(),
        processor.global().capacityBytes());
  }
}
