package org.socompass.operator.matmul;

import java.util.OptionalLong;
import org.socompass.hardware.Dataflow;
import org.socompass.hardware.MatrixEngine;

/**
 * Timing of one systolic array of {@code rows x columns} processing elements (PEs) on {@code C[m,n]
 * = A[m,k] * B[k,n]}.
 *
 * <p>A product larger than the array is cut into folds. What stays in the PEs decides which two
 * dimensions are cut and which one streams:
 *
 * <pre>{@code
 * dataflow            folds                      cycles of a fold
 * output-stationary   ceil(m/R) * ceil(n/C)      k + R + C - 2
 * weight-stationary   ceil(k/R) * ceil(n/C)      m + L + R + C - 2   (L to load the weights)
 * input-stationary    ceil(k/R) * ceil(m/C)      n + L + R + C - 2   (L to load the inputs)
 * }</pre>
 *
 * <p>L is R, a row a cycle, unless stated otherwise.
 *
 * <p>Operands are always ready: memory stalls are modelled elsewhere. The first cycle is number 0,
 * hence one less in total. Where {@code foldsOverlap} the skew is spent once and not per fold:
 * stationary operands of the next fold are loaded into shadow registers meanwhile. If L is stated a
 * fold then takes max(stream, L); if not, loads are taken to hide whatever streams.
 *
 * <p><b>Source.</b> SCALE-Sim v2 (Samajdar et al., ISPASS 2020) with unlimited buffers; the closed
 * forms of folds that do not overlap equal its cycle counts on every row of the test's table.
 *
 * @param rows PE rows R
 * @param columns PE columns C
 * @param foldsOverlap whether a fold streams while the one before drains
 * @param loadCycles cycles L in which what stays is loaded; empty if not stated
 */
public record SystolicArray(int rows, int columns, boolean foldsOverlap, OptionalLong loadCycles) {
  /**
   * Validates the array.
   *
   * @throws IllegalArgumentException if a dimension is not positive
   */
  public SystolicArray {
    if (rows <= 0 || columns <= 0) {
      throw new IllegalArgumentException(
          "rows and columns must be positive, but are " + rows + " and " + columns);
    }
    if (loadCycles.orElse(1) < 1) {
      throw new IllegalArgumentException(
          "loadCycles must be positive, but is " + loadCycles.getAsLong());
    }
  }

  /** Returns the array of an engine. */
  public static SystolicArray of(MatrixEngine matrix) {
    return of(matrix, matrix.rows(), matrix.columns());
  }

  /** Returns a part of the array of an engine. */
  static SystolicArray of(MatrixEngine matrix, int rows, int columns) {
    return new SystolicArray(rows, columns, matrix.foldsOverlap(), matrix.loadCycles(rows));
  }

  /**
   * Returns the latency of one product with one MAC per PE and cycle [cycle].
   *
   * @param m rows of A and C
   * @param n columns of B and C
   * @param k contraction length
   * @param dataflow what stays in the PEs
   * @throws IllegalArgumentException if a size is not positive
   * @throws ArithmeticException if the count exceeds {@link Long#MAX_VALUE}
   */
  public long cycles(long m, long n, long k, Dataflow dataflow) {
    if (m <= 0 || n <= 0 || k <= 0) {
      throw new IllegalArgumentException(
          "m, n and k must be positive, but are " + m + ", " + n + " and " + k);
    }
    return switch (dataflow) {
      case OUTPUT_STATIONARY -> folds(m, n, k, 0, 0);
      case WEIGHT_STATIONARY -> folds(k, n, m, load(), shadowed());
      case INPUT_STATIONARY -> folds(k, m, n, load(), shadowed());
    };
  }

  /**
   * Returns at most the latency on any array of as many columns with no more rows than this one
   * [cycle].
   *
   * @param fewest the same array with the fewest rows
   */
  long leastCycles(long m, long n, long k, Dataflow dataflow, SystolicArray fewest) {
    return switch (dataflow) {
      case OUTPUT_STATIONARY -> leastFolds(m, n, k, 0, 0, fewest);
      case WEIGHT_STATIONARY -> leastFolds(k, n, m, fewest.load(), fewest.shadowed(), fewest);
      case INPUT_STATIONARY -> leastFolds(k, m, n, fewest.load(), fewest.shadowed(), fewest);
    };
  }

  /** More rows make fewer folds, fewer rows less skew and shorter loads. */
  private long leastFolds(
      long overRows, long overColumns, long stream, long load, long shadowed, SystolicArray few) {
    long folds = Math.multiplyExact(ceilDiv(overRows, rows), ceilDiv(overColumns, columns));
    return few.cycles(folds, stream, load, shadowed);
  }

  private long load() {
    return loadCycles.orElse(rows);
  }

  private long shadowed() {
    return loadCycles.orElse(0);
  }

  private long folds(long overRows, long overColumns, long stream, long load, long shadowed) {
    long folds = Math.multiplyExact(ceilDiv(overRows, rows), ceilDiv(overColumns, columns));
    return cycles(folds, stream, load, shadowed);
  }

  private long cycles(long folds, long stream, long load, long shadowed) {
    long skew = Math.addExact(load, rows + columns - 2L);
    return foldsOverlap
        ? Math.addExact(Math.multiplyExact(folds, Math.max(stream, shadowed)), skew) - 1
        : Math.multiplyExact(folds, Math.addExact(stream, skew)) - 1;
  }

  /** Returns the fraction of PE cycles that do useful work, in (0, 1]. */
  public double utilization(long m, long n, long k, Dataflow dataflow) {
    return (double) m * n * k / ((double) rows * columns * (cycles(m, n, k, dataflow) + 1));
  }

  private static long ceilDiv(long a, long b) {
    return (a - 1) / b + 1; // a, b > 0; cannot overflow
  }
}
