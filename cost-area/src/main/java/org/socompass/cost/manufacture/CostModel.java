package org.socompass.cost.manufacture;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.OptionalDouble;
import org.socompass.cost.area.AreaModel;
import org.socompass.cost.area.AreaReport;
import org.socompass.cost.area.AreaReport.Die;
import org.socompass.cost.constants.Missing;
import org.socompass.cost.constants.Sourced;
import org.socompass.cost.constants.Spread;
import org.socompass.cost.die.DieYield;
import org.socompass.cost.draws.Draws;
import org.socompass.cost.draws.Uncertain;
import org.socompass.cost.manufacture.CostReport.DieCost;
import org.socompass.hardware.Device;
import org.socompass.hardware.product.ProductInputs;
import org.socompass.hardware.tier.FarMemory;

/**
 * Manufacturing cost of a device: dies, package, test, main and far memory, equations (8) to (14)
 * of {@code docs/area-cost-energy.md}. The cost is that of one device, not of a system of several.
 */
public final class CostModel {
  /** Trade and makers of DRAM mean 2^30 bytes by a gigabyte. */
  private static final double BYTES_PER_GB = 1L << 30;

  private static final String FAR_PRICE = "far_memory.price";

  private final AssemblyConstants constants;
  private final MemoryPrices prices;
  private final CostSettings settings;
  private final Draws draws;
  private final DieYield dieYield;
  private final PackageCost packages;

  /** Creates the model with the tables that ship, as an experiment draws them. */
  public CostModel(CostSettings settings, Draws draws) {
    this(AssemblyConstants.builtIn(), MemoryPrices.builtIn(), settings, draws);
  }

  /** Creates the model with the given tables. */
  public CostModel(
      AssemblyConstants constants, MemoryPrices prices, CostSettings settings, Draws draws) {
    this.constants = constants;
    this.prices = prices;
    this.settings = settings;
    this.draws = draws;
    this.dieYield = new DieYield(settings.yieldModel().orElseGet(constants::yieldModel));
    this.packages = new PackageCost(constants, draws);
  }

  /**
   * Returns the cost.
   *
   * @param device the device
   * @param area its area, of the same experiment
   */
  public CostReport report(Device device, AreaReport area) {
    ProductInputs inputs = device.product().orElse(ProductInputs.NONE);
    List<Missing> missing = new ArrayList<>();
    List<String> notes = new ArrayList<>();
    List<DieCost> dies = dies(inputs, area, missing, notes);
    Uncertain test =
        inputs.testUsd().isPresent()
            ? Uncertain.of(inputs.testUsd().getAsDouble())
            : draws.of(constants.testUsd());
    Optional<PackageCost.Housing> pack =
        dies.isEmpty() ? Optional.empty() : packages.of(device, area, inputs, missing);
    Optional<Uncertain> packageCost =
        inputs.packageUsd().isPresent()
            ? Optional.of(Uncertain.of(inputs.packageUsd().getAsDouble()))
            : pack.map(PackageCost.Housing::usd);
    Optional<Uncertain> chip =
        packageCost.isPresent() && pack.isPresent()
            ? dies.stream()
                .map(d -> d.usd().times(d.die().count()))
                .reduce(Uncertain::plus)
                .map(sum -> sum.plus(packageCost.get()).plus(test).over(pack.get().assemblyYield()))
            : Optional.empty();
    if (area.dies() > 1 && device.area().map(a -> a.chiplets().isEmpty()).orElse(true)) {
      notes.add(
          area.dies() + " dies share a package; the link between them is in their measured area");
    }
    Optional<MemoryPrice> row =
        inputs.memoryPricePerGb().isPresent() || settings.memoryUsdPerGb().isPresent()
            ? Optional.empty()
            : prices.at(device.memory().type(), settings.memoryPriceDay());
    Optional<Uncertain> memory = memory(device, inputs, row, missing);
    Optional<CostReport.FarMemoryCost> far =
        device.tiers().farMemory().flatMap(tier -> farMemory(tier, missing));
    boolean isPriced = far.isPresent() == device.tiers().farMemory().isPresent();
    return new CostReport(
        dies,
        pack.map(PackageCost.Housing::packaging),
        packageCost,
        test,
        chip,
        nre(inputs, area),
        row,
        memory,
        chip.filter(c -> isPriced)
            .flatMap(c -> memory.map(c::plus))
            .map(usd -> far.map(f -> usd.plus(f.usd())).orElse(usd)),
        missing,
        notes,
        far);
  }

  private List<DieCost> dies(
      ProductInputs inputs, AreaReport area, List<Missing> missing, List<String> notes) {
    List<DieCost> result = new ArrayList<>();
    for (Die die : area.dieKinds()) {
      Optional<DieCost> cost = dieCost(inputs, die);
      if (cost.isEmpty()) {
        missing.add(
            new Missing(
                AreaModel.DIE,
                "area.die",
                text("no die of %.0f mm2 fits a wafer", die.area().value())));
        return List.of();
      }
      result.add(cost.get());
      note(die, notes);
    }
    if (result.isEmpty()) {
      missing.addAll(area.missing().stream().filter(m -> m.part().equals(AreaModel.DIE)).toList());
    }
    return result;
  }

  /** Equations (8) to (10): wafer price over good dies; empty if none fits a wafer. */
  private Optional<DieCost> dieCost(ProductInputs inputs, Die die) {
    Uncertain wafer = given(inputs.waferUsd(), die.node().waferUsd());
    Uncertain defects = given(inputs.defectsPerCm2(), die.node().defectsPerCm2());
    Uncertain gross = packages.diesPerWafer(die.area());
    if (gross.least() < 1) {
      return Optional.empty();
    }
    Uncertain yield = goodShare(die, defects);
    return Optional.of(
        new DieCost(die, wafer, defects, gross, yield, wafer.over(gross.times(yield))));
  }

  private Uncertain given(OptionalDouble stated, Sourced constant) {
    return stated.isPresent() ? Uncertain.of(stated.getAsDouble()) : draws.of(constant);
  }

  private Uncertain goodShare(Die die, Uncertain defects) {
    double perMm2 = 1.0 / 100;
    Uncertain whole = die.area().times(defects).times(perMm2);
    List<Uncertain> cores =
        die.spares().stream().map(s -> s.core().times(defects).times(perMm2)).toList();
    if (cores.isEmpty()) {
      return whole.map(x -> dieYield.of(x, List.of()));
    }
    return Uncertain.indexed(
        Math.max(whole.size(), cores.stream().mapToInt(Uncertain::size).max().orElse(0)),
        draw -> {
          List<DieYield.Cores> spares = new ArrayList<>();
          for (int i = 0; i < cores.size(); i++) {
            var spare = die.spares().get(i);
            spares.add(new DieYield.Cores(cores.get(i).at(draw), spare.onDie(), spare.needed()));
          }
          return dieYield.of(whole.at(draw), spares);
        });
  }

  private void note(Die die, List<String> notes) {
    double mm2 = die.area().value();
    if (mm2 > constants.reticleMm2().value()) {
      notes.add(
          text(
              "a die of %.0f mm2 exceeds the reticle of %.0f mm2",
              mm2, constants.reticleMm2().value()));
    }
    for (AreaReport.Spare spare : die.spares()) {
      notes.add(
          text("%s: %d of %d cores must work", spare.processor(), spare.needed(), spare.onDie()));
    }
  }

  private Optional<Uncertain> nre(ProductInputs inputs, AreaReport area) {
    OptionalDouble volume = settings.volume().isPresent() ? settings.volume() : inputs.volume();
    if (volume.isEmpty()) {
      return Optional.empty();
    }
    Optional<Uncertain> whole =
        inputs.nreUsd().isPresent()
            ? Optional.of(Uncertain.of(inputs.nreUsd().getAsDouble()))
            : area.dieKinds().stream()
                .map(die -> Optional.ofNullable(constants.nreUsd().get(die.node().carbonNode())))
                .flatMap(Optional::stream)
                .map(draws::of)
                .reduce(Uncertain::plus);
    return whole.map(usd -> usd.times(1 / volume.getAsDouble()));
  }

  private Optional<Uncertain> memory(
      Device device, ProductInputs inputs, Optional<MemoryPrice> row, List<Missing> missing) {
    double gb = device.memory().capacityBytes() / BYTES_PER_GB;
    OptionalDouble stated =
        settings.memoryUsdPerGb().isPresent()
            ? settings.memoryUsdPerGb()
            : inputs.memoryPricePerGb();
    if (stated.isPresent()) {
      return Optional.of(Uncertain.of(gb * stated.getAsDouble()));
    }
    if (row.isEmpty()) {
      missing.add(
          new Missing(
              AreaModel.MEMORY,
              "product.memory_price",
              "no dated price of "
                  + device.memory().type()
                  + " is known, so the cost of the memory and of the system stays unknown"));
      return Optional.empty();
    }
    return Optional.of(draws.of(row.get().usdPerGb()).times(gb));
  }

  /** Prices far memory: as its template says, else as its kind of memory on the day. */
  private Optional<CostReport.FarMemoryCost> farMemory(FarMemory tier, List<Missing> missing) {
    double gb = tier.capacityBytes() / BYTES_PER_GB;
    Optional<Sourced> perGb =
        tier.price()
            .map(
                p ->
                    new Sourced(
                        FAR_PRICE,
                        FAR_PRICE,
                        p.usdPerGb(),
                        p.lowUsdPerGb() < p.highUsdPerGb()
                            ? Optional.of(
                                new Spread(
                                    p.lowUsdPerGb(), p.highUsdPerGb(), Spread.Shape.TRIANGULAR))
                            : Optional.empty(),
                        "template: " + FAR_PRICE))
            .or(
                () ->
                    prices
                        .at(tier.memoryType(), settings.memoryPriceDay())
                        .map(
                            row -> {
                              Sourced dated = row.usdPerGb();
                              return new Sourced(
                                  dated.id(),
                                  dated.stream(),
                                  dated.value(),
                                  dated.spread(),
                                  row.type()
                                      + " at its price of "
                                      + row.date()
                                      + ": "
                                      + row.source());
                            }));
    if (perGb.isEmpty()) {
      missing.add(
          new Missing(
              "far_memory",
              FAR_PRICE,
              "no dated price of "
                  + tier.memoryType()
                  + " is known, so the cost of the far memory and of the system stays unknown"));
    }
    return perGb.map(
        price -> new CostReport.FarMemoryCost(draws.of(price).times(gb), price.source()));
  }

  private static String text(String format, Object... arguments) {
    return String.format(Locale.ROOT, format, arguments);
  }
}
