package org.socompass.operator;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.within;

import java.util.Map;
import java.util.OptionalDouble;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.socompass.fixtures.TestProcessors;
import org.socompass.hardware.DataType;
import org.socompass.hardware.Dram;
import org.socompass.hardware.Processor;

/** What a cost says, how it is gathered, and the roofline under it. */
final class OperatorCostTest {
  @Test
  void theResourceThatIsBusyLongestBounds() {
    var busy = Map.of(Bound.COMPUTE, 3.0, Bound.MEMORY, 4.0);

    assertThat(new OperatorCost(5, 1, busy, Map.of(), 1, 1).boundBy()).isEqualTo(Bound.MEMORY);
    assertThat(new OperatorCost(9, 4.5, busy, Map.of(), 1, 1).boundBy()).isEqualTo(Bound.LAUNCH);
  }

  @Test
  void utilizationIsTheRooflinesShareOfTheLatency() {
    assertThat(new OperatorCost(4, 0, Map.of(), Map.of(), 1, 1).utilization()).isEqualTo(0.25);
    assertThat(new OperatorCost(4, 0, Map.of(), Map.of(), 1, 4).utilization()).isEqualTo(1);
  }

  @Test
  void aLevelWithoutTrafficMovesNothing() {
    var cost = new OperatorCost(1, 0, Map.of(), Map.of(MemoryLevel.MAIN_MEMORY, 8.0), 1, 1);

    assertThat(cost.traffic(MemoryLevel.MAIN_MEMORY)).isEqualTo(8);
    assertThat(cost.traffic(MemoryLevel.LOCAL_BUFFER)).isZero();
  }

  @ParameterizedTest
  @ValueSource(doubles = {0, -1, Double.NaN, Double.POSITIVE_INFINITY})
  void aLatencyIsPositiveAndFinite(double latency) {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> new OperatorCost(latency, 0, Map.of(), Map.of(), 1, 1))
        .withMessage("latency must be positive, but is " + latency);
  }

  @Test
  void theRooflineIsTheSlowerOfPeakRateAndPeakBandwidth() {
    Processor plain = TestProcessors.plain(); // 1.024 TFLOPS
    var op = new Matmul(1, 64, 64, 64, DataType.FP16, DataType.FP16, DataType.FP16);

    // 524,288 op / 1.024e12 op/s = 0.512 us; 24,576 B take 24.576 us at 1 GB/s, 0.024 at 1 TB/s.
    assertThat(Roofline.seconds(op, plain, TestProcessors.memory(1e9, 0)))
        .isCloseTo(24.576e-6, within(1e-15));
    assertThat(Roofline.seconds(op, plain, TestProcessors.memory(1e12, 0)))
        .isCloseTo(0.512e-6, within(1e-15));
  }

  /** A cap on what one processor draws is of the model, not of the law. */
  @Test
  void theRooflineIsThatOfTheMemory() {
    Processor capped =
        TestProcessors.withDram(
            TestProcessors.plain(),
            new Dram(0.5, OptionalDouble.of(0.5e9), OptionalDouble.empty(), 1e-6));
    var op =
        new ElementwiseOperator(ElementwiseOperator.Kind.SILU, 1000, DataType.FP16, DataType.FP16);

    assertThat(Roofline.seconds(op, capped, TestProcessors.memory(1e9, 0)))
        .isCloseTo(4e-6, within(1e-15)); // 4000 B at 1 GB/s
  }

  /** At least the greater of two times, at most their sum, and no less for more of either. */
  @Test
  void overlappingTimesLieBetweenTheirMaximumAndTheirSum() {
    var random = new SplittableRandom(42);
    for (int i = 0; i < 1000; i++) {
      double a = random.nextDouble(0, 10);
      double b = random.nextBoolean() ? 0 : random.nextDouble(0, 10);
      double p = random.nextDouble(1, 64);
      double norm = Overlap.norm(a, b, p);

      assertThat(norm).isBetween(Math.max(a, b), (a + b) * (1 + 1e-12));
      assertThat(Overlap.norm(b, a, p)).isEqualTo(norm);
      assertThat(Overlap.norm(a * 1.1, b, p)).isGreaterThanOrEqualTo(norm);
    }
    assertThat(Overlap.norm(3, 4, 2)).isCloseTo(5, within(1e-12));
    assertThat(Overlap.norm(3, 4, 1)).isCloseTo(7, within(1e-12));
    assertThat(Overlap.norm(0, 0, 2)).isZero();
  }
}
