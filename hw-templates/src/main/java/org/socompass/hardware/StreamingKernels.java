package org.socompass.hardware;

import java.util.Map;

/**
 * How kernels that stream tensors through the vector units work: norms, softmax, element-wise.
 *
 * @param dramEfficiency share of the peak bandwidth of main memory that they reach
 * @param overlap exponent of the p-norm that joins the time of rows in flight and main memory
 * @param cacheShare share of the global buffer that keeps a row for its second reading
 * @param secondsPerElement time of one access to an element by the threads that own its row [s]
 * @param secondsPerReduction time of a reduction over the threads of a row [s]
 * @param traits how each class of kernels treats rows
 */
public record StreamingKernels(
    double dramEfficiency,
    double overlap,
    double cacheShare,
    double secondsPerElement,
    double secondsPerReduction,
    Map<OperatorClass, Traits> traits) {
  /** Copies the map. */
  public StreamingKernels {
    traits = Map.copyOf(traits);
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
