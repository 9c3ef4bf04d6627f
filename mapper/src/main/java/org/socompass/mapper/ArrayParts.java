package org.socompass.mapper;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.function.Predicate;
import java.util.function.ToDoubleFunction;
import org.socompass.hardware.Dataflow;
import org.socompass.hardware.MatmulKernels;
import org.socompass.hardware.MatrixEngine;
import org.socompass.hardware.Processor;
import org.socompass.mapper.space.ScratchpadSpace;
import org.socompass.operator.Roofline;
import org.socompass.operator.mapping.ScratchpadMapping.Active;
import org.socompass.operator.matmul.ScratchpadEvaluation;
import org.socompass.operator.matmul.ScratchpadMatmulModel.Padded;
import org.socompass.operator.matmul.ScratchpadProblem;

/**
 * The parts of an array on which kernels with panels as wide as the array may also run a product:
 * the first rows and columns, the rest masked. A part has narrower panels, which leave more of the
 * scratchpad, and less skew. An array that is larger than one of these sides has it as a part, so
 * that it is never slower.
 *
 * <p>Sides are {@value #LEAST}, multiples of {@value #STEP} up to {@value #FINE}, and multiples of
 * {@value #COARSE} beyond. Kernels that block as they like take the whole array.
 */
final class ArrayParts {
  private static final int LEAST = 4;
  private static final int STEP = 8;
  private static final int FINE = 64;
  private static final int COARSE = 32;
  private static final int CLASSES = 8;

  /**
   * One part.
   *
   * @param first place of its first kind
   * @param floorSeconds at most the latency of its mappings [s]
   * @param mappings its mappings
   */
  record Part(Active active, int first, double floorSeconds, long mappings) {}

  private final MatrixEngine matrix;
  private final MatmulKernels.Scratchpad kernels;
  private final double leastBytes;
  private final int kinds;
  private final ScratchpadProblem problem;
  private final int[] rowSides;
  private final int[] columnSides;

  /**
   * Creates the parts.
   *
   * @param kinds kinds of mappings of one part
   */
  ArrayParts(
      ScratchpadProblem problem, Processor processor, MatmulKernels.Scratchpad kernels, int kinds) {
    this.problem = problem;
    this.matrix = problem.matrix();
    this.kernels = kernels;
    this.kinds = kinds;
    this.leastBytes = Roofline.compulsoryBytes(problem.op(), processor);
    boolean hasParts = kernels.blocking() == MatmulKernels.Blocking.ROWS;
    this.rowSides = hasParts ? sides(matrix.rows()) : new int[0];
    this.columnSides = hasParts ? sides(matrix.columns()) : new int[0];
  }

  private boolean isWhole(int rows, int columns) {
    return rows == matrix.rows() && columns == matrix.columns();
  }

  /** Returns the sides that parts of an array have, from great to small. */
  static int[] sides(int whole) {
    int[] result = new int[whole];
    int count = 0;
    result[count++] = whole;
    int side = whole - 1;
    while (side >= LEAST) {
      int step = side > FINE ? COARSE : STEP;
      side = side < STEP ? LEAST : side - side % step;
      result[count++] = side--;
    }
    return Arrays.copyOf(result, count);
  }

  /** Returns the mappings of all parts; {@link Long#MAX_VALUE} if there are more. */
  long total() {
    long total = 0;
    for (int columns : columnSides) {
      long each = mappings(columns);
      for (int rows : rowSides) {
        total = isWhole(rows, columns) ? total : ScratchpadSpace.sum(total, each);
      }
    }
    return total;
  }

  /** Rows of a part do not matter: tiles have the width of its columns. */
  private long mappings(int columns) {
    long each = 0;
    for (boolean transposed : ScratchpadSpace.TRANSPOSED) {
      if (kernels.admits(transposed)) {
        Padded p = problem.padded(matrix.rows(), columns, transposed);
        long blocks = transposed ? 1 : p.rows() / p.rowTile();
        each = ScratchpadSpace.sum(each, 1 + (kernels.doubleBuffered() ? blocks : 0));
      }
    }
    long flows = matrix.dataflows().size();
    return each > Long.MAX_VALUE / flows ? Long.MAX_VALUE : flows * each;
  }

  /** Asks whether parts with so many columns and at least so many rows may lead. */
  interface OfColumns {
    boolean canLead(int columns, int fewestRows);
  }

  /** Told a part and the place of its first kind. */
  interface Taker {
    void take(Active part, int first);
  }

  /** Hands all parts that may lead to a taker, in the order of their places. */
  void forEach(OfColumns ofColumns, Predicate<Active> isWanted, Taker taker) {
    boolean[] canLeadAt = new boolean[columnSides.length];
    for (int c = 0; c < canLeadAt.length; c++) {
      canLeadAt[c] = ofColumns.canLead(columnSides[c], rowSides[rowSides.length - 1]);
    }
    int index = 0;
    for (int rows : rowSides) {
      for (int c = 0; c < columnSides.length; c++) {
        if (isWhole(rows, columnSides[c])) {
          continue;
        }
        index++;
        if (canLeadAt[c]) {
          var part = new Active(rows, columnSides[c]);
          if (isWanted.test(part)) {
            taker.take(part, index * kinds);
          }
        }
      }
    }
  }

  /** Returns the parts that may lead, from the least floor; none of the others can. */
  List<Part> byFloor(Leaders leaders) {
    if (rowSides.length * columnSides.length <= 1) {
      return List.of();
    }
    // No part needs less than the bytes that must move.
    double bytesAlone =
        least(matrix.rows(), matrix.columns(), e -> e.leastMemorySeconds(kernels.doubleBuffered()));
    if (!canLead(bytesAlone, kinds, leaders)) {
      return List.of();
    }
    List<Part> result = new ArrayList<>();
    forEach(
        (columns, fewestRows) ->
            !kernels.doubleBuffered() || canLead(floorSeconds(columns), kinds, leaders),
        part -> true,
        (part, first) -> {
          double floorSeconds = floorSeconds(part.rows(), part.columns());
          if (canLead(floorSeconds, first, leaders)) {
            result.add(new Part(part, first, floorSeconds, mappings(part.columns())));
          }
        });
    result.sort(Comparator.comparingDouble(Part::floorSeconds).thenComparingInt(Part::first));
    return result;
  }

  /** Returns whether a mapping of a part may lead. */
  boolean canLead(Part part, Leaders leaders) {
    return canLead(part.floorSeconds, part.first, leaders);
  }

  private boolean canLead(double floorSeconds, int first, Leaders leaders) {
    for (int itsClass = 0; itsClass < CLASSES; itsClass++) {
      if (leaders.canLead(itsClass, floorSeconds, leastBytes, first * ScratchpadSearch.PLACES)) {
        return true;
      }
    }
    return false;
  }

  /** Returns less than the floors of all parts with so many columns. */
  private double floorSeconds(int columns) {
    int fewest = rowSides[rowSides.length - 1];
    double least = Double.POSITIVE_INFINITY;
    for (boolean transposed : ScratchpadSpace.TRANSPOSED) {
      if (kernels.admits(transposed)) {
        var evaluation = evaluation(matrix.rows(), columns, transposed);
        for (Dataflow dataflow : matrix.dataflows()) {
          evaluation.dataflow(dataflow);
          least = Math.min(least, evaluation.leastSecondsOfFewerRows(fewest));
        }
      }
    }
    return least;
  }

  private double floorSeconds(int rows, int columns) {
    return least(
        rows,
        columns,
        evaluation -> {
          double seconds = Double.POSITIVE_INFINITY;
          for (Dataflow dataflow : matrix.dataflows()) {
            evaluation.dataflow(dataflow);
            seconds = Math.min(seconds, evaluation.leastSeconds(kernels.doubleBuffered()));
          }
          return seconds;
        });
  }

  /** Returns the least of a figure over the choices of the left operand. */
  private double least(int rows, int columns, ToDoubleFunction<ScratchpadEvaluation> figure) {
    double least = Double.POSITIVE_INFINITY;
    for (boolean transposed : ScratchpadSpace.TRANSPOSED) {
      if (kernels.admits(transposed)) {
        least = Math.min(least, figure.applyAsDouble(evaluation(rows, columns, transposed)));
      }
    }
    return least;
  }

  private ScratchpadEvaluation evaluation(int rows, int columns, boolean transposed) {
    return new ScratchpadEvaluation(
        problem, rows, columns, transposed, ScratchpadSearch.CLOSED_FORM);
  }
}
