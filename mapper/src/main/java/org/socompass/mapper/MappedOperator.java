package org.socompass.mapper;

import java.util.Optional;
import org.socompass.operator.Operator;
import org.socompass.operator.OperatorCost;
import org.socompass.operator.mapping.Mapping;

/**
 * The best mapping of an operator on a processor.
 *
 * @param operator what is computed
 * @param processorId where
 * @param mapping the best mapping found
 * @param cost its cost
 * @param search how it was found
 * @param runnerUp the best mapping of another class, if there is one
 */
public record MappedOperator(
    Operator operator,
    String processorId,
    Mapping mapping,
    OperatorCost cost,
    Search search,
    Optional<RunnerUp> runnerUp)
    implements MapResult {
  /**
   * How much of the map space was looked at.
   *
   * @param total mappings in the space
   * @param evaluated mappings whose cost was computed
   * @param pruned mappings that were ruled out before: they do not fit, or a lower bound of their
   *     latency is above that of the best
   * @param gap share of the latency that a mapping which the budget left open might save at most,
   *     in [0, 1]; 0 if none is open
   * @param seconds time that the search took [s]
   */
  public record Search(long total, long evaluated, long pruned, double gap, double seconds) {
    /** Returns whether every mapping of the space was evaluated or ruled out. */
    public boolean optimal() {
      return evaluated + pruned == total;
    }
  }

  /**
   * The best mapping of another class.
   *
   * @param mapping the mapping
   * @param latencySeconds its latency [s]
   */
  public record RunnerUp(Mapping mapping, double latencySeconds) {}
}
