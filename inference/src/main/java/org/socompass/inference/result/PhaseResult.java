package org.socompass.inference.result;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.socompass.hardware.Device;
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
 * @param details what ran when, and how products were cut
 */
public record PhaseResult(
    Phase phase,
    long contextTokens,
    List<OperatorTime> operators,
    double seconds,
    long handOvers,
    PassDetails details) {
  private static final double ROUNDING = 1e-9;

  /** Copies the lists. */
  public PhaseResult {
    operators = List.copyOf(operators);
  }

  /**
   * Returns passes one after another as one; operators of one name are counted together.
   *
   * @param parts the passes, at least one, all of one phase
   * @param contextTokens tokens visible to the last query
   */
  public static PhaseResult inSequence(List<PhaseResult> parts, long contextTokens) {
    return new PhaseResult(
        parts.get(0).phase,
        contextTokens,
        OperatorTime.summed(parts.stream().flatMap(p -> p.operators.stream()).toList()),
        parts.stream().mapToDouble(PhaseResult::seconds).sum(),
        parts.stream().mapToLong(PhaseResult::handOvers).sum(),
        PassDetails.of(() -> inSequence(parts)));
  }

  private static PassDetails.Values inSequence(List<PhaseResult> parts) {
    boolean isTimed = parts.stream().allMatch(p -> p.timeline().isPresent());
    return new PassDetails.Values(
        isTimed
            ? Optional.of(
                Timeline.joined(parts.stream().map(p -> p.timeline().orElseThrow()).toList()))
            : Optional.empty(),
        parts.stream().flatMap(p -> p.cuts().stream()).distinct().toList());
  }

  /** Returns what ran when; empty if the pass was not scheduled. */
  public Optional<Timeline> timeline() {
    return details.values().timeline();
  }

  /** Returns how products were spread, for strategies that choose. */
  public List<CutReport> cuts() {
    return details.values().cuts();
  }

  /** Returns the pass with other operators and another time; what ran when stays. */
  public PhaseResult with(List<OperatorTime> others, double otherSeconds) {
    return new PhaseResult(phase, contextTokens, others, otherSeconds, handOvers, details);
  }

  /** Returns the pass with other details. */
  public PhaseResult with(PassDetails others) {
    return new PhaseResult(phase, contextTokens, operators, seconds, handOvers, others);
  }

  /**
   * Returns the energy of the pass: that of its operators, and what main memory and the processors
   * that take part draw anyway while it lasts.
   *
   * @param device the device that it ran on
   * @return empty if the template lacks the inputs of one of them
   */
  public Optional<PhaseEnergy> energy(Device device) {
    return PhaseEnergy.of(this, device);
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
    return isOverlapped(busy)
        ? sums.values().stream().mapToDouble(Double::doubleValue).max().orElse(0)
        : sums.values().stream().mapToDouble(Double::doubleValue).sum();
  }

  /** Returns whether operators of several processors run at the same time. */
  boolean isOverlapped() {
    return isOverlapped(operators.stream().mapToDouble(OperatorTime::totalSeconds).sum());
  }

  private boolean isOverlapped(double busySeconds) {
    return busySeconds > seconds * (1 + ROUNDING);
  }
}
