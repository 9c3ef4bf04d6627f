package org.socompass.hardware;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.socompass.hardware.template.DeviceLibrary;

/** The clock that power holds: by hand, and as limits and clocks change. */
final class SustainedClockTest {
  private static SustainedClock of(String... overrides) {
    return DeviceLibrary.load("l40s", List.of(overrides)).processor("gpu").sustained();
  }

  @Test
  void itIsTheClockAtWhichTheBoardDrawsItsLimit() {
    // 142 cores of 1024 operations of bf16 a lane and cycle... 4 lanes of 16 x 8 PEs, one MAC each:
    // 142 * 4 * 128 * 2 = 145,408 operations a cycle of 0.302 pJ, and 142 cycles of 487 pJ:
    // 43,913 + 69,154 = 113,067 pJ a cycle at 1.301 GHz, 147.1 W. 350 W - 40 W - 12 W = 298 W:
    // 1.301 GHz / 2.52 GHz * (298 / 147.1)^(1/3) = 0.6532.
    assertThat(of().ofMatrix(DataType.BF16)).isCloseTo(0.6532, within(2e-4));
  }

  @Test
  void moreVectorEnergyHoldsLessOfTheClock() {
    assertThat(of("processors.gpu.energy.vector_product=5").ofVector(DataType.FP32))
        .isLessThan(of("processors.gpu.energy.vector_product=1").ofVector(DataType.FP32));
  }

  @Test
  void eightTimesThePowerHoldsTwiceTheClock() {
    // Idle power is 40 W + 12 W: 52 + 298 W and 52 + 8 * 298 W.
    assertThat(of("power_limit=2436W").ofMatrix(DataType.BF16))
        .isCloseTo(2 * of().ofMatrix(DataType.BF16), within(1e-9));
  }

  @Test
  void nothingIsHeldBackWithoutAClockOfTheEnergies() {
    Processor orin = DeviceLibrary.load("jetson-agx-orin").processor("gpu");

    assertThat(orin.sustained()).isEqualTo(SustainedClock.UNLIMITED);
    assertThat(orin.sustained().ofMatrix(DataType.FP16)).isInfinite();
  }
}
