package org.socompass.study.tiers;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.socompass.inference.engine.DeviceSource;
import org.socompass.inference.result.InferenceRequest;
import org.socompass.input.InputException;
import org.socompass.llm.Quantization;
import org.socompass.llm.library.ModelLibrary;
import org.socompass.mapper.OperatorCache;

/** A prompt on another device: by hand, and with any bandwidth. */
final class DisaggregationStudyTest {
  private static final OperatorCache CACHE = new OperatorCache();

  private static DisaggregationStudy.Result apart(String bandwidth) {
    var fast = new DeviceSource("h800-sxm-80gb", List.of("network.bandwidth=" + bandwidth));
    var request =
        new InferenceRequest(
            ModelLibrary.byId("llama-3.2-1b"),
            Quantization.FP16,
            1024,
            2,
            1,
            "gpu-only",
            List.of());
    return DisaggregationStudy.of(new DisaggregationStudy.Request(fast, fast, request), CACHE);
  }

  @Test
  void allButALayerHidesBehindTheWork() {
    // 16 layers x 1024 tokens x 2 x 8 x 64 elements of 2 B = 33.6 MB; at 20 GB/s and 0.9 ms.
    DisaggregationStudy.Result r = apart("20 GB/s");
    assertThat(r.bytes()).isEqualTo(33_554_432);
    assertThat(r.transferSeconds()).isCloseTo(0.9e-3 + 33_554_432 / 20e9, within(1e-12));
    assertThat(r.ttftSeconds())
        .isCloseTo(
            Math.max(r.prompt().ttftSeconds(), r.transferSeconds())
                + Math.min(r.prompt().ttftSeconds(), r.transferSeconds()) / 16,
            within(1e-12));
  }

  @Test
  void moreBandwidthIsNeverSlower() {
    double before = Double.POSITIVE_INFINITY;
    for (double gb = 0.1; gb < 1000; gb *= 3) {
      DisaggregationStudy.Result r = apart(gb + " GB/s");
      assertThat(r.ttftSeconds()).isLessThanOrEqualTo(before);
      assertThat(r.exposedSeconds()).isNotNegative();
      before = r.ttftSeconds();
    }
  }

  @Test
  void aDeviceWithoutNetworkIsRefused() {
    var phone = new DeviceSource("snapdragon-8-gen-3", List.of());
    var request =
        new InferenceRequest(
            ModelLibrary.byId("llama-3.2-1b"), Quantization.FP16, 8, 2, 1, "gpu-only", List.of());
    assertThatThrownBy(
            () ->
                DisaggregationStudy.of(
                    new DisaggregationStudy.Request(phone, phone, request), CACHE))
        .isInstanceOf(InputException.class)
        .hasMessageStartingWith("snapdragon-8-gen-3 states no network");
  }
}
