package org.socompass.llm.huggingface;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.socompass.llm.layer.AttentionShape;
import org.socompass.llm.layer.Experts;
import org.socompass.llm.layer.FeedForward;
import org.socompass.llm.layer.HeadNorm;
import org.socompass.llm.layer.Layer;
import org.socompass.llm.layer.Normalization;
import org.socompass.llm.layer.SelfAttention;
import org.socompass.llm.layer.Span;
import org.socompass.llm.layer.WeightMatrix;

/**
 * Layers of Gemma 3n and Gemma 4: an embedding of the token for each layer, keys and values that
 * the last layers share, and in Gemma 3n several versions of the hidden state (AltUp) and a bypass
 * of low rank (LAuReL).
 */
final class GemmaLayers {
  private static final Normalization NORMS =
      new Normalization(Normalization.Kind.RMSNORM, Normalization.Placement.BEFORE_AND_AFTER, true);

  private final Config config;
  private final Attentions attentions;
  private final Networks networks;
  private final int hidden;

  GemmaLayers(Config config) {
    this.config = config;
    this.attentions = new Attentions(config);
    this.networks = new Networks(config);
    this.hidden = config.required("hidden");
  }

  List<Layer> gemma3n(int count) {
    int own = count - config.count("num_kv_shared_layers", 0);
    int inputs = config.required("altup_num_inputs");
    int rank = config.required("laurel_rank");
    config.skip("activation_sparsity_pattern");
    List<WeightMatrix> extras = new ArrayList<>(perLayerInput());
    extras.add(WeightMatrix.of("laurel_down", hidden, rank));
    extras.add(WeightMatrix.of("laurel_up", rank, hidden));
    extras.add(WeightMatrix.of("altup_router", hidden, inputs));
    // Coefficients of prediction and correction, scale, norms of router, LAuReL and layer input.
    long vectors = (long) inputs * inputs * inputs + (long) inputs * inputs + 4L * hidden;
    List<Layer> all = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      SelfAttention attention = attentions.plain().withSpan(attentions.span(i));
      if (i >= own) {
        attention = attention.withKeys(SelfAttention.Keys.SHARED);
      }
      all.add(
          new Layer(
              "x",
              1,
              attention,
              Optional.of(networks.dense(width(i))),
              NORMS,
              false,
              extras,
              vectors));
    }
    return all;
  }

  /** The width may be a list, an entry for each layer. */
  private int width(int layer) {
    return config
        .counts("intermediate")
        .map(list -> config.perLayer("intermediate", list, config.required("layers")).get(layer))
        .orElseGet(networks::intermediate);
  }

  private List<WeightMatrix> perLayerInput() {
    int width = config.count("hidden_size_per_layer_input", 0);
    return width == 0
        ? List.of()
        : List.of(
            WeightMatrix.of("layer_input_gate", hidden, width),
            WeightMatrix.of("layer_input_projection", width, hidden));
  }

  List<Layer> gemma4(int count) {
    int own = count - config.count("num_kv_shared_layers", 0);
    config.skip(
        "vocab_size_per_layer_input",
        "num_global_key_value_heads",
        "experts",
        "expert_intermediate");
    boolean wide = config.flag("use_double_wide_mlp", false);
    boolean sparse = config.flag("enable_moe_block", false);
    List<WeightMatrix> extras = perLayerInput();
    List<Layer> all = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      boolean shares = i >= own;
      int width = networks.intermediate() * (wide && shares ? 2 : 1);
      // A scale of the layer; norms of the layer input; of experts three norms and two scales.
      long vectors = 1L + (extras.isEmpty() ? 0 : hidden);
      Optional<Experts> experts = Optional.empty();
      if (sparse) {
        int number = config.required("experts");
        experts =
            Optional.of(
                new Experts(
                    number,
                    config.required("experts_per_token"),
                    config.required("expert_intermediate"),
                    false,
                    hidden + (long) number,
                    false));
        vectors += 3L * hidden;
      }
      all.add(
          new Layer(
              "x",
              1,
              attention(i, shares),
              Optional.of(new FeedForward(networks.kind(), width, false, experts)),
              NORMS,
              false,
              extras,
              vectors));
    }
    return all;
  }

  /** Layers that see all keys have heads of their own size; their values may be their keys. */
  private SelfAttention attention(int layer, boolean shares) {
    Span span = attentions.span(layer);
    boolean isGlobal = span.kind() == Span.Kind.FULL;
    int heads = config.required("heads");
    int kvHeads = config.size("kv_heads", heads);
    boolean valuesAreKeys = config.flag("attention_k_eq_v", false);
    int globalKvHeads = config.size("num_global_key_value_heads", kvHeads);
    int globalDim = config.required("global_head_dim");
    var shape =
        new AttentionShape(
            heads,
            isGlobal && valuesAreKeys ? globalKvHeads : kvHeads,
            isGlobal ? globalDim : attentions.headDim(heads),
            HeadNorm.PER_HEAD);
    SelfAttention attention = attentions.withTraits(shape).withSpan(span);
    return shares
        ? attention.withKeys(SelfAttention.Keys.SHARED)
        : isGlobal && valuesAreKeys
            ? attention.withKeys(SelfAttention.Keys.VALUES_ARE_KEYS)
            : attention;
  }
}
