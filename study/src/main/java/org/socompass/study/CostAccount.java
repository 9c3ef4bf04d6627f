package org.socompass.study;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.stream.Stream;
import org.socompass.cost.CostExperiment;
import org.socompass.cost.area.AreaReport;
import org.socompass.cost.carbon.CarbonConstants;
import org.socompass.cost.carbon.CarbonReport;
import org.socompass.cost.constants.Missing;
import org.socompass.cost.constants.Sourced;
import org.socompass.cost.draws.Quantiles;
import org.socompass.cost.draws.Uncertain;
import org.socompass.cost.manufacture.AssemblyConstants;
import org.socompass.cost.manufacture.CostReport;
import org.socompass.hardware.Device;
import org.socompass.hardware.product.ProductInputs;

/**
 * Cost and carbon of a device, line by line.
 *
 * @param device the device
 * @param outcome area, cost and carbon with draws
 */
public record CostAccount(Device device, CostExperiment.Outcome outcome) {
  private static final String USD = "USD";
  private static final String KG = "kg CO2e";

  /**
   * A line of the account.
   *
   * @param item what it is
   * @param value its value, with draws; empty if an input is missing
   * @param unit its unit
   * @param source where it is from
   */
  public record Line(String item, Optional<Uncertain> value, String unit, String source) {
    /** Returns its value without draws; empty if an input is missing. */
    public OptionalDouble typical() {
      return value.map(v -> OptionalDouble.of(v.value())).orElse(OptionalDouble.empty());
    }

    /** Returns the percentiles; empty if nothing uncertain went into the value. */
    public Optional<Quantiles> quantiles() {
      return value.filter(v -> !v.isCertain()).map(Uncertain::quantiles);
    }
  }

  private AreaReport area() {
    return outcome.area();
  }

  private CostReport cost() {
    return outcome.cost();
  }

  private CarbonReport carbon() {
    return outcome.carbon();
  }

  /** Returns all lines in the order of the report. */
  public List<Line> lines() {
    ProductInputs given = device.product().orElse(ProductInputs.NONE);
    AssemblyConstants assembly = AssemblyConstants.builtIn();
    List<Line> lines = new ArrayList<>();
    if (cost().dies().isEmpty()) {
      lines.add(new Line("die_area", Optional.empty(), "mm2", "socompass area"));
      lines.add(new Line("die", Optional.empty(), USD, "no die area"));
    }
    for (CostReport.DieCost die : cost().dies()) {
      addDie(die, given, assembly, lines);
    }
    if (cost().dies().size() > 1) {
      lines.add(new Line("die_area", area().silicon(), "mm2", "computed: all dies"));
      lines.add(new Line("die", cost().die(), USD, "computed: all dies"));
    }
    lines.add(
        new Line(
            "package",
            cost().packageCost(),
            USD,
            given.packageUsd().isPresent() ? "template: product.package" : packaging(assembly)));
    lines.add(
        new Line(
            "test",
            Optional.of(cost().test()),
            USD,
            source(given.testUsd(), "test", assembly.testUsd())));
    lines.add(
        new Line(
            "chip",
            cost().chip(),
            USD,
            "computed: dies, package and test over the yield of the assembly"));
    lines.add(new Line("nre_per_chip", cost().nrePerChip(), USD, nre(given)));
    lines.add(new Line("memory", cost().memory(), USD, price(given)));
    device
        .tiers()
        .farMemory()
        .ifPresent(
            tier ->
                lines.add(
                    new Line(
                        "far_memory",
                        cost().farMemory().map(CostReport.FarMemoryCost::usd),
                        USD,
                        cost()
                            .farMemory()
                            .map(CostReport.FarMemoryCost::source)
                            .orElse("no dated price"))));
    lines.add(
        new Line(
            "system",
            cost().system(),
            USD,
            device.tiers().farMemory().isPresent()
                ? "computed: chip, memory and far memory"
                : "computed: chip and memory"));
    lines.addAll(carbonLines());
    return lines;
  }

  private void addDie(
      CostReport.DieCost cost, ProductInputs given, AssemblyConstants assembly, List<Line> into) {
    AreaReport.Die die = cost.die();
    String prefix = cost().dies().size() > 1 ? die.name() + "_" : "";
    String several = die.count() > 1 ? "one of " + die.count() + " dies; " : "";
    into.add(
        new Line(prefix + "die_area", Optional.of(die.area()), "mm2", several + "socompass area"));
    into.add(
        new Line(
            prefix + "wafer",
            Optional.of(cost.waferUsd()),
            USD,
            source(given.waferUsd(), "wafer_price", die.node().waferUsd())));
    into.add(
        new Line(
            prefix + "defect_density",
            Optional.of(cost.defectsPerCm2()),
            "1/cm2",
            source(given.defectsPerCm2(), "defect_density", die.node().defectsPerCm2())));
    into.add(
        new Line(
            prefix + "gross_dies_per_wafer",
            Optional.of(cost.gross()),
            "dies",
            "computed from the area; wafer: " + assembly.usableRadiusMm().source()));
    into.add(
        new Line(
            prefix + "die_yield", Optional.of(cost.dieYield()), "1", "computed from the area"));
    into.add(
        new Line(
            prefix + "die",
            Optional.of(cost.usd()),
            USD,
            several + "computed: wafer over good dies"));
  }

  private String packaging(AssemblyConstants assembly) {
    return cost()
        .packaging()
        .map(
            kind ->
                switch (kind) {
                  case ORGANIC -> assembly.organic().usdPerMm2().source();
                  case FAN_OUT -> "fan-out, " + assembly.fanOut().waferUsd().source();
                  case INTERPOSER -> "interposer, " + assembly.interposer().waferUsd().source();
                })
        .orElse("no die area");
  }

  private String nre(ProductInputs given) {
    if (cost().nrePerChip().isEmpty()) {
      return "not given (--volume or product.volume)";
    }
    return given.nreUsd().isPresent()
        ? "template: product.nre over the volume; not in the cost"
        : AssemblyConstants.builtIn()
                .nreUsd()
                .getOrDefault(area().node().carbonNode(), AssemblyConstants.builtIn().testUsd())
                .source()
            + "; not in the cost";
  }

  private List<Line> carbonLines() {
    CarbonConstants constants = CarbonConstants.builtIn();
    CarbonConstants.Fab fab = constants.nodes().get(area().node().carbonNode());
    return List.of(
        new Line("carbon_die", carbon().die(), KG, fab == null ? "no figures" : fab.source()),
        new Line("carbon_die_imec", carbon().dieImec(), KG, "imec.netzero, instead of the above"),
        new Line(
            "carbon_package",
            Optional.of(carbon().packaging()),
            KG,
            constants.packageKg().source()),
        new Line(
            "carbon_memory",
            carbon().memory(),
            KG,
            constants.memory(device.memory().type()).map(Sourced::source).orElse("no figures")),
        new Line("carbon_total", carbon().total(), KG, "computed: die, package and memory"));
  }

  private String price(ProductInputs given) {
    return cost()
        .memoryPrice()
        .map(p -> p.type() + " at its price of " + p.date() + ": " + p.source())
        .orElse(
            cost().memory().isEmpty()
                ? "no dated price"
                : given.memoryPricePerGb().isPresent()
                    ? "template: product.memory_price"
                    : "given: --memory-price");
  }

  private static String source(OptionalDouble given, String key, Sourced constant) {
    return given.isPresent() ? "template: product." + key : constant.source();
  }

  /** Returns what neither cost nor carbon can state. */
  public List<Missing> missing() {
    return Stream.concat(cost().missing().stream(), carbon().missing().stream())
        .distinct()
        .toList();
  }
}
