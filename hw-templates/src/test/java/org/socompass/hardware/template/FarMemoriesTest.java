package org.socompass.hardware.template;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

final class FarMemoriesTest {
  @Test
  void theFastestIsOfThoseThatShip() {
    assertThat(FarMemories.all())
        .extracting(FarMemories.Known::id)
        .containsExactly("cxl-ddr5-x16", "cxl-ddr5-x8", "ddr5-host", "lpddr5x-c2c");
    assertThat(FarMemories.fastest()).isEqualTo(new FarMemories.Known("lpddr5x-c2c", 400e9));
  }
}
