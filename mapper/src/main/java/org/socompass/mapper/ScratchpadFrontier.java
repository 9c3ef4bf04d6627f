package org.socompass.mapper;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.ToDoubleFunction;
import org.socompass.hardware.Dataflow;
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
import org.socompass.operator.matmul.ScratchpadTransfers;

/**
 * The mappings of a product that are the best under some main memory, where kernels block rows.
 *
 * <p>Main memory decides neither what fits nor what the array computes. A mapping is known by its
 * form, by what it computes and by the trips of its operands,
 *
 * <pre>{@code
 * stays      latency = max(memory(trips), compute) + waits
 * streams    latency = memory(trips) + compute
 * }</pre>
 *
 * <p>and both grow with each of these numbers, also after rounding. One that has no less of any
 * than another of its form, and a later place, leads under no memory and is dropped. The few that
 * are left are compared anew for each memory: the result is that of {@link ScratchpadSearch}.
 */
final class ScratchpadFrontier implements Frontier {
  /** What a frontier holds [B]: product and problem; and each of its points. */
  private static final int BYTES = 640;

  private static final int POINT_BYTES = 192;

  private final ScratchpadProblem problem;
  private final List<Point> points;
  private final long total;
  private final long evaluated;
  private final double seconds;

  /**
   * A mapping that may lead.
   *
   * @param computeSeconds what it computes [s]
   * @param leftTrips how often the left operand is moved
   * @param rightTrips how often the right one is
   */
  private record Point(
      ScratchpadMapping mapping, double computeSeconds, long leftTrips, long rightTrips) {
    boolean isNoWorse(double compute, long left, long right) {
      return computeSeconds <= compute && leftTrips <= left && rightTrips <= right;
    }
  }

  private ScratchpadFrontier(Builder builder, double seconds) {
    this.problem = builder.problem;
    this.points = List.copyOf(builder.points);
    this.total = builder.total;
    this.evaluated = builder.evaluated;
    this.seconds = seconds;
  }

  /** Returns whether there is a frontier: the array can multiply, and kernels block rows. */
  static boolean has(MatmulKernels kernels) {
    return kernels instanceof MatmulKernels.Scratchpad scratchpad
        && scratchpad.blocking() == MatmulKernels.Blocking.ROWS;
  }

  /**
   * Returns the frontier of a product.
   *
   * @param memory any memory
   * @throws ArithmeticException if cycles can't be counted
   */
  static ScratchpadFrontier of(
      Matmul op,
      Processor processor,
      MainMemory memory,
      MatrixEngine matrix,
      MatmulKernels.Scratchpad kernels) {
    long start = System.nanoTime();
    var builder = new Builder(new ScratchpadProblem(op, processor, memory, matrix, kernels));
    builder.build();
    return new ScratchpadFrontier(builder, (System.nanoTime() - start) * 1e-9);
  }

  @Override
  public int bytes() {
    return BYTES + POINT_BYTES * points.size();
  }

  @Override
  public MapResult at(RelevantHardware hardware) {
    return at(hardware.memory());
  }

  /** Returns the best mapping under a memory, or why there is none. */
  MapResult at(MainMemory memory) {
    ScratchpadProblem here = problem.with(memory);
    var stays = new ScratchpadTransfers(here, false);
    var staysTransposed = new ScratchpadTransfers(here, true);
    Point best = null;
    double least = Double.POSITIVE_INFINITY;
    double leastBytes = 0;
    for (int i = 0; i < points.size(); i++) {
      Point point = points.get(i);
      ScratchpadTransfers transfers = point.mapping.transposed() ? staysTransposed : stays;
      double latency = here.floor().latency(kernelSeconds(point, transfers));
      double bytes = transfers.bytes((double) point.leftTrips, (double) point.rightTrips, 0);
      // Points are in the order of their places.
      if (best == null || latency < least || (latency == least && bytes < leastBytes)) {
        best = point;
        least = latency;
        leastBytes = bytes;
      }
    }
    return best == null
        ? new MapResult.Infeasible(ScratchpadSearch.reason(problem.op(), problem.processor()))
        : mapped(best, here, memory);
  }

  private static double kernelSeconds(Point point, ScratchpadTransfers transfers) {
    return point.mapping.resident()
        ? transfers.joinedSeconds(
            (double) point.leftTrips,
            (double) point.rightTrips,
            0,
            true,
            true,
            true,
            point.computeSeconds)
        : transfers.serialSeconds((double) point.leftTrips, (double) point.rightTrips)
            + point.computeSeconds;
  }

  private MappedOperator mapped(Point best, ScratchpadProblem here, MainMemory memory) {
    return new MappedOperator(
        here.op(),
        here.processor().id(),
        best.mapping,
        ScratchpadMatmulModel.cost(
            here, here.processor(), memory, best.mapping, ScratchpadSearch.CLOSED_FORM),
        new MappedOperator.Search(total, evaluated, total - evaluated, 0, seconds),
        Optional.empty());
  }

  /** Looks at all mappings, in the order of their places. */
  private static final class Builder {
    private final ScratchpadProblem problem;
    private final MatmulKernels.Scratchpad kernels;
    private final MatrixEngine matrix;
    private final List<Point> points = new ArrayList<>();
    private long total;
    private long evaluated;

    Builder(ScratchpadProblem problem) {
      this.problem = problem;
      this.kernels = problem.kernels();
      this.matrix = problem.matrix();
    }

    void build() {
      var whole = new ScratchpadSpace(problem.op(), problem.processor(), matrix, kernels);
      var parts = new ArrayParts(problem, problem.processor(), kernels, whole.kinds().size());
      total = ScratchpadSpace.sum(whole.total(), parts.total());
      add(whole, matrix.rows(), matrix.columns());
      parts.forEach(this::canLead, this::canLead, this::add);
    }

    /** Returns whether a part with so many columns may have a mapping that leads. */
    private boolean canLead(int columns, int fewestRows) {
      return canLead(matrix.rows(), columns, e -> e.leastComputeOfFewerRows(fewestRows));
    }

    /** Returns whether a part may have a mapping that leads. */
    private boolean canLead(ScratchpadMapping.Active part) {
      return canLead(part.rows(), part.columns(), ScratchpadEvaluation::leastComputeSeconds);
    }

    private boolean canLead(
        int rows, int columns, ToDoubleFunction<ScratchpadEvaluation> leastCompute) {
      for (boolean transposed : ScratchpadSpace.TRANSPOSED) {
        if (kernels.admits(transposed)) {
          ScratchpadEvaluation evaluation = evaluation(rows, columns, transposed);
          for (Dataflow dataflow : matrix.dataflows()) {
            evaluation.dataflow(dataflow);
            double compute = leastCompute.applyAsDouble(evaluation);
            if ((kernels.doubleBuffered() && canLead(transposed, true, compute, 1, 1))
                || canLead(transposed, false, compute, evaluation.panels(), 1)) {
              return true;
            }
          }
        }
      }
      return false;
    }

    private boolean canLead(
        boolean transposed, boolean resident, double compute, long left, long right) {
      for (int i = 0; i < points.size(); i++) {
        Point point = points.get(i);
        if (point.mapping.transposed() == transposed
            && point.mapping.resident() == resident
            && point.isNoWorse(compute, left, right)) {
          return false;
        }
      }
      return true;
    }

    private void add(ScratchpadMapping.Active part, int first) {
      add(
          new ScratchpadSpace(
              problem.op(),
              problem.processor(),
              matrix.masked(part.rows(), part.columns()),
              kernels,
              first,
              Optional.of(part)),
          part.rows(),
          part.columns());
    }

    private void add(ScratchpadSpace space, int rows, int columns) {
      ScratchpadEvaluation activationsLeft = evaluation(rows, columns, false);
      ScratchpadEvaluation weightsLeft =
          kernels.admits(true) ? evaluation(rows, columns, true) : activationsLeft;
      for (Kind kind : space.kinds()) {
        ScratchpadEvaluation evaluation =
            kind.sizes().isTransposed() ? weightsLeft : activationsLeft;
        evaluation.dataflow(kind.dataflow());
        if (kind.resident()) {
          residents(kind, evaluation);
        } else {
          var p = kind.sizes().padded();
          double compute = evaluation.computeSeconds(p.rows(), p.contraction());
          offer(kind, compute, evaluation.panels(), 1, p.rows(), columns, p.contraction());
        }
      }
    }

    /** Looks at all numbers of row blocks, from few to many. */
    private void residents(Kind kind, ScratchpadEvaluation evaluation) {
      evaluation.prepareFloor();
      Sizes sizes = kind.sizes();
      var p = sizes.padded();
      long depth = p.contraction();
      long most = ScratchpadSearch.mostRowTiles(sizes, kind.buffers(), depth);
      while (most >= sizes.leastRowTiles) {
        long m = ScratchpadSpace.ceilDiv(sizes.rowTiles, most);
        long least = Math.max(sizes.leastRowTiles, ScratchpadSpace.ceilDiv(sizes.rowTiles, m));
        long n = sizes.panels(least * p.rowTile(), depth, kind.buffers());
        long trips = kind.order().rightTrips(m, n, 1);
        if (!canLead(sizes.isTransposed(), true, evaluation.leastComputeSeconds(m), 1, trips)) {
          return;
        }
        for (long i = least; i <= most; i++) {
          long rows = i * p.rowTile();
          double compute = evaluation.computeSeconds(rows, depth);
          offer(kind, compute, 1, trips, rows, sizes.columns(n), depth);
        }
        most = least - 1;
      }
    }

    private void offer(
        Kind kind, double compute, long left, long right, long rows, long columns, long depth) {
      evaluated++;
      if (canLead(kind.sizes().isTransposed(), kind.resident(), compute, left, right)) {
        points.add(new Point(kind.mapping(rows, columns, depth), compute, left, right));
      }
    }

    private ScratchpadEvaluation evaluation(int rows, int columns, boolean transposed) {
      return new ScratchpadEvaluation(
          problem, rows, columns, transposed, ScratchpadSearch.CLOSED_FORM);
    }
  }
}
