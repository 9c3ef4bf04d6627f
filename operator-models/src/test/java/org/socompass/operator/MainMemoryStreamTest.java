package org.socompass.operator;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.withinPercentage;

import java.util.Optional;
import java.util.OptionalDouble;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvFileSource;
import org.socompass.fixtures.TestProcessors;
import org.socompass.hardware.Dram;
import org.socompass.hardware.Processor;

/** Streams with and without a ramp and caps. */
final class MainMemoryStreamTest {
  private static final OptionalDouble NONE = OptionalDouble.empty();

  private static Processor processor(int cores, double clockHz, Dram dram) {
    Processor p = TestProcessors.plain();
    return TestProcessors.withDram(
        TestProcessors.processor(
            clockHz,
            cores,
            Optional.empty(),
            p.vector(),
            0,
            p.local(),
            p.global(),
            TestProcessors.rate(),
            TestProcessors.streaming(),
            Optional.empty()),
        dram);
  }

  @ParameterizedTest
  @CsvFileSource(resources = "/golden/main-memory.csv", numLinesToSkip = 2)
  void equalsThePrototype(
      double bytes,
      double efficiency,
      double bandwidth,
      int cores,
      double clockHz,
      double ramp,
      double seconds) {
    Processor p = processor(cores, clockHz, new Dram(1, NONE, NONE, ramp));

    assertThat(MainMemoryStream.seconds(bytes, p, TestProcessors.memory(bandwidth, 0), efficiency))
        .isCloseTo(seconds, withinPercentage(1e-4));
  }

  /** Caps are on what is achieved, the efficiency not taken off again. */
  @Test
  void theLeastOfMemoryProcessorAndCoresLimits() {
    var memory = TestProcessors.memory(100e9, 0);
    OptionalDouble cap = OptionalDouble.of(40e9);
    OptionalDouble perCore = OptionalDouble.of(3e9);

    // 0.5 of 100 GB/s; the cap; 8 cores of 3 GB/s.
    assertThat(
            MainMemoryStream.bandwidth(processor(8, 1e9, new Dram(1, NONE, NONE, 0)), memory, 0.5))
        .isEqualTo(50e9);
    assertThat(
            MainMemoryStream.bandwidth(processor(8, 1e9, new Dram(1, cap, NONE, 0)), memory, 0.5))
        .isEqualTo(40e9);
    assertThat(
            MainMemoryStream.bandwidth(
                processor(8, 1e9, new Dram(1, cap, perCore, 0)), memory, 0.5))
        .isEqualTo(24e9);
  }

  @Test
  void nothingTakesNoTime() {
    for (double ramp : new double[] {0, 1e-6}) {
      Processor p = processor(8, 1e9, new Dram(1, NONE, NONE, ramp));
      assertThat(MainMemoryStream.seconds(0, p, TestProcessors.memory(1e9, 0), 1)).isZero();
    }
  }

  /** The draw that takes least time is chosen, so that more of anything never takes more. */
  @Test
  void moreBandwidthCoresOrClockNeverTakeLonger() {
    var random = new SplittableRandom(42);
    for (int i = 0; i < 1000; i++) {
      double bytes = Math.exp(random.nextDouble(0, 25));
      double bandwidth = random.nextDouble(1e9, 1e12);
      int cores = random.nextInt(1, 100);
      double clock = random.nextDouble(1e8, 3e9);
      double efficiency = random.nextDouble(0.3, 1);
      var dram =
          new Dram(
              1,
              random.nextBoolean() ? OptionalDouble.of(random.nextDouble(1e9, 1e11)) : NONE,
              random.nextBoolean() ? OptionalDouble.of(random.nextDouble(1e8, 1e10)) : NONE,
              random.nextDouble(0, 1e-5));
      double seconds = seconds(bytes, bandwidth, cores, clock, dram, efficiency);
      double slack = seconds * (1 + 1e-12);

      assertThat(seconds(bytes, bandwidth * 1.3, cores, clock, dram, efficiency))
          .isLessThanOrEqualTo(slack);
      assertThat(seconds(bytes, bandwidth, cores + 1, clock, dram, efficiency))
          .isLessThanOrEqualTo(slack);
      assertThat(seconds(bytes, bandwidth, cores, clock * 1.3, dram, efficiency))
          .isLessThanOrEqualTo(slack);
      assertThat(seconds(bytes * 1.1, bandwidth, cores, clock, dram, efficiency))
          .isGreaterThan(seconds);
      assertThat(seconds).isGreaterThanOrEqualTo(bytes / bandwidth);
    }
  }

  private static double seconds(
      double bytes, double bandwidth, int cores, double clock, Dram dram, double efficiency) {
    return MainMemoryStream.seconds(
        bytes, processor(cores, clock, dram), TestProcessors.memory(bandwidth, 0), efficiency);
  }
}
