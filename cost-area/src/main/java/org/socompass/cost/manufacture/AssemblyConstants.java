package org.socompass.cost.manufacture;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import org.socompass.cost.constants.CostTables;
import org.socompass.cost.constants.Sourced;
import org.socompass.cost.die.ProcessNode;
import org.socompass.cost.die.YieldModel;
import org.socompass.input.Dimension;
import org.socompass.input.Section;

/**
 * The constants of wafer, yield, package, test and non-recurring cost.
 *
 * @param usableRadiusMm radius of the wafer inside its edge exclusion [mm]
 * @param scribeMm scribe line [mm]
 * @param reticleMm2 greatest die that a scanner can expose [mm2]
 * @param yieldClustering alpha of the negative binomial yield
 * @param organic organic substrate, which every package has
 * @param fanOut redistribution layers of a fan-out package
 * @param interposer silicon interposer
 * @param hbmStackMm2 footprint of a stack of HBM on an interposer [mm2]
 * @param testUsd test of one chip [USD]
 * @param nreUsd design and masks of a chip by {@link ProcessNode#carbonNode} [USD]
 */
public record AssemblyConstants(
    Sourced usableRadiusMm,
    Sourced scribeMm,
    Sourced reticleMm2,
    Sourced yieldClustering,
    Organic organic,
    Carrier fanOut,
    Carrier interposer,
    Sourced hbmStackMm2,
    Sourced testUsd,
    Map<String, Sourced> nreUsd) {
  /** Copies the map. */
  public AssemblyConstants {
    nreUsd = Collections.unmodifiableMap(new LinkedHashMap<>(nreUsd));
  }

  /**
   * An organic substrate and what bonds dies to it.
   *
   * @param usdPerMm2 price [USD/mm2]
   * @param perDieArea its area over that of the dies
   * @param severalDies price of one that links several dies over that of a plain one
   * @param bumpsUsdPerMm2 price of the bumps [USD/mm2 of die]
   * @param bondYield share of bonds of a die that hold, in (0, 1]
   */
  public record Organic(
      Sourced usdPerMm2,
      Sourced perDieArea,
      Sourced severalDies,
      Sourced bumpsUsdPerMm2,
      Sourced bondYield) {}

  /**
   * What dies sit on between them and the substrate.
   *
   * @param waferUsd price of a wafer of it [USD]
   * @param defectsPerCm2 defect density [1/cm2]
   * @param clustering alpha of its negative binomial yield
   * @param areaFactor its area over that of what sits on it
   * @param bondYield share of packages that survive it, in (0, 1]
   */
  public record Carrier(
      Sourced waferUsd,
      Sourced defectsPerCm2,
      Sourced clustering,
      Sourced areaFactor,
      Sourced bondYield) {}

  private static final class Holder {
    static final AssemblyConstants BUILT_IN =
        CostTables.builtIn("assembly.yaml", AssemblyConstants::of);
  }

  /** Returns the constants that ship. */
  public static AssemblyConstants builtIn() {
    return Holder.BUILT_IN;
  }

  /**
   * Reads constants.
   *
   * @param file name for messages
   * @param text the constants as YAML
   * @throws org.socompass.input.InputException located, if they are not valid
   */
  public static AssemblyConstants read(String file, String text) {
    return CostTables.read(file, text, AssemblyConstants::of);
  }

  /** Returns the yield model that is used unless another is chosen. */
  public YieldModel yieldModel() {
    return new YieldModel.NegativeBinomial(yieldClustering.value());
  }

  private record WaferPart(Sourced radius, Sourced scribe, Sourced reticle) {}

  private static AssemblyConstants of(Section root) {
    WaferPart wafer =
        root.section(
            "wafer",
            s ->
                new WaferPart(
                    Sourced.positive(s, "usable_radius_mm", Dimension.NUMBER),
                    Sourced.read(s, "scribe_mm", Dimension.NUMBER),
                    Sourced.positive(s, "reticle", Dimension.AREA)));
    return new AssemblyConstants(
        wafer.radius,
        wafer.scribe,
        wafer.reticle,
        Sourced.positive(root, "yield_clustering", Dimension.NUMBER),
        root.section("package", AssemblyConstants::organic),
        root.section("fan_out", AssemblyConstants::carrier),
        root.section("interposer", AssemblyConstants::carrier),
        Sourced.positive(root, "hbm_stack", Dimension.AREA),
        Sourced.read(root, "test", Dimension.MONEY),
        root.section(
            "nre",
            s -> {
              Map<String, Sourced> result = new LinkedHashMap<>();
              for (String family : s.keys()) {
                result.put(family, Sourced.positive(s, family, Dimension.MONEY));
              }
              return result;
            }));
  }

  private static Organic organic(Section s) {
    return new Organic(
        Sourced.read(s, "substrate", Dimension.MONEY_PER_AREA),
        Sourced.read(s, "substrate_per_die_area", Dimension.NUMBER),
        Sourced.positive(s, "several_dies", Dimension.NUMBER),
        Sourced.read(s, "bumps", Dimension.MONEY_PER_AREA),
        bondYield(s));
  }

  private static Carrier carrier(Section s) {
    return new Carrier(
        Sourced.positive(s, "wafer", Dimension.MONEY),
        Sourced.positive(s, "defect_density", Dimension.DEFECT_DENSITY),
        Sourced.positive(s, "clustering", Dimension.NUMBER),
        Sourced.positive(s, "area", Dimension.NUMBER),
        bondYield(s));
  }

  private static Sourced bondYield(Section s) {
    s.fraction("bond_yield");
    return Sourced.positive(s, "bond_yield", Dimension.NUMBER);
  }
}
