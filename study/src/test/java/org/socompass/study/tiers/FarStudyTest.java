package org.socompass.study.tiers;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import org.junit.jupiter.api.Test;
import org.socompass.cost.manufacture.CostSettings;
import org.socompass.inference.engine.DeviceSource;
import org.socompass.inference.result.InferenceRequest;
import org.socompass.llm.Quantization;
import org.socompass.llm.library.ModelLibrary;
import org.socompass.mapper.OperatorCache;
import org.socompass.study.tiers.FarStudy.Design;

/** From which price and bandwidth far memory pays. */
final class FarStudyTest {
  private static final OperatorCache CACHE = new OperatorCache();

  private static FarStudy.Result of(String... set) {
    var request =
        new InferenceRequest(
            ModelLibrary.byId("qwen2.5-0.5b"), Quantization.FP16, 128, 4, 1, "gpu-only", List.of());
    return FarStudy.of(
        new FarStudy.Request(
            new DeviceSource("a100-80gb", List.of(set)),
            request,
            CostSettings.DEFAULT,
            Optional.of(new DeviceSource("a100-80gb", List.of("memory.capacity=2 GiB")))),
        CACHE);
  }

  @Test
  void theBreakEvenPriceMakesBothWorthTheSame() {
    FarStudy.Result result =
        of(
            "memory.capacity=1.2 GiB",
            "memory.reserve=0 B",
            "far_memory.type=DDR5",
            "far_memory.bandwidth=100 GB/s",
            "far_memory.latency=250 ns",
            "far_memory.capacity=1 GiB",
            "far_memory.price=2 USD/GB");
    assertThat(result.usdPerGb()).hasValue(2);
    double before = Double.NEGATIVE_INFINITY;
    for (Design design : result.with()) {
      // Rate over (cost - 2 USD/GB x 1 GiB + price) is that of the device without far memory.
      double price = design.breakEvenUsdPerGb().orElseThrow();
      double perUsd = design.tokensPerSecond() / (design.usd().orElseThrow() - 2 + price);
      assertThat(perUsd).isCloseTo(result.without().perUsd().orElseThrow(), within(1e-9 * perUsd));
      double against = design.againstUsdPerGb().orElseThrow();
      assertThat(design.tokensPerSecond() / (design.usd().orElseThrow() - 2 + against))
          .isCloseTo(result.against().orElseThrow().perUsd().orElseThrow(), within(1e-9 * perUsd));
      assertThat(design.tokensPerSecond())
          .isGreaterThanOrEqualTo(result.without().tokensPerSecond());
      assertThat(price).isGreaterThanOrEqualTo(before);
      before = price;
    }
    assertThat(result.with()).hasSize(8);
    assertThat(result.with().get(3).farBytesPerSecond().orElseThrow())
        .isCloseTo(100e9, within(1.0));
    assertThat(result.with().get(0).mostBatch()).isGreaterThan(result.without().mostBatch());
  }

  private static Design design(double bandwidth, double price) {
    return new Design(
        "d",
        OptionalDouble.of(bandwidth),
        1,
        1,
        0,
        1,
        OptionalDouble.of(1),
        OptionalDouble.of(price),
        OptionalDouble.empty());
  }

  @Test
  void theBreakEvenBandwidthLiesBetweenTwo() {
    List<Design> designs = List.of(design(10, -1), design(20, 1), design(40, 5));
    // A quarter of the way from 1 to 5, from 20 to 40.
    assertThat(FarStudy.crossing(designs, OptionalDouble.of(2), false)).hasValue(25);
    assertThat(FarStudy.crossing(designs, OptionalDouble.of(-2), false)).hasValue(10);
    assertThat(FarStudy.crossing(designs, OptionalDouble.of(6), false)).isEmpty();
    assertThat(FarStudy.crossing(designs, OptionalDouble.empty(), false)).isEmpty();
    assertThat(FarStudy.crossing(designs, OptionalDouble.of(2), true)).isEmpty();
  }
}
