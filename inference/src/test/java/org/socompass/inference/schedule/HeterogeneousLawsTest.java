package org.socompass.inference.schedule;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.withinPercentage;

import java.util.List;
import java.util.SplittableRandom;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.socompass.hardware.Device;
import org.socompass.hardware.template.DeviceLibrary;
import org.socompass.inference.InferenceModel;
import org.socompass.inference.engine.Background;
import org.socompass.inference.engine.DeviceSource;
import org.socompass.inference.result.CutReport;
import org.socompass.inference.result.InferenceRequest;
import org.socompass.inference.result.InferenceResult;
import org.socompass.inference.result.PhaseResult;
import org.socompass.input.InputException;
import org.socompass.llm.ForwardPass;
import org.socompass.llm.Quantization;
import org.socompass.llm.library.ModelLibrary;

/** Whole models on several processors of a phone: laws, and the numbers of the papers. */
final class HeterogeneousLawsTest {
  private static final String PHONE = "snapdragon-8-gen-3";
  private static final List<String> BOTH = List.of("gpu", "npu");

  private static InferenceModel phone(String... overrides) {
    return new InferenceModel(new DeviceSource(PHONE, List.of(overrides)));
  }

  private static PhaseResult pass(
      InferenceModel phone,
      String model,
      Quantization quantization,
      String engine,
      List<String> processors,
      ForwardPass forward) {
    var request =
        new InferenceRequest(
            ModelLibrary.byId(model),
            quantization,
            forward.queryLength(),
            1,
            forward.batch(),
            engine,
            processors);
    return phone.pass(request, forward);
  }

  private static double rate(InferenceModel phone, String engine, boolean isPrefill, long tokens) {
    ForwardPass forward =
        isPrefill ? ForwardPass.prefill(1, tokens) : ForwardPass.decode(1, tokens);
    PhaseResult result = pass(phone, "llama-3-8b", Quantization.W4A16, engine, BOTH, forward);
    return (isPrefill ? tokens : 1) / result.seconds();
  }

  /** A model, a pass, and how fast hand-overs are. */
  private record Case(String model, Quantization quantization, ForwardPass pass, String fast) {}

  static Stream<Case> randomCases() {
    var random = new SplittableRandom(42);
    List<String> models =
        List.of("qwen2-0.5b", "tinyllama-1.1b", "gemma-2-2b", "llama-3.2-3b", "llama-3-8b");
    List<Quantization> stored = List.of(Quantization.W4A16, Quantization.FP16, Quantization.W8A8);
    return Stream.generate(
            () ->
                new Case(
                    models.get(random.nextInt(models.size())),
                    stored.get(random.nextInt(stored.size())),
                    random.nextInt(3) == 0
                        ? ForwardPass.decode(random.nextLong(1, 5), random.nextLong(1, 2000))
                        : ForwardPass.prefill(1, random.nextLong(1, 1500)),
                    random.nextBoolean() ? "3 us" : "1 us"))
        .limit(24);
  }

  /** One profile but for the strategy, and one processor but for the choice. */
  @ParameterizedTest
  @MethodSource("randomCases")
  void cuttingNeverLosesToTheSameEngineWithoutCuts(Case c) {
    InferenceModel phone = phone("synchronization.fast=" + c.fast());
    double tensor = pass(phone, c.model(), c.quantization(), "tensor", BOTH, c.pass()).seconds();

    double layer = pass(phone, c.model(), c.quantization(), "layer", BOTH, c.pass()).seconds();
    assertThat(tensor).isLessThanOrEqualTo(layer * (1 + 1e-9));
    for (String engine : List.of("padding", "pipeline")) {
      assertThat(tensor)
          .isLessThanOrEqualTo(
              pass(phone, c.model(), c.quantization(), engine, BOTH, c.pass()).seconds()
                  * (1 + 1e-9));
    }
  }

  @ParameterizedTest
  @MethodSource("randomCases")
  void noScheduleOfAModelExceedsTheMemory(Case c) {
    Device device = DeviceLibrary.load(PHONE);
    double most = device.memory().achievableBytesPerSecond() * (1 + 1e-9);
    for (String engine : List.of("tensor", "layer", "tensor-slow-sync", "llm-npu")) {
      if (engine.equals("llm-npu") && !c.quantization().equals(Quantization.W8A8)) {
        continue;
      }
      PhaseResult result =
          pass(phone(), c.model(), c.quantization(), engine, allowed(engine), c.pass());
      Timeline timeline = result.timeline().orElseThrow();

      assertThat(timeline.bandwidth()).allMatch(step -> step.total() <= most);
      assertThat(result.seconds()).isGreaterThanOrEqualTo(timeline.seconds() * (1 - 1e-9));
    }
  }

  private static List<String> allowed(String engine) {
    return engine.equals("llm-npu") ? List.of("cpu", "npu") : BOTH;
  }

  /** What was chosen costs no more than any way that was looked at. */
  @Test
  void theChosenCutIsTheBestOfItsAlternatives() {
    PhaseResult result =
        pass(
            phone(), "llama-3-8b", Quantization.W4A16, "tensor", BOTH, ForwardPass.prefill(1, 525));

    assertThat(result.cuts()).hasSize(8);
    for (CutReport cut : result.cuts()) {
      assertThat(cut.alternatives().values())
          .allMatch(seconds -> cut.seconds() <= seconds * (1 + 1e-9));
      assertThat(cut.gpuShare()).isBetween(0.0, 1.0);
    }
    assertThat(result.cuts()).extracting(CutReport::kind).contains("hybrid-cut");
  }

  /** HeteroInfer, SOSP 2025, Llama-3 8B: 8 %. */
  @ParameterizedTest
  @CsvSource({
    "tensor, true, 236.92",
    "layer, true, 182",
    "tensor-slow-sync, true, 196.44",
    "tensor, false, 14.01",
    "layer, false, 11.48",
    "tensor-slow-sync, false, 3.49",
  })
  void ratesOfHeteroInfer(String engine, boolean isPrefill, double tokensPerSecond) {
    assertThat(rate(phone(), engine, isPrefill, 256))
        .isCloseTo(tokensPerSecond, withinPercentage(8));
  }

  /** Ratios of the paper's ablations: 15 %. The graphs made online miss by more; see the docs. */
  @Test
  void ablationsOfHeteroInfer() {
    InferenceModel phone = phone();

    double at32 = rate(phone, "tensor", true, 32) / rate(phone, "layer", true, 32);
    assertThat(at32).isCloseTo(1.408, withinPercentage(15));
    double tensor = rate(phone, "tensor", true, 525);
    assertThat(tensor / rate(phone, "padding", true, 525)).isCloseTo(2.21, withinPercentage(15));
    assertThat(tensor / rate(phone, "pipeline", true, 525)).isCloseTo(1.35, withinPercentage(15));
    assertThat(tensor / rate(phone, "online-prepare", true, 525))
        .isCloseTo(2.24, withinPercentage(20));
    double layer = rate(phone, "layer", true, 256) / rate(phone, "layer-slow-sync", true, 256);
    assertThat(layer).isCloseTo(1.158, withinPercentage(5));
    double decode = rate(phone, "tensor", false, 256) / rate(phone, "tensor-slow-sync", false, 256);
    assertThat(decode).isCloseTo(4.01, withinPercentage(15));
  }

  /** While both read, GPU and NPU draw about 60 GB/s at about 75 to 25. */
  @Test
  void bandwidthOfDecode() {
    PhaseResult result =
        pass(phone(), "llama-3-8b", Quantization.W4A16, "tensor", BOTH, ForwardPass.decode(1, 256));
    double together = 0;
    double gpu = 0;
    double seconds = 0;
    for (Timeline.Step step : result.timeline().orElseThrow().bandwidth()) {
      if (step.bytesPerSecond().get(0) > 0 && step.bytesPerSecond().get(1) > 0) {
        double time = step.toSeconds() - step.fromSeconds();
        together += step.total() * time;
        gpu += step.bytesPerSecond().get(0) * time;
        seconds += time;
      }
    }

    assertThat(together / seconds).isCloseTo(59.5e9, withinPercentage(5));
    assertThat(gpu / together).isCloseTo(0.75, withinPercentage(5));
  }

  /** Three sequences are no prepared length, but every token would not make its graphs again. */
  @Test
  void graphsAreMadeForThePromptAlone() {
    ForwardPass decode = ForwardPass.decode(3, 100);
    ForwardPass prompt = ForwardPass.prefill(1, 100);
    for (ForwardPass forward : List.of(decode, prompt)) {
      PhaseResult result =
          pass(phone(), "tinyllama-1.1b", Quantization.W4A16, "online-prepare", BOTH, forward);

      assertThat(result.operators().stream().anyMatch(o -> o.name().equals("graph_generation")))
          .isEqualTo(forward.equals(prompt));
    }
  }

  @Test
  void outOfOrderBeatsInOrder() {
    for (long prompt : new long[] {600, 1500}) {
      double free =
          pass(
                  phone(),
                  "qwen1.5-1.8b",
                  Quantization.W8A8,
                  "llm-npu",
                  List.of("npu", "cpu"),
                  ForwardPass.prefill(1, prompt))
              .seconds();
      double ordered =
          pass(
                  phone(),
                  "qwen1.5-1.8b",
                  Quantization.W8A8,
                  "llm-npu-in-order",
                  List.of("npu", "cpu"),
                  ForwardPass.prefill(1, prompt))
              .seconds();

      assertThat(free).isLessThan(ordered);
    }
  }

  @Test
  void chunkedPromptsNeedIntegerActivations() {
    assertThatExceptionOfType(InputException.class)
        .isThrownBy(
            () ->
                pass(
                    phone(),
                    "qwen2-0.5b",
                    Quantization.W4A16,
                    "llm-npu",
                    List.of(),
                    ForwardPass.prefill(1, 64)))
        .withMessage(
            "engine 'llm-npu' needs integer activations, as of w8a8, but those of w4a16 are fp16");
  }

  @Test
  void somethingElseOnThePhoneSlowsIt() {
    var source = new DeviceSource(PHONE, List.of());
    ForwardPass decode = ForwardPass.decode(1, 256);
    double alone =
        pass(phone(), "llama-3-8b", Quantization.W4A16, "tensor", BOTH, decode).seconds();
    for (Background load : List.of(new Background(20e9, 0), new Background(0, 0.5))) {
      double loaded =
          pass(
                  new InferenceModel(source, load),
                  "llama-3-8b",
                  Quantization.W4A16,
                  "tensor",
                  BOTH,
                  decode)
              .seconds();

      assertThat(loaded).isGreaterThan(alone * 1.05);
    }
  }

  /** Decode is looked at in 17 contexts: what is searched does not grow with the prompt. */
  @Test
  void longPromptsNeedNoMoreSearchesThanShortOnes() {
    long few = searches(300);
    long many = searches(4096);

    assertThat(many).isPositive().isLessThan(2 * few);
  }

  private static long searches(long prompt) {
    InferenceModel phone = phone();
    phone.run(
        new InferenceRequest(
            ModelLibrary.byId("llama-3-8b"), Quantization.W4A16, prompt, 128, 1, "tensor", BOTH));
    return phone.mappers().values().iterator().next().operatorStatistics().misses();
  }

  /**
   * Llama-3 8B, 64 tokens, unfused: the layer's gate, up and their product, with the hidden state,
   * is its largest moment: 64 * 2 B * (4096 + 3 * 14336), all multiples of a page.
   */
  @Test
  void buffersOfActivationsAreUsedAgain() {
    InferenceResult result =
        phone()
            .run(
                new InferenceRequest(
                    ModelLibrary.byId("llama-3-8b"), Quantization.W4A16, 64, 4, 1, "tensor", BOTH));

    assertThat(result.activationBytes()).isEqualTo(64 * 2 * (4096 + 3 * 14336));
    assertThat(result.kvCacheProcessors()).containsExactly("gpu");
    double perToken = 32 * 2 * 1024 * 2;
    // 16 GiB less the 4 that the system keeps.
    double left = (12L << 30) - result.weightsBytes() - result.activationBytes();
    // A prompt as long as the cache has more activations than this one.
    assertThat(result.kvCacheCapacityTokens()).isBetween(1L, (long) (left / perToken) - 1);
  }

  /**
   * Chunks on their way hold tensors of their own, most of them in the feed-forward network, 256
   * tokens of 2 B each; in order there is one at a time.
   */
  @Test
  void chunksOutOfOrderHoldMoreThanInOrder() {
    double free = chunked("llm-npu").activationBytes();
    double ordered = chunked("llm-npu-in-order").activationBytes();

    assertThat(free).isEqualTo(ordered + 2 * 256 * 2 * (2048 + 3 * 5504));
  }

  private static InferenceResult chunked(String engine) {
    return phone()
        .run(
            new InferenceRequest(
                ModelLibrary.byId("qwen1.5-1.8b"),
                Quantization.W8A8,
                600,
                1,
                1,
                engine,
                List.of("npu", "cpu")));
  }
}
