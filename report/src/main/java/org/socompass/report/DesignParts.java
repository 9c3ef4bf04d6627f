package org.socompass.report;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.socompass.cost.area.Block;
import org.socompass.cost.draws.Uncertain;
import org.socompass.cost.manufacture.CostReport;
import org.socompass.evaluation.DesignEvaluation;
import org.socompass.inference.result.OperatorTime;
import org.socompass.inference.result.PhaseEnergy;
import org.socompass.inference.result.PhaseResult;
import org.socompass.llm.Phase;
import org.socompass.operator.energy.Energy;

/**
 * What the results of one design are made of: time by operator, energy by cause, area by block,
 * cost by part. What an evaluation lacks the inputs for is left out.
 */
public final class DesignParts {
  /** End of the label of a group whose parts are operators. */
  static final String TIME = ", time";

  private static final double MILLI = 1e3;

  private DesignParts() {}

  /**
   * Parts of one result.
   *
   * @param label what they make up
   * @param unit their unit
   * @param values values by name, in the order of reports; not negative
   */
  public record Group(String label, String unit, Map<String, Double> values) {
    /** Copies the map in its order. */
    public Group {
      values = java.util.Collections.unmodifiableMap(new LinkedHashMap<>(values));
    }
  }

  /** Returns what the area and the cost of the design are made of. */
  public static List<Group> ofDevice(DesignEvaluation evaluation) {
    List<Group> groups = new ArrayList<>();
    evaluation
        .cost()
        .reports()
        .ifPresent(
            reports -> {
              Map<String, Double> area = new LinkedHashMap<>();
              for (Block block : reports.area().blocks()) {
                area.merge(block.part().replace('_', ' '), block.mm2(), Double::sum);
              }
              add(groups, "Die area", "mm2", area);
              cost(reports.cost(), evaluation.cost().devices())
                  .ifPresent(cost -> add(groups, "System cost", "USD", cost));
            });
    return groups;
  }

  /** Returns what time and energy of the inference are made of. */
  public static List<Group> ofRun(DesignEvaluation evaluation) {
    List<Group> groups = new ArrayList<>();
    for (PhaseResult phase : List.of(evaluation.result().prefill(), evaluation.result().decode())) {
      String name = phase.phase() == Phase.PREFILL ? "Prefill" : "Decode of a token";
      Map<String, Double> times = new LinkedHashMap<>();
      for (OperatorTime operator : phase.operators()) {
        times.merge(operator.name(), operator.totalSeconds() * MILLI, Double::sum);
      }
      add(groups, name + TIME, "ms", times);
      phase
          .energy(evaluation.result().device())
          .ifPresent(energy -> add(groups, name + ", energy", "J", energy(energy)));
    }
    return groups;
  }

  /** Chip and memory add up to the system; what the chip costs beside its parts is its yield. */
  private static Optional<Map<String, Double>> cost(CostReport cost, int devices) {
    if (cost.system().isEmpty()) {
      return Optional.empty();
    }
    Map<String, Double> parts = new LinkedHashMap<>();
    if (cost.chip().isPresent() && !cost.dies().isEmpty() && cost.packageCost().isPresent()) {
      double dies = cost.allDiesUsd().orElseThrow();
      double packaging = cost.packageCost().get().value();
      double test = cost.test().value();
      parts.put("dies", dies);
      parts.put("package", packaging);
      parts.put("test", test);
      parts.put("losses of assembly", cost.chip().get().value() - dies - packaging - test);
    } else {
      cost.chip().map(Uncertain::value).ifPresent(chip -> parts.put("chip", chip));
    }
    cost.memory().map(Uncertain::value).ifPresent(memory -> parts.put("memory", memory));
    parts.replaceAll((name, usd) -> usd * devices);
    return Optional.of(parts);
  }

  private static Map<String, Double> energy(PhaseEnergy energy) {
    Energy all = energy.total();
    Map<String, Double> parts = new LinkedHashMap<>();
    parts.put("processors, idle", all.idleJoules());
    parts.put("clock of cores", all.clockJoules());
    parts.put("operations", all.operationJoules());
    parts.put("transfers, processors", all.transferJoules());
    parts.put("memory, background", all.memoryBackgroundJoules());
    parts.put("transfers, memory", all.memoryTransferJoules());
    return parts;
  }

  private static void add(
      List<Group> groups, String label, String unit, Map<String, Double> values) {
    Map<String, Double> kept = new LinkedHashMap<>();
    values.forEach(
        (name, value) -> {
          if (value > 0) {
            kept.put(name, value);
          }
        });
    if (!kept.isEmpty()) {
      groups.add(new Group(label, unit, kept));
    }
  }
}
