package org.socompass.llm.huggingface;

import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import org.socompass.llm.layer.Experts;
import org.socompass.llm.layer.FeedForward;

/** The feed-forward networks of a config. */
final class Networks {
  private final Config config;
  private final Attentions attentions;

  Networks(Config config) {
    this.config = config;
    this.attentions = new Attentions(config);
  }

  /** Returns the network of a layer. */
  FeedForward of(int layer) {
    return hasExperts() && isSparse(layer) ? sparse() : dense();
  }

  /** Returns a network that every token goes through. */
  FeedForward dense() {
    config.skip("intermediate");
    OptionalInt shared =
        config.type().is("shared_only") ? config.size("shared_intermediate") : OptionalInt.empty();
    return dense(shared.isPresent() ? shared.getAsInt() : intermediate());
  }

  /** Returns a network of a width. */
  FeedForward dense(int width) {
    return new FeedForward(kind(), width, attentions.trait("ffn_bias"), Optional.empty());
  }

  int intermediate() {
    OptionalInt stated = config.size("intermediate");
    int width =
        stated.orElseGet(() -> config.required("hidden") * config.required("intermediate_factor"));
    boolean isHalved = config.type().is("halved_intermediate") && stated.isPresent();
    return isHalved ? width / 2 : width;
  }

  /** Returns the structure that the activation and the type give. */
  FeedForward.Kind kind() {
    boolean gated = !"false".equals(config.type().fact("gated", "true"));
    String activation = config.text("activation").orElse(gated ? "silu" : "gelu");
    String key = config.keyOf("activation");
    if (activation.contains("gelu")) {
      return gated ? FeedForward.Kind.GEGLU : FeedForward.Kind.GELU;
    }
    return switch (activation) {
      case "silu", "swish", "swiglu" -> gated ? FeedForward.Kind.SWIGLU : FeedForward.Kind.SILU;
      case "relu" -> gated ? FeedForward.Kind.REGLU : FeedForward.Kind.RELU;
      case "relu2", "relu_squared", "relu^2" ->
          gated ? FeedForward.Kind.RE2GLU : FeedForward.Kind.RELU2;
      case "xielu" -> FeedForward.Kind.XIELU;
      default -> throw config.refused(key, "the activation '" + activation + "' is not modelled");
    };
  }

  /** Only types that may have experts read the keys about them; of others they are refused. */
  boolean hasExperts() {
    ModelType type = config.type();
    boolean mayHave =
        type.is("moe")
            || type.fact("experts").isPresent()
            || type.fact("expert_intermediate").isPresent();
    return mayHave && config.count("experts", 0) > 1;
  }

  /** Returns whether a layer has experts: several keys may say that some have not. */
  private boolean isSparse(int layer) {
    boolean listed =
        config.counts("mlp_only_layers").map(dense -> dense.contains(layer)).orElse(false);
    int step = config.size("decoder_sparse_step", 1);
    int interval = config.size("moe_layer_interval", 1);
    int last = moeEnd();
    return layer >= config.count("first_dense", 0)
        && layer <= last
        && (layer + 1) % step == 0
        && (layer + 1) % interval == 0
        && frequency(layer)
        && !listed;
  }

  private int moeEnd() {
    int layers = config.required("layers");
    return config.states("moe_layer_end_index")
        ? (int) config.number("moe_layer_end_index", layers)
        : layers;
  }

  private boolean frequency(int layer) {
    Optional<List<Integer>> flags = config.counts("moe_layer_freq");
    if (flags.isPresent()) {
      return config.perLayer("moe_layer_freq", flags.get(), config.required("layers")).get(layer)
          != 0;
    }
    return layer % config.size("moe_layer_freq", 1) == 0;
  }

  /** Returns a network of experts. */
  FeedForward sparse() {
    int width = config.size("expert_intermediate").orElseGet(this::intermediate);
    int count = config.required("experts");
    config.skip("intermediate", "intermediate_size_mlp");
    var experts =
        new Experts(
            count,
            config.required("experts_per_token"),
            width,
            config.type().is("expert_bias"),
            (long) Integer.parseInt(config.type().fact("router_vectors", "0")) * count,
            config.type().is("gated_sharing"));
    return new FeedForward(
        kind(), shared(width), attentions.trait("ffn_bias"), Optional.of(experts));
  }

  /** Returns the width of the network beside the experts that all tokens go through. */
  private int shared(int expertWidth) {
    int number = config.count("shared_experts", 0);
    int width = config.count("shared_intermediate", 0);
    if (width > 0) {
      return width;
    }
    return number * expertWidth;
  }
}
