package org.socompass.inference.tier;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.socompass.inference.InferenceModel;
import org.socompass.inference.engine.DeviceSource;
import org.socompass.inference.result.InferenceRequest;
import org.socompass.inference.result.InferenceResult;
import org.socompass.inference.tier.CachedPrefix.Tier;
import org.socompass.input.InputException;
import org.socompass.llm.Quantization;
import org.socompass.llm.library.ModelLibrary;

/** Keys and values from before. */
final class CachedPrefixTest {
  private static final double ROUNDING = 1e-12;

  private static InferenceResult run(List<String> overrides, long prompt, TierUse use) {
    return new InferenceModel(new DeviceSource("snapdragon-8-gen-3", overrides))
        .run(
            new InferenceRequest(
                    ModelLibrary.byId("llama-3.2-1b"),
                    Quantization.W4A16,
                    prompt,
                    2,
                    1,
                    "gpu-only",
                    List.of())
                .placed(use));
  }

  private static TierUse cached(long tokens, Tier tier) {
    return TierUse.IN_MEMORY.with(new CachedPrefix(tokens, tier));
  }

  @Test
  void layersOfTheTransferHideBehindLayersOfWork() {
    // 4 layers of 10 ms work and 5 ms transfer: 5 + 40; of 20 ms transfer: 80 + 10.
    assertThat(CachedPrefix.ttftSeconds(0.040, 0.020, 4)).isCloseTo(0.045, within(ROUNDING));
    assertThat(CachedPrefix.ttftSeconds(0.040, 0.080, 4)).isCloseTo(0.090, within(ROUNDING));
    assertThat(CachedPrefix.ttftSeconds(0.040, 0, 4)).isEqualTo(0.040);
  }

  @Test
  void atTheBreakEvenBandwidthBothTakeAsLong() {
    var random = new Random(3);
    for (int i = 0; i < 1000; i++) {
      double full = 0.01 + random.nextDouble();
      double work = full * random.nextDouble(0.001, 0.999);
      int layers = 1 + random.nextInt(80);
      double bytes = 1e9 * random.nextDouble();
      double bandwidth = CachedPrefix.breakEvenBytesPerSecond(bytes, full, work, layers);
      assertThat(CachedPrefix.ttftSeconds(work, bytes / bandwidth, layers))
          .isCloseTo(full, within(1e-9));
    }
  }

  /** Mooncake, table 1: 6 GB/s for 8 A800. 2 x 8192 x 2 / 8 = 4096; a p d + b d^2 = 1.745e9. */
  @Test
  void operationsGiveTheBandwidthOfMooncake() {
    assertThat(CachedPrefix.operationsBytesPerSecond(8 * 312e12, 8192, 2, 8, 4, 22, 8192))
        .isCloseTo(8 * 312e12 * 4096 / (26 * 8192.0 * 8192), within(1.0));
    // (4 (16 - 9) + 2 (4 - 3) 2) / (4 x 16 + 2 x 4 x 2) = 32 / 80
    assertThat(CachedPrefix.restShare(2, 4, 2, 3, 4)).isCloseTo(0.4, within(ROUNDING));
  }

  @Test
  void aPrefixInMemoryIsThePassOverTheRest() {
    double whole = run(List.of(), 256, TierUse.IN_MEMORY).ttftSeconds();
    double rest = run(List.of(), 256, cached(192, Tier.DRAM)).ttftSeconds();
    assertThat(rest).isBetween(0.15 * whole, 0.5 * whole);
    double stored = run(List.of(), 256, cached(192, Tier.STORAGE)).ttftSeconds();
    assertThat(stored).isBetween(rest, 1.2 * rest);
    List<String> instant =
        List.of(
            "storage.bandwidth=1e8 GB/s",
            "storage.random_bandwidth=1e8 GB/s",
            "storage.command=0 us",
            "storage.latency=0 us");
    assertThat(run(instant, 256, cached(192, Tier.STORAGE)).ttftSeconds())
        .isCloseTo(rest, within(1e-9));
    List<String> slow = List.of("storage.bandwidth=0.1 GB/s", "storage.random_bandwidth=0.1 GB/s");
    assertThat(run(slow, 256, cached(192, Tier.STORAGE)).ttftSeconds()).isGreaterThan(stored);
  }

  @Test
  void aPrefixThatIsNoneOfThePromptOrHasNoTierIsRefused() {
    assertThatThrownBy(() -> run(List.of(), 64, cached(64, Tier.DRAM)))
        .isInstanceOf(InputException.class)
        .hasMessage("a cached prefix must be shorter than the prompt of 64 tokens, but has 64");
    assertThatThrownBy(() -> run(List.of(), 64, cached(32, Tier.NETWORK)))
        .isInstanceOf(InputException.class)
        .hasMessageStartingWith("snapdragon-8-gen-3 states no network, which the cached prefix");
  }
}
