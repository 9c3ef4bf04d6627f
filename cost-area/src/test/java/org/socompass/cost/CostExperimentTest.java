package org.socompass.cost;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.socompass.cost.CostExperiment.Outcome;
import org.socompass.cost.CostExperiment.Swing;
import org.socompass.cost.area.Block;
import org.socompass.cost.carbon.CarbonConstants;
import org.socompass.cost.carbon.CarbonModel;
import org.socompass.cost.carbon.CarbonReport;
import org.socompass.cost.constants.Missing;
import org.socompass.cost.die.YieldModel;
import org.socompass.cost.draws.Quantiles;
import org.socompass.cost.draws.Uncertain;
import org.socompass.cost.manufacture.CostReport;
import org.socompass.cost.manufacture.CostSettings;
import org.socompass.hardware.Device;
import org.socompass.hardware.template.DeviceLibrary;

/** Uncertainty of cost: what is certain, what cancels, what moves it most. */
final class CostExperimentTest {
  private static final CostExperiment DRAWN =
      CostExperiment.monteCarlo(CostSettings.DEFAULT, 500, 1);
  private static final CostExperiment TYPICAL = CostExperiment.nominal(CostSettings.DEFAULT);

  private static Device phone(String... overrides) {
    return TestDevices.load("phone", overrides);
  }

  private static Uncertain system(Outcome outcome) {
    return outcome.cost().system().orElseThrow();
  }

  @Test
  void drawsLeaveTheTypicalValueAsItIs() {
    for (String override : List.of("processors.npu.matrix.rows=64", "process_node=N3E")) {
      Outcome drawn = DRAWN.of(phone(override), phone());
      Outcome typical = TYPICAL.of(phone(override), phone());

      assertThat(system(drawn).value()).isCloseTo(system(typical).value(), within(1e-9));
      assertThat(drawn.area().dieMm2()).isEqualTo(typical.area().dieMm2());
      assertThat(drawn.carbon().totalKg().orElseThrow())
          .isCloseTo(typical.carbon().totalKg().orElseThrow(), within(1e-9));
    }
  }

  @Test
  void aFigureThatImecLacksIsNamed() {
    CarbonReport carbon = TYPICAL.of(TestDevices.load("orin"), TestDevices.load("orin")).carbon();

    assertThat(carbon.dieKg()).isPresent();
    assertThat(carbon.dieImecKg()).isEmpty();
    assertThat(carbon.missing())
        .extracting(Missing::toString)
        .contains("process_node: imec.netzero has no figure per cm2 for the node");
  }

  /** A die that was measured is as large as that in every draw; what overrides change is not. */
  @Test
  void onlyWhatAnOverrideChangesIsUncertainOfADie() {
    Quantiles shipped = DRAWN.of(phone(), phone()).area().die().orElseThrow().quantiles();
    Quantiles changed =
        DRAWN
            .of(phone("processors.npu.matrix.rows=64"), phone())
            .area()
            .die()
            .orElseThrow()
            .quantiles();

    assertThat(shipped.p90() - shipped.p10()).isLessThan(1e-9);
    assertThat(changed.p10()).isBetween(100.15, 100.25);
    assertThat(changed.p90()).isBetween(100.30, 100.60);
  }

  /** All draws of a device against itself are 1: what both share cancels. */
  @Test
  void commonDrawsCancel() {
    Uncertain one = system(DRAWN.of(phone(), phone()));
    Uncertain same = system(DRAWN.of(phone(), phone())).over(one);
    Uncertain more = system(DRAWN.of(phone("memory.capacity=24GiB"), phone())).over(one);

    assertThat(one.quantiles().p90() / one.quantiles().p10()).isGreaterThan(1.2);
    assertThat(same.quantiles()).isEqualTo(new Quantiles(1, 1, 1));
    // Twice the memory costs more in every draw, though the ranges of both overlap.
    assertThat(more.shareBelow(1)).isZero();
  }

  @Test
  void sameSeedGivesTheSameDrawsOnAnyThread() {
    Outcome here = DRAWN.of(phone("process_node=N3E"), phone());
    List<Outcome> there =
        IntStream.range(0, 8)
            .parallel()
            .mapToObj(
                i ->
                    CostExperiment.monteCarlo(CostSettings.DEFAULT, 500, 1)
                        .of(phone("process_node=N3E"), phone()))
            .toList();

    assertThat(there).allMatch(o -> o.cost().equals(here.cost()) && o.area().equals(here.area()));
  }

  @Test
  void theTornadoFindsTheGreatestLever() {
    List<Swing> swings = TYPICAL.sensitivity(phone(), phone(), outcome -> outcome.cost().system());
    Swing first = swings.get(0);

    // 12 GB at 5.5 to 10, most likely 7.75 USD/GB: p10 and p90 are 7.75 -+ 2.25 (1 - sqrt 0.2).
    assertThat(first.stream()).isEqualTo("memory-prices: LPDDR5X from 2025-10-01");
    assertThat(first.size()).isCloseTo(12 * 2 * 2.25 * (1 - Math.sqrt(0.2)), within(1e-6));
    assertThat(swings).isSortedAccordingTo((a, b) -> Double.compare(b.size(), a.size()));
    assertThat(swings).extracting(Swing::stream).doesNotHaveDuplicates();
    assertThat(swings)
        .extracting(Swing::stream)
        .contains(
            "process-nodes: wafer_price of the 5 nm family",
            "process-nodes: defect_density of the 5 nm family",
            "assembly: test");
    // A die as it shipped does not depend on the area model.
    assertThat(swings).noneMatch(s -> s.stream().startsWith("area-model"));
  }

  @Test
  void aMoreExpensiveConstantNeverMakesAChipCheaper() {
    List<Swing> swings = TYPICAL.sensitivity(phone(), phone(), o -> o.cost().chip());

    for (Swing swing : swings) {
      boolean isBetter =
          swing.stream().contains("bond_yield") || swing.stream().contains("usable_radius");
      assertThat(swing.high() > swing.low()).as(swing.stream()).isEqualTo(!isBetter);
    }
  }

  @Test
  void aMissingInputHasNoTornado() {
    Device unpriced = phone("memory.type=LPDDR4X");

    assertThat(TYPICAL.sensitivity(unpriced, unpriced, o -> o.cost().system())).isEmpty();
    assertThat(TYPICAL.sensitivity(unpriced, unpriced, o -> o.cost().chip())).isNotEmpty();
  }

  /** No shipped template gives a negative, infinite or undefined number in any draw. */
  @Test
  void everyTemplateIsFiniteInEveryDraw() {
    for (String id : DeviceLibrary.ids()) {
      Device device = DeviceLibrary.load(id, List.of());
      Outcome outcome = DRAWN.of(device, device);
      for (Block block : outcome.area().blocks()) {
        assertPlausible(id + " " + block.name(), Optional.of(block.area()), false);
      }
      assertPlausible(id, outcome.area().die(), true);
      assertPlausible(id, outcome.cost().chip(), true);
      assertPlausible(id, outcome.cost().system(), true);
      assertPlausible(id, outcome.carbon().total(), true);
      boolean isWhole = outcome.cost().system().isPresent();
      assertThat(isWhole || !outcome.cost().missing().isEmpty()).as(id).isTrue();
    }
  }

  private static void assertPlausible(String what, Optional<Uncertain> number, boolean positive) {
    if (number.isPresent()) {
      Quantiles q = number.get().quantiles();
      for (double v : new double[] {number.get().value(), q.p10(), q.p50(), q.p90()}) {
        assertThat(v).as(what).isFinite();
        assertThat(v).as(what).isGreaterThanOrEqualTo(positive ? Double.MIN_VALUE : 0);
      }
    }
  }

  @Test
  void settingsReplaceTheTables() {
    var settings =
        new CostSettings(
            Optional.of(new YieldModel.Poisson()),
            java.time.LocalDate.MAX,
            OptionalDouble.of(0.3),
            OptionalDouble.of(10e6),
            OptionalDouble.of(100));
    var experiment = CostExperiment.nominal(settings);
    CostReport cost = experiment.of(phone(), phone()).cost();

    // 100 mm2 at 0.1 /cm2: exp(-0.1). 12 GB x 0.30. 542 MUSD over ten million.
    assertThat(cost.dieYield()).hasValueCloseTo(Math.exp(-0.1), within(1e-12));
    assertThat(cost.memoryUsd()).hasValueCloseTo(3.6, within(1e-9));
    assertThat(cost.memoryPrice()).isEmpty();
    assertThat(cost.nreUsdPerChip()).hasValueCloseTo(54.2, within(1e-9));
    // A megajoule at 100 g/kWh: 1e6 / 3.6e6 kWh = 27.8 g.
    assertThat(CarbonModel.operationalKg(1e6, experiment.gridGramsPerKwh()).value())
        .isCloseTo(0.02778, within(1e-5));
    assertThat(Objects.requireNonNull(CarbonConstants.builtIn().grid()).gramsPerKwh().value())
        .isEqualTo(481);
  }
}
