package org.socompass.inference;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.within;
import static org.assertj.core.api.Assertions.withinPercentage;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.socompass.hardware.Device;
import org.socompass.hardware.Processor;
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
import org.socompass.llm.ModelStorage;
import org.socompass.llm.Phase;
import org.socompass.llm.Quantization;
import org.socompass.llm.library.ModelLibrary;

/** Whole inferences: what they add up to, which engine runs them, and the laws they obey. */
final class InferenceModelTest {
  private static final double EXACT = 1e-9;

  private static InferenceModel model(String device, String... overrides) {
    return new InferenceModel(new DeviceSource(device, List.of(overrides)));
  }

  private static InferenceRequest request(
      String model,
      Quantization quantization,
      long prompt,
      long output,
      long batch,
      String engine) {
    return new InferenceRequest(
        ModelLibrary.byId(model), quantization, prompt, output, batch, engine, List.of());
  }

  private static InferenceRequest small(long prompt, long output, String engine) {
    return request("qwen2-0.5b", Quantization.W8A8, prompt, output, 1, engine);
  }

  @ParameterizedTest
  @CsvSource({
    "a100-80gb, gpu-only, 1, FP16",
    "a100-80gb-x4, gpu-only, 4, FP16",
    "jetson-agx-orin, gpu-only, 1, W4A16",
    "jetson-agx-thor, gpu-only, 1, W8A8",
    "snapdragon-8-gen-3, layer, 1, W4A16",
    "snapdragon-8-gen-3, npu-only, 1, W4A16",
    "rk3588, npu-only, 1, W8A8",
    "rk3588, cpu-only, 1, W8A8",
    "apple-m1-8gpu, gpu-only, 1, Q4_0",
  })
  void moreTokensSequencesOrLayersNeverTakeLessTime(
      String device, String engine, long batch, Quantization quantization) {
    InferenceModel model = model(device);
    InferenceResult base = model.run(request("llama-2-7b", quantization, 300, 40, batch, engine));
    var random = new SplittableRandom(42);
    for (int i = 0; i < 3; i++) {
      long prompt = 300 + random.nextLong(1, 600);
      InferenceResult longer =
          model.run(request("llama-2-7b", quantization, prompt, 40, batch, engine));
      assertNoFaster(longer.ttftSeconds(), base.ttftSeconds());
      assertNoFaster(longer.tpotSeconds(), base.tpotSeconds());
    }
    InferenceResult wider =
        model.run(request("llama-2-7b", quantization, 300, 40, batch + 1, engine));
    assertNoFaster(wider.ttftSeconds(), base.ttftSeconds());
    assertNoFaster(wider.tpotSeconds(), base.tpotSeconds());
    InferenceResult further =
        model.run(request("llama-2-7b", quantization, 300, 41, batch, engine));
    assertNoFaster(further.endToEndSeconds(), base.endToEndSeconds());
    // TinyLlama has 22 layers of 2048, Llama-2 7B 32 of 4096.
    InferenceResult smaller =
        model.run(request("tinyllama-1.1b", quantization, 300, 40, batch, engine));
    assertThat(smaller.ttftSeconds()).isLessThan(base.ttftSeconds());
    assertThat(smaller.tpotSeconds()).isLessThan(base.tpotSeconds());
    assertSound(base);
  }

  private static void assertNoFaster(double more, double less) {
    assertThat(more).isFinite().isPositive().isGreaterThanOrEqualTo(less * (1 - EXACT));
  }

  private static void assertSound(InferenceResult result) {
    for (PhaseResult phase : List.of(result.prefill(), result.decode())) {
      assertThat(phase.seconds()).isGreaterThanOrEqualTo(phase.rooflineSeconds() * (1 - EXACT));
      for (OperatorTime o : phase.operators()) {
        assertThat(o.seconds()).as("%s", o).isFinite().isPositive();
        assertThat(o.utilization()).as("%s", o).isBetween(0.0, 1.0);
        assertThat(o.mainMemoryBytes()).isFinite().isNotNegative();
      }
    }
  }

  /** Cores, clock and buffers of every processor, and the memory, one at a time. */
  @ParameterizedTest
  @CsvSource({
    "a100-80gb, gpu-only, W4A16",
    "jetson-agx-orin, gpu-only, FP16",
    "jetson-agx-orin, mlc, W4A16",
    "snapdragon-8-gen-3, layer, W4A16",
    "snapdragon-8-gen-3, gpu-only, W4A16",
    "rk3588, npu-only, W8A8",
    "apple-m1-8gpu, gpu-only, Q8_0",
  })
  void moreHardwareNeverTakesMoreTime(String device, String engine, Quantization quantization) {
    InferenceRequest request = request("tinyllama-1.1b", quantization, 200, 20, 1, engine);
    InferenceResult plain = model(device).run(request);
    Device d = DeviceLibrary.load(device);
    List<List<String>> faster = new ArrayList<>();
    faster.add(
        List.of(device.startsWith("a100") ? "memory.bandwidth=3 TB/s" : "memory.data_rate=9 GT/s"));
    for (String field : List.of("cores", "clock", "global_buffer.capacity")) {
      List<String> all = new ArrayList<>();
      for (Processor p : d.processors().values()) {
        String value =
            switch (field) {
              case "cores" -> String.valueOf(p.cores() + 1);
              case "clock" -> 1.3 * p.clockHz() / 1e9 + " GHz";
              default -> 2 * p.global().capacityBytes() + " B";
            };
        all.add("processors." + p.id() + "." + field + "=" + value);
      }
      faster.add(all);
    }
    for (List<String> overrides : faster) {
      InferenceResult result = new InferenceModel(new DeviceSource(device, overrides)).run(request);

      assertThat(result.ttftSeconds())
          .as("%s", overrides)
          .isLessThanOrEqualTo(plain.ttftSeconds() * (1 + 1e-5));
      assertThat(result.tpotSeconds())
          .as("%s", overrides)
          .isLessThanOrEqualTo(plain.tpotSeconds() * (1 + 1e-5));
    }
  }

  @Test
  void decodeTakesLongerWithEveryTokenOfContext() {
    InferenceModel model = model("rk3588");
    double before = 0;
    for (long context : new long[] {1, 2, 100, 101, 1000, 4000, 16_000}) {
      double seconds =
          model.pass(small(1, 1, "npu-only"), ForwardPass.decode(1, context)).seconds();
      assertThat(seconds).isGreaterThan(before);
      before = seconds;
    }
  }

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

  @Test
  void devicesOfASystemShareTheModel() {
    InferenceResult one =
        model("a100-80gb").run(request("llama-2-7b", Quantization.FP16, 2048, 2, 8, "gpu-only"));
    InferenceResult four =
        model("a100-80gb-x4").run(request("llama-2-7b", Quantization.FP16, 2048, 2, 8, "gpu-only"));

    assertThat(four.ttftSeconds()).isBetween(one.ttftSeconds() / 4, one.ttftSeconds());
    assertThat(four.prefill().operators())
        .extracting(OperatorTime::name)
        .contains("allreduce_mha", "allreduce_ffn");
    assertThat(four.memoryCapacityBytes()).isEqualTo(4 * one.memoryCapacityBytes());
    assertThat(four.weightsBytes()).isEqualTo(one.weightsBytes());
  }

  /**
   * chatglm3-6b has 2 KV heads: 4 devices hold each twice, and its matrices: 28 layers of 4096 by 2
   * x 256, in 2 bytes.
   */
  @Test
  void devicesBeyondTheKvHeadsHoldCopies() {
    InferenceResult one =
        model("a100-80gb").run(request("chatglm3-6b", Quantization.FP16, 64, 2, 1, "gpu-only"));
    InferenceResult four =
        model("a100-80gb-x4").run(request("chatglm3-6b", Quantization.FP16, 64, 2, 1, "gpu-only"));

    assertThat(four.kvCacheBytes()).isEqualTo(2 * one.kvCacheBytes());
    assertThat(four.weightsBytes() - one.weightsBytes()).isEqualTo(28.0 * 4096 * 512 * 2);
    assertThat(four.tpotSeconds()).isLessThan(one.tpotSeconds());
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

  /** What is promised fits, and one token more does not. */
  @ParameterizedTest
  @CsvSource({
    "snapdragon-8-gen-3, llama-3-8b, gpu-only, 1, 1",
    "snapdragon-8-gen-3, llama-3.2-3b, llama.cpp, 2, 16",
    "snapdragon-8-gen-3, llama-3.2-3b, tensor, 1, 5",
    "a100-80gb, llama-2-7b, gpu-only, 8, 1"
  })
  void thePromisedTokensFitAndOneMoreDoesNot(
      String device, String language, String engine, long batch, long output) {
    InferenceModel model = model(device);
    Quantization quantization = Quantization.W4A16;
    long room =
        model
            .run(request(language, quantization, 64, output, batch, engine))
            .kvCacheCapacityTokens();

    assertThat(room).isGreaterThan(output);
    assertThat(
            model
                .run(request(language, quantization, room - output, output, batch, engine))
                .fitsInMemory())
        .isTrue();
    assertThat(
            model
                .run(request(language, quantization, room - output + 1, output, batch, engine))
                .fitsInMemory())
        .isFalse();
  }

  /** Nine spans of chunks do as all chunks one by one. */
  @ParameterizedTest
  @CsvSource({"gpu-only, 20000", "cpu-only, 9000", "layer, 9000"})
  void aPromptTakesWhatItsChunksTake(String engine, long prompt) {
    InferenceModel model = model("snapdragon-8-gen-3");
    InferenceRequest request = request("llama-3.2-1b", Quantization.W4A16, prompt, 1, 1, engine);
    long chunk = 512;
    double sum = 0;
    for (long from = 0; from < prompt; from += chunk) {
      long tokens = Math.min(chunk, prompt - from);
      PhaseResult one =
          model.pass(request, new ForwardPass(Phase.PREFILL, 1, tokens, from + tokens, 1));
      boolean isLast = from + chunk >= prompt;
      sum +=
          one.seconds()
              - one.operators().stream()
                  .filter(o -> !isLast && List.of("final_norm", "lm_head").contains(o.name()))
                  .mapToDouble(OperatorTime::totalSeconds)
                  .sum();
    }
    PhaseResult whole = model.pass(request.inChunksOf(chunk), ForwardPass.prefill(1, prompt));

    assertThat(whole.seconds()).isCloseTo(sum, withinPercentage(1));
  }

  /**
   * 9.4 GB were measured for an 8B model in 4 bits with 32k tokens of context: 4.3 GB are keys and
   * values, and attention without a whole score matrix adds little.
   */
  @Test
  void aLongPromptNeedsNoWholeScoreMatrix() {
    InferenceResult result =
        model("snapdragon-8-gen-3")
            .run(request("llama-3-8b", Quantization.W4A16, 32_767, 1, 1, "llama.cpp"));

    assertThat(result.memoryBytes()).isCloseTo(9.4e9, withinPercentage(5));
  }

  @Test
  void aModelFitsOrNot() {
    // GPT-3 in fp16 is 350 GB, more than four times 80 GB; Llama-2 7B is 13.5 GB.
    InferenceResult gpt3 =
        model("a100-80gb-x4").run(request("gpt3-175b", Quantization.FP16, 16, 1, 1, "gpu-only"));
    InferenceResult llama =
        model("a100-80gb").run(request("llama-2-7b", Quantization.FP16, 16, 1, 1, "gpu-only"));
    var storage = new ModelStorage(ModelLibrary.byId("llama-2-7b"), Quantization.FP16);

    assertThat(gpt3.fitsInMemory()).isFalse();
    assertThat(llama.fitsInMemory()).isTrue();
    assertThat(llama.weightsBytes()).isEqualTo(storage.weightsBytes());
    assertThat(llama.kvCacheBytes()).isCloseTo(storage.kvCacheBytes(1, 17), within(1e-9));
    assertThat(llama.memoryCapacityBytes()).isEqualTo(80L << 30);
  }

  /** Neither a second model nor other requests before it change a result. */
  @Test
  void resultsDependOnTheRequestAlone() {
    InferenceModel used = model("snapdragon-8-gen-3");
    List<InferenceRequest> requests =
        List.of(
            small(10, 2, "layer"),
            small(100, 4, "layer"),
            small(10, 2, "gpu-only"),
            request("tinyllama-1.1b", Quantization.W4A16, 33, 3, 2, "npu-only"),
            small(17, 2, "auto"));
    requests.forEach(used::run);
    for (InferenceRequest request : requests) {
      InferenceResult again = used.run(request);
      InferenceResult fresh = model("snapdragon-8-gen-3").run(request);

      assertThat(again.prefill()).isEqualTo(fresh.prefill());
      assertThat(again.decode()).isEqualTo(fresh.decode());
      assertThat(again.endToEndSeconds()).isEqualTo(fresh.endToEndSeconds());
    }
    assertThat(used.mappers()).containsKeys("layer", "gpu-only", "npu-only");
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
