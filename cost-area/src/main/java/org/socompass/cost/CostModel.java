package org.socompass.cost;

import java.time.LocalDate;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalLong;
import org.socompass.hardware.Device;
import org.socompass.hardware.ProductInputs;

/**
 * Manufacturing cost of a device: die, package, test and main memory, equations (8) to (12) of
 * {@code docs/area-cost.md}.
 *
 * <p>Every die must work whole: spare cores that rescue a die (harvesting) are not modelled, so the
 * cost of a large GPU is an upper bound. The cost is that of one device, not of a system of
 * several.
 */
public final class CostModel {
  private static final double BYTES_PER_GB = 1e9;

  private final AssemblyConstants constants;
  private final MemoryPrices prices;

  /** Creates the model with the tables that ship. */
  public CostModel() {
    this(AssemblyConstants.builtIn(), MemoryPrices.builtIn());
  }

  /** Creates the model with the given tables. */
  public CostModel(AssemblyConstants constants, MemoryPrices prices) {
    this.constants = constants;
    this.prices = prices;
  }

  /** Returns the cost with the newest memory price of the table. */
  public CostReport report(Device device, AreaReport area) {
    return report(device, area, LocalDate.MAX);
  }

  /**
   * Returns the cost.
   *
   * @param device the device
   * @param area its area
   * @param memoryPriceDay day of the memory price; the newest row not after it is used
   */
  public CostReport report(Device device, AreaReport area, LocalDate memoryPriceDay) {
    ProductInputs inputs = device.product().orElse(ProductInputs.NONE);
    List<Missing> missing = new ArrayList<>();
    List<String> notes = new ArrayList<>();
    double wafer = inputs.waferUsd().orElse(area.node().waferUsd().value());
    double defects = inputs.defectsPerCm2().orElse(area.node().defectsPerCm2().value());

    Die die = new Die(OptionalLong.empty(), OptionalDouble.empty(), OptionalDouble.empty());
    OptionalDouble low = OptionalDouble.empty();
    OptionalDouble high = OptionalDouble.empty();
    OptionalDouble packageUsd = inputs.packageUsd();
    double test = inputs.testUsd().orElse(constants.testUsd().value());
    OptionalDouble chip = OptionalDouble.empty();
    if (area.dieMm2().isEmpty()) {
      missing.addAll(area.missing().stream().filter(m -> m.part().equals("die")).toList());
    } else {
      double mm2 = area.dieMm2().getAsDouble();
      die = die(mm2, wafer, defects);
      if (die.usd.isEmpty()) {
        missing.add(new Missing("die", "area.die", text("no die of %.0f mm2 fits a wafer", mm2)));
      }
      double spread = constants.bandWaferPrice().value();
      double factor = constants.bandDefectFactor().value();
      low = die(mm2, wafer * (1 - spread), defects / factor).usd;
      high = die(mm2, wafer * (1 + spread), defects * factor).usd;
      if (packageUsd.isEmpty()) {
        packageUsd = OptionalDouble.of(packageUsd(mm2 * area.dies()));
      }
      chip = chip(die.usd, area.dies(), packageUsd.getAsDouble(), test);
      note(device, area, mm2, notes);
    }
    Optional<MemoryPrice> row =
        inputs.memoryPricePerGb().isPresent()
            ? Optional.empty()
            : prices.at(device.memory().type(), memoryPriceDay);
    Memory memory = memory(device, inputs, row, missing);
    return new CostReport(
        die.gross,
        OptionalDouble.of(wafer),
        die.yield,
        die.usd,
        low,
        high,
        packageUsd,
        OptionalDouble.of(test),
        chip,
        inputs.nreUsd().isPresent() && inputs.volume().isPresent()
            ? OptionalDouble.of(inputs.nreUsd().getAsDouble() / inputs.volume().getAsDouble())
            : OptionalDouble.empty(),
        row,
        memory.typical,
        memory.low,
        memory.high,
        chip.isPresent() && memory.typical.isPresent()
            ? OptionalDouble.of(chip.getAsDouble() + memory.typical.getAsDouble())
            : OptionalDouble.empty(),
        missing,
        notes);
  }

  /**
   * A die as the wafer gives it.
   *
   * @param gross whole dies on a wafer
   * @param yield share that works
   * @param usd cost of one that works [USD]
   */
  record Die(OptionalLong gross, OptionalDouble yield, OptionalDouble usd) {}

  /** Equations (8) to (10): wafer price over good dies. */
  Die die(double mm2, double waferUsd, double defectsPerCm2) {
    OptionalLong gross = constants.wafer().dies(mm2);
    double yield = constants.yieldModel().of(mm2, defectsPerCm2);
    return new Die(
        gross,
        OptionalDouble.of(yield),
        gross.isPresent()
            ? OptionalDouble.of(waferUsd / (gross.getAsLong() * yield))
            : OptionalDouble.empty());
  }

  /** Equation (11): organic substrate and bumps [USD]. */
  double packageUsd(double diesMm2) {
    return diesMm2
        * (constants.substrateUsdPerMm2().value() * constants.substratePerDieArea().value()
            + constants.bumpsUsdPerMm2().value());
  }

  /** Each bond may fail, and then all is lost. */
  private OptionalDouble chip(OptionalDouble dieUsd, int dies, double packageUsd, double test) {
    return dieUsd.isEmpty()
        ? OptionalDouble.empty()
        : OptionalDouble.of(
            (dies * dieUsd.getAsDouble() + packageUsd + test)
                / Math.pow(constants.assemblyYield().value(), dies));
  }

  private record Memory(OptionalDouble low, OptionalDouble typical, OptionalDouble high) {}

  private static Memory memory(
      Device device, ProductInputs inputs, Optional<MemoryPrice> row, List<Missing> missing) {
    double gb = device.memory().capacityBytes() / BYTES_PER_GB;
    if (inputs.memoryPricePerGb().isPresent()) {
      OptionalDouble usd = OptionalDouble.of(gb * inputs.memoryPricePerGb().getAsDouble());
      return new Memory(usd, usd, usd);
    }
    if (row.isEmpty()) {
      missing.add(
          new Missing(
              AreaModel.MEMORY,
              "product.memory_price",
              "no dated price of "
                  + device.memory().type()
                  + " is known, so the cost of the memory and of the system stays unknown"));
      return new Memory(OptionalDouble.empty(), OptionalDouble.empty(), OptionalDouble.empty());
    }
    return new Memory(
        OptionalDouble.of(gb * row.get().lowUsdPerGb()),
        OptionalDouble.of(gb * row.get().typicalUsdPerGb()),
        OptionalDouble.of(gb * row.get().highUsdPerGb()));
  }

  private void note(Device device, AreaReport area, double mm2, List<String> notes) {
    if (mm2 > constants.reticleMm2().value()) {
      notes.add(
          text(
              "a die of %.0f mm2 exceeds the reticle of %.0f mm2",
              mm2, constants.reticleMm2().value()));
    }
    if (device.memory().type().toUpperCase(Locale.ROOT).startsWith("HBM")) {
      notes.add("the interposer that HBM needs is not included");
    }
    if (area.dies() > 1) {
      notes.add(area.dies() + " dies share a package; the link between them is not included");
    }
    device
        .area()
        .ifPresent(
            inputs ->
                inputs
                    .processors()
                    .forEach(
                        (id, p) ->
                            p.coresOnDie()
                                .ifPresent(
                                    cores -> {
                                      int used = device.processor(id).cores();
                                      if (cores > used) {
                                        notes.add(
                                            text(
                                                "%s: %d of %d cores are used; the cost is an upper"
                                                    + " bound, spare cores rescue dies",
                                                id, used, cores));
                                      }
                                    })));
  }

  private static String text(String format, Object... arguments) {
    return String.format(Locale.ROOT, format, arguments);
  }
}
