package org.socompass.hardware;

import java.util.EnumMap;
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
 * @param graphSeconds cost of any operator that is a node of a launched graph [s]; empty if nobody
 *     knows
 * @param kernelSeconds what a profiler's duration of a kernel holds beside its work: start of the
 *     first block, end of the last [s]; empty if nobody knows
 * @param eventsSeconds what passes between two events around one call of a framework beside the
 *     kernel [s]; empty if nobody knows
 */
public record Launch(
    Map<OperatorClass, Double> seconds,
    Map<OperatorClass, Double> hostSeconds,
    OptionalDouble queuedSeconds,
    OptionalDouble graphSeconds,
    OptionalDouble kernelSeconds,
    OptionalDouble eventsSeconds) {
  /** Creates launches of which nobody knows what they cost in a graph. */
  public Launch(
      Map<OperatorClass, Double> seconds,
      Map<OperatorClass, Double> hostSeconds,
      OptionalDouble queuedSeconds) {
    this(seconds, hostSeconds, queuedSeconds, OptionalDouble.empty());
  }

  /** Creates launches of which nobody knows what a profiler adds to a kernel. */
  public Launch(
      Map<OperatorClass, Double> seconds,
      Map<OperatorClass, Double> hostSeconds,
      OptionalDouble queuedSeconds,
      OptionalDouble graphSeconds) {
    this(
        seconds,
        hostSeconds,
        queuedSeconds,
        graphSeconds,
        OptionalDouble.empty(),
        OptionalDouble.empty());
  }

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

  /**
   * Returns what operators cost by a method. Without a figure for a graph, its nodes cost what a
   * filled queue makes them cost; without one for that, the launch of their class.
   */
  public Launch by(LaunchMethod method) {
    OptionalDouble inGraph = graphSeconds.isPresent() ? graphSeconds : queuedSeconds;
    return switch (method) {
      case EAGER -> this;
      case EVENTS -> flat(eventsSeconds);
      case CALLS -> calls();
      case STREAM -> flat(queuedSeconds);
      case GRAPH -> flat(inGraph);
      case KERNEL -> flat(OptionalDouble.of(kernelSeconds.orElse(0)));
    };
  }

  /** The host starts the next call while the kernel of this one runs. */
  private Launch calls() {
    Launch queued = flat(queuedSeconds);
    Map<OperatorClass, Double> host = new EnumMap<>(OperatorClass.class);
    for (OperatorClass operatorClass : OperatorClass.values()) {
      host.put(operatorClass, Math.max(seconds(operatorClass), hostSeconds(operatorClass)));
    }
    return new Launch(queued.seconds, host, OptionalDouble.empty());
  }

  private Launch flat(OptionalDouble each) {
    if (each.isEmpty()) {
      return this;
    }
    Map<OperatorClass, Double> all = new EnumMap<>(OperatorClass.class);
    for (OperatorClass operatorClass : OperatorClass.values()) {
      all.put(operatorClass, each.getAsDouble());
    }
    return new Launch(all, Map.of(), OptionalDouble.empty());
  }
}
