package org.socompass.inference.rates;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SplittableRandom;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.socompass.hardware.DataType;
import org.socompass.hardware.Device;
import org.socompass.hardware.Processor;
import org.socompass.hardware.template.DeviceTemplate;
import org.socompass.inference.rates.EngineRates.AttentionRate;
import org.socompass.inference.rates.EngineRates.Fit;
import org.socompass.inference.rates.EngineRates.HostTime;
import org.socompass.inference.rates.EngineRates.ProductRate;
import org.socompass.inference.rates.EngineRates.Prompts;
import org.socompass.operator.Attention;
import org.socompass.operator.Bound;
import org.socompass.operator.Matmul;

/** The law of shares against hand-computed times, and what any timing must obey. */
final class RateLawTest {
  private static final Device PI = device("raspberry-pi-5", List.of());

  private static final EngineRates RATES =
      new EngineRates(
          2,
          KernelRows.ANY,
          Map.of("default", new ProductRate(DataType.INT8, 0.5)),
          Map.of("default", 2.0, "q8_0", 1.0),
          0.8,
          1,
          new AttentionRate(DataType.FP32, 0.25, 0.5),
          new HostTime(1e-3, 1e-6, 1e-4, 4.8e9),
          Prompts.WHOLE,
          new Fit(List.of(), Optional.empty(), "nothing", Map.of(), Map.of()));

  private static Device device(String id, List<String> overrides) {
    return DeviceTemplate.of(id).device(overrides);
  }

  private static Processor cpu(Device device) {
    return device.processor("cpu");
  }

  private static Matmul product(long m, DataType weight) {
    return new Matmul(1, m, 1024, 512, DataType.FP16, weight, DataType.FP16);
  }

  @Test
  void aRowStreamsItsWeightsAndUnpacksThem() {
    // Memory: 0.8 of 2 x 16 bit x 4267 MT/s = 0.8 * 17.068 = 13.654 GB/s.
    // Bytes: 1024 * 512 * 4.5 / 8 = 294,912 of weights, 2048 in, 1024 out: 297,984 B, 21.823 us.
    // Unpacking: 524,288 weights * 2 op / (2 of 4 cores, 2 pipes * 8 op * 2.4 GHz * 2... = 76.8
    // Gop/s) where a cycle of a pipe is 4 multiply-adds of fp32, 8 op.
    double vector = 2 * 2 * 8 * 2.4e9;
    double expected = 297_984 / (0.8 * 17.068e9) + 524_288 * 2.0 / vector;

    RateLaw.Timed timed = RateLaw.of(product(1, DataType.Q4_0), RATES, cpu(PI), PI.memory());

    assertThat(timed.seconds()).isCloseTo(expected, within(1e-3 * expected));
  }

  @Test
  void manyRowsReachTheirShareOfTheIntegerPeak() {
    // 2 * 512 * 1024 * 512 op at half of 2 cores * 2 pipes * 32 op * 2.4 GHz = 153.6 Gop/s, and
    // the weights are unpacked once.
    double compute = 2.0 * 512 * 1024 * 512 / (0.5 * 2 * 2 * 32 * 2.4e9);
    double unpack = 524_288 * 2.0 / (2 * 2 * 8 * 2.4e9);

    RateLaw.Timed timed = RateLaw.of(product(512, DataType.Q4_0), RATES, cpu(PI), PI.memory());

    assertThat(timed.seconds()).isCloseTo(compute + unpack, within(1e-9));
    assertThat(timed.boundBy()).isEqualTo(Bound.COMPUTE);
  }

  @Test
  void aPortThatIsNarrowerThanTheMemoryBindsAndSaysSo() {
    Device narrow = device("raspberry-pi-5", List.of("processors.cpu.dram.bandwidth_cap=5 GB/s"));

    RateLaw.Timed timed =
        RateLaw.of(product(1, DataType.Q8_0), RATES, cpu(narrow), narrow.memory());

    assertThat(timed.boundBy()).isEqualTo(Bound.MEMORY_PORT);
    assertThat(RateLaw.bandwidth(RATES, cpu(narrow), narrow.memory()))
        .isEqualTo(new RateLaw.Bandwidth(5e9, true));
  }

  @Test
  void theHostOfHalfTheSpeedTakesTwiceTheTime() {
    // 2.4 GHz and two pipes are the reference.
    assertThat(RateLaw.hostFactor(RATES.host(), cpu(PI))).isCloseTo(1, within(1e-12));
    Device slow = device("raspberry-pi-5", List.of("processors.cpu.clock=1.2 GHz"));
    assertThat(RateLaw.hostFactor(RATES.host(), cpu(slow))).isCloseTo(2, within(1e-12));
  }

  static Stream<Matmul> products() {
    var random = new SplittableRandom(7);
    DataType[] types = {DataType.Q4_0, DataType.Q8_0, DataType.FP16};
    return Stream.generate(
            () ->
                new Matmul(
                    1,
                    random.nextLong(1, 64),
                    32 * random.nextLong(1, 128),
                    32 * random.nextLong(1, 128),
                    DataType.FP16,
                    types[random.nextInt(types.length)],
                    DataType.FP16))
        .limit(100);
  }

  @ParameterizedTest
  @MethodSource("products")
  void moreRowsNeverTakeLess(Matmul product) {
    double fewer = RateLaw.of(product, RATES, cpu(PI), PI.memory()).seconds();
    double more =
        RateLaw.of(product.withRows(product.m() + 1), RATES, cpu(PI), PI.memory()).seconds();

    assertThat(more).isGreaterThanOrEqualTo(fewer);
  }

  @ParameterizedTest
  @MethodSource("products")
  void noTimeIsBelowTheRoofline(Matmul product) {
    assertThat(RateLaw.of(product, RATES, cpu(PI), PI.memory()).seconds())
        .isGreaterThanOrEqualTo(
            RateLaw.rooflineSeconds(product, RATES, cpu(PI), PI.memory()) * (1 - 1e-12));
  }

  @ParameterizedTest
  @MethodSource("products")
  void aFasterMemoryNeverTakesLonger(Matmul product) {
    Device fast = device("raspberry-pi-5", List.of("memory.data_rate=8000 MT/s"));

    assertThat(RateLaw.of(product, RATES, cpu(fast), fast.memory()).seconds())
        .isLessThanOrEqualTo(RateLaw.of(product, RATES, cpu(PI), PI.memory()).seconds());
  }

  @Test
  void aLongerCacheTakesLonger() {
    double before = 0;
    for (long context : List.of(64, 512, 4096)) {
      var attention = new Attention(1, 1, context, 8, 2, 64, true, DataType.FP16);
      double seconds = RateLaw.of(attention, RATES, cpu(PI), PI.memory()).seconds();
      assertThat(seconds).isGreaterThan(before);
      before = seconds;
    }
  }

  @Test
  void everyConstantCanBeReadAndSet() {
    for (String name : RateConstants.names(RATES)) {
      EngineRates changed = RateConstants.with(RATES, name, 0.125);

      assertThat(RateConstants.value(changed, name)).as(name).isEqualTo(0.125);
      for (String other : RateConstants.names(RATES)) {
        if (!other.equals(name)) {
          assertThat(RateConstants.value(changed, other))
              .as(other)
              .isEqualTo(RateConstants.value(RATES, other));
        }
      }
    }
  }
}
