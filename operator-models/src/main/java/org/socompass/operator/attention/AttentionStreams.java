package org.socompass.operator.attention;

import org.socompass.hardware.AttentionKernels;
import org.socompass.hardware.MainMemory;
import org.socompass.hardware.Processor;
import org.socompass.operator.Attention;
import org.socompass.operator.LatencyFloor;
import org.socompass.operator.MainMemoryStream;

/** What main memory takes of an attention, the same under every mapping. */
public final class AttentionStreams {
  final Processor processor;
  final MainMemory memory;
  final LatencyFloor floor;

  /** Time to read the cache and what of queries and results is not on the chip [s]. */
  final double memorySeconds;

  /** Time to store new keys and values [s]. */
  final double storeSeconds;

  /** Time of all bytes, as if nothing was left on the chip: no kernel is faster [s]. */
  final double leastSeconds;

  /**
   * Creates the times of an attention.
   *
   * @param usual the kernels of the processor
   */
  public AttentionStreams(
      Attention a, Processor processor, MainMemory memory, AttentionKernels usual) {
    this.processor = processor;
    this.memory = memory;
    this.floor = LatencyFloor.of(a, processor, memory);
    AttentionKernels kernels = AttentionModel.kernels(a, usual);
    double newBytes = a.queryBytes() + a.outputBytes();
    double stored = kernels.cachePasses() > 0 ? a.newBytes() : 0;
    double miss =
        Math.max(
            0, 1 - kernels.cacheShare() * processor.global().capacityBytes() / (newBytes + stored));
    double efficiency = kernels.dramEfficiency();
    this.memorySeconds =
        MainMemoryStream.seconds(
            a.compulsoryBytes() - (1 - miss) * newBytes, processor, memory, efficiency);
    double passed = kernels.cachePasses() * a.newBytes();
    this.storeSeconds =
        Math.max(
            MainMemoryStream.seconds(miss * passed, processor, memory, efficiency),
            passed / processor.globalBytesPerSecond());
    this.leastSeconds =
        MainMemoryStream.seconds(a.compulsoryBytes(), processor, memory, efficiency);
  }
}
