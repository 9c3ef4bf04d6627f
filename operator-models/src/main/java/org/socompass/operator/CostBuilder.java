package org.socompass.operator;

import java.util.EnumMap;
import java.util.Map;
import org.socompass.hardware.MainMemory;
import org.socompass.hardware.Processor;

/** Gathers the parts of an {@link OperatorCost}. */
public final class CostBuilder {
  private final Operator operator;
  private final Processor processor;
  private final MainMemory memory;
  private final Map<Bound, Double> busy = new EnumMap<>(Bound.class);
  private final Map<MemoryLevel, Double> traffic = new EnumMap<>(MemoryLevel.class);

  public CostBuilder(Operator operator, Processor processor, MainMemory memory) {
    this.operator = operator;
    this.processor = processor;
    this.memory = memory;
  }

  /** Adds the time of a resource; main memory behind a narrower port is the port's. */
  public CostBuilder busy(Bound resource, double seconds) {
    boolean isPort = resource == Bound.MEMORY && MainMemoryStream.isBoundByPort(processor, memory);
    busy.merge(isPort ? Bound.MEMORY_PORT : resource, seconds, Math::max);
    return this;
  }

  public CostBuilder traffic(MemoryLevel level, double bytes) {
    traffic.put(level, bytes);
    return this;
  }

  /** Returns the cost of a kernel of the given duration, with its launch and floors. */
  public OperatorCost kernel(double kernelSeconds) {
    LatencyFloor floor = LatencyFloor.of(operator, processor, memory);
    double latency = floor.latency(kernelSeconds);
    double exposed =
        Math.max(floor.launchSeconds(), latency - Math.max(kernelSeconds, floor.rooflineSeconds()));
    return new OperatorCost(
        latency, exposed, busy, traffic, operator.operations(), floor.rooflineSeconds());
  }

  /** Returns the cost of a collective of the given duration; nothing is launched for it. */
  public OperatorCost collective(double seconds) {
    double roofline = Roofline.seconds(operator, processor, memory);
    return new OperatorCost(
        Math.max(seconds, roofline), 0, busy, traffic, operator.operations(), roofline);
  }
}
