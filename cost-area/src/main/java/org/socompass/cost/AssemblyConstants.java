package org.socompass.cost;

import org.socompass.input.Dimension;
import org.socompass.input.Section;

/**
 * The constants of wafer, package, test and yield.
 *
 * @param usableRadiusMm radius of the wafer inside its edge exclusion [mm]
 * @param scribeMm scribe line [mm]
 * @param reticleMm2 greatest die that a scanner can expose [mm2]
 * @param yieldClustering alpha of the negative binomial yield
 * @param substrateUsdPerMm2 price of the package substrate [USD/mm2]
 * @param substratePerDieArea area of the substrate over that of the dies
 * @param bumpsUsdPerMm2 price of the bumps [USD/mm2 of die]
 * @param testUsd test of one chip [USD]
 * @param assemblyYield share of chips that survive bonding one die, in (0, 1]
 * @param bandWaferPrice relative uncertainty of the wafer price
 * @param bandDefectFactor factor of uncertainty of the defect density
 */
public record AssemblyConstants(
    Sourced usableRadiusMm,
    Sourced scribeMm,
    Sourced reticleMm2,
    Sourced yieldClustering,
    Sourced substrateUsdPerMm2,
    Sourced substratePerDieArea,
    Sourced bumpsUsdPerMm2,
    Sourced testUsd,
    Sourced assemblyYield,
    Sourced bandWaferPrice,
    Sourced bandDefectFactor) {
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

  /** Returns the wafer. */
  public Wafer wafer() {
    return new Wafer(usableRadiusMm.value(), scribeMm.value());
  }

  /** Returns the yield model. */
  public YieldModel yieldModel() {
    return new YieldModel.NegativeBinomial(yieldClustering.value());
  }

  private record WaferPart(Sourced radius, Sourced scribe, Sourced reticle) {}

  private record PackagePart(Sourced substrate, Sourced perDieArea, Sourced bumps) {}

  private record BandPart(Sourced price, Sourced defects) {}

  private static AssemblyConstants of(Section root) {
    WaferPart wafer =
        root.section(
            "wafer",
            s ->
                new WaferPart(
                    Sourced.positive(s, "usable_radius_mm", Dimension.NUMBER),
                    Sourced.read(s, "scribe_mm", Dimension.NUMBER),
                    Sourced.positive(s, "reticle", Dimension.AREA)));
    PackagePart pack =
        root.section(
            "package",
            s ->
                new PackagePart(
                    Sourced.read(s, "substrate", Dimension.MONEY_PER_AREA),
                    Sourced.read(s, "substrate_per_die_area", Dimension.NUMBER),
                    Sourced.read(s, "bumps", Dimension.MONEY_PER_AREA)));
    root.fraction("assembly_yield");
    BandPart band =
        root.section(
            "band",
            s -> {
              s.fraction("wafer_price");
              return new BandPart(
                  Sourced.read(s, "wafer_price", Dimension.NUMBER),
                  Sourced.positive(s, "defect_factor", Dimension.NUMBER));
            });
    return new AssemblyConstants(
        wafer.radius,
        wafer.scribe,
        wafer.reticle,
        Sourced.positive(root, "yield_clustering", Dimension.NUMBER),
        pack.substrate,
        pack.perDieArea,
        pack.bumps,
        Sourced.read(root, "test", Dimension.MONEY),
        Sourced.positive(root, "assembly_yield", Dimension.NUMBER),
        band.price,
        band.defects);
  }
}
