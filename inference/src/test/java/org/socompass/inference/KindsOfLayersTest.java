package org.socompass.inference;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.socompass.inference.engine.DeviceSource;
import org.socompass.inference.result.InferenceRequest;
import org.socompass.inference.result.InferenceResult;
import org.socompass.llm.ForwardPass;
import org.socompass.llm.KvType;
import org.socompass.llm.LanguageModel;
import org.socompass.llm.Quantization;
import org.socompass.llm.layer.Experts;
import org.socompass.llm.layer.FeedForward;
import org.socompass.llm.layer.Layer;
import org.socompass.llm.layer.SelfAttention;
import org.socompass.llm.layer.Span;
import org.socompass.llm.library.ModelLibrary;

/** Laws of time for models of several kinds of layers, on a phone and on a data-center GPU. */
final class KindsOfLayersTest {
  private static final InferenceModel PHONE =
      new InferenceModel(new DeviceSource("snapdragon-8-gen-3", List.of()));
  private static final InferenceModel GPU =
      new InferenceModel(new DeviceSource("a100-80gb", List.of()));

  private static double seconds(InferenceModel on, LanguageModel model, ForwardPass pass) {
    return on.pass(request(model), pass).seconds();
  }

  private static InferenceRequest request(LanguageModel model) {
    return new InferenceRequest(model, Quantization.FP16, 128, 32, 1, "gpu-only", List.of());
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"gemma-3-1b", "lfm2-1.2b", "qwen3.5-0.8b", "granite-4.0-h-micro", "gpt-oss-20b"})
  void aLongerContextIsNeverFaster(String id) {
    LanguageModel model = ModelLibrary.byId(id);
    for (InferenceModel on : List.of(PHONE, GPU)) {
      double before = 0;
      for (long context = 64; context <= 16_384; context *= 4) {
        double now = seconds(on, model, ForwardPass.decode(1, context));
        assertThat(now).isGreaterThanOrEqualTo(before);
        before = now;
      }
    }
  }

  @ParameterizedTest
  @CsvSource({"256", "600", "3000", "9000"})
  void aWindowIsNeverSlowerThanFullAttention(long tokens) {
    LanguageModel model = ModelLibrary.byId("gemma-3-1b");
    LanguageModel full = mapped(model, KindsOfLayersTest::withoutWindow);
    for (InferenceModel on : List.of(PHONE, GPU)) {
      for (ForwardPass pass :
          List.of(ForwardPass.decode(1, tokens), ForwardPass.prefill(1, tokens))) {
        assertThat(seconds(on, model, pass)).isLessThanOrEqualTo(seconds(on, full, pass));
      }
    }
  }

  @Test
  void moreExpertsForATokenAreNeverFaster() {
    LanguageModel model = ModelLibrary.byId("olmoe-1b-7b");
    for (InferenceModel on : List.of(PHONE, GPU)) {
      for (ForwardPass pass : List.of(ForwardPass.decode(1, 100), ForwardPass.decode(8, 100))) {
        double before = 0;
        for (int chosen = 1; chosen <= 64; chosen *= 2) {
          int k = chosen;
          double now = seconds(on, mapped(model, layer -> choosing(layer, k)), pass);
          assertThat(now).isGreaterThanOrEqualTo(before);
          before = now;
        }
      }
    }
  }

  @Test
  void aNarrowerCacheTakesLessMemoryAndNoLessWork() {
    LanguageModel model = ModelLibrary.byId("llama-3.2-1b");
    InferenceResult wide = PHONE.run(request(model));
    InferenceResult narrow = PHONE.run(request(model).withKvType(KvType.INT8));

    assertThat(narrow.kvCacheBytes() / wide.kvCacheBytes()).isEqualTo(8.5 / 16);
    assertThat(narrow.kvCacheCapacityTokens()).isGreaterThan(wide.kvCacheCapacityTokens());
  }

  @Test
  void whatDoesNotGrowAlwaysFits() {
    InferenceResult result = GPU.run(request(ModelLibrary.byId("mamba2-2.7b")));

    assertThat(result.kvCacheCapacityTokens()).isEqualTo(ForwardPass.MAXIMUM_LENGTH);
  }

  private interface Change {
    Layer of(Layer layer);
  }

  private static LanguageModel mapped(LanguageModel m, Change change) {
    List<Layer> stack = m.stack().stream().map(change::of).toList();
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

  private static Layer withoutWindow(Layer layer) {
    var attention = (SelfAttention) layer.mixer();
    return new Layer(
        layer.kind(),
        layer.count(),
        attention.withSpan(Span.full()),
        layer.feedForward(),
        layer.normalization(),
        layer.parallelBlock(),
        layer.extras(),
        layer.extraVectorElements());
  }

  private static Layer choosing(Layer layer, int perToken) {
    FeedForward network = layer.feedForward().orElseThrow();
    Experts e = network.experts().orElseThrow();
    return new Layer(
        layer.kind(),
        layer.count(),
        layer.mixer(),
        Optional.of(
            new FeedForward(
                network.kind(),
                network.intermediate(),
                network.biases(),
                Optional.of(Experts.of(e.count(), perToken, e.intermediate())))),
        layer.normalization(),
        layer.parallelBlock(),
        layer.extras(),
        layer.extraVectorElements());
  }
}
