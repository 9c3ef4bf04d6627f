package org.socompass.llm;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.socompass.hardware.DataType;
import org.socompass.llm.layer.Experts;
import org.socompass.llm.layer.FeedForward;
import org.socompass.llm.layer.JointMixer;
import org.socompass.llm.layer.LatentAttention;
import org.socompass.llm.layer.Layer;
import org.socompass.llm.layer.Mixer;
import org.socompass.llm.layer.Normalization;
import org.socompass.llm.layer.SelfAttention;
import org.socompass.llm.layer.StateMixer;
import org.socompass.llm.storage.MatrixRole;
import org.socompass.operator.ElementwiseOperator;
import org.socompass.operator.Exchange;
import org.socompass.operator.RowGroups;
import org.socompass.operator.RowOperator;

/**
 * Builds the operator graph of a forward pass as one of its devices computes it.
 *
 * <pre>{@code
 * embedding
 * per layer:  layernorm_mha  qkv_projection  rope  kv_append  attention  output_projection
 *             [allreduce_mha]  residual_add_mha
 *             layernorm_ffn  ffn_gate_up  swiglu  ffn_down  [allreduce_ffn]  residual_add_ffn
 * experts:    router  router_softmax  expert_gather  experts_gate_up  experts_swiglu
 *             experts_down  expert_combine
 * final_norm  lm_head
 * }</pre>
 *
 * <p>Kinds of layers follow one another, each with its count; kinds whose operators are the same,
 * as of windows that are longer than the context, are one. Names of a kind's operators end in
 * {@code @kind} where there are several.
 *
 * <p>Tensor parallelism splits heads, feed-forward width and vocabulary over the devices (Megatron:
 * columns of the first matrix, rows of the second) and sums the hidden state twice a layer. The
 * vocabulary is padded up to a multiple of the devices.
 *
 * <p>Assumptions: prefill needs the logits of the last token only; biases are added by the product
 * they follow; with fused additions the first layer's first norm stands for the final one, so that
 * both graphs hold the same operators; the logits are not gathered from the devices; tokens choose
 * experts at random, and those of an expert are as many as of any other that is chosen; layers that
 * attend to an image are left out.
 *
 * <p><b>Source.</b> Shoeybi et al., Megatron-LM, 2019, section 3, for the split.
 */
public final class GraphBuilder {
  private final LanguageModel model;
  private final Quantization quantization;
  private final GraphOptions options;
  private final DataType cache;

  /**
   * Creates a builder.
   *
   * @param model the model
   * @param quantization how it is stored
   * @param options what the engine fuses
   */
  public GraphBuilder(LanguageModel model, Quantization quantization, GraphOptions options) {
    this(model, quantization, options, quantization.kvCache());
  }

  /**
   * Creates a builder.
   *
   * @param cache type of keys and values in the cache
   */
  public GraphBuilder(
      LanguageModel model, Quantization quantization, GraphOptions options, DataType cache) {
    this.model = model;
    this.quantization = quantization;
    this.options = options;
    this.cache = cache;
  }

  /**
   * Returns the graph of the whole model; operators of a kind of layer have its count.
   *
   * @throws IllegalArgumentException if the devices do not divide heads, KV heads and feed-forward
   *     width, or an operator is too large
   */
  public ModelGraph wholeModel(ForwardPass pass) {
    List<OperatorNode> nodes = new ArrayList<>(beforeLayers(pass));
    Map<List<OperatorNode>, Layer> kinds = new LinkedHashMap<>();
    for (Layer layer : model.stack()) {
      List<OperatorNode> operators = layer(layer, pass);
      if (!operators.isEmpty()) {
        kinds.merge(operators, layer, (a, b) -> a.named(a.kind(), a.count() + b.count()));
      }
    }
    for (Map.Entry<List<OperatorNode>, Layer> entry : kinds.entrySet()) {
      Layer layer = entry.getValue();
      String kind = kinds.size() == 1 ? "" : OperatorNode.suffix(layer.kind());
      for (OperatorNode node : entry.getKey()) {
        nodes.add(new OperatorNode(node.name() + kind, node.operator(), layer.count()));
      }
    }
    nodes.addAll(afterLayers(pass));
    return new ModelGraph(model, quantization, pass, nodes);
  }

  /**
   * Returns the graph of one layer of the kind that there are most of.
   *
   * @throws IllegalArgumentException if the devices do not divide heads, KV heads and feed-forward
   *     width, or an operator is too large
   */
  public ModelGraph oneLayer(ForwardPass pass) {
    return new ModelGraph(model, quantization, pass, layer(model.mainLayer(), pass));
  }

  private NodeList list(ForwardPass pass) {
    return new NodeList(model, quantization, options, cache, pass);
  }

  private List<OperatorNode> beforeLayers(ForwardPass pass) {
    NodeList nodes = list(pass);
    nodes.add(
        "embedding",
        new ElementwiseOperator(
            ElementwiseOperator.Kind.EMBEDDING,
            nodes.tokens * nodes.hidden,
            quantization.embedding(model),
            DataType.FP16));
    if (model.learnedPositions() > 0) {
      nodes.residualAdd("position_embedding");
    }
    model.ends().extras().forEach(nodes::extra);
    return nodes.nodes();
  }

  private List<OperatorNode> afterLayers(ForwardPass pass) {
    NodeList nodes = list(pass);
    // Drafts that are verified need logits, the tokens of a prompt do not.
    long rows = pass.phase() == Phase.DECODE ? pass.tokens() : pass.batch();
    model.ends().finalNorm().ifPresent(norm -> nodes.norm("final_norm", rows, norm, false));
    nodes.quantize("quantize_lm_head", rows * nodes.hidden);
    long columns = (model.vocabulary() + pass.tensorParallel() - 1L) / pass.tensorParallel();
    nodes.add(
        "lm_head",
        quantization.product(
            model,
            rows,
            nodes.hidden,
            List.of(new Quantization.Part(MatrixRole.HEAD, nodes.hidden, columns))));
    return nodes.nodes();
  }

  /** Returns the operators of a layer; none of one that text does not go through. */
  private List<OperatorNode> layer(Layer layer, ForwardPass pass) {
    NodeList nodes = list(pass);
    if (layer.isForImages()) {
      return List.of();
    }
    Normalization norms = layer.normalization();
    boolean fused =
        options.fusedAddNorm()
            && norms.kind() == Normalization.Kind.RMSNORM
            && norms.beforeBlocks();
    if (layer.hasMixer()) {
      mixerBlock(nodes, layer, fused);
    }
    layer.feedForward().ifPresent(network -> networkBlock(nodes, layer, network, fused));
    layer.extras().forEach(nodes::extra);
    return nodes.nodes();
  }

  private void mixerBlock(NodeList nodes, Layer layer, boolean fused) {
    Normalization norms = layer.normalization();
    if (norms.beforeBlocks()) {
      nodes.norm("layernorm_mha", nodes.tokens, norms.kind(), fused);
    }
    nodes.quantize("quantize_mha", nodes.tokens * nodes.hidden);
    Mixer mixer = layer.mixer();
    if (mixer instanceof SelfAttention attention) {
      new AttentionNodes(nodes).add(attention);
    } else if (mixer instanceof LatentAttention latent) {
      new AttentionNodes(nodes).add(latent);
    } else if (mixer instanceof StateMixer state) {
      new StateNodes(nodes).add(state);
    } else if (mixer instanceof JointMixer joint) {
      new AttentionNodes(nodes).add(joint.attention());
      new StateNodes(nodes).add(joint.other());
      nodes.residualAdd("joint_add");
    }
    nodes.allReduce("allreduce_mha");
    if (norms.afterBlocks()) {
      nodes.norm("layernorm_post_mha", nodes.tokens, norms.kind(), false);
    }
    if (!fused || layer.parallelBlock()) {
      nodes.residualAdd("residual_add_mha");
    }
  }

  private void networkBlock(NodeList nodes, Layer layer, FeedForward network, boolean fused) {
    Normalization norms = layer.normalization();
    if (norms.placement() != Normalization.Placement.SHARED) {
      if (norms.beforeBlocks()) {
        nodes.norm("layernorm_ffn", nodes.tokens, norms.kind(), fused && !layer.parallelBlock());
      }
      nodes.quantize("quantize_ffn", nodes.tokens * nodes.hidden);
    }
    if (network.intermediate() > 0) {
      dense(nodes, network);
    }
    network.experts().ifPresent(experts -> experts(nodes, network.kind(), experts));
    nodes.allReduce("allreduce_ffn");
    if (norms.afterBlocks()) {
      nodes.norm("layernorm_post_ffn", nodes.tokens, norms.kind(), false);
    }
    if (!fused) {
      nodes.residualAdd("residual_add_ffn");
    }
  }

  private void dense(NodeList nodes, FeedForward network) {
    long intermediate = nodes.share("intermediate", network.intermediate());
    FeedForward.Kind kind = network.kind();
    if (!kind.isGated()) {
      nodes.product("ffn_up", nodes.hidden, intermediate);
    } else if (options.fusedGateUp()) {
      nodes.product(
          "ffn_gate_up",
          nodes.hidden,
          List.of(
              new Quantization.Part(MatrixRole.GATE, nodes.hidden, intermediate),
              new Quantization.Part(MatrixRole.UP, nodes.hidden, intermediate)));
    } else {
      nodes.product("ffn_gate", nodes.hidden, intermediate);
      nodes.product("ffn_up", nodes.hidden, intermediate);
    }
    nodes.elementwise(kind.activation().id(), kind.activation(), nodes.tokens * intermediate);
    nodes.quantize("quantize_ffn_down", nodes.tokens * intermediate);
    nodes.product("ffn_down", intermediate, nodes.hidden);
  }

  /** Adds a router and the products of the experts that the tokens are expected to go through. */
  private void experts(NodeList nodes, FeedForward.Kind kind, Experts experts) {
    long tokens = nodes.tokens;
    long width = nodes.share("expert_intermediate", experts.intermediate());
    int groups = nodes.pass.experts().groups();
    long all = nodes.pass.routedTokens();
    double share = groups == 1 ? 1 : experts.busiestShare(all, groups);
    double local = groups == 1 ? experts.touched(all) : experts.touchedInBusiestGroup(all, groups);
    long touched = Math.min(experts.count() / groups, whole(local));
    long rows = Math.max(1, whole(share * all * experts.perToken()));
    long each = whole(rows / local);
    RowGroups grouped =
        RowGroups.even(
            Math.toIntExact(touched), each, all, Math.max(touched, experts.count() / groups));
    nodes.product("router", nodes.hidden, experts.count());
    nodes.norm("router_softmax", tokens, experts.count(), RowOperator.Kind.SOFTMAX);
    if (experts.gatedSharing()) {
      nodes.product("shared_expert_gate", nodes.hidden, 1);
    }
    if (groups > 1) {
      exchange(nodes, "expert_dispatch", experts, groups);
    }
    if (all > 1) {
      nodes.elementwise(
          "expert_gather", ElementwiseOperator.Kind.EXPERT_ORDER, rows * nodes.hidden);
    }
    if (!kind.isGated()) {
      nodes.experts("experts_up", grouped, nodes.hidden, width);
    } else if (options.fusedGateUp()) {
      nodes.experts("experts_gate_up", grouped, nodes.hidden, 2 * width);
    } else {
      nodes.experts("experts_gate", grouped, nodes.hidden, width);
      nodes.experts("experts_up", grouped, nodes.hidden, width);
    }
    nodes.elementwise("experts_" + kind.activation().id(), kind.activation(), rows * width);
    nodes.quantize("quantize_experts_down", rows * width);
    nodes.experts("experts_down", grouped, width, nodes.hidden);
    nodes.elementwise("expert_combine", ElementwiseOperator.Kind.EXPERT_ORDER, rows * nodes.hidden);
    if (groups > 1) {
      exchange(nodes, "expert_return", experts, groups);
    }
  }

  /** Adds the way of hidden states between a token's devices and those of its experts. */
  private static void exchange(NodeList nodes, String name, Experts experts, int groups) {
    if (experts.count() % groups != 0) {
      throw new IllegalArgumentException(
          "expert parallelism over %d groups must divide experts of %s, which are %d"
              .formatted(groups, nodes.model.id(), experts.count()));
    }
    double elements = nodes.tokens * nodes.hidden * experts.groupsOfToken(groups);
    nodes.add(
        name,
        new Exchange(
            Exchange.Kind.ALL_TO_ALL,
            Math.max(1, whole(elements / nodes.pass.tensorParallel())),
            DataType.FP16,
            groups));
  }

  private static long whole(double number) {
    return (long) Math.ceil(number - ModelStorage.ROUNDING);
  }
}
