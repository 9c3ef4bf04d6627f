package org.socompass.llm.huggingface;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.function.IntFunction;
import org.socompass.llm.layer.FeedForward;
import org.socompass.llm.layer.JointMixer;
import org.socompass.llm.layer.Layer;
import org.socompass.llm.layer.Mixer;
import org.socompass.llm.layer.NoMixer;
import org.socompass.llm.layer.Normalization;
import org.socompass.llm.layer.SelfAttention;
import org.socompass.llm.layer.StateMixer;

/** The layers of a config, one after another, by the plan of its type. */
final class Layers {
  private final Config config;
  private final Attentions attentions;
  private final Networks networks;
  private final int count;

  Layers(Config config) {
    this.config = config;
    this.attentions = new Attentions(config);
    this.networks = new Networks(config);
    this.count = config.required("layers");
    if (count > 4096) {
      throw config.error(config.keyOf("layers"), "must be at most 4096, but is " + count);
    }
  }

  /** Returns the layers. */
  List<Layer> all() {
    return switch (config.type().fact("plan", "uniform")) {
      case "uniform" -> each(i -> layer(attentions.of(i), networks.of(i)));
      case "interval" -> intervals();
      case "layer-types" -> byLayerTypes();
      case "lfm2" -> convolutions();
      case "minimax" -> minimax();
      case "state-only" -> states();
      case "jamba" -> jamba();
      case "bamba" -> bamba();
      case "joint" -> joint();
      case "pattern" -> pattern();
      case "recurrent-gemma" -> recurrentGemma();
      case "gemma3n" -> new GemmaLayers(config).gemma3n(count);
      case "gemma4" -> new GemmaLayers(config).gemma4(count);
      default -> new OtherLayers(config, this).all();
    };
  }

  List<Layer> each(IntFunction<Layer> make) {
    List<Layer> all = new ArrayList<>(count);
    for (int i = 0; i < count; i++) {
      all.add(make.apply(i));
    }
    return all;
  }

  int count() {
    return count;
  }

  /** Returns a layer with the norms and further vectors of the type. */
  Layer layer(Mixer mixer, FeedForward network) {
    return layer(mixer, Optional.of(network));
  }

  Layer layer(Mixer mixer, Optional<FeedForward> network) {
    boolean parallel = attentions.trait("parallel");
    long vectors = config.count("layer_vectors", 0);
    if (config.type().is("sub_norms")) {
      vectors += config.required("hidden") + network.map(FeedForward::intermediate).orElse(0);
    }
    return new Layer("x", 1, mixer, network, norms(parallel), parallel, List.of(), vectors);
  }

  private Normalization norms(boolean parallel) {
    String placement = config.type().fact("norms", "before");
    if (parallel && config.type().is("shared_if_parallel")) {
      placement = "shared";
    }
    return new Normalization(
        normKind(config),
        Normalization.Placement.valueOf(placement.toUpperCase(Locale.ROOT).replace('-', '_')),
        true);
  }

  /** Returns the norm of the type; a few files say that it is another. */
  static Normalization.Kind normKind(Config config) {
    if (!config.flag("rmsnorm", true)) {
      return Normalization.Kind.LAYERNORM;
    }
    return Normalization.Kind.valueOf(
        config.type().fact("norm", "rmsnorm").toUpperCase(Locale.ROOT).replace('-', '_'));
  }

  private StateMixer state() {
    return new States(config).mixer();
  }

  /** Every n-th layer has attention, the others a recurrence, unless the file lists them. */
  private List<Layer> intervals() {
    Optional<List<String>> types = config.words("layer_types");
    if (types.isPresent()) {
      config.skip("full_attention_interval");
      return listed(types.get(), "layer_types");
    }
    int interval = config.required("full_attention_interval");
    return each(i -> layer((i + 1) % interval == 0 ? attentions.plain() : state(), networks.of(i)));
  }

  private List<Layer> byLayerTypes() {
    for (String key : List.of("layer_types", "layers_block_type")) {
      Optional<List<String>> types = config.words(key);
      if (types.isPresent()) {
        return listed(types.get(), key);
      }
    }
    return each(i -> layer(state(), networks.of(i)));
  }

  private List<Layer> listed(List<String> types, String key) {
    List<String> words = config.perLayer(key, types, count);
    return each(
        i ->
            switch (words.get(i)) {
              case "linear_attention", "mamba", "mamba2", "conv", "recurrent" ->
                  layer(state(), networks.of(i));
              case "full_attention", "attention" -> layer(attentions.plain(), networks.of(i));
              default ->
                  throw config.refused(
                      key, "layers of kind '" + words.get(i) + "' are not modelled");
            });
  }

  /** Short convolutions and attention; the width of the networks is rounded. */
  private List<Layer> convolutions() {
    int width = networks.intermediate();
    double factor = config.number("block_ffn_dim_multiplier", 1);
    int multiple = config.size("block_multiple_of", 1);
    if (config.flag("block_auto_adjust_ff_dim", false)) {
      long twoThirds = 2L * width / 3;
      int adjusted = (int) (factor * twoThirds);
      width = (adjusted + multiple - 1) / multiple * multiple;
    }
    int dense = width;
    Optional<List<String>> types = config.words("layer_types");
    Optional<List<Integer>> indices = config.counts("full_attn_idxs");
    List<String> words =
        types.isPresent() ? config.perLayer("layer_types", types.get(), count) : List.of();
    return each(
        i -> {
          boolean full =
              types.isPresent()
                  ? words.get(i).equals("full_attention")
                  : indices.map(list -> list.contains(i)).orElse(true);
          FeedForward network = networks.of(i);
          return layer(
              full ? attentions.plain() : state(),
              network.experts().isPresent() ? network : networks.dense(dense));
        });
  }

  /** Linear attention, and softmax attention where a list says so. */
  private List<Layer> minimax() {
    Optional<List<String>> types = config.words("layer_types");
    if (types.isPresent()) {
      return listed(types.get(), "layer_types");
    }
    Optional<List<Integer>> list = config.counts("attn_type_list");
    if (list.isEmpty()) {
      throw config.error("attn_type_list", "is missing: it says which layers have which attention");
    }
    List<Integer> flags = config.perLayer("attn_type_list", list.get(), count);
    return each(i -> layer(flags.get(i) == 1 ? attentions.plain() : state(), networks.of(i)));
  }

  private List<Layer> states() {
    return each(i -> layer(state(), Optional.empty()));
  }

  private List<Layer> jamba() {
    int period = config.required("attn_layer_period");
    int offset = config.count("attn_layer_offset", 0);
    int expertPeriod = config.required("expert_layer_period");
    int expertOffset = config.count("expert_layer_offset", 0);
    boolean hasExperts = networks.hasExperts();
    return each(
        i ->
            layer(
                i % period == offset ? attentions.plain() : state(),
                hasExperts && i % expertPeriod == expertOffset
                    ? networks.sparse()
                    : networks.dense()));
  }

  private List<Layer> bamba() {
    List<Integer> indices = config.counts("attn_layer_indices").orElse(List.of());
    return each(i -> layer(indices.contains(i) ? attentions.plain() : state(), networks.of(i)));
  }

  /** Attention and a state space on the same input in every layer. */
  private List<Layer> joint() {
    SelfAttention attention = attentions.plain();
    return each(i -> layer(new JointMixer(attention, state()), networks.of(i)));
  }

  /** One letter a layer: a state space, an attention, a network or experts, each alone. */
  private List<Layer> pattern() {
    String pattern = config.text("hybrid_override_pattern").orElse("");
    if (pattern.length() < count) {
      throw config.error(
          "hybrid_override_pattern",
          "must have a letter for each of %d layers, but has %d"
              .formatted(count, pattern.length()));
    }
    return each(
        i ->
            switch (pattern.charAt(i)) {
              case 'm' -> layer(state(), Optional.empty());
              case '*' -> layer(attentions.plain(), Optional.empty());
              case '-' -> layer(new NoMixer(), networks.dense());
              case 'e' -> layer(new NoMixer(), networks.sparse());
              default ->
                  throw config.refused(
                      "hybrid_override_pattern",
                      "layers of letter '" + pattern.charAt(i) + "' are not modelled");
            });
  }

  private List<Layer> recurrentGemma() {
    List<String> block =
        config
            .words("block_types")
            .or(() -> config.words("_block_types"))
            .orElse(List.of("recurrent", "recurrent", "attention"));
    return each(
        i ->
            layer(
                block.get(i % block.size()).equals("attention") ? attentions.of(i) : state(),
                networks.dense()));
  }
}
