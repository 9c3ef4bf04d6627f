package org.socompass.cost;

import org.socompass.input.Dimension;
import org.socompass.input.Section;

/**
 * A process node.
 *
 * @param id name, as in {@code N4P}
 * @param featureNm number in its marketing name [nm]
 * @param transistorsPerMm2 peak density of logic [1/mm2]
 * @param sramCellUm2 area of the densest six-transistor memory cell [um2/bit]
 * @param waferUsd price of a processed 300 mm wafer [USD]
 * @param defectsPerCm2 defect density [1/cm2]
 * @param carbonNode row of the carbon table that stands for it
 */
public record ProcessNode(
    String id,
    double featureNm,
    Sourced transistorsPerMm2,
    Sourced sramCellUm2,
    Sourced waferUsd,
    Sourced defectsPerCm2,
    String carbonNode) {
  static ProcessNode read(String id, Section s) {
    return new ProcessNode(
        id,
        s.positive("feature_nm", Dimension.NUMBER),
        Sourced.positive(s, "logic_density", Dimension.TRANSISTOR_DENSITY),
        Sourced.positive(s, "sram_cell", Dimension.AREA_PER_BIT),
        Sourced.positive(s, "wafer_price", Dimension.MONEY),
        Sourced.positive(s, "defect_density", Dimension.DEFECT_DENSITY),
        s.text("carbon_node"));
  }

  /**
   * Returns the factor by which a block shrinks or grows when it moves here from another node:
   * logic by density, SRAM by cell.
   *
   * @param from node it comes from
   * @param sramShare share of the block that is SRAM, in [0, 1]
   * @param fixedShare share that does not scale, in [0, 1]
   */
  double areaFactor(ProcessNode from, double sramShare, double fixedShare) {
    double logic = from.transistorsPerMm2.value() / transistorsPerMm2.value();
    double sram = sramCellUm2.value() / from.sramCellUm2.value();
    return (1 - sramShare - fixedShare) * logic + sramShare * sram + fixedShare;
  }
}
