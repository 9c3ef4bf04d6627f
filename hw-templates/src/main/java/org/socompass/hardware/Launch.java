package org.socompass.hardware;

import java.util.Map;

/**
 * Fixed cost of starting one operator, by its class: driver, framework and queue.
 *
 * @param seconds cost of each class [s]
 */
public record Launch(Map<OperatorClass, Double> seconds) {
  /** Copies the map. */
  public Launch {
    seconds = Map.copyOf(seconds);
  }

  /** Returns the cost of starting an operator of the class [s]; 0 if the template gives none. */
  public double seconds(OperatorClass operatorClass) {
    return seconds.getOrDefault(operatorClass, 0.0);
  }
}
