package org.socompass.hardware;

import java.util.Map;
import java.util.OptionalDouble;

/**
 * How kernels that stream tensors through the vector units work: norms, softmax, element-wise.
 *
 * @param dramEfficiency share of the peak bandwidth of main memory that they reach
 * @param overlap exponent of the p-norm that joins the time of rows in flight and main memory
 * @param cacheShare share of the global buffer that keeps a row for its second reading
 * @param secondsPerElement time of one access to an element by the threads that own its row [s]
 * @param secondsPerReduction time of a reduction over the threads of a row [s]
 * @param fittedClockHz clock of the processor at which both times were fitted, with which they
 *     scale [Hz]; empty if nobody knows, and they hold at any clock
 * @param traits how each class of kernels treats rows
 */
public record StreamingKernels(
    double dramEfficiency,
    double overlap,
    double cacheShare,
    double secondsPerElement,
    double secondsPerReduction,
    OptionalDouble fittedClockHz,
    Map<OperatorClass, Traits> traits) {
  /** Creates kernels whose times hold at any clock. */
  public StreamingKernels(
      double dramEfficiency,
      double overlap,
      double cacheShare,
      double secondsPerElement,
      double secondsPerReduction,
      Map<OperatorClass, Traits> traits) {
    this(
        dramEfficiency,
        overlap,
        cacheShare,
        secondsPerElement,
        secondsPerReduction,
        OptionalDouble.empty(),
        traits);
  }

  /** Copies the map. */
  public StreamingKernels {
    traits = Map.copyOf(traits);
  }

  /** Returns how much longer the two times are at a clock than at the one they were fitted at. */
  public double timeScale(double clockHz) {
    return fittedClockHz.isPresent() ? fittedClockHz.getAsDouble() / clockHz : 1;
  }

  /**
   * How a class of kernels treats rows.
   *
   * @param rowsPerCore rows that a core works on at a time
   * @param longRow elements above which a row no longer stays in registers and is read again
   * @param longReads times a long row is read
   * @param staged whether rows are staged in the local buffer instead of registers
   * @param blockReduction whether every row is reduced by a whole block of threads
   */
  public record Traits(
      int rowsPerCore, long longRow, int longReads, boolean staged, boolean blockReduction) {}
}
