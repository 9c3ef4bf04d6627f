package org.socompass.inference;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.within;
import static org.assertj.core.api.Assertions.withinPercentage;
import static org.socompass.inference.TestInferences.model;
import static org.socompass.inference.TestInferences.request;
import static org.socompass.inference.TestInferences.small;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.socompass.hardware.Device;
import org.socompass.hardware.template.DeviceLibrary;
import org.socompass.inference.engine.DeviceSource;
import org.socompass.inference.engine.EngineLibrary;
import org.socompass.inference.engine.EngineProfile;
import org.socompass.inference.engine.HandOvers;
import org.socompass.inference.engine.Strategy;
import org.socompass.inference.result.InferenceRequest;
import org.socompass.inference.result.InferenceResult;
import org.socompass.inference.result.OperatorTime;
import org.socompass.inference.result.PhaseResult;
import org.socompass.input.InputException;
import org.socompass.llm.ForwardPass;
import org.socompass.llm.Phase;
import org.socompass.llm.Quantization;
import org.socompass.llm.library.ModelLibrary;

/** Whole inferences: what they add up to, which engine runs them, and the laws they obey. */
final class InferenceModelTest {
  @Test
  void theMeanOfFewTokensIsTheMeanOfTheirPasses() {
    InferenceModel model = model("jetson-agx-orin");
    InferenceRequest request = small(100, 6, "gpu-only");

    // The first token is of the prefill; the five further ones see 101 to 105 tokens.
    double mean =
        IntStream.rangeClosed(101, 105)
            .mapToDouble(c -> model.pass(request, ForwardPass.decode(1, c)).seconds())
            .average()
            .orElseThrow();
    InferenceResult result = model.run(request);

    assertThat(result.tpotSeconds()).isCloseTo(mean, withinPercentage(1e-9));
    assertThat(result.ttftSeconds())
        .isEqualTo(model.pass(request, ForwardPass.prefill(1, 100)).seconds());
    assertThat(result.endToEndSeconds())
        .isCloseTo(result.ttftSeconds() + 5 * mean, withinPercentage(1e-9));
    assertThat(result.decode().contextTokens()).isEqualTo(103);
  }

  @Test
  void theMeanOfManyTokensIsCloseToTheMeanOfAll() {
    InferenceModel model = model("jetson-agx-orin");
    InferenceRequest request = small(100, 301, "gpu-only");

    double mean =
        IntStream.rangeClosed(101, 400)
            .mapToDouble(c -> model.pass(request, ForwardPass.decode(1, c)).seconds())
            .average()
            .orElseThrow();

    assertThat(model.run(request).tpotSeconds()).isCloseTo(mean, withinPercentage(0.5));
  }

  @Test
  void oneTokenEndsWithThePrefill() {
    InferenceResult result = model("jetson-agx-orin").run(small(64, 1, "gpu-only"));

    assertThat(result.endToEndSeconds()).isEqualTo(result.ttftSeconds());
    assertThat(result.tpotSeconds()).isPositive();
    assertThat(result.prefillTokensPerSecond()).isEqualTo(64 / result.ttftSeconds());
    assertThat(result.decodeTokensPerSecond()).isEqualTo(1 / result.tpotSeconds());
  }

  @ParameterizedTest
  @ValueSource(strings = {"snapdragon-8-gen-3", "rk3588", "apple-m1-8gpu", "a100-80gb"})
  void autoIsTheEngineWithTheLeastEndToEndLatency(String device) {
    InferenceModel model = model(device);
    InferenceRequest request = request("tinyllama-1.1b", Quantization.W4A16, 64, 64, 1, "auto");
    Device d = DeviceLibrary.load(device);
    Map<String, Double> seconds = new HashMap<>();
    for (Strategy strategy : Strategy.values()) {
      String engine = d.engines().getOrDefault(strategy.id(), strategy.id());
      try {
        InferenceResult one =
            model.run(request("tinyllama-1.1b", Quantization.W4A16, 64, 64, 1, engine));
        seconds.put(engine, one.endToEndSeconds());
      } catch (InputException e) {
        assertThat(e).hasMessageContaining("needs");
      }
    }

    InferenceResult best = model.run(request);

    assertThat(seconds).containsKey(best.engine().id());
    assertThat(best.endToEndSeconds())
        .isEqualTo(seconds.values().stream().mapToDouble(Double::doubleValue).min().orElseThrow());
    assertThat(model.pass(request, ForwardPass.prefill(1, 64)).seconds())
        .isEqualTo(best.ttftSeconds());
  }

  @Test
  void handOversArePartOfThePass() {
    InferenceModel model = model("snapdragon-8-gen-3");
    InferenceResult both = model.run(request("llama-3-8b", Quantization.W4A16, 256, 2, 1, "layer"));

    for (OperatorTime o : both.prefill().operators()) {
      assertThat(o.processor()).matches("(cpu|gpu|npu)(\\+(cpu|gpu|npu))*");
    }
    double handOvers =
        both.prefill().operators().stream()
            .filter(o -> o.name().equals("hand_over"))
            .mapToDouble(OperatorTime::totalSeconds)
            .sum();
    assertThat(handOvers).isLessThan(both.ttftSeconds());
  }

  @Test
  void aSingleProcessorHandsNothingOver() {
    for (String engine : List.of("cpu-only", "gpu-only", "npu-only")) {
      InferenceResult result = model("snapdragon-8-gen-3").run(small(64, 2, engine));

      assertThat(result.prefill().operators())
          .extracting(OperatorTime::name)
          .doesNotContain("hand_over");
      assertThat(result.prefill().operators())
          .extracting(OperatorTime::processor)
          .containsOnly(engine.substring(0, 3));
    }
  }

  @Test
  void onlyTheProcessorsThatAreAllowedAreUsed() {
    var request =
        new InferenceRequest(
            ModelLibrary.byId("qwen2-0.5b"),
            Quantization.W8A8,
            64,
            2,
            1,
            "auto",
            List.of("cpu", "gpu"));

    InferenceResult result = model("snapdragon-8-gen-3").run(request);

    assertThat(result.prefill().operators())
        .extracting(OperatorTime::processor)
        .doesNotContain("npu");
  }

  /** Where no hand-over is stated, it is assumed to take time, and the result says so. */
  @Test
  void handOversOfADeviceThatDoesNotSayAreNotFree() {
    var stated = new DeviceSource("snapdragon-8-gen-3", List.of());
    Device unstated = new DeviceSource("a100-80gb", List.of()).load();
    InferenceResult known =
        new InferenceModel(stated)
            .run(request("llama-3-8b", Quantization.W4A16, 64, 2, 1, "layer"));

    assertThat(unstated.synchronization()).isEmpty();
    assertThat(HandOvers.of(unstated).seconds(false)).isEqualTo(20e-6);
    assertThat(HandOvers.of(unstated).seconds(true)).isCloseTo(600e-6, within(1e-12));
    assertThat(HandOvers.of(known.device()).seconds(false)).isEqualTo(3e-6);
    assertThat(known.assumesHandOvers()).isFalse();
  }

  @Test
  void anEngineWithoutItsProcessorIsNamed() {
    assertThatExceptionOfType(InputException.class)
        .isThrownBy(() -> model("a100-80gb").run(small(1, 1, "npu-only")))
        .withMessage("engine 'npu-only' needs a processor of kind npu, but 'a100-80gb' has gpu");
    assertThatExceptionOfType(InputException.class)
        .isThrownBy(() -> model("a100-80gb").run(small(1, 1, "layer")))
        .withMessage("engine 'layer' needs at least two processors, but 'a100-80gb' has gpu");
    var onCpu =
        new InferenceRequest(
            ModelLibrary.byId("qwen2-0.5b"),
            Quantization.W8A8,
            1,
            1,
            1,
            "gpu-only",
            List.of("cpu"));
    assertThatExceptionOfType(InputException.class)
        .isThrownBy(() -> model("snapdragon-8-gen-3").run(onCpu))
        .withMessage(
            "engine 'gpu-only' needs a processor of kind gpu, but 'snapdragon-8-gen-3' has cpu");
  }

  @Test
  void aProcessorThatTheDeviceLacksIsNamed() {
    var request =
        new InferenceRequest(
            ModelLibrary.byId("qwen2-0.5b"),
            Quantization.W8A8,
            1,
            1,
            1,
            "gpu-only",
            List.of("gqu"));

    assertThatExceptionOfType(InputException.class)
        .isThrownBy(() -> model("snapdragon-8-gen-3").run(request))
        .withMessage("device 'snapdragon-8-gen-3' has no processor 'gqu'; did you mean 'gpu'?");
  }

  @Test
  void aRequestHasPositiveCounts() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> small(0, 1, "auto"))
        .withMessage("prompt must be at least 1, but is 0");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> small(1, 0, "auto"))
        .withMessage("output tokens must be at least 1, but is 0");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> request("qwen2-0.5b", Quantization.W8A8, 1, 1, -2, "auto"))
        .withMessage("batch must be at least 1, but is -2");
  }

  /** The fixed time of a layer stands for the operators that the engine hides in it. */
  @Test
  void aLayersFixedTimeRunsOncePerLayer() {
    EngineProfile rkllm = EngineLibrary.byId("rkllm");
    InferenceResult result =
        model("rk3588").run(request("tinyllama-1.1b", Quantization.W8A8, 32, 2, 1, "rkllm"));

    for (PhaseResult phase : List.of(result.prefill(), result.decode())) {
      OperatorTime fixed =
          phase.operators().stream()
              .filter(o -> o.name().equals("layer_fixed_time"))
              .findFirst()
              .orElseThrow();
      assertThat(fixed.count()).isEqualTo(22);
      assertThat(fixed.seconds()).isEqualTo(rkllm.layerSeconds().get(phase.phase()));
      assertThat(phase.operators())
          .extracting(OperatorTime::operator)
          .doesNotContain("rmsnorm", "fused_add_rmsnorm", "swiglu", "rope");
    }
    assertThat(result.prefill().phase()).isEqualTo(Phase.PREFILL);
  }

  /** An engine that computes the logits of every token multiplies the prompt by the vocabulary. */
  @Test
  void theHeadRunsOnAllTokensWhereTheEngineDoesSo() {
    InferenceModel model = model("rk3588");
    InferenceRequest request = request("tinyllama-1.1b", Quantization.W8A8, 32, 1, 1, "rkllm");

    assertThat(
            model.pass(request, ForwardPass.prefill(1, 32)).operators().stream()
                .filter(o -> o.name().equals("lm_head"))
                .map(OperatorTime::shape))
        .containsExactly("[32,2048]x[2048,32000]");
  }
}
