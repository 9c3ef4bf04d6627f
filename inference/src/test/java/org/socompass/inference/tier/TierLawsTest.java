package org.socompass.inference.tier;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.socompass.inference.InferenceModel;
import org.socompass.inference.engine.DeviceSource;
import org.socompass.inference.result.InferenceRequest;
import org.socompass.inference.result.InferenceResult;
import org.socompass.inference.tier.TierUse.Mode;
import org.socompass.input.InputException;
import org.socompass.llm.Quantization;
import org.socompass.llm.library.ModelLibrary;
import org.socompass.mapper.OperatorCache;

/** What storage below a whole phone must obey. */
final class TierLawsTest {
  private static final OperatorCache CACHE = new OperatorCache();
  private static final List<String> INSTANT =
      List.of(
          "storage.bandwidth=1e9 GB/s",
          "storage.random_bandwidth=1e9 GB/s",
          "storage.command=0 us",
          "storage.latency=0 us");

  /** A phone with less memory than Llama 3.2 1B as q4_0 takes. */
  private static InferenceResult run(Mode mode, String... set) {
    List<String> all = new ArrayList<>(List.of("memory.capacity=0.6 GB", "memory.reserve=0 B"));
    all.addAll(List.of(set));
    var request =
        new InferenceRequest(
                ModelLibrary.byId("llama-3.2-1b"),
                Quantization.Q4_0,
                64,
                4,
                1,
                "gpu-only",
                List.of())
            .placed(new TierUse(mode, 0, false));
    return InferenceModel.withoutTimelines(new DeviceSource("snapdragon-8-gen-3", all), CACHE)
        .run(request);
  }

  @Test
  void infiniteBandwidthIsAllInMemory() {
    InferenceResult memory = run(Mode.DRAM_ONLY);
    for (Mode mode : List.of(Mode.FLASH, Mode.MMAP)) {
      InferenceResult stored = run(mode, INSTANT.toArray(new String[0]));
      assertThat(stored.placement()).isPresent();
      assertThat(stored.ttftSeconds()).isCloseTo(memory.ttftSeconds(), within(1e-6));
      assertThat(stored.tpotSeconds()).isCloseTo(memory.tpotSeconds(), within(1e-6));
    }
  }

  @Test
  void moreBandwidthIsNeverSlower() {
    for (Mode mode : List.of(Mode.FLASH, Mode.MMAP)) {
      double before = Double.POSITIVE_INFINITY;
      for (double gb = 0.25; gb <= 64; gb *= 2) {
        double now =
            run(
                    mode,
                    "storage.bandwidth=" + gb + " GB/s",
                    "storage.random_bandwidth=" + gb + " GB/s")
                .tpotSeconds();
        assertThat(now).isLessThanOrEqualTo(before);
        before = now;
      }
    }
  }

  @Test
  void largerReadsAheadAreNeverSlower() {
    double before = Double.POSITIVE_INFINITY;
    for (int kib = 4; kib <= 4096; kib *= 4) {
      double now = run(Mode.MMAP, "storage.readahead=" + kib + " KiB").tpotSeconds();
      assertThat(now).isLessThan(before);
      before = now;
    }
  }

  @Test
  void storageThatIsNotThereOrHasNoBandwidthIsRefused() {
    assertThatThrownBy(() -> run(Mode.FLASH, "storage.bandwidth=0 GB/s"))
        .isInstanceOf(InputException.class)
        .hasMessageContaining("storage.bandwidth");
    var request =
        new InferenceRequest(
                ModelLibrary.byId("llama-3.2-1b"), Quantization.Q4_0, 8, 2, 1, "auto", List.of())
            .placed(new TierUse(Mode.FLASH, 0, false));
    assertThatThrownBy(
            () ->
                InferenceModel.withoutTimelines(new DeviceSource("a100-80gb", List.of()), CACHE)
                    .run(request))
        .isInstanceOf(InputException.class)
        .hasMessage(
            "placement flash needs storage, but a100-80gb states none; name one, as in --set"
                + " storage.extends=ufs-4.0");
  }
}
