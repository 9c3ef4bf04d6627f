package org.socompass.hardware;

import java.util.List;
import java.util.Map;
import java.util.OptionalDouble;
import java.util.OptionalLong;

/**
 * The matrix engine of one lane.
 *
 * @param rows processing elements in the first dimension
 * @param columns processing elements in the second
 * @param macsPerPePerCycle multiply-accumulates of one PE in one cycle, by the type multiplied
 * @param efficiency share of the peak that a long product reaches, by the type multiplied, in (0,
 *     1]; empirical
 * @param foldsOverlap whether the array streams a fold while the one before drains
 * @param dataflows what may stay in it, each once, in the order of the constants; weights are the
 *     right operand of the product that the array sees
 * @param loadRowsPerCycle rows of the stationary operand that one cycle loads; empty if one a
 *     cycle, and behind what streams where folds overlap
 * @param accumulatorBytes memory of its own for the results of blocks, as 4-byte sums [B]; empty if
 *     they are kept in the scratchpad beside the operands
 */
public record MatrixEngine(
    int rows,
    int columns,
    Map<DataType, Double> macsPerPePerCycle,
    Map<DataType, Double> efficiency,
    boolean foldsOverlap,
    List<Dataflow> dataflows,
    OptionalDouble loadRowsPerCycle,
    OptionalLong accumulatorBytes) {
  /** Copies the maps and orders the dataflows. */
  public MatrixEngine {
    dataflows =
        isOrdered(dataflows)
            ? List.copyOf(dataflows)
            : List.copyOf(dataflows.stream().distinct().sorted().toList());
    macsPerPePerCycle = Map.copyOf(macsPerPePerCycle);
    efficiency = Map.copyOf(efficiency);
  }

  /** A search masks arrays by the thousand. */
  private static boolean isOrdered(List<Dataflow> dataflows) {
    for (int i = 1; i < dataflows.size(); i++) {
      if (dataflows.get(i - 1).compareTo(dataflows.get(i)) >= 0) {
        return false;
      }
    }
    return true;
  }

  /**
   * Returns the engine with part of its array masked.
   *
   * @param activeRows rows that work, at most all
   * @param activeColumns columns that work, at most all
   */
  public MatrixEngine masked(int activeRows, int activeColumns) {
    return new MatrixEngine(
        activeRows,
        activeColumns,
        macsPerPePerCycle,
        efficiency,
        foldsOverlap,
        dataflows,
        loadRowsPerCycle,
        accumulatorBytes);
  }

  /** Returns the cycles that a stationary operand takes to load, if they are stated [cycle]. */
  public OptionalLong loadCycles() {
    return loadCycles(rows);
  }

  /**
   * Returns the cycles that a stationary operand takes to load, if they are stated [cycle].
   *
   * @param activeRows rows of the array that work
   */
  public OptionalLong loadCycles(int activeRows) {
    return loadRowsPerCycle.isPresent()
        ? OptionalLong.of((long) Math.ceil(activeRows / loadRowsPerCycle.getAsDouble()))
        : OptionalLong.empty();
  }

  /** Returns the multiply-accumulates of one lane in one cycle; empty if it lacks the type. */
  public OptionalDouble macsPerCycle(DataType type) {
    return macsPerCycle(type, rows, columns);
  }

  /**
   * Returns the multiply-accumulates of a part of the array in one cycle; empty if it lacks the
   * type.
   *
   * @param activeRows rows of the array that work
   * @param activeColumns columns that work
   */
  public OptionalDouble macsPerCycle(DataType type, int activeRows, int activeColumns) {
    Double perPe = macsPerPePerCycle.get(type);
    return perPe == null
        ? OptionalDouble.empty()
        : OptionalDouble.of(perPe * activeRows * (double) activeColumns);
  }

  /** Returns the share of the peak that a long product reaches, in (0, 1]. */
  public double efficiency(DataType type) {
    return efficiency.getOrDefault(type, 1.0);
  }
}
