package org.socompass.inference;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.socompass.inference.schedule.Timeline;
import org.socompass.llm.Phase;

/**
 * One pass of a model: the whole prompt, or one token.
 *
 * @param phase which
 * @param contextTokens tokens visible to the last query
 * @param operators times in the order of the graph; of operators that run at the same time on
 *     several processors each has its own time, so that the sum may exceed that of the pass
 * @param seconds time of the pass [s]
 * @param handOvers hand-overs between processors
 * @param timeline what ran when; empty if the pass was not scheduled
 * @param cuts how products were spread, for strategies that choose
 */
public record PhaseResult(
    Phase phase,
    long contextTokens,
    List<OperatorTime> operators,
    double seconds,
    long handOvers,
    Optional<Timeline> timeline,
    List<CutReport> cuts) {
  private static final double ROUNDING = 1e-9;

  /** Copies the lists. */
  public PhaseResult {
    operators = List.copyOf(operators);
    cuts = List.copyOf(cuts);
  }

  /** Creates the result of operators that run one after another. */
  public PhaseResult(Phase phase, long contextTokens, List<OperatorTime> operators) {
    this(
        phase,
        contextTokens,
        operators,
        operators.stream().mapToDouble(OperatorTime::totalSeconds).sum(),
        0,
        Optional.empty(),
        List.of());
  }

  /**
   * Returns the sum of the operators' rooflines; of processors that work at once the greatest sum
   * of one [s].
   */
  public double rooflineSeconds() {
    Map<String, Double> sums = new TreeMap<>();
    double busy = 0;
    for (OperatorTime o : operators) {
      sums.merge(o.processor(), o.rooflineSeconds() * o.count(), Double::sum);
      busy += o.totalSeconds();
    }
    boolean isOverlapped = busy > seconds * (1 + ROUNDING);
    return isOverlapped
        ? sums.values().stream().mapToDouble(Double::doubleValue).max().orElse(0)
        : sums.values().stream().mapToDouble(Double::doubleValue).sum();
  }
}
