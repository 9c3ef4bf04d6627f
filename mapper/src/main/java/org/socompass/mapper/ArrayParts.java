package org.socompass.mapper;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.ToDoubleFunction;
import java.util.stream.IntStream;
import org.socompass.hardware.Dataflow;
import org.socompass.hardware.MainMemory;
import org.socompass.hardware.MatmulKernels;
import org.socompass.hardware.MatrixEngine;
import org.socompass.hardware.Processor;
import org.socompass.operator.Matmul;
import org.socompass.operator.Roofline;
import org.socompass.operator.mapping.ScratchpadMapping.Active;
import org.socompass.operator.matmul.ScratchpadEvaluation;
import org.socompass.operator.matmul.ScratchpadMatmulModel.Padded;

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

  private final Matmul op;
  private final MatrixEngine matrix;
  private final MatmulKernels.Scratchpad kernels;
  private final double leastBytes;
  private final int kinds;
  private final Processor processor;
  private final MainMemory memory;
  private final List<Active> all = new ArrayList<>();
  private final Map<Integer, Long> mappingsByColumns = new HashMap<>();

  /**
   * Creates the parts.
   *
   * @param kinds kinds of mappings of one part
   */
  ArrayParts(
      Matmul op,
      Processor processor,
      MainMemory memory,
      MatrixEngine matrix,
      MatmulKernels.Scratchpad kernels,
      int kinds) {
    this.op = op;
    this.processor = processor;
    this.memory = memory;
    this.matrix = matrix;
    this.kernels = kernels;
    this.kinds = kinds;
    this.leastBytes = Roofline.compulsoryBytes(op, processor);
    if (kernels.blocking() == MatmulKernels.Blocking.ROWS) {
      for (int rows : sides(matrix.rows())) {
        for (int columns : sides(matrix.columns())) {
          if (rows < matrix.rows() || columns < matrix.columns()) {
            all.add(new Active(rows, columns));
          }
        }
      }
    }
  }

  /** Returns the sides that parts of an array have, from great to small. */
  static int[] sides(int whole) {
    return IntStream.iterate(whole, side -> side >= 1, side -> side - 1)
        .filter(side -> side == whole || side == LEAST || side % (side > FINE ? COARSE : STEP) == 0)
        .toArray();
  }

  /** Returns the mappings of all parts; {@link Long#MAX_VALUE} if there are more. */
  long total() {
    long total = 0;
    for (Active part : all) {
      total = ScratchpadSpace.sum(total, mappings(part));
    }
    return total;
  }

  /** Rows of a part do not matter: tiles have the width of its columns. */
  private long mappings(Active part) {
    Long known = mappingsByColumns.get(part.columns());
    if (known == null) {
      known = counted(part);
      mappingsByColumns.put(part.columns(), known);
    }
    return known;
  }

  private long counted(Active part) {
    long each = 0;
    for (boolean transposed : new boolean[] {false, true}) {
      if (kernels.admits(transposed)) {
        Padded p = padded(part, transposed);
        long blocks = transposed ? 1 : p.rows() / p.rowTile();
        each = ScratchpadSpace.sum(each, 1 + (kernels.doubleBuffered() ? blocks : 0));
      }
    }
    long flows = matrix.dataflows().size();
    return each > Long.MAX_VALUE / flows ? Long.MAX_VALUE : flows * each;
  }

  private Padded padded(Active part, boolean transposed) {
    return Padded.of(op, matrix.masked(part.rows(), part.columns()), kernels, transposed);
  }

  /** Returns the parts that may lead, from the least floor; none of the others can. */
  List<Part> byFloor(Leaders leaders) {
    if (all.isEmpty()) {
      return List.of();
    }
    // No part needs less than the bytes that must move.
    var whole = new Active(matrix.rows(), matrix.columns());
    double bytesAlone = least(whole, e -> e.leastMemorySeconds(kernels.doubleBuffered()));
    if (!canLead(bytesAlone, kinds, leaders)) {
      return List.of();
    }
    List<Part> result = new ArrayList<>();
    for (int i = 0; i < all.size(); i++) {
      Active active = all.get(i);
      double floorSeconds = floorSeconds(active);
      int first = (i + 1) * kinds;
      if (canLead(floorSeconds, first, leaders)) {
        result.add(new Part(active, first, floorSeconds, mappings(active)));
      }
    }
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

  private double floorSeconds(Active part) {
    return least(
        part,
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
  private double least(Active part, ToDoubleFunction<ScratchpadEvaluation> figure) {
    double least = Double.POSITIVE_INFINITY;
    for (boolean transposed : new boolean[] {false, true}) {
      if (kernels.admits(transposed)) {
        var evaluation =
            new ScratchpadEvaluation(
                op,
                processor,
                memory,
                matrix.masked(part.rows(), part.columns()),
                kernels,
                transposed,
                (array, m, n, k, dataflow) -> array.cycles(m, n, k, dataflow));
        least = Math.min(least, figure.applyAsDouble(evaluation));
      }
    }
    return least;
  }
}
