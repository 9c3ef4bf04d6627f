package org.socompass.operator;

import org.socompass.hardware.MainMemory;
import org.socompass.hardware.MatmulKernels;
import org.socompass.hardware.Processor;

/**
 * The least time in which a processor could run an operator: {@code max(operations / peak rate,
 * compulsory bytes / peak bandwidth)}, nothing lost and nothing launched.
 *
 * <p><b>Source.</b> Williams, Waterman and Patterson, Roofline, CACM 2009; bytes, not elements, and
 * the memory's peak, so that it bounds every model from below.
 */
public final class Roofline {
  private Roofline() {}

  /** Returns the least time [s]. */
  public static double seconds(Operator operator, Processor processor, MainMemory memory) {
    double memorySeconds = compulsoryBytes(operator, processor) / memory.peakBytesPerSecond();
    return Math.max(memorySeconds, operator.operations() / peak(operator, processor));
  }

  /**
   * Returns the bytes that must move at least: each input and output once, weights in the type in
   * which they travel to the processor [B].
   */
  public static double compulsoryBytes(Operator operator, Processor processor) {
    return operator instanceof Matmul matmul
            && processor.kernels().matmul() instanceof MatmulKernels.Scratchpad scratchpad
        ? matmul.withWeight(scratchpad.travels(matmul.weight())).compulsoryBytes()
        : operator.compulsoryBytes();
  }

  private static double peak(Operator operator, Processor processor) {
    return operator instanceof Matmul || operator instanceof Attention
        ? Rates.peakOperations(processor, operator.arithmetic())
        : Rates.vectorOperations(processor, operator.arithmetic());
  }
}
