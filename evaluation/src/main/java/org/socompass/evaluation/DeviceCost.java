package org.socompass.evaluation;

import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.socompass.cost.CostExperiment;
import org.socompass.cost.constants.Missing;
import org.socompass.cost.draws.Uncertain;
import org.socompass.cost.manufacture.MemoryPrice;
import org.socompass.hardware.Device;
import org.socompass.input.InputException;

/**
 * Area and cost of a design, whatever runs on it. Inferences on the same design share it.
 *
 * @param devices devices that the design counts
 * @param reports area, cost and embodied carbon, with draws; empty if the models refuse the
 *     template
 * @param gridGramsPerKwh carbon intensity of the electricity that it uses [g CO2e/kWh]
 * @param refusal why they refuse it; empty if they don't
 */
public record DeviceCost(
    int devices,
    Optional<CostExperiment.Outcome> reports,
    Uncertain gridGramsPerKwh,
    Optional<String> refusal) {
  private static final String MEMORY = "memory";
  private static final String DIE = "die";

  /**
   * Returns area and cost of a device.
   *
   * @param device the device
   * @param anchor the same template without overrides: its die was measured
   * @param experiment how constants are drawn; designs that are compared share it
   */
  static DeviceCost of(Device device, Device anchor, CostExperiment experiment) {
    Uncertain grid = experiment.gridGramsPerKwh();
    int devices = device.deviceCount();
    try {
      CostExperiment.Outcome outcome = InputException.checked(() -> experiment.of(device, anchor));
      return new DeviceCost(devices, Optional.of(outcome), grid, Optional.empty());
    } catch (InputException e) {
      return new DeviceCost(
          devices, Optional.empty(), grid, Optional.of(String.valueOf(e.getMessage())));
    }
  }

  /** Returns the area of one die [mm2]. */
  public OptionalDouble dieMm2() {
    return reports.map(r -> r.area().dieMm2()).orElse(OptionalDouble.empty());
  }

  /** Returns the area of one die, with draws [mm2]. */
  Optional<Uncertain> dieArea() {
    return reports.flatMap(r -> r.area().die());
  }

  /** Returns the area of given processors, their memories and the memory interface [mm2]. */
  public OptionalDouble aiMm2(Collection<String> processors) {
    return reports.map(r -> r.area().aiAreaMm2(processors)).orElse(OptionalDouble.empty());
  }

  /** Returns the area of given processors, their memories and interface, with draws [mm2]. */
  Optional<Uncertain> aiArea(Collection<String> processors) {
    return reports.flatMap(r -> r.area().aiArea(processors));
  }

  /** Returns the area of all dies of one device, with draws [mm2]. */
  Optional<Uncertain> silicon() {
    return reports.flatMap(r -> r.area().silicon());
  }

  /** Returns the manufacturing cost of all devices, with draws [USD]. */
  public Optional<Uncertain> system() {
    return reports.flatMap(r -> r.cost().system()).map(this::ofAll);
  }

  /** Returns the manufacturing cost of the chips of all devices, with draws [USD]. */
  Optional<Uncertain> chip() {
    return reports.flatMap(r -> r.cost().chip()).map(this::ofAll);
  }

  /** Returns the manufacturing cost of all devices [USD]. */
  public OptionalDouble systemUsd() {
    return system().map(usd -> OptionalDouble.of(usd.value())).orElse(OptionalDouble.empty());
  }

  /** Returns the embodied carbon of all devices, with draws [kg CO2e]. */
  public Optional<Uncertain> embodiedKg() {
    return reports.flatMap(r -> r.carbon().total()).map(this::ofAll);
  }

  /** Returns the same with the dies by imec.netzero [kg CO2e]. */
  Optional<Uncertain> embodiedImecKg() {
    return reports.flatMap(r -> r.carbon().totalImec()).map(this::ofAll);
  }

  /** Designs that share the reports share this, too, with the order of its draws. */
  private Uncertain ofAll(Uncertain ofOne) {
    return devices == 1 ? ofOne : ofOne.keptTimes(Uncertain.of(devices));
  }

  /** Returns the row of the price table in the cost; empty if the template gives the price. */
  public Optional<MemoryPrice> memoryPrice() {
    return reports.flatMap(r -> r.cost().memoryPrice());
  }

  /** Returns what can't be stated of a run on given processors, with reasons. */
  List<Gap> gaps(List<String> processors) {
    List<Gap> gaps = new ArrayList<>();
    if (dieMm2().isEmpty()) {
      gaps.add(new Gap(Metrics.DIE_AREA_MM2, reason(r -> dieReason(r.area().missing()))));
      gaps.add(new Gap(Metrics.DECODE_PER_DIE_MM2, "no die area"));
    }
    if (aiMm2(processors).isEmpty()) {
      gaps.add(new Gap(Metrics.AI_AREA_MM2, reason(r -> aiReason(r.area().missing(), processors))));
      gaps.add(new Gap(Metrics.DECODE_PER_AI_MM2, "no AI area"));
    }
    if (system().isEmpty()) {
      gaps.add(new Gap(Metrics.SYSTEM_COST_USD, reason(r -> joined(r.cost().missing()))));
      Metrics.OF_SYSTEM_COST.forEach(field -> gaps.add(new Gap(field, "no system cost")));
    }
    if (embodiedKg().isEmpty()) {
      gaps.add(new Gap(Metrics.EMBODIED_CARBON_KG, reason(r -> joined(r.carbon().missing()))));
      Metrics.OF_EMBODIED_CARBON.forEach(field -> gaps.add(new Gap(field, "no embodied carbon")));
    }
    return gaps;
  }

  private String reason(Function<CostExperiment.Outcome, String> missing) {
    return reports.map(missing).orElse(refusal.orElse("no area inputs in the template"));
  }

  private static String dieReason(List<Missing> missing) {
    List<Missing> die = missing.stream().filter(m -> m.part().equals(DIE)).toList();
    return joined(die.isEmpty() ? missing : die);
  }

  private static String aiReason(List<Missing> missing, List<String> used) {
    List<Missing> parts =
        missing.stream().filter(m -> used.contains(m.part()) || m.part().equals(MEMORY)).toList();
    return joined(parts.isEmpty() ? missing : parts);
  }

  private static String joined(List<Missing> missing) {
    return missing.isEmpty()
        ? "no area inputs in the template"
        : missing.stream().map(Missing::toString).distinct().collect(Collectors.joining("; "));
  }
}
