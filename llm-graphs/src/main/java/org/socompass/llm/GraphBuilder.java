package org.socompass.llm;

import java.util.ArrayList;
import java.util.List;
import org.socompass.hardware.DataType;
import org.socompass.operator.AllReduce;
import org.socompass.operator.Attention;
import org.socompass.operator.ElementwiseOperator;
import org.socompass.operator.Matmul;
import org.socompass.operator.Operator;
import org.socompass.operator.RowOperator;

/**
 * Builds the operator graph of a forward pass as one of its devices computes it.
 *
 * <pre>{@code
 * embedding
 * per layer:  layernorm_mha  qkv_projection  rope  kv_append  attention  output_projection
 *             [allreduce_mha]  residual_add_mha
 *             layernorm_ffn  ffn_gate_up  swiglu  ffn_down  [allreduce_ffn]  residual_add_ffn
 * final_norm  lm_head
 * }</pre>
 *
 * <p>Tensor parallelism splits heads, feed-forward width and vocabulary over the devices (Megatron:
 * columns of the first matrix, rows of the second) and sums the hidden state twice a layer. The
 * vocabulary is padded up to a multiple of the devices.
 *
 * <p>Assumptions: prefill needs the logits of the last token only; biases are added by the product
 * they follow; with fused additions the first layer's first norm stands for the final one, so that
 * both graphs hold the same operators; the logits are not gathered from the devices.
 *
 * <p><b>Source.</b> Shoeybi et al., Megatron-LM, 2019, section 3, for the split.
 */
public final class GraphBuilder {
  private final LanguageModel model;
  private final Quantization quantization;
  private final GraphOptions options;

  /**
   * Creates a builder.
   *
   * @param model the model
   * @param quantization how it is stored
   * @param options what the engine fuses
   */
  public GraphBuilder(LanguageModel model, Quantization quantization, GraphOptions options) {
    this.model = model;
    this.quantization = quantization;
    this.options = options;
  }

  /**
   * Returns the graph of the whole model; operators of a layer have the layers as their count.
   *
   * @throws IllegalArgumentException if the devices do not divide heads, KV heads and feed-forward
   *     width, or an operator is too large
   */
  public ModelGraph wholeModel(ForwardPass pass) {
    var nodes = new Nodes(pass);
    nodes.beforeLayers();
    nodes.layer(model.layers());
    nodes.afterLayers();
    return nodes.graph();
  }

  /**
   * Returns the graph of one layer.
   *
   * @throws IllegalArgumentException if the devices do not divide heads, KV heads and feed-forward
   *     width, or an operator is too large
   */
  public ModelGraph oneLayer(ForwardPass pass) {
    var nodes = new Nodes(pass);
    nodes.layer(1);
    return nodes.graph();
  }

  /** The nodes of one pass, sizes being those of one device. */
  private final class Nodes {
    private final ForwardPass pass;
    private final long tokens;
    private final long hidden;
    private final long heads;
    private final long kvHeads;
    private final long queryWidth;
    private final long kvWidth;
    private final long intermediate;
    private final boolean fusedAddNorm;
    private final List<OperatorNode> nodes = new ArrayList<>();

    Nodes(ForwardPass pass) {
      this.pass = pass;
      this.tokens = pass.tokens();
      this.hidden = model.hidden();
      this.heads = share("heads", model.heads());
      this.kvHeads = replicates() ? 1 : share("kv_heads", model.kvHeads());
      this.queryWidth = heads * model.headDim();
      this.kvWidth = kvHeads * model.headDim();
      this.intermediate = share("intermediate", model.intermediate());
      this.fusedAddNorm =
          options.fusedAddNorm() && model.normalization().kind() == Normalization.Kind.RMSNORM;
    }

    /** More devices than KV heads: several devices hold copies of one head. */
    private boolean replicates() {
      int devices = pass.tensorParallel();
      return devices > model.kvHeads() && devices % model.kvHeads() == 0;
    }

    private long share(String name, long total) {
      int devices = pass.tensorParallel();
      if (total % devices != 0) {
        throw new IllegalArgumentException(
            "tensor parallelism over %d devices must divide %s of %s, which is %d"
                .formatted(devices, name, model.id(), total));
      }
      return total / devices;
    }

    ModelGraph graph() {
      return new ModelGraph(model, quantization, pass, nodes);
    }

    void beforeLayers() {
      add(
          "embedding",
          new ElementwiseOperator(
              ElementwiseOperator.Kind.EMBEDDING,
              tokens * hidden,
              quantization.embedding(model),
              DataType.FP16),
          1);
      if (model.learnedPositions() > 0) {
        add(
            "position_embedding",
            elementwise(ElementwiseOperator.Kind.RESIDUAL_ADD, tokens * hidden),
            1);
      }
    }

    void layer(long count) {
      attentionBlock(count);
      feedForwardBlock(count);
    }

    void afterLayers() {
      long rows = pass.batch();
      if (model.normalization().beforeLmHead()) {
        add("final_norm", norm(rows, false), 1);
      }
      quantize("quantize_lm_head", rows * hidden, 1);
      long columns = (model.vocabulary() + pass.tensorParallel() - 1L) / pass.tensorParallel();
      add("lm_head", quantization.lmHeadProduct(rows, hidden, columns), 1);
    }

    private void attentionBlock(long count) {
      add("layernorm_mha", norm(tokens, fusedAddNorm), count);
      quantize("quantize_mha", tokens * hidden, count);
      if (options.fusedQkv()) {
        product("qkv_projection", hidden, queryWidth + 2 * kvWidth, count);
      } else {
        product("q_projection", hidden, queryWidth, count);
        product("k_projection", hidden, kvWidth, count);
        product("v_projection", hidden, kvWidth, count);
      }
      if (model.attention().qkNorm()) {
        add("q_norm", headNorm(tokens * heads), count);
        add("k_norm", headNorm(tokens * kvHeads), count);
      }
      if (model.learnedPositions() == 0) {
        add(
            "rope",
            elementwise(ElementwiseOperator.Kind.ROPE, tokens * (queryWidth + kvWidth)),
            count);
      }
      add(
          "kv_append",
          new ElementwiseOperator(
              ElementwiseOperator.Kind.KV_APPEND,
              2 * tokens * kvWidth,
              DataType.FP16,
              quantization.kvCache()),
          count);
      attention(count);
      quantize("quantize_output_projection", tokens * queryWidth, count);
      product("output_projection", queryWidth, hidden, count);
      allReduce("allreduce_mha", count);
      if (model.normalization().afterBlocks()) {
        add("layernorm_post_mha", norm(tokens, false), count);
      }
      if (!fusedAddNorm || model.parallelBlock()) {
        residualAdd("residual_add_mha", count);
      }
    }

    /** Adds the attention; a group of queries that shares its keys forms one product. */
    private void attention(long count) {
      long queries = pass.queryLength();
      long context = pass.contextLength();
      DataType type = quantization.kvCache();
      if (options.fusedAttention()) {
        add(
            OperatorNode.ATTENTION,
            new Attention(
                pass.batch(), queries, context, heads, kvHeads, model.headDim(), true, type),
            count);
        return;
      }
      long batch = pass.batch() * kvHeads;
      long rows = model.attention().group() * queries;
      long headDim = model.headDim();
      add(
          OperatorNode.Q_MUL_K,
          new Matmul(batch, rows, headDim, context, DataType.FP16, type, DataType.FP16, true),
          count);
      add(
          "softmax",
          new RowOperator(RowOperator.Kind.SOFTMAX, batch * rows, context, DataType.FP16),
          count);
      add(
          OperatorNode.A_MUL_V,
          new Matmul(batch, rows, context, headDim, DataType.FP16, type, DataType.FP16, true),
          count);
    }

    private void feedForwardBlock(long count) {
      if (!model.parallelBlock()) {
        add("layernorm_ffn", norm(tokens, fusedAddNorm), count);
        quantize("quantize_ffn", tokens * hidden, count);
      }
      FeedForward.Kind kind = model.feedForward().kind();
      if (!kind.isGated()) {
        product("ffn_up", hidden, intermediate, count);
      } else if (options.fusedGateUp()) {
        product("ffn_gate_up", hidden, 2 * intermediate, count);
      } else {
        product("ffn_gate", hidden, intermediate, count);
        product("ffn_up", hidden, intermediate, count);
      }
      add(kind.activation().id(), elementwise(kind.activation(), tokens * intermediate), count);
      quantize("quantize_ffn_down", tokens * intermediate, count);
      product("ffn_down", intermediate, hidden, count);
      allReduce("allreduce_ffn", count);
      if (model.normalization().afterBlocks()) {
        add("layernorm_post_ffn", norm(tokens, false), count);
      }
      if (!fusedAddNorm) {
        residualAdd("residual_add_ffn", count);
      }
    }

    private void add(String name, Operator operator, long count) {
      nodes.add(new OperatorNode(name, operator, count));
    }

    private void product(String name, long k, long n, long count) {
      add(name, quantization.layerProduct(tokens, k, n), count);
    }

    private void quantize(String name, long elements, long count) {
      if (quantization.quantizesActivations()) {
        add(
            name,
            new ElementwiseOperator(
                ElementwiseOperator.Kind.QUANTIZE,
                elements,
                DataType.FP16,
                quantization.activation()),
            count);
      }
    }

    private void allReduce(String name, long count) {
      if (pass.tensorParallel() > 1) {
        add(name, new AllReduce(tokens * hidden, DataType.FP16, pass.tensorParallel()), count);
      }
    }

    private void residualAdd(String name, long count) {
      add(name, elementwise(ElementwiseOperator.Kind.RESIDUAL_ADD, tokens * hidden), count);
    }

    private RowOperator norm(long rows, boolean withAddition) {
      RowOperator.Kind kind =
          withAddition
              ? RowOperator.Kind.FUSED_ADD_RMSNORM
              : model.normalization().kind().operator();
      return new RowOperator(kind, rows, hidden, DataType.FP16);
    }

    private RowOperator headNorm(long rows) {
      return new RowOperator(RowOperator.Kind.RMSNORM, rows, model.headDim(), DataType.FP16);
    }

    private ElementwiseOperator elementwise(ElementwiseOperator.Kind kind, long elements) {
      return new ElementwiseOperator(kind, elements, DataType.FP16, DataType.FP16);
    }
  }
}
