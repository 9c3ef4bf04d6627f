package org.socompass.operator;

import java.util.EnumMap;
import java.util.Map;
import org.socompass.hardware.Launch;
import org.socompass.hardware.MainMemory;
import org.socompass.hardware.Processor;

/** Gathers the parts of an {@link OperatorCost}. */
final class CostBuilder {
  private final Operator operator;
  private final Processor processor;
  private final MainMemory memory;
  private final Map<Bound, Double> busy = new EnumMap<>(Bound.class);
  private final Map<MemoryLevel, Double> traffic = new EnumMap<>(MemoryLevel.class);

  CostBuilder(Operator operator, Processor processor, MainMemory memory) {
    this.operator = operator;
    this.processor = processor;
    this.memory = memory;
  }

  CostBuilder busy(Bound resource, double seconds) {
    busy.merge(resource, seconds, Math::max);
    return this;
  }

  CostBuilder traffic(MemoryLevel level, double bytes) {
    traffic.put(level, bytes);
    return this;
  }

  /**
   * Returns the cost of a kernel of the given duration: launched, and no faster than the host can
   * start its class. The roofline is a floor, as a guard of the law and not as a model.
   */
  OperatorCost kernel(double kernelSeconds) {
    Launch launch = processor.launch();
    double launchSeconds = launch.seconds(operator.operatorClass());
    double roofline = Roofline.seconds(operator, processor, memory);
    double latency =
        Math.max(
            launch.hostSeconds(operator.operatorClass()),
            launchSeconds + Math.max(kernelSeconds, roofline));
    double exposed = Math.max(launchSeconds, latency - Math.max(kernelSeconds, roofline));
    return new OperatorCost(latency, exposed, busy, traffic, operator.operations(), roofline);
  }

  /** Returns the cost of a collective of the given duration; nothing is launched for it. */
  OperatorCost collective(double seconds) {
    double roofline = Roofline.seconds(operator, processor, memory);
    return new OperatorCost(
        Math.max(seconds, roofline), 0, busy, traffic, operator.operations(), roofline);
  }
}
