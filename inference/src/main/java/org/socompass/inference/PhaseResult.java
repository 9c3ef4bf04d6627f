package org.socompass.inference;

import java.util.List;
import org.socompass.llm.Phase;

/**
 * One pass of a model: the whole prompt, or one token.
 *
 * @param phase which
 * @param contextTokens tokens visible to the last query
 * @param operators times in the order of the graph
 */
public record PhaseResult(Phase phase, long contextTokens, List<OperatorTime> operators) {
  /** Copies the list. */
  public PhaseResult {
    operators = List.copyOf(operators);
  }

  /** Returns the time of the pass [s]. */
  public double seconds() {
    return operators.stream().mapToDouble(OperatorTime::totalSeconds).sum();
  }

  /** Returns the sum of the operators' rooflines [s]. */
  public double rooflineSeconds() {
    return operators.stream().mapToDouble(o -> o.rooflineSeconds() * o.count()).sum();
  }
}
