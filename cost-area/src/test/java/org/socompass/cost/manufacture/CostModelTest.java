package org.socompass.cost.manufacture;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.time.LocalDate;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.socompass.cost.TestDevices;
import org.socompass.cost.area.AreaModel;
import org.socompass.cost.area.AreaReport;
import org.socompass.cost.carbon.CarbonModel;
import org.socompass.cost.carbon.CarbonReport;
import org.socompass.cost.constants.Missing;
import org.socompass.cost.draws.Draws;
import org.socompass.hardware.Device;

/** Cost and carbon of known dies, and the laws of cost. */
final class CostModelTest {
  private static final CostModel COST = new CostModel(CostSettings.DEFAULT, Draws.NOMINAL);

  private static CostReport cost(Device device) {
    return COST.report(device, new AreaModel().report(device));
  }

  private static CostModel on(LocalDate day) {
    return new CostModel(
        new CostSettings(
            Optional.empty(),
            day,
            OptionalDouble.empty(),
            OptionalDouble.empty(),
            OptionalDouble.empty()),
        Draws.NOMINAL);
  }

  /**
   * The table of docs/area-cost-energy.md: gross dies, yield, die cost, carbon of die and package.
   */
  @ParameterizedTest(name = "{0}")
  @CsvSource({
    "A14, N5, 88, 686, .917, 27, 2.5",
    "A15, N5P, 108, 554, .899, 34, 3.1",
    "A16, N4, 113, 529, .895, 36, 3.2",
    "A17 Pro, N3B, 103, 583, .860, 52, 3.5",
    "A18 Pro, N3E, 105, 571, .858, 53, 3.5",
    "SD 8 Elite, N3E, 124.07, 479, .835, 65, 4.3",
    "X Elite, N4P, 169.6, 344, .848, 58, 5.0",
    "Exynos 2200, 4LPE, 104.65, 573, .902, 33, 3.0",
    "Orin, 8N, 447.8, 119, .659, 64, 10.9",
    "Thor, 4N, 416, 130, .677, 193, 15.1",
    "GA102, 8N, 628.4, 81, .565, 109, 17.7",
    "GA100, N7, 826, 59, .515, 308, 32.7"
  })
  void reproducesThePublishedTable(
      String name, String node, double mm2, long gross, double yield, double usd, double kg) {
    Device device = TestDevices.chip(mm2, node);
    AreaReport area = new AreaModel().report(device);
    CostReport cost = COST.report(device, area);
    CarbonReport carbon = new CarbonModel(Draws.NOMINAL).report(device, area, cost);

    assertThat(cost.grossDiesPerWafer()).as(name).hasValue(gross);
    assertThat(cost.dieYield().orElseThrow()).isCloseTo(yield, within(6e-4));
    assertThat(cost.dieUsd().orElseThrow()).isCloseTo(usd, within(0.51));
    assertThat(carbon.dieKg().orElseThrow() + carbon.packageKg()).isCloseTo(kg, within(0.051));
  }

  @Test
  void systemCostAddsPackageTestAndMemory() {
    // 88 mm2 at N5: die 16988 / (686 x 0.91659) = 27.017. Package 0.005 x 5 x 88 = 2.20, test
    // 2.00; (27.017 + 2.20 + 2.00) / 0.99 = 31.53. Memory 12 GB x 7.75 = 93.
    CostReport cost = cost(TestDevices.chip(88, "N5"));

    assertThat(cost.packageUsd().orElseThrow()).isCloseTo(2.20, within(1e-9));
    assertThat(cost.chipUsd().orElseThrow()).isCloseTo(31.53, within(0.01));
    assertThat(cost.memoryUsd().orElseThrow()).isCloseTo(93, within(1e-9));
    assertThat(cost.systemUsd().orElseThrow()).isCloseTo(124.53, within(0.01));
    assertThat(cost.missing()).isEmpty();
    assertThat(cost.nreUsdPerChip()).isEmpty();
  }

  @Test
  void memoryIsPricedAtItsDay() {
    Device device = TestDevices.load("phone");
    AreaReport area = new AreaModel().report(device);

    CostReport before = on(LocalDate.of(2025, 6, 30)).report(device, area);
    CostReport tooEarly = on(LocalDate.of(2020, 1, 1)).report(device, area);

    assertThat(before.memoryPrice().orElseThrow().date()).isEqualTo(LocalDate.of(2025, 1, 1));
    assertThat(before.memoryUsd().orElseThrow()).isCloseTo(24, within(1e-9));
    assertThat(tooEarly.memoryUsd()).isEmpty();
    assertThat(tooEarly.systemUsd()).isEmpty();
  }

  @Test
  void templateValuesReplaceTheTables() {
    // 100 mm2: 601 dies, yield (1 + 0.5 / 3)^-3 = 0.62974, die 10,000 / (601 x 0.62974) = 26.422;
    // (26.422 + 5 + 1) / 0.99 = 32.75. Memory 12 GB x 3.
    CostReport cost = cost(TestDevices.load("priced"));

    assertThat(cost.grossDiesPerWafer()).hasValue(601);
    assertThat(cost.chipUsd().orElseThrow()).isCloseTo(32.75, within(0.01));
    assertThat(cost.memoryUsd()).hasValueCloseTo(36.0, within(1e-9));
    assertThat(cost.memoryPrice()).isEmpty();
    assertThat(cost.nreUsdPerChip()).hasValueCloseTo(10.0, within(1e-9));
  }

  @Test
  void unknownPriceIsMissingAndNotZero() {
    CostReport cost = cost(TestDevices.load("phone", "memory.type=LPDDR4X"));

    assertThat(cost.memoryUsd()).isEmpty();
    assertThat(cost.systemUsd()).isEmpty();
    assertThat(cost.chipUsd()).isPresent();
    assertThat(cost.missing())
        .extracting(Missing::toString)
        .containsExactly(
            "product.memory_price: no dated price of LPDDR4X is known, so the cost of the memory"
                + " and of the system stays unknown");
  }

  @Test
  void withoutADieThereIsNoCost() {
    Device device = TestDevices.load("no-die");
    AreaReport area = new AreaModel().report(device);
    CostReport cost = COST.report(device, area);
    CarbonReport carbon = new CarbonModel(Draws.NOMINAL).report(device, area, cost);

    assertThat(cost.dieUsd()).isEmpty();
    assertThat(cost.systemUsd()).isEmpty();
    assertThat(cost.memoryUsd()).isPresent();
    assertThat(carbon.totalKg()).isEmpty();
    assertThat(carbon.memoryKg()).isPresent();
    assertThat(cost.missing())
        .extracting(Missing::toString)
        .containsExactly(
            "area.die: no measured die, so the area of the die, its cost and its carbon stay"
                + " unknown");
  }

  @Test
  void twoDiesCostMoreThanTwiceOne() {
    CostReport one = cost(TestDevices.load("phone", "area.die=300 mm2"));
    CostReport two = cost(TestDevices.load("phone", "area.die=300 mm2", "area.dies=2"));

    assertThat(two.dieUsd()).isEqualTo(one.dieUsd());
    assertThat(two.allDiesUsd()).hasValue(2 * one.dieUsd().orElseThrow());
    assertThat(two.chipUsd().orElseThrow() + 2.0 / 0.99)
        .isGreaterThan(2 * one.chipUsd().orElseThrow());
    assertThat(two.notes())
        .containsExactly("2 dies share a package; the link between them is in their measured area");
  }

  @Test
  void notesSayWhatIsLeftOut() {
    assertThat(cost(TestDevices.load("ga100")).notes())
        .containsExactly("gpu: 108 of 128 cores must work");
  }

  @Test
  void costGrowsFasterThanArea() {
    var random = new SplittableRandom(5);
    for (int i = 0; i < 100; i++) {
      double mm2 = random.nextDouble(40, 700);
      CostReport small = cost(TestDevices.chip(mm2, "N4P"));
      CostReport large = cost(TestDevices.chip(mm2 * 1.1, "N4P"));
      assertThat(large.dieUsd().orElseThrow()).isGreaterThan(1.1 * small.dieUsd().orElseThrow());
    }
  }

  @Test
  void memoryCarbonIsPerGigabyte() {
    Device device = TestDevices.load("phone");
    AreaReport area = new AreaModel().report(device);
    CarbonReport carbon =
        new CarbonModel(Draws.NOMINAL).report(device, area, COST.report(device, area));

    // 12 GB x 48 g.
    assertThat(carbon.memoryKg().orElseThrow()).isCloseTo(0.576, within(1e-9));
    // 1 cm2 / 0.9063 x 1.54 kg.
    assertThat(carbon.dieImecKg().orElseThrow()).isCloseTo(1.699, within(1e-3));
    assertThat(carbon.totalKg().orElseThrow())
        .isCloseTo(carbon.dieKg().orElseThrow() + 0.15 + 0.576, within(1e-9));
  }
}
