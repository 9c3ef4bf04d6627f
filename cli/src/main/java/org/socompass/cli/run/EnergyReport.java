package org.socompass.cli.run;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import org.socompass.cli.format.Numbers;
import org.socompass.cli.format.TextTable;
import org.socompass.evaluation.EnergyUncertainty;
import org.socompass.hardware.Device;
import org.socompass.inference.result.PhaseEnergy;
import org.socompass.inference.result.PhaseResult;
import org.socompass.operator.energy.Energy;

/** Where the energy of a pass on one device goes: by processor, and by cause. */
final class EnergyReport {
  private static final double TO_MILLI = 1e3;

  private EnergyReport() {}

  /** Returns the document of a phase. */
  static Map<String, Object> json(PhaseEnergy energy) {
    Map<String, Object> item = new LinkedHashMap<>();
    item.put("total_j", energy.joules());
    item.put("processors_j", energy.total().processorJoules());
    item.put("memory_j", energy.total().memoryJoules());
    item.put("average_power_w", energy.averageWatts());
    item.put("peak_power_w", energy.peakWatts());
    Map<String, Object> processors = new LinkedHashMap<>();
    energy
        .byProcessor()
        .forEach(
            (id, e) -> {
              Map<String, Object> parts = new LinkedHashMap<>();
              parts.put("idle_j", e.idleJoules());
              parts.put("clock_j", e.clockJoules());
              parts.put("operations_j", e.operationJoules());
              parts.put("transfers_j", e.transferJoules());
              parts.put("memory_active_j", e.memoryBackgroundJoules());
              parts.put("memory_transfers_j", e.memoryTransferJoules());
              processors.put(id, parts);
            });
    item.put("by_processor", processors);
    item.put("memory_idle_j", energy.memoryIdleJoules());
    return item;
  }

  /** Returns which constants move the energy of a generated token, the most moving first. */
  static List<Map<String, Object>> sensitivity(EnergyUncertainty energy) {
    List<Map<String, Object>> items = new ArrayList<>();
    for (EnergyUncertainty.Swing swing : energy.swings()) {
      Map<String, Object> item = new LinkedHashMap<>();
      item.put("constant", swing.constant().id());
      item.put("low_j_per_token", swing.low());
      item.put("high_j_per_token", swing.high());
      item.put("source", swing.constant().source());
      items.add(item);
    }
    return items;
  }

  /**
   * Returns a table of phases and processors, empty if the energy of a phase is not known.
   *
   * @param device the device that the phases ran on
   */
  static Optional<String> table(List<PhaseResult> phases, Device device) {
    var table =
        new TextTable(
            "phase",
            "of",
            "idle mJ",
            "clock mJ",
            "operations mJ",
            "transfers mJ",
            "memory mJ",
            "total mJ",
            "share %");
    for (PhaseResult phase : phases) {
      Optional<PhaseEnergy> energy = phase.energy(device);
      if (energy.isEmpty()) {
        return Optional.empty();
      }
      Map<String, Energy> rows = new LinkedHashMap<>(energy.get().byProcessor());
      rows.put("memory, idle", Energy.idle(0, energy.get().memoryIdleJoules(), 1));
      double total = energy.get().joules();
      rows.forEach((of, e) -> table.row(row(phase, of, e, total)));
    }
    return Optional.of("Energy of the prefill and of one step of decode\n" + table.render());
  }

  private static String[] row(PhaseResult phase, String of, Energy e, double total) {
    List<String> cells = new ArrayList<>(List.of(phase.phase().id(), of));
    for (double joules :
        new double[] {
          e.idleJoules(),
          e.clockJoules(),
          e.operationJoules(),
          e.transferJoules(),
          e.memoryJoules(),
          e.joules()
        }) {
      cells.add(joules == 0 ? "-" : Numbers.readable(joules * TO_MILLI));
    }
    cells.add(total == 0 ? "-" : String.format(Locale.ROOT, "%.1f", 100 * e.joules() / total));
    return cells.toArray(String[]::new);
  }
}
