package org.socompass.api;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.socompass.operator.MemoryLevel;
import org.socompass.study.MapStudy;

/**
 * The best mapping of an operator on a processor.
 *
 * @param device id of the device
 * @param processor id of the processor
 * @param latencySeconds its time, launched alone and waited for [s]
 * @param latency where that lies with a probability of 80 % [s]
 * @param rooflineSeconds the least time that peak rates allow [s]
 * @param boundBy what limits it
 * @param utilization share of the peak rate that it uses, in [0, 1]
 * @param trafficBytes bytes moved at each level of memory, by its id [B]
 * @param loopNest its loops as text, outermost first
 * @param isOptimal whether it is proven to be the best
 * @param trust why it may be trusted, in words
 */
public record BestMapping(
    String device,
    String processor,
    double latencySeconds,
    Range latency,
    double rooflineSeconds,
    String boundBy,
    double utilization,
    Map<String, Double> trafficBytes,
    List<String> loopNest,
    boolean isOptimal,
    String trust) {
  /** Copies map and list. */
  public BestMapping {
    trafficBytes = Collections.unmodifiableMap(new LinkedHashMap<>(trafficBytes));
    loopNest = List.copyOf(loopNest);
  }

  static BestMapping of(MapStudy.Result result) {
    double seconds = result.cost().latencySeconds();
    Map<String, Double> traffic = new LinkedHashMap<>();
    for (MemoryLevel level : MemoryLevel.values()) {
      traffic.put(level.id(), result.cost().traffic(level));
    }
    return new BestMapping(
        result.device().id(),
        result.processor().id(),
        seconds,
        new Range(seconds * result.band().lowFactor(), seconds * result.band().highFactor()),
        result.cost().rooflineSeconds(),
        result.cost().boundBy().id(),
        result.cost().utilization(),
        traffic,
        result.explanation().loopNest(),
        result.isOptimal(),
        result.trust().line(org.socompass.inference.trust.Trust.factors(result.band())));
  }
}
