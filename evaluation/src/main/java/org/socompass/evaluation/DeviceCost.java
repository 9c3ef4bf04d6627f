package org.socompass.evaluation;

import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.stream.Collectors;
import org.socompass.cost.AreaModel;
import org.socompass.cost.AreaReport;
import org.socompass.cost.CostModel;
import org.socompass.cost.CostReport;
import org.socompass.cost.MemoryPrice;
import org.socompass.cost.Missing;
import org.socompass.hardware.Device;
import org.socompass.inference.DeviceSource;
import org.socompass.input.InputException;

/**
 * Area and cost of a design, whatever runs on it. Inferences on the same design share it.
 *
 * @param devices devices that the design counts
 * @param reports both reports; empty if the models refuse the template
 * @param refusal why they refuse it; empty if they don't
 */
public record DeviceCost(int devices, Optional<Reports> reports, Optional<String> refusal) {
  private static final String MEMORY = "memory";
  private static final String DIE = "die";

  /**
   * What the models say.
   *
   * @param area area by block
   * @param cost manufacturing cost of one device
   */
  public record Reports(AreaReport area, CostReport cost) {}

  /** Returns area and cost of the device that a source names, with the user's overrides. */
  public static DeviceCost of(DeviceSource source) {
    return of(source.load(), source.anchor());
  }

  /**
   * Returns area and cost of a device.
   *
   * @param device the device
   * @param anchor the same template without overrides: its die was measured
   */
  public static DeviceCost of(Device device, Device anchor) {
    int devices = device.deviceCount();
    try {
      AreaReport area = new AreaModel().report(device, anchor);
      CostReport cost = new CostModel().report(device, area);
      return new DeviceCost(devices, Optional.of(new Reports(area, cost)), Optional.empty());
    } catch (ArithmeticException e) {
      return refused(devices, "the sizes are too large: " + e.getMessage());
    } catch (InputException | IllegalArgumentException e) {
      return refused(devices, String.valueOf(e.getMessage()));
    }
  }

  private static DeviceCost refused(int devices, String reason) {
    return new DeviceCost(devices, Optional.empty(), Optional.of(reason));
  }

  /** Returns the area of one die [mm2]. */
  public OptionalDouble dieMm2() {
    return reports.map(r -> r.area().dieMm2()).orElse(OptionalDouble.empty());
  }

  /** Returns the area of given processors, their memories and the memory interface [mm2]. */
  public OptionalDouble aiMm2(Collection<String> processors) {
    return reports.map(r -> r.area().aiAreaMm2(processors)).orElse(OptionalDouble.empty());
  }

  /** Returns the manufacturing cost of all devices [USD]. */
  public OptionalDouble systemUsd() {
    OptionalDouble one = reports.map(r -> r.cost().systemUsd()).orElse(OptionalDouble.empty());
    return one.isPresent() ? OptionalDouble.of(one.getAsDouble() * devices) : one;
  }

  /** Returns the row of the price table in the cost; empty if the template gives the price. */
  public Optional<MemoryPrice> memoryPrice() {
    return reports.flatMap(r -> r.cost().memoryPrice());
  }

  /** Returns what can't be stated of a run on given processors, with reasons. */
  List<Gap> gaps(List<String> processors) {
    List<Gap> gaps = new ArrayList<>();
    if (reports.isEmpty()) {
      for (String field :
          List.of(Metrics.DIE_AREA_MM2, Metrics.AI_AREA_MM2, Metrics.SYSTEM_COST_USD)) {
        gaps.add(new Gap(field, refusal.orElse("no area inputs in the template")));
      }
    } else {
      AreaReport area = reports.get().area();
      if (dieMm2().isEmpty()) {
        gaps.add(new Gap(Metrics.DIE_AREA_MM2, dieReason(area.missing())));
      }
      if (aiMm2(processors).isEmpty()) {
        gaps.add(new Gap(Metrics.AI_AREA_MM2, aiReason(area.missing(), processors)));
      }
      if (systemUsd().isEmpty()) {
        gaps.add(new Gap(Metrics.SYSTEM_COST_USD, joined(reports.get().cost().missing())));
      }
    }
    if (systemUsd().isEmpty()) {
      gaps.add(new Gap(Metrics.DECODE_TOKENS_PER_SECOND_PER_USD, "no system cost"));
    }
    return gaps;
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
