package org.socompass.cost.die;

import java.util.Map;
import org.socompass.cost.constants.Sourced;
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
 * @param carbonNode row of the carbon table that stands for it, and its family: nodes of a family
 *     share their draws
 */
public record ProcessNode(
    String id,
    double featureNm,
    Sourced transistorsPerMm2,
    Sourced sramCellUm2,
    Sourced waferUsd,
    Sourced defectsPerCm2,
    String carbonNode) {
  static final String LOGIC_DENSITY = "logic_density";
  static final String SRAM_CELL = "sram_cell";
  static final String WAFER_PRICE = "wafer_price";
  static final String DEFECT_DENSITY = "defect_density";

  static ProcessNode read(String id, Section s, Map<String, Sourced> spreads) {
    String family = s.text("carbon_node");
    return new ProcessNode(
        id,
        s.positive("feature_nm", Dimension.NUMBER),
        constant(s, LOGIC_DENSITY, Dimension.TRANSISTOR_DENSITY, family, spreads),
        constant(s, SRAM_CELL, Dimension.AREA_PER_BIT, family, spreads),
        constant(s, WAFER_PRICE, Dimension.MONEY, family, spreads),
        constant(s, DEFECT_DENSITY, Dimension.DEFECT_DENSITY, family, spreads),
        family);
  }

  private static Sourced constant(
      Section s, String key, Dimension dimension, String family, Map<String, Sourced> spreads) {
    Sourced own = Sourced.positive(s, key, dimension);
    Sourced spread = spreads.get(key);
    return (spread == null ? own : own.orSpreadOf(spread))
        .in("process-nodes: " + key + " of the " + family + " nm family");
  }
}
