package org.socompass.mapper;

import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.socompass.operator.Mapping;
import org.socompass.operator.Operator;
import org.socompass.operator.OperatorCost;

/**
 * Keeps the best mapping of a search and the best of every class. The first of equal ones wins, so
 * that the order of enumeration is the order of ties: latency, then main-memory bytes, then order.
 */
final class Candidates {
  private final long startNanos = System.nanoTime();
  private final Map<String, Best> byClass = new HashMap<>();
  private @Nullable Best best;
  private long total;
  private long evaluated;

  private record Best(Mapping mapping, String mappingClass, double latency, double bytes) {
    boolean beats(@Nullable Best other) {
      return other == null
          || latency < other.latency
          || (latency == other.latency && bytes < other.bytes);
    }
  }

  /** Counts a mapping that does not fit. */
  void doesNotFit() {
    total++;
  }

  /** Looks at a mapping that fits. */
  void consider(Mapping mapping, String mappingClass, double latency, double bytes) {
    total++;
    evaluated++;
    var candidate = new Best(mapping, mappingClass, latency, bytes);
    if (candidate.beats(best)) {
      best = candidate;
    }
    if (candidate.beats(byClass.get(mappingClass))) {
      byClass.put(mappingClass, candidate);
    }
  }

  /**
   * Returns the best, its cost computed by {@code cost}; {@code reason} explains if there is none.
   */
  MapResult result(
      Operator operator,
      String processorId,
      Function<Mapping, OperatorCost> cost,
      java.util.function.Supplier<String> reason) {
    Best winner = best;
    if (winner == null) {
      return new MapResult.Infeasible(reason.get());
    }
    Optional<MappedOperator.RunnerUp> runnerUp =
        byClass.values().stream()
            .filter(b -> !b.mappingClass.equals(winner.mappingClass))
            .min(
                java.util.Comparator.comparingDouble(Best::latency)
                    .thenComparing(Best::mappingClass))
            .map(
                b ->
                    new MappedOperator.RunnerUp(b.mapping, cost.apply(b.mapping).latencySeconds()));
    return new MappedOperator(
        operator,
        processorId,
        winner.mapping,
        cost.apply(winner.mapping),
        new MappedOperator.Search(
            total, evaluated, total - evaluated, (System.nanoTime() - startNanos) * 1e-9),
        runnerUp);
  }
}
