package org.socompass.cli.cost;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.OptionalDouble;
import java.util.function.ToDoubleFunction;
import org.socompass.cli.format.Facts;
import org.socompass.cli.format.Listing;
import org.socompass.cli.format.Numbers;
import org.socompass.cli.format.TextTable;
import org.socompass.cost.area.AreaReport;
import org.socompass.cost.area.Block;
import org.socompass.cost.constants.Missing;
import org.socompass.cost.draws.Quantiles;
import org.socompass.cost.draws.Uncertain;
import org.socompass.hardware.Device;
import org.socompass.study.CostStudy;

/**
 * The blocks of a device in all forms.
 *
 * @param result the blocks
 */
record AreaText(CostStudy.AreaResult result) {
  static final List<String> HEADER =
      List.of("device", "part", "block", "area_mm2", "p10", "p50", "p90", "method", "note");

  /** Returns the rows of {@link #HEADER}. */
  List<List<Object>> rows() {
    AreaReport area = result.area();
    List<List<Object>> rows = new ArrayList<>();
    for (Block block : area.blocks()) {
      rows.add(
          List.of(
              result.device().id(),
              block.part(),
              block.name(),
              block.mm2(),
              quantile(block.area(), Quantiles::p10),
              quantile(block.area(), Quantiles::p50),
              quantile(block.area(), Quantiles::p90),
              method(block),
              block.note().text()));
    }
    return rows;
  }

  private static OptionalDouble quantile(Uncertain area, ToDoubleFunction<Quantiles> which) {
    return area.isCertain()
        ? OptionalDouble.empty()
        : OptionalDouble.of(which.applyAsDouble(area.quantiles()));
  }

  /** Returns the document. */
  Map<String, ?> json() {
    Device device = result.device();
    AreaReport area = result.area();
    Map<String, Object> root = new LinkedHashMap<>();
    root.put("device", device.id());
    root.put("process_node", device.processNode());
    root.put("process_node_figures", area.node().id());
    root.put("die_area_mm2", area.dieMm2());
    root.put("silicon_area_mm2", area.siliconMm2());
    root.put("dies", area.dies());
    root.put("samples", result.samples());
    root.put("seed", result.seed());
    root.put("ai_area_mm2", area.aiAreaMm2());
    root.put("blocks", new Listing("blocks", HEADER, rows()).objects());
    root.put("missing", missingJson(area.missing()));
    return root;
  }

  /** Returns the form of missing inputs in JSON. */
  static List<Map<String, Object>> missingJson(List<Missing> missing) {
    List<Map<String, Object>> result = new ArrayList<>();
    for (Missing m : missing) {
      Map<String, Object> item = new LinkedHashMap<>();
      item.put("part", m.part());
      item.put("path", m.path());
      item.put("reason", m.reason());
      result.add(item);
    }
    return result;
  }

  /** Returns a paragraph that lists missing inputs, empty if there are none. */
  static String missingText(List<Missing> missing) {
    var text = new StringBuilder();
    if (!missing.isEmpty()) {
      text.append("\nMissing inputs:\n");
      missing.stream().map(m -> "  " + m.part() + ": " + m + "\n").distinct().forEach(text::append);
    }
    return text.toString();
  }

  /** Returns the blocks for people. */
  String table() {
    Device device = result.device();
    AreaReport area = result.area();
    double whole = area.siliconMm2().orElse(0);
    var blocks =
        new TextTable("part", "block", "mm2", "p10", "p90", "of the dies", "method", "note");
    for (Block block : area.blocks()) {
      blocks.row(
          block.part(),
          block.name(),
          Numbers.readable(block.mm2()),
          cell(quantile(block.area(), Quantiles::p10)),
          cell(quantile(block.area(), Quantiles::p90)),
          whole > 0 ? String.format(Locale.ROOT, "%.1f %%", 100 * block.mm2() / whole) : "-",
          method(block),
          block.note().text());
    }
    return new Facts()
            .add("device", device.id() + ", " + device.name())
            .add("process node", node(device, area))
            .add("die area", dies(area))
            .add(
                "AI area", known(area.aiAreaMm2(), " mm2: all processors and the memory interface"))
            .render()
        + (area.blocks().isEmpty() ? "" : "\n" + blocks.render())
        + missingText(area.missing());
  }

  private static String dies(AreaReport area) {
    if (area.dieKinds().size() <= 1) {
      return known(area.dieMm2(), " mm2" + (area.dies() > 1 ? ", " + area.dies() + " dies" : ""));
    }
    List<String> kinds = new ArrayList<>();
    for (AreaReport.Die die : area.dieKinds()) {
      kinds.add(
          die.count()
              + " x "
              + die.name()
              + " of "
              + Numbers.readable(die.area().value())
              + " mm2 in "
              + die.node().id());
    }
    return known(area.siliconMm2(), " mm2 in all: ") + String.join(", ", kinds);
  }

  private static String cell(OptionalDouble value) {
    return value.isPresent() ? Numbers.readable(value.getAsDouble()) : "-";
  }

  private static String known(OptionalDouble value, String after) {
    return value.isPresent() ? Numbers.readable(value.getAsDouble()) + after : "n/a";
  }

  /** Returns the process node, and the one whose figures stand for it if that is another. */
  static String node(Device device, AreaReport area) {
    String figures = area.node().id();
    return figures.equals(device.processNode())
        ? figures
        : device.processNode() + ", with the figures of " + figures;
  }

  private static String method(Block block) {
    return block.method().name().toLowerCase(Locale.ROOT);
  }
}
