package org.socompass.operator;

import org.socompass.hardware.MainMemory;
import org.socompass.hardware.Processor;

/**
 * Time to move bytes between main memory and a processor.
 *
 * <p>{@code t = min over b <= B of bytes / (eta * b) + rho * b / (cores * f)}: bytes at the raw
 * bandwidth b, plus the time to fill the memory pipeline, which grows with the bytes that each core
 * must draw in a cycle. A kernel that draws more slowly fills sooner, so that more bandwidth never
 * makes it slower; the least is at {@code b = sqrt(bytes * cores * f / (eta * rho))}.
 *
 * <p><b>Source.</b> Ours; the fill term is what separates chips of one family that differ only in
 * cores and bandwidth.
 */
public final class MainMemoryStream {
  private MainMemoryStream() {}

  /**
   * Returns the time [s].
   *
   * @param bytes bytes read and written [B]
   * @param efficiency share eta of the peak bandwidth that the kernels reach
   */
  public static double seconds(
      double bytes, Processor processor, MainMemory memory, double efficiency) {
    double raw = rawBandwidth(processor, memory, efficiency);
    double ramp = processor.dram().rampSeconds();
    if (ramp == 0) {
      return bytes / (raw * efficiency);
    }
    double fill = ramp / (processor.cores() * processor.clockHz());
    double b = Math.min(raw, Math.sqrt(bytes / (efficiency * fill)));
    return b == 0 ? 0 : bytes / (efficiency * b) + fill * b;
  }

  /** Returns the bandwidth that kernels reach on a long stream [B/s]. */
  public static double bandwidth(Processor processor, MainMemory memory, double efficiency) {
    return rawBandwidth(processor, memory, efficiency) * efficiency;
  }

  /** Returns whether a processor's own port limits its long streams, not the memory. */
  public static boolean isBoundByPort(Processor processor, MainMemory memory) {
    return processor.dram().portBytesPerSecond(processor.cores())
        < processor.dram().efficiency() * memory.peakBytesPerSecond();
  }

  /** The processor's caps are on what it achieves, so they are divided by the efficiency here. */
  private static double rawBandwidth(Processor processor, MainMemory memory, double efficiency) {
    double cap = processor.dram().portBytesPerSecond(processor.cores());
    return Math.min(memory.peakBytesPerSecond(), cap / efficiency);
  }
}
