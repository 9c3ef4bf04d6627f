package org.socompass.llm.huggingface;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.socompass.llm.layer.AttentionShape;
import org.socompass.llm.layer.FeedForward;
import org.socompass.llm.layer.HeadNorm;
import org.socompass.llm.layer.Layer;
import org.socompass.llm.layer.Mixer;
import org.socompass.llm.layer.NoMixer;
import org.socompass.llm.layer.Normalization;
import org.socompass.llm.layer.SelfAttention;
import org.socompass.llm.layer.Span;
import org.socompass.llm.layer.StateMixer;
import org.socompass.llm.layer.WeightMatrix;

/** Layers of types that differ from all others in a rule of their own. */
final class OtherLayers {
  private final Config config;
  private final Layers layers;
  private final Attentions attentions;
  private final Networks networks;

  OtherLayers(Config config, Layers layers) {
    this.config = config;
    this.layers = layers;
    this.attentions = new Attentions(config);
    this.networks = new Networks(config);
  }

  /** Returns the layers. */
  List<Layer> all() {
    return switch (config.type().fact("plan", "")) {
      case "blocks" -> blocks();
      case "gpt-neo" -> gptNeo();
      case "opt" -> opt();
      case "mpt" -> mpt();
      case "falcon" -> falcon();
      case "window-layout" -> windowLayout();
      case "llama4" -> llama4();
      case "mllama" -> mllama();
      case "rwkv" -> rwkv();
      default -> throw new IllegalStateException("no plan " + config.type().fact("plan", "?"));
    };
  }

  /** A list with the attention and the network of each layer, found by search (Puzzle). */
  private List<Layer> blocks() {
    config.skip("intermediate", "kv_heads");
    List<JsonNode> items = config.items("block_configs").orElse(List.of());
    List<JsonNode> blocks = config.perLayer("block_configs", items, layers.count());
    return layers.each(i -> block(blocks.get(i)));
  }

  private Layer block(JsonNode node) {
    if (!(node instanceof JsonNode.Fields object)) {
      throw config.error("block_configs", "must be a list of objects");
    }
    var block = new Config(object, config.type(), ModelTypes.shipped());
    Config attention = block.within("attention").orElseThrow(() -> lacks(block, "attention"));
    Config network = block.within("ffn").orElseThrow(() -> lacks(block, "ffn"));
    for (String key : List.of("window_length", "num_sink_tokens", "sparsify")) {
      if (attention.states(key)) {
        throw attention.refused(
            key, "blocks with windows, sinks or sparse weights are not modelled");
      }
    }
    int hidden = config.required("hidden");
    List<WeightMatrix> extras = new ArrayList<>();
    Mixer mixer = new NoMixer();
    if (attention.flag("replace_with_linear", false)) {
      extras.add(WeightMatrix.of("mixer_linear", hidden, hidden));
    } else if (!attention.flag("no_op", false)) {
      int heads = config.required("heads");
      int group = attention.required("n_heads_in_group");
      mixer =
          attentions.withTraits(
              new AttentionShape(
                  heads, Math.max(1, heads / group), attentions.headDim(heads), HeadNorm.NONE));
    }
    Optional<FeedForward> feedForward = Optional.empty();
    if (network.flag("replace_with_linear", false)) {
      extras.add(WeightMatrix.of("ffn_linear", hidden, hidden));
    } else if (!network.flag("no_op", false)) {
      // Two thirds of the multiple, rounded up to a multiple of 256.
      int width = (int) (2 * network.number("ffn_mult", 1) * hidden / 3);
      feedForward = Optional.of(networks.dense((width + 255) / 256 * 256));
    }
    Layer layer = layers.layer(mixer, feedForward);
    if (mixer instanceof NoMixer && feedForward.isEmpty() && extras.isEmpty()) {
      throw block.refused("attention", "a layer that does nothing is not modelled");
    }
    long norms = (long) extras.size() * hidden;
    return new Layer("x", 1, mixer, feedForward, layer.normalization(), false, extras, norms);
  }

  private static RuntimeException lacks(Config block, String key) {
    return block.error(key, "is missing");
  }

  /** Full attention and windows in turn; keys and values have no biases. */
  private List<Layer> gptNeo() {
    List<String> pattern = new ArrayList<>();
    Optional<List<String>> listed = config.words("attention_layers");
    for (JsonNode group : config.items("attention_types").orElse(List.of())) {
      if (group instanceof JsonNode.Array pair
          && pair.items().size() == 2
          && pair.items().get(0) instanceof JsonNode.Array kinds) {
        kinds.items().forEach(k -> pattern.add(((JsonNode.Scalar) k).text()));
      }
    }
    List<String> kinds = listed.orElse(pattern.isEmpty() ? List.of("global", "local") : pattern);
    int window = config.required("window");
    return layers.each(
        i ->
            layers.layer(
                attentions
                    .plain()
                    .withSpan(
                        kinds.get(i % kinds.size()).equals("local")
                            ? Span.window(window)
                            : Span.full()),
                networks.dense()));
  }

  private List<Layer> opt() {
    int width = config.size("word_embed_proj_dim", config.required("hidden"));
    if (width != config.required("hidden")) {
      throw config.refused(
          "word_embed_proj_dim", "an embedding table narrower than the layers is not modelled");
    }
    if (!config.flag("do_layer_norm_before", true)) {
      throw config.refused("do_layer_norm_before", "norms after the additions are not modelled");
    }
    return layers.each(i -> layers.layer(attentions.plain(), networks.dense()));
  }

  private List<Layer> mpt() {
    boolean biases = !config.flag("no_bias", true);
    boolean normed = config.flag("qk_ln", false);
    int heads = config.required("heads");
    var shape =
        new AttentionShape(
            heads,
            config.size("kv_heads", heads),
            attentions.headDim(heads),
            normed ? HeadNorm.FULL_WIDTH : HeadNorm.NONE);
    int hidden = config.required("hidden");
    int width = (int) (config.number("expansion_ratio", 4) * hidden);
    var network = new FeedForward(networks.kind(), width, biases, Optional.empty());
    var norms =
        new Normalization(
            biases ? Normalization.Kind.LAYERNORM : Normalization.Kind.LAYERNORM_WITHOUT_BIAS,
            Normalization.Placement.BEFORE,
            true);
    return layers.each(
        i -> Layer.of("x", SelfAttention.of(shape).withBiases(biases, biases), network, norms));
  }

  /** One or two norms before a parallel block, or a serial one. */
  private List<Layer> falcon() {
    boolean isNew = config.flag("new_decoder_architecture", false);
    config.skip("multi_query");
    boolean parallel = isNew || config.flag("parallel_attn", true);
    int norms = config.count("num_ln_in_parallel_attn", isNew ? 2 : 1);
    int heads = config.required("heads");
    boolean shared = !isNew && config.flag("multi_query", true);
    int kvHeads = config.size("kv_heads", heads);
    var shape =
        new AttentionShape(
            heads, shared ? 1 : isNew ? kvHeads : heads, attentions.headDim(heads), HeadNorm.NONE);
    boolean biases = config.flag("bias", false);
    var norm =
        new Normalization(
            Normalization.Kind.LAYERNORM,
            parallel && norms == 1
                ? Normalization.Placement.SHARED
                : Normalization.Placement.BEFORE,
            true);
    return layers.each(
        i ->
            new Layer(
                "x",
                1,
                SelfAttention.of(shape).withBiases(biases, biases),
                Optional.of(networks.dense()),
                norm,
                parallel,
                List.of(),
                0));
  }

  private List<Layer> windowLayout() {
    Optional<List<Integer>> layout = config.counts("sliding_window_layout");
    int window = config.size("window", 4096);
    return layers.each(
        i -> {
          boolean windowed =
              layout
                  .map(l -> config.perLayer("sliding_window_layout", l, layers.count()).get(i) == 1)
                  .orElse(false);
          return layers.layer(
              attentions.plain().withSpan(windowed ? Span.window(window) : Span.full()),
              networks.of(i));
        });
  }

  /** Three layers of four see their chunk only; experts in every n-th layer. */
  private List<Layer> llama4() {
    int step = config.required("interleave_moe_layer_step");
    Optional<List<Integer>> listed = config.counts("moe_layers");
    Optional<List<Integer>> rotary = config.counts("no_rope_layers");
    config.skip("layer_types", "intermediate_size_mlp");
    int chunk = config.required("attention_chunk_size");
    int interval = config.size("no_rope_layer_interval", 4);
    int width = config.required("intermediate");
    return layers.each(
        i -> {
          boolean rotated =
              rotary
                  .filter(r -> r.size() > i)
                  .map(r -> r.get(i) == 1)
                  .orElse((i + 1) % interval != 0);
          boolean sparse = listed.map(l -> l.contains(i)).orElse((i + 1) % step == 0);
          FeedForward experts = networks.sparse();
          return layers.layer(
              attentions.plain().withSpan(rotated ? Span.chunk(chunk) : Span.full()),
              sparse
                  ? new FeedForward(experts.kind(), width, false, experts.experts())
                  : networks.dense(config.required("intermediate_size_mlp")));
        });
  }

  /** Some layers attend to the image instead of the text; two gates weigh what they add. */
  private List<Layer> mllama() {
    List<Integer> cross =
        config.counts("cross_attention_layers").orElse(List.of(3, 8, 13, 18, 23, 28, 33, 38));
    SelfAttention attention = attentions.plain();
    AttentionShape s = attention.shape();
    SelfAttention image =
        SelfAttention.of(new AttentionShape(s.heads(), s.kvHeads(), s.headDim(), HeadNorm.PER_HEAD))
            .withKeys(SelfAttention.Keys.CROSS);
    return layers.each(i -> layers.layer(cross.contains(i) ? image : attention, networks.dense()));
  }

  /** Time mixing, then channel mixing whose output is gated by one more matrix. */
  private List<Layer> rwkv() {
    int hidden = config.required("hidden");
    String version = config.type().fact("state", "");
    int width = config.size("attention_hidden_size").orElse(config.size("dim_att", hidden));
    int headDim = config.size("head_size").orElse(config.size("head_size_a", 64));
    boolean isFour = version.equals("rwkv4");
    int ratio = isFour ? hidden * 4 : (int) (hidden * 3.5) / 32 * 32;
    int intermediate = config.size("intermediate").orElse(config.size("dim_ffn", ratio));
    List<WeightMatrix> projections = new ArrayList<>();
    projections.add(WeightMatrix.of("state_in_projection", hidden, (isFour ? 3L : 4L) * width));
    projections.add(WeightMatrix.of("state_out_projection", width, hidden));
    long vectors = isFour ? 2L * width + 3L * hidden : 4L * width + 4L * hidden;
    if (version.equals("rwkv6")) {
      int mix = hidden == 4096 ? 64 : 32;
      int decay = hidden == 4096 ? 128 : 64;
      projections.add(WeightMatrix.of("state_mix_down", hidden, 5L * mix));
      projections.add(
          new WeightMatrix("state_mix_up", mix, hidden, 5, WeightMatrix.Use.EVERY_TOKEN));
      projections.add(WeightMatrix.of("state_decay_down", hidden, decay));
      projections.add(WeightMatrix.of("state_decay_up", decay, width));
      vectors += 2L * hidden;
    }
    var mixer =
        isFour
            ? new StateMixer(StateMixer.Kind.RWKV, 1, 3, width, 1, 2, hidden, projections, vectors)
            : new StateMixer(
                StateMixer.Kind.RWKV,
                width / headDim,
                headDim,
                headDim,
                width / headDim,
                2,
                hidden,
                projections,
                vectors);
    var network = new FeedForward(FeedForward.Kind.RELU2, intermediate, false, Optional.empty());
    var norms =
        new Normalization(Normalization.Kind.LAYERNORM, Normalization.Placement.BEFORE, true);
    return layers.each(
        i ->
            new Layer(
                "x",
                1,
                mixer,
                Optional.of(network),
                norms,
                false,
                List.of(WeightMatrix.of("ffn_receptance", hidden, hidden)),
                2L * hidden));
  }
}
