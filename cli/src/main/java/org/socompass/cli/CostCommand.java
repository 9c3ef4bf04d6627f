package org.socompass.cli;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.concurrent.Callable;
import java.util.stream.Stream;
import org.socompass.cost.AreaModel;
import org.socompass.cost.AreaReport;
import org.socompass.cost.AssemblyConstants;
import org.socompass.cost.CarbonConstants;
import org.socompass.cost.CarbonModel;
import org.socompass.cost.CarbonReport;
import org.socompass.cost.CostModel;
import org.socompass.cost.CostReport;
import org.socompass.cost.Missing;
import org.socompass.cost.Sourced;
import org.socompass.hardware.Device;
import org.socompass.hardware.ProductInputs;
import org.socompass.inference.DeviceSource;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/** {@code socompass cost}: manufacturing cost and embodied carbon. */
@Command(
    name = "cost",
    mixinStandardHelpOptions = true,
    abbreviateSynopsis = true,
    sortOptions = false,
    description =
        "Show what a device costs to make: wafer, yield, die, package, test, main memory; and its"
            + " embodied carbon. Selling prices are three to five times this.",
    footerHeading = "%nExamples:%n",
    footer = {
      "  socompass cost --device snapdragon-8-gen-3",
      "  socompass cost --device snapdragon-8-gen-3 --set memory.capacity=24GB --format json"
    })
final class CostCommand implements Callable<Integer> {
  private static final List<String> HEADER =
      List.of("device", "item", "value", "low", "high", "unit", "source");
  private static final String USD = "USD";
  private static final String KG = "kg CO2e";

  @Mixin DeviceOptions device = new DeviceOptions();

  @Mixin OutputOptions output = new OutputOptions();

  @Override
  public Integer call() {
    DeviceSource source = device.source();
    Device target = source.load();
    Report report = UserInput.checked(() -> Report.of(target, source.anchor()));
    output.write(report::table, HEADER, report::rows, report::json);
    return ExitCode.OK;
  }

  /**
   * A line of the account.
   *
   * @param item what it is
   * @param value typical value
   * @param low low end
   * @param high high end
   * @param unit unit of all three
   * @param source where it is from
   */
  private record Line(
      String item,
      OptionalDouble value,
      OptionalDouble low,
      OptionalDouble high,
      String unit,
      String source) {
    static Line of(String item, OptionalDouble value, String unit, String source) {
      return new Line(item, value, OptionalDouble.empty(), OptionalDouble.empty(), unit, source);
    }
  }

  /** Cost and carbon in all forms. */
  private record Report(Device device, AreaReport area, CostReport cost, CarbonReport carbon) {
    static Report of(Device device, Device anchor) {
      AreaReport area = new AreaModel().report(device, anchor);
      CostReport cost = new CostModel().report(device, area);
      return new Report(device, area, cost, new CarbonModel().report(device, area, cost));
    }

    private List<Line> lines() {
      ProductInputs given = device.product().orElse(ProductInputs.NONE);
      AssemblyConstants assembly = AssemblyConstants.builtIn();
      List<Line> lines = new ArrayList<>();
      lines.add(
          Line.of(
              "die_area",
              area.dieMm2(),
              "mm2",
              area.dies() > 1 ? "one of " + area.dies() + " dies" : "socompass area"));
      lines.add(
          Line.of(
              "wafer",
              cost.waferUsd(),
              USD,
              source(given.waferUsd(), "wafer_price", area.node().waferUsd())));
      lines.add(
          Line.of(
              "defect_density",
              OptionalDouble.of(given.defectsPerCm2().orElse(area.node().defectsPerCm2().value())),
              "1/cm2",
              source(given.defectsPerCm2(), "defect_density", area.node().defectsPerCm2())));
      lines.add(
          Line.of(
              "gross_dies_per_wafer",
              cost.grossDiesPerWafer().isPresent()
                  ? OptionalDouble.of((double) cost.grossDiesPerWafer().getAsLong())
                  : OptionalDouble.empty(),
              "dies",
              "computed from the area; wafer: " + assembly.usableRadiusMm().source()));
      lines.add(
          Line.of(
              "die_yield",
              cost.dieYield(),
              "1",
              "computed from the area; clustering: " + assembly.yieldClustering().source()));
      lines.add(
          new Line(
              "die",
              cost.dieUsd(),
              cost.dieLowUsd(),
              cost.dieHighUsd(),
              USD,
              "computed: wafer over good dies"));
      lines.add(
          Line.of(
              "package",
              cost.packageUsd(),
              USD,
              source(given.packageUsd(), "package", assembly.substrateUsdPerMm2())));
      lines.add(
          Line.of(
              "test", cost.testUsd(), USD, source(given.testUsd(), "test", assembly.testUsd())));
      lines.add(
          Line.of(
              "chip",
              cost.chipUsd(),
              USD,
              "computed: die, package and test over the yield of the assembly"));
      lines.add(
          Line.of(
              "nre_per_chip",
              cost.nreUsdPerChip(),
              USD,
              cost.nreUsdPerChip().isPresent()
                  ? "template: product.nre over product.volume"
                  : "not given (product.nre, product.volume)"));
      lines.add(
          new Line(
              "memory", cost.memoryUsd(), cost.memoryLowUsd(), cost.memoryHighUsd(), USD, price()));
      lines.add(Line.of("system", cost.systemUsd(), USD, "computed: chip and memory"));
      lines.addAll(carbonLines());
      return lines;
    }

    private List<Line> carbonLines() {
      CarbonConstants constants = CarbonConstants.builtIn();
      CarbonConstants.Fab fab = constants.nodes().get(area.node().carbonNode());
      return List.of(
          Line.of("carbon_die", carbon.dieKg(), KG, fab == null ? "no figures" : fab.source()),
          Line.of("carbon_die_imec", carbon.dieImecKg(), KG, "imec.netzero, instead of the above"),
          Line.of(
              "carbon_package",
              OptionalDouble.of(carbon.packageKg()),
              KG,
              constants.packageKg().source()),
          Line.of(
              "carbon_memory",
              carbon.memoryKg(),
              KG,
              constants.memory(device.memory().type()).map(Sourced::source).orElse("no figures")),
          Line.of("carbon_total", carbon.totalKg(), KG, "computed: die, package and memory"));
    }

    private String price() {
      return cost.memoryPrice()
          .map(p -> p.type() + " at its price of " + p.date() + ": " + p.source())
          .orElse(
              cost.memoryUsd().isPresent() ? "template: product.memory_price" : "no dated price");
    }

    private static String source(OptionalDouble given, String key, Sourced constant) {
      return given.isPresent() ? "template: product." + key : constant.source();
    }

    List<List<Object>> rows() {
      List<List<Object>> rows = new ArrayList<>();
      for (Line line : lines()) {
        rows.add(
            List.of(
                device.id(),
                line.item(),
                line.value(),
                line.low(),
                line.high(),
                line.unit(),
                line.source()));
      }
      return rows;
    }

    private List<Missing> missing() {
      return Stream.concat(cost.missing().stream(), carbon.missing().stream()).distinct().toList();
    }

    Map<String, ?> json() {
      Map<String, Object> root = new LinkedHashMap<>();
      root.put("device", device.id());
      root.put("process_node", device.processNode());
      root.put("process_node_figures", area.node().id());
      root.put("die_area_mm2", area.dieMm2());
      root.put("dies", area.dies());
      root.put(
          "gross_dies_per_wafer",
          cost.grossDiesPerWafer().isPresent()
              ? Optional.of(cost.grossDiesPerWafer().getAsLong())
              : Optional.empty());
      root.put("wafer_usd", cost.waferUsd());
      root.put("die_yield", cost.dieYield());
      root.put("die_usd", cost.dieUsd());
      root.put("die_low_usd", cost.dieLowUsd());
      root.put("die_high_usd", cost.dieHighUsd());
      root.put("package_usd", cost.packageUsd());
      root.put("test_usd", cost.testUsd());
      root.put("chip_usd", cost.chipUsd());
      root.put("nre_usd_per_chip", cost.nreUsdPerChip());
      root.put("memory_usd", cost.memoryUsd());
      root.put("memory_low_usd", cost.memoryLowUsd());
      root.put("memory_high_usd", cost.memoryHighUsd());
      root.put("memory_price_type", cost.memoryPrice().map(p -> p.type()));
      root.put("memory_price_date", cost.memoryPrice().map(p -> p.date().toString()));
      root.put("system_cost_usd", cost.systemUsd());
      root.put("carbon_die_kg", carbon.dieKg());
      root.put("carbon_die_imec_kg", carbon.dieImecKg());
      root.put("carbon_package_kg", carbon.packageKg());
      root.put("carbon_memory_kg", carbon.memoryKg());
      root.put("carbon_total_kg", carbon.totalKg());
      Map<String, Object> sources = new LinkedHashMap<>();
      lines().forEach(line -> sources.put(line.item(), line.source()));
      root.put("sources", sources);
      root.put("notes", cost.notes());
      root.put("missing", AreaCommand.missingJson(missing()));
      return root;
    }

    String table() {
      var table = new TextTable("item", "value", "low", "high", "unit", "source");
      for (Line line : lines()) {
        table.row(
            line.item().replace('_', ' '),
            cell(line.value()),
            cell(line.low()),
            cell(line.high()),
            line.unit(),
            line.source());
      }
      var text =
          new StringBuilder(
              new Facts()
                  .add("device", device.id() + ", " + device.name())
                  .add("process node", AreaCommand.node(device, area))
                  .render());
      text.append('\n').append(table.render());
      if (!cost.notes().isEmpty()) {
        text.append("\nNotes:\n");
        cost.notes().forEach(note -> text.append("  ").append(note).append('\n'));
      }
      return text.append(AreaCommand.missingText(missing())).toString();
    }

    private static String cell(OptionalDouble value) {
      return value.isPresent() ? Numbers.readable(value.getAsDouble()) : "-";
    }
  }
}
