package org.socompass.cost.constants;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.socompass.cost.carbon.CarbonConstants;
import org.socompass.cost.die.ProcessNode;
import org.socompass.cost.die.ProcessNodes;
import org.socompass.cost.manufacture.MemoryPrice;
import org.socompass.cost.manufacture.MemoryPrices;
import org.socompass.input.InputException;

/** The tables that ship are complete, and a broken table is reported where it is broken. */
final class CostTablesTest {
  @ParameterizedTest
  @ValueSource(
      strings = {
        "N7", "N7P", "N6", "N5", "N5P", "N4", "N4P", "4N", "N3B", "N3E", "N3P", "8N", "8LPP", "8LP",
        "28", "16", "12", "10", "SF4P", "4LPX", "5LPE"
      })
  void knowsTheNodesThatTemplatesName(String id) {
    ProcessNode node = ProcessNodes.builtIn().find(id).orElseThrow();

    assertThat(CarbonConstants.builtIn().nodes()).containsKey(node.carbonNode());
    assertThat(
            List.of(
                node.transistorsPerMm2().source(),
                node.sramCellUm2().source(),
                node.waferUsd().source(),
                node.defectsPerCm2().source()))
        .noneMatch(String::isBlank);
  }

  @Test
  void readsUnitsIntoTheOnesOfTheRecord() {
    ProcessNode n7 = ProcessNodes.builtIn().find("N7").orElseThrow();

    assertThat(n7.transistorsPerMm2().value()).isEqualTo(91.2e6);
    assertThat(n7.sramCellUm2().value()).isEqualTo(0.027);
    assertThat(n7.defectsPerCm2().value()).isEqualTo(0.09);
  }

  @Test
  void pricesOfASiblingNameIt() {
    MemoryPrice row = MemoryPrices.builtIn().latest("LPDDR5T").orElseThrow();

    assertThat(row.type()).isEqualTo("LPDDR5X");
    assertThat(MemoryPrices.builtIn().latest("GDDR6")).isEmpty();
  }

  @Test
  void aTypeAboveAnotherCostsItsFactor() {
    MemoryPrice sibling = MemoryPrices.builtIn().latest("LPDDR5X").orElseThrow();
    MemoryPrice row = MemoryPrices.builtIn().latest("LPDDR5X-PIM").orElseThrow();

    // 1.1, 1.5 and 2 times the low, typical and high price of the same day
    assertThat(row.type()).isEqualTo("LPDDR5X times 1.5");
    assertThat(row.date()).isEqualTo(sibling.date());
    assertThat(row.lowUsdPerGb()).isEqualTo(1.1 * sibling.lowUsdPerGb());
    assertThat(row.typicalUsdPerGb()).isEqualTo(1.5 * sibling.typicalUsdPerGb());
    assertThat(row.highUsdPerGb()).isEqualTo(2 * sibling.highUsdPerGb());
    assertThat(row.source()).startsWith(sibling.source()).contains("assumed");
  }

  @Test
  void aNumberWithoutASourceIsRejectedWhereItStands() {
    assertThatExceptionOfType(InputException.class)
        .isThrownBy(
            () ->
                ProcessNodes.read(
                    "mine.yaml",
                    """
                    nodes:
                      N1:
                        feature_nm: 1
                        carbon_node: "3"
                        logic_density: 400 MTr/mm2
                    """))
        .withMessage("mine.yaml:5:20: nodes.N1.logic_density: needs a source");
  }

  @Test
  void aWrongUnitIsRejectedWhereItStands() {
    assertThatExceptionOfType(InputException.class)
        .isThrownBy(
            () ->
                ProcessNodes.read(
                    "mine.yaml",
                    """
                    nodes:
                      N1:
                        source: me
                        feature_nm: 1
                        carbon_node: "3"
                        logic_density: 400 GTr/mm2
                    """))
        .withMessage(
            "mine.yaml:6:20: nodes.N1.logic_density: 'GTr/mm2' is not a unit of transistor density;"
                + " write one of MTr/mm2");
  }

  @Test
  void pricesOutOfOrderAreRejected() {
    assertThatExceptionOfType(InputException.class)
        .isThrownBy(
            () ->
                MemoryPrices.read(
                    "mine.yaml",
                    """
                    prices:
                      a:
                        type: LPDDR5X
                        date: 2026-01-01
                        source: me
                        low: 3 USD/GB
                        typical: 2 USD/GB
                        high: 4 USD/GB
                    """))
        .withMessageContaining("mine.yaml:")
        .withMessageEndingWith("low, typical and high must not fall, but are 3.0, 2.0 and 4.0");
  }

  @Test
  void aDateThatIsNoneIsRejected() {
    assertThatExceptionOfType(InputException.class)
        .isThrownBy(
            () ->
                MemoryPrices.read(
                    "mine.yaml",
                    """
                    prices:
                      a:
                        type: LPDDR5X
                        date: spring
                    """))
        .withMessage("mine.yaml:4:11: prices.a.date: 'spring' is not a date, as in 2025-10-01");
  }
}
