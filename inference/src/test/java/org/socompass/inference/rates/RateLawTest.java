package org.socompass.inference.rates;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
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
          new AttentionRate(DataType.FP32, 0.25, 0.5, false),
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

  private static EngineRates with(KernelRows rows, Map<String, ProductRate> products) {
    return new EngineRates(
        2,
        rows,
        products,
        RATES.unpackOperations(),
        RATES.memoryShare(),
        RATES.portShare(),
        RATES.attention(),
        RATES.host(),
        RATES.prompts(),
        RATES.fit());
  }

  /** 40 rows take one tile of 64, 65 take two: 64 / 40 and 128 / 65 of their own work. */
  @Test
  void rowsTakeTheLeastTileThatHoldsThem() {
    var tiles = new KernelRows(List.of(32L, 64L), 8, Long.MAX_VALUE);

    assertThat(tiles.computedPerRow(20, 20)).isCloseTo(32.0 / 20, within(1e-12));
    assertThat(tiles.computedPerRow(40, 40)).isCloseTo(64.0 / 40, within(1e-12));
    assertThat(tiles.computedPerRow(65, 65)).isCloseTo(128.0 / 65, within(1e-12));
  }

  /**
   * Two tokens touch 16 experts with a row each. Kernels of single rows that are for one token
   * alone leave them to tiles of 32 rows: 16 products of 32 rows at half of 153.6 Gop/s.
   */
  @Test
  void expertsOfTwoTokensTakeATileEach() {
    EngineRates rates = with(new KernelRows(List.of(32L), 1, Long.MAX_VALUE), RATES.products());
    Matmul experts = new Matmul(16, 1, 1024, 512, DataType.FP16, DataType.Q4_0, DataType.FP16);
    double tiles = 2.0 * 16 * 32 * 1024 * 512 / (0.5 * 2 * 2 * 32 * 2.4e9);
    double unpack = 16 * 524_288 * 2.0 / (2 * 2 * 8 * 2.4e9);

    double two = RateLaw.of(experts, 2, rates, cpu(PI), PI.memory()).seconds();
    double one = RateLaw.of(experts, 1, rates, cpu(PI), PI.memory()).seconds();

    assertThat(two).isCloseTo(tiles + unpack, within(1e-9));
    assertThat(one)
        .isCloseTo(
            experts.compulsoryBytes() / (0.8 * PI.memory().peakBytesPerSecond()) + unpack,
            within(1e-9));
  }

  @Test
  void expertsHaveARateOfTheirOwn() {
    EngineRates rates =
        with(
            KernelRows.ANY,
            Map.of(
                "default", new ProductRate(DataType.INT8, 0.5),
                "experts", new ProductRate(DataType.INT8, 0.25)));
    Matmul product = product(512, DataType.FP16);

    double dense = RateLaw.of(product, rates, cpu(PI), PI.memory()).seconds();
    double experts = RateLaw.of(product, 512, rates, cpu(PI), PI.memory()).seconds();
    double unpack = 524_288 * 2.0 / (2 * 2 * 8 * 2.4e9);

    assertThat(experts - unpack).isCloseTo(2 * (dense - unpack), within(1e-9));
  }

  /** 524,288 weights of 4 bits, written and read as fp16: 4 B each at 13.654 GB/s, 153.6 us. */
  @Test
  void weightsAreWrittenAsFloatsWhereTheLibraryNeedsThem() {
    EngineRates expanding = with(new KernelRows(List.of(1L), 8, 64), RATES.products());
    Matmul many = product(64, DataType.Q4_0);
    Matmul fewer = product(63, DataType.Q4_0);
    double compute = 2.0 * 64 * 1024 * 512 / (0.5 * 2 * 2 * 32 * 2.4e9);
    double bandwidth = 0.8 * PI.memory().peakBytesPerSecond();

    assertThat(RateLaw.of(many, expanding, cpu(PI), PI.memory()).seconds())
        .isCloseTo(compute + (many.compulsoryBytes() + 4.0 * 524_288) / bandwidth, within(1e-9));
    assertThat(RateLaw.of(fewer, expanding, cpu(PI), PI.memory()))
        .isEqualTo(RateLaw.of(fewer, RATES, cpu(PI), PI.memory()));
    assertThat(RateLaw.of(product(64, DataType.FP16), expanding, cpu(PI), PI.memory()))
        .isEqualTo(RateLaw.of(product(64, DataType.FP16), RATES, cpu(PI), PI.memory()));
  }

  /** The A19 Pro's GPU multiplies fp16 in a matrix unit, the A18 Pro's on its vector units. */
  @Test
  void matrixUnitsHaveAShareOfTheirOwn() {
    var rate = new ProductRate(DataType.FP16, 0.66, OptionalDouble.of(0.4));

    assertThat(rate.shareOn(device("apple-a19-pro", List.of()).processor("gpu"))).isEqualTo(0.4);
    assertThat(rate.shareOn(device("apple-a18-pro", List.of()).processor("gpu"))).isEqualTo(0.66);
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
