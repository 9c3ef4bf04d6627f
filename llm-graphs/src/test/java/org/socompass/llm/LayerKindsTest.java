package org.socompass.llm;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.within;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.socompass.input.InputException;
import org.socompass.llm.layer.Experts;
import org.socompass.llm.library.ModelLibrary;
import org.socompass.operator.Attention;
import org.socompass.operator.Matmul;
import org.socompass.operator.StateScan;

/** Kinds of layers, computed by hand, and the laws that hold between them. */
final class LayerKindsTest {
  @Test
  void latentAttentionCachesOneVectorAToken() {
    // DeepSeek-V3: 61 layers, 512 + 64 elements of 2 B.
    assertThat(kvBytes("deepseek-v3", 1)).isEqualTo(61 * 576 * 2).isEqualTo(70_272);
  }

  @Test
  void windowsKeepNoMoreThanTheirLength() {
    // Gemma 3 1B: 4 layers keep 2 x 256 elements of all tokens, 22 of the last 512.
    double mean = kvBytes("gemma-3-1b", 32_768) / 32_768;
    assertThat(mean).isEqualTo(4 * 1024 + 22 * 1024 * 512.0 / 32_768).isEqualTo(4448);
  }

  @Test
  void expertsAreCounted() {
    // gpt-oss-20b: 24 layers of 32 experts, 3 matrices of 2880^2 and biases of 3 x 2880 each.
    LanguageModel model = ModelLibrary.byId("gpt-oss-20b");

    long experts = new ModelFacts(model).parameters().getOrDefault("experts", 0L);
    assertThat(experts).isEqualTo(24L * 32 * 3 * 2880 * 2880);
    assertThat(model.parameters().total() / 1e9).isCloseTo(20.9, within(0.05));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"mixtral-8x7b", "qwen3.5-0.8b", "gemma-4-e2b", "llama-3-8b", "mamba2-2.7b"})
  void partsAddUp(String id) {
    LanguageModel model = ModelLibrary.byId(id);

    assertThat(
            new ModelFacts(model).parameters().values().stream().mapToLong(Long::longValue).sum())
        .isEqualTo(model.parameters().total());
  }

  /** Mixtral: 8 (1 - (3/4)^T) experts; T = 1: 2, T = 2: 3.5, T = 32: 7.9992. */
  @ParameterizedTest
  @CsvSource({"1,2,2", "2,3.5,4", "32,7.9992,8"})
  void tokensTouchExperts(long batch, double expected, long whole) {
    Experts experts =
        ModelLibrary.byId("mixtral-8x7b")
            .stack()
            .get(0)
            .feedForward()
            .orElseThrow()
            .experts()
            .orElseThrow();
    assertThat(experts.touched(batch)).isCloseTo(expected, within(1e-4));

    Matmul down =
        (Matmul) decode("mixtral-8x7b", batch, 100).node("experts_down").orElseThrow().operator();
    assertThat(down.batch()).isEqualTo(whole);
    assertThat(down.weightBytes()).isEqualTo(whole * 14_336 * 4096 * 2.0);
  }

  @Test
  void readsBetweenTheChosenAndAllExperts() {
    for (int k = 1; k <= 64; k *= 2) {
      double before = 0;
      for (long tokens = 1; tokens < 5000; tokens = tokens * 3 / 2 + 1) {
        double touched = Experts.of(64, k, 8).touched(tokens);
        assertThat(touched).isBetween((double) k, 64.0).isGreaterThanOrEqualTo(before);
        before = touched;
      }
    }
  }

  @Test
  void decodeAbsorbsLatentAttentionAndPrefillExpandsIt() {
    ModelGraph decode = decode("deepseek-v2-lite", 1, 1000);
    ModelGraph prefill = graph("deepseek-v2-lite", ForwardPass.prefill(1, 1000));

    // 512 + 64 elements of one key for 16 heads, of which the first 512 are the value.
    Attention absorbed = attention(decode);
    assertThat(absorbed.kvHeads()).isEqualTo(1);
    assertThat(absorbed.kvBytes()).isEqualTo(1000 * 576 * 2);
    assertThat(absorbed.productOperations()).isEqualTo(1000.0 * 16 * 2 * (576 + 512));
    Attention expanded = attention(prefill);
    assertThat(expanded.kvHeads()).isEqualTo(16);
    assertThat(expanded.headDim()).isEqualTo(128 + 64);
    assertThat(expanded.valueDim()).isEqualTo(128);
  }

  @Test
  void aStateIsReadAndWrittenOnceAStep() {
    // Mamba-2 2.7B: 80 heads of 64 x 128 elements, kept in fp32.
    StateScan scan =
        (StateScan) decode("mamba2-2.7b", 1, 5000).node("state_scan").orElseThrow().operator();

    assertThat(scan.stateElements()).isEqualTo(80 * 64 * 128);
    assertThat(scan.compulsoryBytes()).isEqualTo(2.0 * 80 * 64 * 128 * 4 + (4 + 1) * 80 * 64 * 2);
    assertThat(ModelLibrary.byId("mamba2-2.7b").cachedElements(5000)).isZero();
    // The last 3 inputs of 5120 + 2 x 128 channels.
    assertThat(ModelLibrary.byId("mamba2-2.7b").stateBytes())
        .isEqualTo(64 * (80.0 * 64 * 128 * 4 + 3 * (5120 + 256) * 2));
  }

  @ParameterizedTest
  @ValueSource(longs = {1, 100, 512, 513, 4096, 20_000})
  void aWindowNeverCostsMoreThanFullAttention(long context) {
    for (GraphOptions options : List.of(GraphOptions.fused(), GraphOptions.unfused())) {
      for (ForwardPass pass :
          List.of(ForwardPass.decode(1, context), ForwardPass.prefill(1, context))) {
        LanguageModel model = ModelLibrary.byId("gemma-3-1b");
        var builder = new GraphBuilder(model, Quantization.FP16, options);
        LanguageModel full = withoutWindows(model);
        var without = new GraphBuilder(full, Quantization.FP16, options);
        double slack = 1 + 1e-3; // blocks of a band are of one size, the last is filled up
        assertThat(builder.wholeModel(pass).operations())
            .isLessThanOrEqualTo(without.wholeModel(pass).operations() * slack);
        assertThat(builder.wholeModel(pass).compulsoryBytes())
            .isLessThanOrEqualTo(without.wholeModel(pass).compulsoryBytes() * slack);
      }
    }
  }

  @Test
  void windowsLongerThanTheContextAreFullAttention() {
    ModelGraph graph = decode("gemma-2-2b", 1, 4096);

    assertThat(graph.node("attention").orElseThrow().count()).isEqualTo(26);
    assertThat(decode("gemma-2-2b", 1, 4097).node("attention@window-4096").orElseThrow().count())
        .isEqualTo(13);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"deepseek-v3", "qwen3.5-0.8b", "lfm2-1.2b", "gemma-3n-e2b", "gpt-oss-20b"})
  void aLongerContextNeverTakesLess(String id) {
    double operations = 0;
    double bytes = 0;
    for (long context = 1; context < 100_000; context = context * 2 + 1) {
      ModelGraph graph = decode(id, 1, context);
      assertThat(graph.operations()).isGreaterThanOrEqualTo(operations);
      assertThat(graph.compulsoryBytes()).isGreaterThanOrEqualTo(bytes);
      operations = graph.operations();
      bytes = graph.compulsoryBytes();
    }
  }

  @Test
  void aNarrowerCacheIsSmallerAndConverted() {
    LanguageModel model = ModelLibrary.byId("llama-3-8b");
    var storage = new ModelStorage(model, Quantization.FP16);

    // 8 bits and 16 / 32 of a scale, of 16 bits.
    assertThat(storage.kvCacheBytes(1, 64, KvType.INT8.type()))
        .isEqualTo(storage.kvCacheBytes(1, 64) * 8.5 / 16);
    var unfused =
        new GraphBuilder(model, Quantization.FP16, GraphOptions.unfused(), KvType.INT4.type())
            .wholeModel(ForwardPass.decode(1, 64));
    var scores = (Matmul) unfused.node("q_mul_k").orElseThrow().operator();
    assertThat(scores.weight()).isEqualTo(KvType.INT4.type());
    assertThat(scores.dequantizesWeights()).isTrue();
    assertThatExceptionOfType(InputException.class)
        .isThrownBy(() -> KvType.of("bf61"))
        .withMessage("unknown KV type 'bf61'; did you mean 'bf16'?");
  }

  @Test
  void aRepositoryOfHuggingFaceIsTheModelThatShips() {
    assertThat(ModelLibrary.load("Qwen/Qwen3-30B-A3B").id()).isEqualTo("qwen3-30b-a3b");
    assertThat(ModelLibrary.load("google/gemma-3-1b-pt").id()).isEqualTo("gemma-3-1b");
    assertThatExceptionOfType(InputException.class)
        .isThrownBy(() -> ModelLibrary.load("some/model"))
        .withMessage(
            "'some/model' is no model that ships; download its config.json"
                + " (https://huggingface.co/some/model/raw/main/config.json) and give its path");
  }

  @Test
  void statesAreNotSplitOverDevices() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> graph("mamba2-2.7b", ForwardPass.prefill(1, 8).withTensorParallel(2)))
        .withMessage("tensor parallelism over 2 devices is not modelled for mamba2 of mamba2-2.7b");
  }

  private static LanguageModel withoutWindows(LanguageModel model) {
    String text = ModelText.of(model).replaceAll("\n    window: [0-9]+", "");
    return ModelLibrary.read("full.yaml", text);
  }

  private static double kvBytes(String id, long tokens) {
    return new ModelStorage(ModelLibrary.byId(id), Quantization.FP16).kvCacheBytes(1, tokens);
  }

  private static ModelGraph decode(String id, long batch, long context) {
    return graph(id, ForwardPass.decode(batch, context));
  }

  private static ModelGraph graph(String id, ForwardPass pass) {
    return new GraphBuilder(ModelLibrary.byId(id), Quantization.FP16, GraphOptions.fused())
        .wholeModel(pass);
  }

  private static Attention attention(ModelGraph graph) {
    return (Attention)
        graph.nodes().stream()
            .filter(node -> node.role().equals(OperatorNode.ATTENTION))
            .findFirst()
            .orElseThrow()
            .operator();
  }
}
