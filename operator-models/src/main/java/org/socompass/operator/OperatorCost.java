package org.socompass.operator;

import java.util.Collections;
import java.util.EnumMap;
import java.util.Map;

/**
 * What an operator costs under one mapping.
 *
 * @param latencySeconds latency, launch included [s]
 * @param launchSeconds fixed cost of starting it, part of the latency [s]
 * @param busySeconds how long each resource is busy; resources overlap, so the sum may exceed the
 *     latency [s]
 * @param trafficBytes bytes moved at each memory level [B]
 * @param operations arithmetic operations, padding excluded [op]
 * @param rooflineSeconds the least time that peak rates allow [s]
 */
public record OperatorCost(
    double latencySeconds,
    double launchSeconds,
    Map<Bound, Double> busySeconds,
    Map<MemoryLevel, Double> trafficBytes,
    double operations,
    double rooflineSeconds) {
  /**
   * Copies the maps.
   *
   * @throws IllegalArgumentException if the latency is not a positive finite number
   */
  public OperatorCost {
    if (!(latencySeconds > 0) || Double.isInfinite(latencySeconds)) {
      throw new IllegalArgumentException("latency must be positive, but is " + latencySeconds);
    }
    var busy = new EnumMap<Bound, Double>(Bound.class);
    busy.putAll(busySeconds);
    busySeconds = Collections.unmodifiableMap(busy);
    var traffic = new EnumMap<MemoryLevel, Double>(MemoryLevel.class);
    traffic.putAll(trafficBytes);
    trafficBytes = Collections.unmodifiableMap(traffic);
  }

  /** Returns the resource that is busy longest; launching counts as one. */
  public Bound boundBy() {
    Bound longest = Bound.LAUNCH;
    double most = launchSeconds;
    for (Map.Entry<Bound, Double> entry : busySeconds.entrySet()) {
      if (entry.getValue() > most) {
        most = entry.getValue();
        longest = entry.getKey();
      }
    }
    return longest;
  }

  /** Returns the share of the latency that peak rates would need, in (0, 1]. */
  public double utilization() {
    return Math.min(1, rooflineSeconds / latencySeconds);
  }

  /** Returns the bytes moved at one level [B]. */
  public double traffic(MemoryLevel level) {
    return trafficBytes.getOrDefault(level, 0.0);
  }
}
