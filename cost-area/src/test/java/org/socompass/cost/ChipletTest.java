package org.socompass.cost;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.within;

import org.junit.jupiter.api.Test;
import org.socompass.cost.area.AreaModel;
import org.socompass.cost.area.AreaReport;
import org.socompass.cost.area.AreaReport.Die;
import org.socompass.cost.area.Block;
import org.socompass.cost.carbon.CarbonModel;
import org.socompass.cost.carbon.CarbonReport;
import org.socompass.cost.draws.Draws;
import org.socompass.cost.manufacture.CostModel;
import org.socompass.cost.manufacture.CostReport;
import org.socompass.cost.manufacture.CostReport.DieCost;
import org.socompass.cost.manufacture.CostSettings;
import org.socompass.hardware.Device;
import org.socompass.hardware.product.ProductInputs.Packaging;
import org.socompass.input.InputException;

/** Several dies in a package: their areas, their cost, and what a template may say wrong. */
final class ChipletTest {
  private static final AreaModel AREA = new AreaModel();

  private static double part(AreaReport report, String... parts) {
    return report.blocks().stream()
        .filter(b -> java.util.List.of(parts).contains(b.part()))
        .mapToDouble(Block::mm2)
        .sum();
  }

  @Test
  void aMeasuredDieIsCutAlongItsBlocks() {
    AreaReport whole = AREA.report(TestDevices.load("phone"));
    AreaReport cut = AREA.report(TestDevices.load("chiplets"));
    Die compute = cut.dieKinds().get(0);
    Die rest = cut.dieKinds().get(1);

    // Two modules of 0.406 mm2 on each die.
    assertThat(compute.area().value()).isCloseTo(part(cut, "gpu", "npu") + 0.812, within(1e-9));
    assertThat(rest.area().value())
        .isCloseTo(part(cut, "memory", "system_cache", "remainder") + 0.812, within(1e-9));
    assertThat(compute.node().id()).isEqualTo("N3E");
    assertThat(rest.node().id()).isEqualTo("N6");
    // N5 to N6: 0.6 x 138.2 / 108.2 + 0.3 x 0.027 / 0.021 + 0.1.
    assertThat(part(cut, "remainder") / part(whole, "remainder")).isCloseTo(1.2521, within(1e-4));
    assertThat(part(cut, "npu")).isLessThan(part(whole, "npu"));
    assertThat(cut.dieMm2()).isEqualTo(cut.siliconMm2());
    assertThat(cut.dies()).isEqualTo(2);
  }

  @Test
  void withoutAMeasuredDieChipletsAreTheirBlocks() {
    AreaReport report = AREA.report(TestDevices.load("built-of-chiplets"));
    Die compute = report.dieKinds().get(0);

    assertThat(report.missing()).isEmpty();
    assertThat(compute.count()).isEqualTo(2);
    // Two dies share the processors evenly; one module of 0.754 mm2 each.
    assertThat(compute.area().value())
        .isCloseTo(part(report, "gpu", "npu") / 2 + 0.754, within(1e-9));
    assertThat(report.siliconMm2().orElseThrow())
        .isCloseTo(report.blocks().stream().mapToDouble(Block::mm2).sum(), within(1e-9));
    assertThat(report.dies()).isEqualTo(3);
  }

  @Test
  void everyDieIsPricedInItsNodeAndTheAssemblyMayFail() {
    Device device = TestDevices.load("chiplets");
    AreaReport area = AREA.report(device);
    CostReport cost = new CostModel(CostSettings.DEFAULT, Draws.NOMINAL).report(device, area);
    DieCost compute = cost.dies().get(0);
    DieCost rest = cost.dies().get(1);

    assertThat(compute.waferUsd().value()).isEqualTo(26000);
    assertThat(rest.waferUsd().value()).isEqualTo(9346);
    // Substrate 0.005 x 4 x 1.75 for several dies, bumps 0.005, a mm2 each; two bonds of 0.99.
    double silicon = area.siliconMm2().orElseThrow();
    assertThat(cost.packageUsd().orElseThrow())
        .isCloseTo(silicon * (0.005 * 4 * 1.75 + 0.005), within(1e-9));
    assertThat(cost.chipUsd().orElseThrow())
        .isCloseTo(
            (compute.usd().value() + rest.usd().value() + cost.packageUsd().orElseThrow() + 2)
                / (0.99 * 0.99),
            within(1e-9));
    assertThat(cost.dieYield()).isEmpty();
  }

  @Test
  void carbonIsThatOfEveryNode() {
    Device device = TestDevices.load("chiplets");
    AreaReport area = AREA.report(device);
    CostReport cost = new CostModel(CostSettings.DEFAULT, Draws.NOMINAL).report(device, area);
    CarbonReport carbon = new CarbonModel(Draws.NOMINAL).report(device, area, cost);
    DieCost compute = cost.dies().get(0);
    DieCost rest = cost.dies().get(1);

    // ACT: 3 nm 2767 g/cm2, 7 nm 2028 g/cm2.
    assertThat(carbon.dieKg().orElseThrow())
        .isCloseTo(
            compute.die().area().value() / compute.dieYield().value() * 0.02767
                + rest.die().area().value() / rest.dieYield().value() * 0.02028,
            within(2e-3));
  }

  @Test
  void anInterposerIsAsLargeAsWhatSitsOnIt() {
    Device device = TestDevices.load("ga100");
    AreaReport area = AREA.report(device);
    CostReport cost = new CostModel(CostSettings.DEFAULT, Draws.NOMINAL).report(device, area);
    CostReport organic =
        new CostModel(CostSettings.DEFAULT, Draws.NOMINAL)
            .report(TestDevices.load("ga100", "product.packaging=organic"), area);

    // (826 + 6 x 110) x 1.1 = 1634.6 mm2: 25 on a wafer, yield (1 + 0.98076 / 6)^-6 = 0.4034;
    // 1937 / (25 x 0.4034) = 192.1 on top of 826 x 0.025 = 20.65 of substrate and bumps.
    assertThat(cost.packaging()).contains(Packaging.INTERPOSER);
    assertThat(cost.packageUsd().orElseThrow()).isCloseTo(20.65 + 192.1, within(0.2));
    assertThat(organic.packageUsd().orElseThrow()).isCloseTo(20.65, within(1e-9));
    assertThat(cost.dieYield().orElseThrow()).isGreaterThan(0.7);
  }

  @Test
  void fanOutCostsMoreThanOrganic() {
    AreaReport area = AREA.report(TestDevices.load("phone"));
    double organic =
        new CostModel(CostSettings.DEFAULT, Draws.NOMINAL)
            .report(TestDevices.load("phone"), area)
            .packageUsd()
            .orElseThrow();
    double fanOut =
        new CostModel(CostSettings.DEFAULT, Draws.NOMINAL)
            .report(TestDevices.load("phone", "product.packaging=fan-out"), area)
            .packageUsd()
            .orElseThrow();

    // 120 mm2 of redistribution: 496 on a wafer, yield (1 + 0.06 / 3)^-3 = 0.9423.
    assertThat(fanOut - organic).isCloseTo(1200 / (496 * 0.9423), within(0.01));
  }

  @Test
  void mistakesAreLocatedAndNamed() {
    assertMessage("area.chiplets.compute.parts=[gpu, npus]", "there is no part 'npus'");
    assertMessage("area.chiplets.rest.parts=[memory, npu, remainder]", "already in chiplet");
    assertMessage("area.chiplets.rest.parts=[memory]", "no chiplet holds remainder");
    assertMessage("area.dies=2", "must be 1 beside 'chiplets'");
    assertMessage(
        "area.chiplets.compute.process_node=N3F",
        "area.chiplets.compute.process_node: unknown process node 'N3F'");
    assertMessage(
        "area.chiplets.compute.die_to_die.type=ucie",
        "area.chiplets.compute.die_to_die.type: unknown link between dies 'ucie'");
  }

  private static void assertMessage(String override, String message) {
    assertThatExceptionOfType(InputException.class)
        .as(override)
        .isThrownBy(() -> AREA.report(TestDevices.load("chiplets", override)))
        .withMessageContaining(message);
  }
}
