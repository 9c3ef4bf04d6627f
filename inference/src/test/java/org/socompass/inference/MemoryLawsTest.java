package org.socompass.inference;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.socompass.hardware.Device;
import org.socompass.hardware.ProcessorKind;
import org.socompass.hardware.template.DeviceLibrary;
import org.socompass.inference.engine.DeviceSource;
import org.socompass.inference.result.InferenceRequest;
import org.socompass.inference.result.InferenceResult;
import org.socompass.inference.result.OperatorTime;
import org.socompass.llm.ForwardPass;
import org.socompass.llm.LanguageModel;
import org.socompass.llm.Quantization;
import org.socompass.llm.layer.AttentionShape;
import org.socompass.llm.layer.Layer;
import org.socompass.llm.layer.SelfAttention;
import org.socompass.llm.library.ModelLibrary;

/** Laws of memory: what is promised fits, and nothing is read more often than need be. */
final class MemoryLawsTest {
  private static final int CASES = 80;

  /**
   * What {@code run} says of room and what it says fits agree for any device, model and context.
   */
  @Test
  void roomForTokensAndWhatFitsAgree() {
    var random = new Random(3);
    List<String> models = List.of("llama-3-8b", "gemma-3-1b", "qwen1.5-1.8b", "mamba2-2.7b");
    int fitting = 0;
    for (int i = 0; i < CASES; i++) {
      String id = DeviceLibrary.ids().get(random.nextInt(DeviceLibrary.ids().size()));
      var model = new InferenceModel(new DeviceSource(id, List.of()));
      LanguageModel language = ModelLibrary.byId(models.get(random.nextInt(models.size())));
      long prompt = Math.round(Math.exp(random.nextDouble(Math.log(200_000))));
      long output = random.nextInt(1, 40);
      var request =
          new InferenceRequest(
              language, Quantization.FP16, prompt, output, 1, engine(model.device()), List.of());
      InferenceResult result = model.run(request);

      assertThat(result.fitsInMemory())
          .as("%s on %s, %d and %d tokens", language.id(), id, prompt, output)
          .isEqualTo(prompt + output <= result.kvCacheCapacityTokens());
      fitting += result.fitsInMemory() ? 1 : 0;
    }
    assertThat(fitting).isBetween(CASES / 4, CASES - 1);
  }

  private static String engine(Device device) {
    boolean hasGpu =
        device.processors().values().stream().anyMatch(p -> p.kind() == ProcessorKind.GPU);
    return hasGpu ? "gpu-only" : "cpu-only";
  }

  /**
   * An A100 has 80 GiB, of which firmware, driver and context keep one; it may be said otherwise.
   */
  @Test
  void theSystemKeepsAShareOfTheMemory() {
    var request =
        new InferenceRequest(
            ModelLibrary.byId("llama-3.2-1b"), Quantization.FP16, 64, 2, 1, "gpu-only", List.of());
    InferenceResult card =
        new InferenceModel(new DeviceSource("a100-80gb", List.of())).run(request);
    InferenceResult all =
        new InferenceModel(new DeviceSource("a100-80gb", List.of("memory.reserve=0 GiB")))
            .run(request);

    assertThat(card.memoryCapacityBytes()).isEqualTo(80L << 30);
    assertThat(card.memoryReserveBytes()).isEqualTo(1L << 30);
    assertThat(all.memoryReserveBytes()).isZero();
    // Keys and values of a token are 16 layers x 2 x 8 heads x 64 elements x 2 B = 32 KiB.
    assertThat((double) all.kvCacheCapacityTokens() - card.kvCacheCapacityTokens())
        .isCloseTo((1L << 30) / 32_768.0, within(1.0));
  }

  /** Eight KV heads of 24 take a third of the time that a longer context adds. */
  @ParameterizedTest
  @CsvSource({
    "snapdragon-8-gen-3, cpu-only",
    "snapdragon-8-gen-3, gpu-only",
    "snapdragon-8-gen-3, tensor",
    "dimensity-9300, gpu-only",
    "exynos-2400, tensor",
    "apple-a18-pro, gpu-only"
  })
  void groupedHeadsReadTheCacheOnce(String device, String engine) {
    var model = new InferenceModel(new DeviceSource(device, List.of()));
    double all = slope(model, engine, withKvHeads(24));
    double grouped = slope(model, engine, withKvHeads(8));

    assertThat(grouped / all).isBetween(8 / 24.0 * 0.9, 1.2 * 8 / 24);
  }

  private static double slope(InferenceModel model, String engine, LanguageModel language) {
    InferenceRequest request = request(language, engine);
    return model.pass(request, ForwardPass.decode(1, 8192)).seconds()
        - model.pass(request, ForwardPass.decode(1, 1024)).seconds();
  }

  /**
   * Up to eight sequences share one reading of the weights; activations and padding are a tenth.
   */
  @ParameterizedTest
  @CsvSource({
    "snapdragon-8-gen-3, cpu-only",
    "snapdragon-8-gen-3, gpu-only",
    "snapdragon-8-gen-3, tensor",
    "dimensity-9300, cpu-only",
    "exynos-2400, gpu-only",
    "apple-a18-pro, llama.cpp"
  })
  void aSmallBatchReadsTheWeightsOnce(String device, String engine) {
    var model = new InferenceModel(new DeviceSource(device, List.of()));
    InferenceRequest request = request(ModelLibrary.byId("llama-3.2-3b"), engine);
    double one = weightBytes(model, request, 1);
    for (long batch = 2; batch <= 8; batch *= 2) {
      assertThat(weightBytes(model, request, batch) / one).isBetween(1.0, 1.2);
    }
  }

  private static double weightBytes(InferenceModel model, InferenceRequest request, long batch) {
    double bytes = 0;
    for (OperatorTime o : model.pass(request, ForwardPass.decode(batch, 128)).operators()) {
      bytes += o.operator().equals("matmul") ? o.count() * o.mainMemoryBytes() : 0;
    }
    return bytes;
  }

  private static InferenceRequest request(LanguageModel language, String engine) {
    return new InferenceRequest(language, Quantization.W4A16, 128, 2, 1, engine, List.of());
  }

  private static LanguageModel withKvHeads(int kvHeads) {
    LanguageModel m = ModelLibrary.byId("llama-3.2-3b");
    List<Layer> stack = new ArrayList<>();
    for (Layer layer : m.stack()) {
      AttentionShape shape = ((SelfAttention) layer.mixer()).shape();
      stack.add(
          new Layer(
              layer.kind(),
              layer.count(),
              SelfAttention.of(new AttentionShape(shape.heads(), kvHeads, shape.headDim(), false)),
              layer.feedForward(),
              layer.normalization(),
              layer.parallelBlock(),
              layer.extras(),
              layer.extraVectorElements()));
    }
    return new LanguageModel(
        m.id(),
        m.name(),
        m.hidden(),
        stack,
        m.ends(),
        m.maxPositions(),
        m.towers(),
        m.storedAs(),
        m.publishedParameters(),
        m.source());
  }
}
