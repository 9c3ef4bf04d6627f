package org.socompass.cost.area;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.Map;
import java.util.SplittableRandom;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.socompass.cost.TestDevices;
import org.socompass.cost.die.ProcessNode;
import org.socompass.cost.die.ProcessNodes;
import org.socompass.hardware.DataType;

/** PEs, memories and interfaces, by hand and by law. */
final class ComponentAreaTest {
  private static final ComponentArea AREA = new ComponentArea(AreaConstants.builtIn());

  private static double peUm2(DataType type, String node) {
    return AREA.peMm2(Map.of(type, 1.0), TestDevices.node(node)).value() * 1e6;
  }

  @Test
  void peIsItsPartsOverTheDensity() {
    // (282 + 137 + 40 x 6) um2 / 0.80 um2 = 823.75 gates, x 4 = 3295 transistors, x 1.6 / 0.65 =
    // 8110.8, / 91.2 per um2 = 88.93 um2.
    assertThat(peUm2(DataType.INT8, "N7")).isCloseTo(88.93, within(0.01));
  }

  /**
   * The table of PE areas in docs/area-cost-energy.md; its N4 column took 146.4 MTr/mm2, not 147.
   */
  @ParameterizedTest(name = "{0}: 16 nm {1}, N7 {4}, N5 {6}, N3E {8}")
  @CsvSource({
    "int8, 281, 154, 133, 89, 75, 59, 55, 41",
    "fp16, 2644, 1455, 1248, 838, 706, 553, 522, 388",
    "bf16, 2315, 1274, 1093, 734, 618, 484, 457, 340",
    "fp32, 5306, 2921, 2506, 1682, 1417, 1110, 1047, 778"
  })
  void equalsThePublishedTable(
      String type, int n16, int n10, int n8, int n7, int n6, int n5, int n4, int n3) {
    DataType dataType = DataType.of(type);
    Map<String, Integer> expected =
        Map.of("16", n16, "10", n10, "8N", n8, "N7", n7, "N6", n6, "N5", n5, "N4", n4, "N3E", n3);

    expected.forEach(
        (node, um2) ->
            assertThat(peUm2(dataType, node)).as(node).isCloseTo(um2, within(0.51 + um2 * 5e-3)));
  }

  @Test
  void floatTypesShareOneDataPathAndIntegersHaveTheirOwn() {
    ProcessNode n7 = TestDevices.node("N7");
    double fp16 = AREA.peMm2(Map.of(DataType.FP16, 1.0), n7).value();
    double both = AREA.peMm2(Map.of(DataType.FP16, 1.0, DataType.BF16, 1.0), n7).value();
    double all =
        AREA.peMm2(Map.of(DataType.FP16, 1.0, DataType.BF16, 1.0, DataType.INT8, 1.0), n7).value();

    assertThat(both).isEqualTo(fp16);
    // The integer multiplier and adder, but no more flops: 419 um2 at 45 nm.
    assertThat((all - fp16) * 1e6).isCloseTo(419 / 0.8 * 4 / 91.2 * 1.6 / 0.65, within(1e-6));
  }

  /** A density fitted to a GPU's L2 makes a phone's cache five times too large. */
  @Test
  void memoriesOfDifferentClassesDifferEightfold() {
    ProcessNode n5 = TestDevices.node("N5");
    double mebibyte = 1 << 20;

    // 8 x 2^20 bit x 0.021 um2 = 0.176 mm2, times 1.4, 2.0, 3.4 and 11.6.
    assertThat(AREA.sramMm2(mebibyte, n5, SramClass.MACRO).value()).isCloseTo(0.2466, within(1e-4));
    assertThat(AREA.sramMm2(mebibyte, n5, SramClass.SCRATCHPAD).value())
        .isCloseTo(0.3523, within(1e-4));
    assertThat(AREA.sramMm2(mebibyte, n5, SramClass.SYSTEM_CACHE).value())
        .isCloseTo(0.5989, within(1e-4));
    assertThat(AREA.sramMm2(mebibyte, n5, SramClass.SLICED_L2).value())
        .isCloseTo(2.0435, within(1e-4));
  }

  @Test
  void phoneInterfaceIsFourChannels() {
    var lpddr = AreaConstants.builtIn().interfaceOf("lpddr5x").orElseThrow();

    assertThat(AREA.interfacePhyMm2(4, lpddr).value()).isCloseTo(2.88, within(1e-9));
  }

  @ParameterizedTest
  @MethodSource("randomPes")
  void moreMultipliersNeverTakeLessArea(Map<DataType, Double> macs) {
    for (ProcessNode node : ProcessNodes.builtIn().all()) {
      double area = AREA.peMm2(macs, node).value();
      for (DataType type : DataType.values()) {
        var more = new java.util.EnumMap<DataType, Double>(macs);
        more.merge(type, 1.0, Double::sum);
        assertThat(AREA.peMm2(more, node).value()).isGreaterThanOrEqualTo(area);
      }
    }
  }

  static Stream<Map<DataType, Double>> randomPes() {
    var random = new SplittableRandom(7);
    DataType[] types = DataType.values();
    return Stream.generate(
            () ->
                Map.of(
                    types[random.nextInt(0, 5)], 1.0 + random.nextInt(8),
                    types[random.nextInt(5, types.length)], 1.0 + random.nextInt(8)))
        .limit(50);
  }
}
