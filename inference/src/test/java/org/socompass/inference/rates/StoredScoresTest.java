package org.socompass.inference.rates;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.socompass.hardware.DataType;
import org.socompass.hardware.Device;
import org.socompass.hardware.template.DeviceTemplate;
import org.socompass.inference.rates.EngineRates.AttentionRate;
import org.socompass.inference.rates.EngineRates.Fit;
import org.socompass.inference.rates.EngineRates.HostTime;
import org.socompass.inference.rates.EngineRates.ProductRate;
import org.socompass.inference.rates.EngineRates.Prompts;
import org.socompass.operator.Attention;
import org.socompass.operator.Matmul;

/** What attention without flash attention moves, and experts whose weights have a rate apart. */
final class StoredScoresTest {
  private static final Device PI = DeviceTemplate.of("raspberry-pi-5").device(List.of());

  private static EngineRates rates(boolean storesScores, Map<String, ProductRate> products) {
    return new EngineRates(
        4,
        KernelRows.ANY,
        products,
        Map.of(),
        0.8,
        1,
        new AttentionRate(DataType.FP32, 0.25, 0.5, storesScores),
        new HostTime(0, 0, 0, 4.8e9),
        Prompts.WHOLE,
        new Fit(List.of(), Optional.empty(), "nothing", Map.of(), Map.of()));
  }

  /**
   * One token over 1000 of 8 heads on 2 key heads of 64: keys and values 2 * 1000 * 2 * 64 * 2 B =
   * 512,000 B, read by each of the four heads of a group, 2,048,000 B; 8000 scores of 4 B pass four
   * times, 128,000 B. Both at half of 0.8 of the peak; query and output are 2 * 8 * 64 * 2 B.
   */
  @Test
  void eachHeadReadsTheCacheAndScoresPassFourTimes() {
    var attention = new Attention(1, 1, 1000, 8, 2, 64, true, DataType.FP16);
    double peak = PI.memory().peakBytesPerSecond();
    var products = Map.of("default", new ProductRate(DataType.INT8, 0.5));

    double stored =
        RateLaw.of(attention, rates(true, products), PI.processor("cpu"), PI.memory()).seconds();
    double fused =
        RateLaw.of(attention, rates(false, products), PI.processor("cpu"), PI.memory()).seconds();

    double ends = 2048 / (0.8 * peak);
    assertThat(stored).isCloseTo(2_176_000 / (0.4 * peak) + ends, within(1e-12));
    assertThat(fused).isCloseTo(512_000 / (0.4 * peak) + ends, within(1e-12));
  }

  /** A quarter of the share takes four times as long, for experts of that type alone. */
  @Test
  void expertsOfATypeHaveItsRateWhereItIsStated() {
    EngineRates rates =
        rates(
            false,
            Map.of(
                "default", new ProductRate(DataType.INT8, 0.4),
                "experts", new ProductRate(DataType.INT8, 0.4),
                "experts*bf16", new ProductRate(DataType.INT8, 0.1)));

    assertThat(rates.rate(product(DataType.BF16), true).share()).isEqualTo(0.1);
    assertThat(rates.rate(product(DataType.FP16), true).share()).isEqualTo(0.4);
    assertThat(rates.rate(product(DataType.BF16), false).share()).isEqualTo(0.4);
  }

  private static Matmul product(DataType weight) {
    return new Matmul(1, 512, 1024, 512, DataType.FP16, weight, DataType.FP16);
  }
}
