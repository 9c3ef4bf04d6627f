package org.socompass.cost.manufacture;

import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.socompass.cost.area.AreaConstants;
import org.socompass.cost.area.AreaConstants.MemoryInterface;
import org.socompass.cost.area.AreaReport;
import org.socompass.cost.constants.Missing;
import org.socompass.cost.die.Wafer;
import org.socompass.cost.die.YieldModel;
import org.socompass.cost.draws.Draws;
import org.socompass.cost.draws.Uncertain;
import org.socompass.cost.manufacture.AssemblyConstants.Carrier;
import org.socompass.hardware.Device;
import org.socompass.hardware.product.AreaInputs;
import org.socompass.hardware.product.ProductInputs;
import org.socompass.hardware.product.ProductInputs.Packaging;

/** Package of a chip: substrate, bumps, and what lies between; equations (11) to (13). */
final class PackageCost {
  private static final double BITS_PER_CHANNEL = 16;

  private final AssemblyConstants constants;
  private final Draws draws;

  PackageCost(AssemblyConstants constants, Draws draws) {
    this.constants = constants;
    this.draws = draws;
  }

  /**
   * A package.
   *
   * @param packaging what the dies sit on
   * @param usd its cost without dies [USD]
   * @param assemblyYield share of packages of good dies that work; what fails takes its dies along
   */
  record Housing(Packaging packaging, Uncertain usd, Uncertain assemblyYield) {}

  /** Returns the package of a device, or says what lacks. */
  Optional<Housing> of(
      Device device, AreaReport area, ProductInputs inputs, List<Missing> missing) {
    Packaging packaging =
        inputs.packaging().orElse(isHbm(device) ? Packaging.INTERPOSER : Packaging.ORGANIC);
    AssemblyConstants.Organic organic = constants.organic();
    Uncertain dies = area.silicon().orElseThrow();
    int bonds = area.dies();
    Uncertain substrate =
        dies.times(draws.of(organic.usdPerMm2())).times(draws.of(organic.perDieArea()));
    if (bonds > 1 && packaging == Packaging.ORGANIC) {
      substrate = substrate.times(draws.of(organic.severalDies()));
    }
    Uncertain usd = substrate.plus(dies.times(draws.of(organic.bumpsUsdPerMm2())));
    Uncertain bond = draws.of(organic.bondYield());
    Uncertain assembly = bonds == 1 ? bond : bond.map(y -> Math.pow(y, bonds));
    if (packaging != Packaging.ORGANIC) {
      Carrier carrier =
          packaging == Packaging.INTERPOSER ? constants.interposer() : constants.fanOut();
      Uncertain mm2 = dies.plus(stacks(device)).times(draws.of(carrier.areaFactor()));
      Optional<Uncertain> each = carrierUsd(mm2, carrier);
      if (each.isEmpty()) {
        missing.add(
            new Missing(
                "package",
                "product.packaging",
                String.format(Locale.ROOT, "no carrier of %.0f mm2 fits a wafer", mm2.value())));
        return Optional.empty();
      }
      usd = usd.plus(each.get());
      assembly = assembly.times(draws.of(carrier.bondYield()));
    }
    return Optional.of(new Housing(packaging, usd, assembly));
  }

  private Optional<Uncertain> carrierUsd(Uncertain mm2, Carrier carrier) {
    Uncertain gross = diesPerWafer(mm2);
    if (gross.least() < 1) {
      return Optional.empty();
    }
    var model = new YieldModel.NegativeBinomial(carrier.clustering().value());
    Uncertain yield =
        mm2.combine(draws.of(carrier.defectsPerCm2()), (a, d0) -> model.ofDefects(a * d0 / 100));
    return Optional.of(draws.of(carrier.waferUsd()).over(gross.times(yield)));
  }

  /** Returns the dies on a wafer, equation (8); below 1 where not even one fits. */
  Uncertain diesPerWafer(Uncertain mm2) {
    Uncertain radius = draws.of(constants.usableRadiusMm());
    Uncertain scribe = draws.of(constants.scribeMm());
    return mm2.combine(radius, scribe, (area, r, s) -> new Wafer(r, s).count(area));
  }

  /** Returns the footprint of the stacks of HBM beside the dies [mm2]. */
  private Uncertain stacks(Device device) {
    if (!isHbm(device)) {
      return Uncertain.of(0);
    }
    double width =
        AreaConstants.builtIn()
            .interfaceOf(device.memory().type())
            .map(MemoryInterface::widthBits)
            .orElse(1024.0);
    double channels = device.memory().channels16() * BITS_PER_CHANNEL / width;
    double units =
        device.area().flatMap(AreaInputs::memory).map(m -> m.unitsOnDie().orElse(0)).orElse(0);
    return draws.of(constants.hbmStackMm2()).times(Math.ceil(Math.max(channels, units)));
  }

  private static boolean isHbm(Device device) {
    return device.memory().type().toUpperCase(Locale.ROOT).startsWith("HBM");
  }
}
