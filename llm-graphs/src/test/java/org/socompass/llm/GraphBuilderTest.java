package org.socompass.llm;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.within;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.socompass.hardware.DataType;
import org.socompass.llm.library.ModelLibrary;
import org.socompass.operator.AllReduce;
import org.socompass.operator.Attention;
import org.socompass.operator.ElementwiseOperator;
import org.socompass.operator.Matmul;
import org.socompass.operator.Operator;
import org.socompass.operator.RowOperator;

/** Graphs of known models, operator by operator, with shapes computed by hand. */
final class GraphBuilderTest {
  private static final DataType FP16 = DataType.FP16;

  /** The layer that LLMCompass measured on four A100: hidden 12288, 96 heads, 8 x 2048 tokens. */
  @Test
  void anUnfusedGpt3LayerOnFourDevices() {
    ModelGraph graph =
        builder("gpt3-175b", Quantization.FP16, GraphOptions.unfused())
            .oneLayer(ForwardPass.prefill(8, 2048).withTensorParallel(4));

    assertThat(graph.nodes())
        .extracting(OperatorNode::name)
        .containsExactly(
            "layernorm_mha",
            "q_projection",
            "k_projection",
            "v_projection",
            "kv_append",
            "q_mul_k",
            "softmax",
            "a_mul_v",
            "output_projection",
            "allreduce_mha",
            "residual_add_mha",
            "layernorm_ffn",
            "ffn_up",
            "gelu",
            "ffn_down",
            "allreduce_ffn",
            "residual_add_ffn");
    assertThat(graph.nodes()).extracting(OperatorNode::count).containsOnly(1L);
    for (String name : new String[] {"q_projection", "k_projection", "v_projection"}) {
      assertThat(operator(graph, name)).isEqualTo(matmul(1, 16_384, 12_288, 3072));
    }
    assertThat(operator(graph, "q_mul_k")).isEqualTo(cached(192, 2048, 128, 2048));
    assertThat(operator(graph, "softmax"))
        .isEqualTo(new RowOperator(RowOperator.Kind.SOFTMAX, 393_216, 2048, FP16));
    assertThat(operator(graph, "a_mul_v")).isEqualTo(cached(192, 2048, 2048, 128));
    assertThat(operator(graph, "output_projection")).isEqualTo(matmul(1, 16_384, 3072, 12_288));
    assertThat(operator(graph, "ffn_up")).isEqualTo(matmul(1, 16_384, 12_288, 12_288));
    assertThat(operator(graph, "gelu"))
        .isEqualTo(
            new ElementwiseOperator(ElementwiseOperator.Kind.GELU, 16_384L * 12_288, FP16, FP16));
    assertThat(operator(graph, "ffn_down")).isEqualTo(matmul(1, 16_384, 12_288, 12_288));
    for (String name : new String[] {"allreduce_mha", "allreduce_ffn"}) {
      assertThat(operator(graph, name)).isEqualTo(new AllReduce(16_384L * 12_288, FP16, 4));
    }
    for (String name : new String[] {"layernorm_mha", "layernorm_ffn"}) {
      assertThat(operator(graph, name))
          .isEqualTo(new RowOperator(RowOperator.Kind.LAYERNORM, 16_384, 12_288, FP16));
    }
  }

  @Test
  void aFusedDecodeStepOfLlama3() {
    ModelGraph graph =
        builder("llama-3-8b", Quantization.W4A16, GraphOptions.fused())
            .wholeModel(ForwardPass.decode(1, 1024));

    assertThat(graph.nodes())
        .extracting(OperatorNode::name)
        .containsExactly(
            "embedding",
            "layernorm_mha",
            "qkv_projection",
            "rope",
            "kv_append",
            "attention",
            "output_projection",
            "layernorm_ffn",
            "ffn_gate_up",
            "swiglu",
            "ffn_down",
            "final_norm",
            "lm_head");
    assertThat(graph.nodes())
        .extracting(OperatorNode::count)
        .containsExactly(1L, 32L, 32L, 32L, 32L, 32L, 32L, 32L, 32L, 32L, 32L, 1L, 1L);
    assertThat(operator(graph, "qkv_projection"))
        .isEqualTo(new Matmul(1, 1, 4096, 6144, FP16, DataType.INT4, FP16));
    // What kv_append stores, attention does not store again.
    assertThat(operator(graph, "attention"))
        .isEqualTo(new Attention(1, 1, 1024, 32, 8, 128, 128, false, true, FP16, 0, FP16, false));
    assertThat(operator(graph, "ffn_gate_up"))
        .isEqualTo(new Matmul(1, 1, 4096, 28_672, FP16, DataType.INT4, FP16));
    assertThat(operator(graph, "layernorm_ffn"))
        .isEqualTo(new RowOperator(RowOperator.Kind.FUSED_ADD_RMSNORM, 1, 4096, FP16));
    assertThat(operator(graph, "lm_head"))
        .isEqualTo(new Matmul(1, 1, 4096, 128_256, FP16, FP16, FP16));
  }

  /** Four query heads share a key head: they are rows of one product. */
  @Test
  void groupedQueriesAreRowsOfOneProduct() {
    ModelGraph graph =
        builder("llama-3-8b", Quantization.FP16, GraphOptions.unfused())
            .oneLayer(ForwardPass.decode(2, 100));

    assertThat(operator(graph, "q_mul_k")).isEqualTo(cached(2 * 8, 4, 128, 100));
    assertThat(operator(graph, "a_mul_v")).isEqualTo(cached(2 * 8, 4, 100, 128));
    assertThat(operator(graph, "softmax"))
        .isEqualTo(new RowOperator(RowOperator.Kind.SOFTMAX, 64, 100, FP16));
    assertThat(operator(graph, "k_projection")).isEqualTo(matmul(1, 2, 4096, 1024));
  }

  @Test
  void theLmHeadOfAPrefillSeesTheLastTokenOnly() {
    ModelGraph graph =
        builder("llama-2-7b", Quantization.FP16, GraphOptions.fused())
            .wholeModel(ForwardPass.prefill(3, 512));

    assertThat(operator(graph, "lm_head")).isEqualTo(matmul(1, 3, 4096, 32_000));
    assertThat(operator(graph, "ffn_down")).isEqualTo(matmul(1, 1536, 11_008, 4096));
  }

  @Test
  void operationsOfAPrefillAreTwoPerParameterAndTokenPlusAttention() {
    ModelGraph graph =
        builder("llama-3-8b", Quantization.FP16, GraphOptions.fused())
            .wholeModel(ForwardPass.prefill(1, 512));

    // Matrices of 32 layers of 218,103,808 elements see 512 tokens, the LM head of 525,336,576
    // sees one; attention has 32 x 32 x 512 x 513 / 2 scores of 4 x 128 + 4 operations.
    double matrices = 2.0 * 32 * 218_103_808 * 512 + 2.0 * 525_336_576;
    double attention = 32.0 * 32 * (512 * 513 / 2) * 516;
    assertThat(graph.weightOperations()).isEqualTo(matrices);
    assertThat(graph.operations() / (matrices + attention)).isCloseTo(1, within(0.001));
    assertThat(graph.operations()).isGreaterThan(matrices + attention);
  }

  @Test
  void integerActivationsAreQuantizedBeforeEveryProduct() {
    ModelGraph graph =
        builder("qwen2-0.5b", Quantization.W8A8, GraphOptions.fused())
            .wholeModel(ForwardPass.prefill(1, 128));

    assertThat(graph.nodes())
        .extracting(OperatorNode::name)
        .containsSubsequence(
            "quantize_mha",
            "qkv_projection",
            "quantize_output_projection",
            "output_projection",
            "quantize_ffn",
            "ffn_gate_up",
            "quantize_ffn_down",
            "ffn_down",
            "quantize_lm_head",
            "lm_head");
    assertThat(operator(graph, "quantize_ffn_down"))
        .isEqualTo(
            new ElementwiseOperator(
                ElementwiseOperator.Kind.QUANTIZE, 128 * 4864, FP16, DataType.INT8));
    assertThat(operator(graph, "ffn_down"))
        .isEqualTo(new Matmul(1, 128, 4864, 896, DataType.INT8, DataType.INT8, FP16));
  }

  @Test
  void gemma2NormalisesBeforeAndAfter() {
    assertThat(layerOf("gemma-2-2b", GraphOptions.fused()).nodes())
        .extracting(OperatorNode::name)
        .containsExactly(
            "layernorm_mha",
            "qkv_projection",
            "rope",
            "kv_append",
            "attention",
            "output_projection",
            "layernorm_post_mha",
            "layernorm_ffn",
            "ffn_gate_up",
            "geglu",
            "ffn_down",
            "layernorm_post_ffn");
  }

  @Test
  void qwen3NormalisesItsHeads() {
    ModelGraph graph = layerOf("qwen3-0.6b", GraphOptions.fused());

    assertThat(operator(graph, "q_norm"))
        .isEqualTo(new RowOperator(RowOperator.Kind.RMSNORM, 10 * 16, 128, FP16));
    assertThat(operator(graph, "k_norm"))
        .isEqualTo(new RowOperator(RowOperator.Kind.RMSNORM, 10 * 8, 128, FP16));
  }

  /** Attention and feed-forward network of phi-2 share one norm and are both added. */
  @Test
  void aParallelBlockHasOneNorm() {
    assertThat(layerOf("phi-2-2.7b", GraphOptions.fused()).nodes())
        .extracting(OperatorNode::name)
        .containsExactly(
            "layernorm_mha",
            "qkv_projection",
            "rope",
            "kv_append",
            "attention",
            "output_projection",
            "residual_add_mha",
            "ffn_up",
            "gelu",
            "ffn_down",
            "residual_add_ffn");
  }

  @Test
  void learnedPositionsReplaceTheRotation() {
    ModelGraph graph =
        builder("gpt3-175b", Quantization.FP16, GraphOptions.fused())
            .wholeModel(ForwardPass.prefill(1, 10).withTensorParallel(4));

    assertThat(graph.node("rope")).isEmpty();
    assertThat(graph.node("position_embedding")).isPresent();
    // 50257 columns are padded to 4 x 12565.
    assertThat(operator(graph, "lm_head")).isEqualTo(matmul(1, 1, 12_288, 12_565));
  }

  /** 32 heads of 128 on 4 devices are 8; each device has a copy of one of the 2 KV heads. */
  @Test
  void devicesBeyondTheKvHeadsHoldCopiesOfThem() {
    ModelGraph graph =
        builder("chatglm3-6b", Quantization.FP16, GraphOptions.fused())
            .oneLayer(ForwardPass.decode(1, 1).withTensorParallel(4));

    assertThat(operator(graph, "qkv_projection")).isEqualTo(matmul(1, 1, 4096, 8 * 128 + 2 * 128));
  }

  @Test
  void devicesMustDivideTheHeads() {
    assertThatIllegalArgumentException()
        .isThrownBy(
            () ->
                builder("chatglm3-6b", Quantization.FP16, GraphOptions.fused())
                    .oneLayer(ForwardPass.decode(1, 1).withTensorParallel(3)))
        .withMessage(
            "tensor parallelism over 3 devices must divide heads of chatglm3-6b, which is 32");
  }

  @Test
  void aPassNamesWhatIsWrong() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> ForwardPass.prefill(0, 10))
        .withMessage("batch must be in [1, 65536], but is 0");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> new ForwardPass(Phase.PREFILL, 1, 10, 9, 1))
        .withMessage("contextLength must be at least queryLength, but they are 9 and 10");
    assertThatIllegalArgumentException()
        .isThrownBy(
            () -> new ForwardPass(Phase.DECODE, 3, 1, 9, 1, ExpertSpread.NONE, List.of(9L, 8L)))
        .withMessage("there must be a context for each of 3 sequences, but there are 2");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> new OperatorNode("x", matmul(1, 1, 1, 1), 0))
        .withMessage("count of x must be positive, but is 0");
  }

  private static ModelGraph layerOf(String model, GraphOptions options) {
    return builder(model, Quantization.FP16, options).oneLayer(ForwardPass.prefill(1, 10));
  }

  private static GraphBuilder builder(
      String model, Quantization quantization, GraphOptions options) {
    return new GraphBuilder(ModelLibrary.byId(model), quantization, options);
  }

  private static Operator operator(ModelGraph graph, String name) {
    return graph.node(name).orElseThrow().operator();
  }

  private static Matmul matmul(long batch, long m, long k, long n) {
    return new Matmul(batch, m, k, n, FP16, FP16, FP16);
  }

  private static Matmul cached(long batch, long m, long k, long n) {
    return new Matmul(batch, m, k, n, FP16, FP16, FP16, true);
  }
}
