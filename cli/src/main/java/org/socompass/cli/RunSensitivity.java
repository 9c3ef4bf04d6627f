package org.socompass.cli;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.socompass.cost.CostExperiment;
import org.socompass.cost.draws.Uncertain;
import org.socompass.evaluation.DesignEvaluation;
import org.socompass.evaluation.EnergyUncertainty;
import org.socompass.inference.engine.DeviceSource;

/** Which constants the results of {@code run} depend on most. */
final class RunSensitivity {
  private RunSensitivity() {}

  /**
   * Returns what moves performance per cost, and what moves the energy of a token; those that are
   * not known are left out.
   *
   * @param source the device
   * @param experiment how constants of cost are drawn
   * @param evaluation the prediction on it
   * @param energy its energy with draws
   */
  static List<Tornado> of(
      DeviceSource source,
      CostExperiment experiment,
      DesignEvaluation evaluation,
      Optional<EnergyUncertainty> energy) {
    List<Tornado> result = new ArrayList<>();
    evaluation
        .performancePerCost()
        .ifPresent(value -> result.add(perCost(source, experiment, evaluation, value)));
    energy.ifPresent(e -> result.add(perToken(evaluation, e)));
    return result;
  }

  private static Tornado perCost(
      DeviceSource source,
      CostExperiment experiment,
      DesignEvaluation evaluation,
      Uncertain value) {
    double rate = evaluation.result().decodeTokensPerSecond();
    int devices = evaluation.cost().devices();
    return new Tornado(
        evaluation.result().device().id(),
        "performance per cost",
        "decode tokens/s per USD",
        value.value(),
        experiment.sensitivity(
            source.load(),
            source.anchor(),
            outcome -> outcome.cost().system().map(usd -> usd.map(u -> rate / (u * devices)))),
        "");
  }

  private static Tornado perToken(DesignEvaluation evaluation, EnergyUncertainty energy) {
    return new Tornado(
        evaluation.result().device().id(),
        "energy of a token",
        "J",
        energy.decodeJoulesPerToken().value(),
        energy.swings().stream()
            .map(
                s ->
                    new CostExperiment.Swing(
                        s.constant().stream(), List.of(s.constant()), s.low(), s.high()))
            .toList(),
        "Tokens per joule move the other way");
  }
}
