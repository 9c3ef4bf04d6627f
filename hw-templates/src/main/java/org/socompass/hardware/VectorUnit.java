package org.socompass.hardware;

import java.util.Map;
import java.util.OptionalDouble;

/**
 * The vector unit of one lane.
 *
 * @param flopsPerCycle operations of one lane in one cycle (a fused multiply-add is two), by type
 * @param expPerCycle exponentials of one lane in one cycle
 * @param rsqrtPerCycle reciprocal square roots of one lane in one cycle
 */
public record VectorUnit(
    Map<DataType, Double> flopsPerCycle, double expPerCycle, double rsqrtPerCycle) {
  /** Copies the map. */
  public VectorUnit {
    flopsPerCycle = Map.copyOf(flopsPerCycle);
  }

  /** Returns the operations of one lane in one cycle; empty if it lacks the type. */
  public OptionalDouble flopsPerCycle(DataType type) {
    Double flops = flopsPerCycle.get(type);
    return flops == null ? OptionalDouble.empty() : OptionalDouble.of(flops);
  }
}
