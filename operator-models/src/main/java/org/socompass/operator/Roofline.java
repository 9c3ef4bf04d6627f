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
   * which they travel to the processor, and none that a repeated call finds on the chip [B].
   */
  public static double compulsoryBytes(Operator operator, Processor processor) {
    if (!(operator instanceof Matmul matmul)) {
      return operator.compulsoryBytes();
    }
    if (processor.kernels().matmul() instanceof MatmulKernels.Scratchpad scratchpad) {
      return matmul.withWeight(scratchpad.travels(matmul.weight())).compulsoryBytes();
    }
    return matmul.compulsoryBytes() - (keepsWeights(matmul, processor) ? matmul.weightBytes() : 0);
  }

  /** Returns whether the global buffer still has the weights of a call that is repeated. */
  public static boolean keepsWeights(Matmul op, Processor processor) {
    return op.groups().isPresent()
        && op.groups().get().repeated()
        && processor.kernels().matmul() instanceof MatmulKernels.Pipelined kernels
        && kernels.generation().grouped().isPresent()
        && op.weightBytes()
            <= kernels.generation().grouped().get().residentShare()
                * processor.global().capacityBytes();
  }

  private static double peak(Operator operator, Processor processor) {
    return operator instanceof Matmul || operator instanceof Attention
        ? Rates.peakOperations(processor, operator.arithmetic())
        : Rates.vectorOperations(processor, operator.arithmetic());
  }
}
