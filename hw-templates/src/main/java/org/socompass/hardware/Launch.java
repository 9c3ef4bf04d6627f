package org.socompass.hardware;

import java.util.Map;
import java.util.OptionalDouble;

/**
 * Fixed cost of starting one operator, by its class: driver, framework and queue.
 *
 * @param seconds cost of each class when the operator runs alone [s]
 * @param hostSeconds least time between two operators of a class that the host needs, whatever the
 *     processor does [s]
 * @param queuedSeconds cost of any operator in a queue that the host keeps filled [s]; empty if
 *     operators never run queued
 */
public record Launch(
    Map<OperatorClass, Double> seconds,
    Map<OperatorClass, Double> hostSeconds,
    OptionalDouble queuedSeconds) {
  /** Copies the maps. */
  public Launch {
    seconds = Map.copyOf(seconds);
    hostSeconds = Map.copyOf(hostSeconds);
  }

  /** Returns the cost of starting an operator of the class [s]; 0 if the template gives none. */
  public double seconds(OperatorClass operatorClass) {
    return seconds.getOrDefault(operatorClass, 0.0);
  }

  /** Returns the least time of an operator of the class on the host [s]; 0 if there is none. */
  public double hostSeconds(OperatorClass operatorClass) {
    return hostSeconds.getOrDefault(operatorClass, 0.0);
  }
}
