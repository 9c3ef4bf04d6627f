package org.socompass.hardware.tier;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.socompass.hardware.template.DeviceTemplate;
import org.socompass.input.InputException;

/** Far memory in templates. */
final class FarMemoryTest {
  private static FarMemory of(String section) {
    return DeviceTemplate.ofText("mine.yaml", "extends: a100-80gb\nfar_memory: " + section)
        .device(List.of())
        .tiers()
        .farMemory()
        .orElseThrow();
  }

  @ParameterizedTest
  @ValueSource(strings = {"cxl-ddr5-x8", "cxl-ddr5-x16", "ddr5-host", "lpddr5x-c2c"})
  void whatShipsIsWhole(String id) {
    FarMemory far = of("{extends: " + id + "}");
    assertThat(far.bytesPerSecond()).isBetween(20e9, 500e9);
    assertThat(far.latencySeconds()).isBetween(100e-9, 2e-6);
    assertThat(far.joulesPerByteRead()).isPresent();
    assertThat(far.memoryType()).isIn("DDR5", "LPDDR5X");
  }

  @Test
  void aPriceMayHaveARange() {
    assertThat(of("{extends: cxl-ddr5-x8}").price()).isEmpty();
    assertThat(of("{extends: cxl-ddr5-x8, price: 3 USD/GB}").price())
        .isEqualTo(Optional.of(new FarMemory.Price(3, 3, 3)));
    assertThat(
            of("{extends: cxl-ddr5-x8, price: {value: 3 USD/GB, min: 2 USD/GB, max: 5 USD/GB, source: me}}")
                .price())
        .isEqualTo(Optional.of(new FarMemory.Price(3, 2, 5)));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "{type: DDR5, latency: 1 us, capacity: 1 GB} | mine.yaml:2:13: far_memory: lacks 'bandwidth'; present: type, latency, capacity",
        "{extends: cxl-ddr5-x8, bandwidth: 0 GB/s} | mine.yaml:2:47: far_memory.bandwidth: must be positive, but is 0 GB/s",
        "{extends: cxl-ddr5-x8, latency: -1 ns} | mine.yaml:2:45: far_memory.latency: must not be negative, but is -1 ns",
        "{extends: cxl-ddr5-x8, capacity: 0 GB} | mine.yaml:2:46: far_memory.capacity: must be at least 1 B, but is 0 GB",
        "{extends: cxl-ddr5-x8, price: 0 USD/GB} | mine.yaml:2:43: far_memory.price: must be positive, but is 0 USD/GB",
        "{extends: cxl-ddr5-x8, bandwith: 1 GB/s} | mine.yaml:2:36: far_memory.bandwith: unknown key 'bandwith'; did you mean 'bandwidth'?",
        "{extends: cxl-ddr6} | mine.yaml:2:23: far_memory.extends: unknown far memory 'cxl-ddr6'; did you mean 'cxl-ddr5-x16'?"
      })
  void mistakesAreReportedAtTheirField(String section, String message) {
    assertThatThrownBy(() -> of(section)).isInstanceOf(InputException.class).hasMessage(message);
  }
}
