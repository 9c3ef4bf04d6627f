package org.socompass.study.serving;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.List;
import java.util.OptionalDouble;
import org.junit.jupiter.api.Test;
import org.socompass.inference.engine.DeviceSource;
import org.socompass.inference.result.InferenceRequest;
import org.socompass.input.InputException;
import org.socompass.llm.Quantization;
import org.socompass.llm.library.ModelLibrary;
import org.socompass.mapper.OperatorCache;

/** A GPU that serves. */
final class ServingStudyTest {
  private static ServingStudy.Result run(double rate, double usdPerHour, String... overrides) {
    var inference =
        new InferenceRequest(
            ModelLibrary.byId("qwen2.5-1.5b"),
            Quantization.FP16,
            256,
            64,
            1,
            "gpu-only",
            List.of());
    return ServingStudy.of(
        new ServingStudy.Request(
            new DeviceSource("a100-80gb", List.of(overrides)),
            inference,
            new ServingStudy.Load(rate, 100, false, 1),
            32,
            256,
            new ServingStudy.Promise(1, 0.1),
            OptionalDouble.of(usdPerHour),
            3,
            1,
            List.of()),
        new OperatorCache());
  }

  @Test
  void anIdleServerIsOneInferenceAndABusyOneComesNearItsBound() {
    ServingStudy.Result idle = run(0.01, 2);
    assertThat(idle.ttft().p50())
        .isCloseTo(idle.result().ttftSeconds(), within(0.02 * idle.result().ttftSeconds()));
    assertThat(idle.tpot().p50())
        .isCloseTo(idle.result().tpotSeconds(), within(0.05 * idle.result().tpotSeconds()));
    ServingStudy.Result busy = run(1e4, 2);
    assertThat(busy.requestsPerSecond())
        .isBetween(0.6 * busy.bound().requestsPerSecond(), busy.bound().requestsPerSecond());
    assertThat(busy.ttft().p99()).isGreaterThan(idle.ttft().p99());
    // 2 USD an hour over the tokens of an hour.
    assertThat(busy.usdPerMillionTokens().orElseThrow())
        .isCloseTo(2e6 / 3600 / busy.outputTokensPerSecond(), within(1e-9));
    assertThat(busy.knee()).isBetween(16L, 512L);
  }

  @Test
  void aModelThatDoesNotFitIsRefused() {
    assertThatThrownBy(() -> run(1, 2, "memory.capacity=3 GB"))
        .isInstanceOf(InputException.class)
        .hasMessage("qwen2.5-1.5b does not fit a100-80gb with one request");
  }
}
