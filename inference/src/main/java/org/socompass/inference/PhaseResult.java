package org.socompass.inference;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import org.socompass.hardware.Device;
import org.socompass.hardware.MemoryEnergy;
import org.socompass.inference.schedule.Timeline;
import org.socompass.llm.Phase;
import org.socompass.operator.Energy;
import org.socompass.operator.EnergyModel;

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
   * Returns the energy of the pass: that of its operators, and what main memory and the processors
   * that take part draw anyway while it lasts.
   *
   * @param device the device that it ran on
   * @return empty if the template lacks the inputs of one of them
   */
  public Optional<Energy> energy(Device device) {
    Set<String> used = new TreeSet<>();
    double processorJoules = 0;
    double memoryJoules = 0;
    for (OperatorTime o : operators) {
      used.addAll(List.of(o.processor().split("\\+")));
      if (o.energy().isEmpty()) {
        return Optional.empty();
      }
      processorJoules += o.energy().get().processorJoules() * o.count();
      memoryJoules += o.energy().get().memoryJoules() * o.count();
    }
    for (String id : used) {
      OptionalDouble idle = EnergyModel.idleWatts(device.processor(id));
      if (idle.isEmpty()) {
        return Optional.empty();
      }
      processorJoules += idle.getAsDouble() * seconds;
    }
    double memoryIdle = device.memory().energy().map(MemoryEnergy::idleWatts).orElse(0.0);
    return Optional.of(new Energy(processorJoules, memoryJoules + memoryIdle * seconds));
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
