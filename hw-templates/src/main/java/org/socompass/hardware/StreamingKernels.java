package org.socompass.hardware;

import java.util.Map;
import java.util.Optional;
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
 * @param ofKind how the kernels of one operator do that differ from those of their class, by its id
 */
public record StreamingKernels(
    double dramEfficiency,
    double overlap,
    double cacheShare,
    double secondsPerElement,
    double secondsPerReduction,
    OptionalDouble fittedClockHz,
    Map<OperatorClass, Traits> traits,
    Map<String, Traits> ofKind) {
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
        traits,
        Map.of());
  }

  /** Copies the maps. */
  public StreamingKernels {
    traits = Map.copyOf(traits);
    ofKind = Map.copyOf(ofKind);
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
   * @param elementCycles cycles of one access to an element, where it is not that of the library
   * @param budget what a core has in flight, where that and not the row sets its time
   */
  public record Traits(
      int rowsPerCore,
      long longRow,
      int longReads,
      boolean staged,
      boolean blockReduction,
      OptionalDouble elementCycles,
      Optional<Budget> budget) {
    /** Creates kernels whose waves take as long as their rows are. */
    public Traits(
        int rowsPerCore, long longRow, int longReads, boolean staged, boolean blockReduction) {
      this(
          rowsPerCore,
          longRow,
          longReads,
          staged,
          blockReduction,
          OptionalDouble.empty(),
          Optional.empty());
    }
  }

  /**
   * Kernels that keep as many rows in flight as a constant number of bytes holds, in powers of two:
   * a wave of them takes the same cycles, but for the exchanges of a wider reduction.
   *
   * @param bytes bytes of one tensor that a core has in flight [B]
   * @param waveCycles time of a wave of rows of 1024 elements [cycle]
   * @param exchangeCycles time that each doubling of a row's elements adds [cycle]
   */
  public record Budget(long bytes, double waveCycles, double exchangeCycles) {
    private static final double SHORT_ROW = 1024;

    /** Returns the rows in flight on a core. */
    public double rows(double elements, double bytesPerElement) {
      double rows = bytes / (elements * bytesPerElement);
      return rows < 1 ? 1 : Math.scalb(1, Math.getExponent(rows));
    }

    /** Returns the time of a wave [cycle]. */
    public double cycles(double elements) {
      return waveCycles
          + exchangeCycles * Math.max(0, Math.log(elements / SHORT_ROW) / Math.log(2));
    }
  }
}
