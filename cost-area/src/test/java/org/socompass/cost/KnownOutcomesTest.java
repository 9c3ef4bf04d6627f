package org.socompass.cost;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.socompass.cost.manufacture.CostSettings;
import org.socompass.hardware.Device;
import org.socompass.hardware.template.DeviceTemplate;

/** Outcomes that are known are those that are computed, whatever else was asked before. */
final class KnownOutcomesTest {
  private static final DeviceTemplate TEMPLATE = DeviceTemplate.of("snapdragon-8-gen-3");

  /** Fields that cost something, and fields that do not. */
  private static final List<String> OVERRIDES =
      List.of(
          "processors.gpu.cores=3",
          "processors.gpu.clock=0.5 GHz",
          "processors.npu.matrix.rows=64",
          "processors.npu.global_buffer.capacity=2 MiB",
          "processors.npu.local_buffer.capacity=2 MiB",
          "processors.npu.energy.idle=0.1 W",
          "memory.data_rate=6400 MT/s",
          "memory.channels=2",
          "memory.capacity=8 GiB",
          "memory.type=LPDDR5",
          "system_cache.capacity=16 MiB",
          "process_node=N3E");

  private static CostExperiment experiment() {
    return CostExperiment.monteCarlo(CostSettings.DEFAULT, 5, 1);
  }

  @Test
  void knownIsTheSameAsComputed() {
    Device anchor = TEMPLATE.anchor(List.of());
    CostExperiment shared = experiment();
    var random = new Random(9);
    for (int i = 0; i < 60; i++) {
      List<String> overrides = new ArrayList<>();
      for (int c = random.nextInt(3); c >= 0; c--) {
        overrides.add(OVERRIDES.get(random.nextInt(OVERRIDES.size())));
      }
      Device device = TEMPLATE.device(overrides);

      assertThat(shared.of(device, anchor))
          .as("%s", overrides)
          .isEqualTo(experiment().of(device, anchor));
    }
  }

  @Test
  void clocksAndRatesCostNothing() {
    Device anchor = TEMPLATE.anchor(List.of());
    CostExperiment shared = experiment();
    CostExperiment.Outcome base = shared.of(TEMPLATE.device(List.of()), anchor);
    Device faster =
        TEMPLATE.device(List.of("processors.gpu.clock=2 GHz", "memory.data_rate=9600 MT/s"));

    assertThat(shared.of(faster, anchor)).isSameAs(base);
    Device larger = TEMPLATE.device(List.of("processors.gpu.cores=8"));
    assertThat(shared.of(larger, anchor)).isNotEqualTo(base);
  }
}
