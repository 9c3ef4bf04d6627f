package org.socompass.hardware;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;
import static org.assertj.core.api.Assertions.withinPercentage;

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
    // 298 / 147.1 = 2.026 = x (0.6 + 0.4 x)^2 at x = 1.4525; 1.301 GHz / 2.52 GHz * x = 0.7499.
    assertThat(of().ofMatrix(DataType.BF16).share(1)).isCloseTo(0.7499, within(2e-4));
  }

  @Test
  void moreVectorEnergyHoldsLessOfTheClock() {
    assertThat(of("processors.gpu.energy.vector_product=5").ofVector(DataType.FP32).share(1))
        .isLessThan(of("processors.gpu.energy.vector_product=1").ofVector(DataType.FP32).share(1));
  }

  /** At the clock that is held, cores that are busy draw what the limit leaves them. */
  @Test
  void powerAtTheClockThatIsHeldIsTheLimit() {
    for (double idle = 1; idle < 1e3; idle *= 1.7) {
      for (double ratio = 1e-3; ratio < 1e3; ratio *= 3) {
        double x = new SustainedClock.Held(ratio, 0.5).share(idle) / 0.5;
        double voltage = 0.6 + 0.4 * x;

        assertThat(x * voltage * voltage / idle).isCloseTo(ratio, withinPercentage(1e-9));
      }
    }
  }

  /** Fewer busy cores hold more of the clock, and do not get more done than all of them. */
  @Test
  void moreCoresGetMoreDone() {
    var held = new SustainedClock.Held(0.3, 1);
    for (double idle = 1; idle < 100; idle *= 1.1) {
      assertThat(held.share(idle * 1.1)).isGreaterThan(held.share(idle));
      assertThat(held.share(idle * 1.1) / (idle * 1.1)).isLessThan(held.share(idle) / idle);
    }
  }

  @Test
  void nothingIsHeldBackWithoutAClockOfTheEnergies() {
    Processor orin = DeviceLibrary.load("jetson-agx-orin").processor("gpu");

    assertThat(orin.sustained()).isEqualTo(SustainedClock.UNLIMITED);
    assertThat(orin.sustained().ofMatrix(DataType.FP16).share(1)).isInfinite();
  }
}
