package org.socompass.cost;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.socompass.cost.area.Block;
import org.socompass.cost.manufacture.CostReport;
import org.socompass.cost.manufacture.CostSettings;
import org.socompass.hardware.Device;
import org.socompass.hardware.template.DeviceLibrary;
import org.socompass.input.InputException;

/** What far memory adds to the cost of a device, its area and its carbon. */
final class FarMemoryCostTest {
  private static final CostExperiment NOMINAL = CostExperiment.nominal(CostSettings.DEFAULT);
  private static final Device PLAIN = DeviceLibrary.load("a100-80gb");

  private static CostExperiment.Outcome of(CostExperiment experiment, String... set) {
    List<String> all =
        new ArrayList<>(
            List.of(
                "far_memory.type=DDR5 behind CXL",
                "far_memory.bandwidth=56 GB/s",
                "far_memory.latency=250 ns",
                "far_memory.capacity=512 GiB"));
    all.addAll(List.of(set));
    return experiment.of(DeviceLibrary.load("a100-80gb", all), PLAIN);
  }

  private static double usd(CostExperiment.Outcome outcome) {
    return outcome.cost().systemUsd().orElseThrow();
  }

  @Test
  void aPriceIsPaidForEveryGigabyte() {
    CostExperiment.Outcome plain = NOMINAL.of(PLAIN, PLAIN);
    assertThat(plain.cost().farMemory()).isEmpty();
    // 512 GB at 3 USD.
    CostExperiment.Outcome priced = of(NOMINAL, "far_memory.price=3 USD/GB");
    assertThat(usd(priced) - usd(plain)).isCloseTo(1536, within(1e-9));
    assertThat(priced.cost().farMemory().map(CostReport.FarMemoryCost::source))
        .hasValue("template: far_memory.price");
    // DDR5 of October 2023: 2.40 USD/GB, as LLMCompass has it.
    CostExperiment.Outcome dated = of(NOMINAL);
    assertThat(usd(dated) - usd(plain)).isCloseTo(512 * 2.4, within(1e-9));
    assertThat(dated.cost().farMemory().orElseThrow().source())
        .startsWith("DDR5 at its price of 2023-10-01: LLMCompass");
  }

  @Test
  void theDatedPriceHasItsRange() {
    CostReport.FarMemoryCost cost =
        of(CostExperiment.monteCarlo(CostSettings.DEFAULT, 500, 1))
            .cost()
            .farMemory()
            .orElseThrow();
    assertThat(cost.usd().isCertain()).isFalse();
    assertThat(cost.usd().quantiles().p10()).isBetween(512 * 1.8, 512 * 2.4);
    assertThat(cost.usd().quantiles().p90()).isBetween(512 * 2.4, 512 * 3.0);
  }

  @Test
  void aMemoryWithoutPriceLeavesTheSystemUnknown() {
    CostExperiment.Outcome outcome = of(NOMINAL, "far_memory.type=MRDIMM behind CXL");
    assertThat(outcome.cost().system()).isEmpty();
    assertThat(outcome.cost().chip()).isPresent();
    assertThat(outcome.cost().missing().toString())
        .contains("far_memory.price")
        .contains("no dated price of MRDIMM is known");
    assertThat(outcome.carbon().missing().toString()).contains("no carbon figure for MRDIMM");
  }

  @Test
  void itsLanesAreOnTheDie() {
    CostExperiment.Outcome plain = NOMINAL.of(PLAIN, PLAIN);
    CostExperiment.Outcome lanes =
        of(NOMINAL, "area.far_memory.interface=pcie5", "area.far_memory.units_on_die=16");
    double added =
        lanes.area().blocks().stream()
            .filter(b -> b.name().startsWith("Far memory"))
            .mapToDouble(Block::mm2)
            .sum();
    // 16 lanes of 0.64 mm2, and controllers.
    assertThat(added).isGreaterThan(16 * 0.64);
    assertThat(lanes.area().dieMm2().orElseThrow() - plain.area().dieMm2().orElseThrow())
        .isCloseTo(added, within(1e-9));
    assertThatThrownBy(
            () -> of(NOMINAL, "area.far_memory.interface=pcie6", "area.far_memory.units_on_die=1"))
        .isInstanceOf(InputException.class)
        .hasMessageStartingWith(
            "device 'a100-80gb': area.far_memory.interface: unknown memory interface 'pcie6'; did you"
                + " mean 'pcie");
  }
}
