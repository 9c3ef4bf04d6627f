package org.socompass.operator.collective;

import org.socompass.hardware.MainMemory;
import org.socompass.hardware.Processor;
import org.socompass.operator.Bound;
import org.socompass.operator.Collective;
import org.socompass.operator.CostBuilder;
import org.socompass.operator.MainMemoryStream;
import org.socompass.operator.MemoryLevel;
import org.socompass.operator.OperatorCost;

/** Cost of what devices do together: the slower of the links and of each device's main memory. */
final class LinkCost {
  private LinkCost() {}

  /**
   * Returns the cost.
   *
   * @param linkSeconds time on the links [s]
   */
  static OperatorCost of(
      Collective op, Processor processor, MainMemory memory, double linkSeconds) {
    double memorySeconds =
        op.compulsoryBytes()
            / MainMemoryStream.bandwidth(processor, memory, processor.dram().efficiency());
    return new CostBuilder(op, processor, memory)
        .busy(Bound.INTERCONNECT, linkSeconds)
        .busy(Bound.MEMORY, memorySeconds)
        .traffic(MemoryLevel.MAIN_MEMORY, op.compulsoryBytes())
        .collective(Math.max(linkSeconds, memorySeconds));
  }
}
