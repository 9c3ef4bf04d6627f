package org.socompass.cost.die;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

/** Dies on a wafer. */
final class WaferTest {
  private static final Wafer WAFER = new Wafer(147, 0.1);

  @Test
  void countsDiesLessThoseAtTheEdge() {
    // A' = 88 + 0.2 x 9.3808 + 0.01 = 89.886; 67,886.7 / 89.886 = 755.25; 923.63 / sqrt(179.77)
    // = 68.89; 686.4.
    assertThat(WAFER.dies(88)).hasValue(686);
  }

  @Test
  void aDieLargerThanTheWaferDoesNotFit() {
    assertThat(WAFER.dies(60_000)).isEmpty();
  }

  @Test
  void largerDiesAreFewer() {
    var random = new SplittableRandom(3);
    for (int i = 0; i < 200; i++) {
      double mm2 = random.nextDouble(10, 800);
      assertThat(WAFER.dies(mm2).orElseThrow())
          .isGreaterThanOrEqualTo(WAFER.dies(mm2 * 1.05).orElseThrow())
          .isLessThan((long) (Math.PI * 147 * 147 / mm2));
    }
  }

  @Test
  void rejectsADieWithoutArea() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> WAFER.dies(0))
        .withMessage("the area must be positive, but is 0.0 mm2");
  }
}
