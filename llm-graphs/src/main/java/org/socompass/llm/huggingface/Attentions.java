package org.socompass.llm.huggingface;

import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.OptionalInt;
import org.socompass.llm.layer.AttentionShape;
import org.socompass.llm.layer.HeadNorm;
import org.socompass.llm.layer.LatentAttention;
import org.socompass.llm.layer.Mixer;
import org.socompass.llm.layer.SelfAttention;
import org.socompass.llm.layer.Span;

/** The attention of a config: heads, biases, windows. */
final class Attentions {
  private final Config config;

  Attentions(Config config) {
    this.config = config;
  }

  /** Returns the attention of a layer. */
  Mixer of(int layer) {
    if (config.type().fact("mixer").filter("latent"::equals).isPresent()) {
      return latent();
    }
    return plain().withSpan(span(layer));
  }

  /** Returns the attention without a window. */
  SelfAttention plain() {
    int heads = config.required("heads");
    return withTraits(new AttentionShape(heads, kvHeads(heads), headDim(heads), headNorm()));
  }

  /** Returns attention of a shape with the biases, gate and sinks of the type. */
  SelfAttention withTraits(AttentionShape shape) {
    SelfAttention attention =
        SelfAttention.of(shape).withBiases(trait("qkv_bias"), trait("o_bias")).withGate(gate());
    return config.type().is("sinks") ? attention.withSinks() : attention;
  }

  private SelfAttention.Gate gate() {
    boolean gated =
        config.type().fact("output_gate").isPresent() && config.flag("attn_output_gate", true);
    return gated ? SelfAttention.Gate.PER_ELEMENT : SelfAttention.Gate.NONE;
  }

  /** Returns a trait that is stated by the type, or by a key of the file that the type names. */
  boolean trait(String name) {
    String fact = config.type().fact(name, "false");
    return switch (fact) {
      case "true" -> true;
      case "false" -> false;
      default -> config.flag(fact, false);
    };
  }

  private int kvHeads(int heads) {
    if (config.type().is("multi_query_groups")) {
      return config.flag("multi_query_attention", false) ? config.size("kv_heads", heads) : heads;
    }
    if (config.type().fact("multi_query").isPresent() && !config.states("kv_heads")) {
      return config.flag("multi_query", true) ? 1 : heads;
    }
    return config.size("kv_heads", heads);
  }

  int headDim(int heads) {
    OptionalInt stated = config.size("head_dim");
    int hidden = config.required("hidden");
    if (stated.isEmpty() && hidden % heads != 0) {
      throw config.error(
          config.keyOf("heads"),
          "must divide hidden_size %d where there is no head_dim, but is %d"
              .formatted(hidden, heads));
    }
    return stated.orElse(hidden / heads);
  }

  HeadNorm headNorm() {
    String fact = config.type().fact("head_norm", "none");
    int colon = fact.indexOf(':');
    if (colon >= 0 && !config.flag(fact.substring(0, colon), false)) {
      return HeadNorm.NONE;
    }
    return HeadNorm.valueOf(fact.substring(colon + 1).toUpperCase(Locale.ROOT).replace('-', '_'));
  }

  /** Returns the keys that a layer's queries see. */
  Span span(int layer) {
    Optional<List<String>> types = config.words("layer_types");
    if (types.isPresent()) {
      String word =
          config.perLayer("layer_types", types.get(), config.required("layers")).get(layer);
      return spanOf(word);
    }
    OptionalInt window = config.size("window");
    if (window.isEmpty()) {
      return Span.full();
    }
    return isWindowed(layer) ? Span.window(window.getAsInt()) : Span.full();
  }

  private Span spanOf(String word) {
    return switch (word) {
      case "sliding_attention", "sliding" -> Span.window(config.required("window"));
      case "chunked_attention" -> Span.chunk(config.required("attention_chunk_size"));
      case "full_attention", "attention", "global", "global_attention", "hybrid", "full" -> {
        config.size("window");
        yield Span.full();
      }
      default ->
          throw config.refused("layer_types", "layers of kind '" + word + "' are not modelled");
    };
  }

  private boolean isWindowed(int layer) {
    return switch (config.type().fact("windows", "never")) {
      case "always" -> config.flag("use_sliding_window", true);
      case "every" -> {
        Optional<String> letters = config.text("window_pattern").filter(p -> p.matches("[lg]+"));
        yield letters
            .map(p -> p.charAt(layer % p.length()) != 'g')
            .orElseGet(() -> (layer + 1) % config.size("window_pattern", 1) != 0);
      }
      case "qwen" -> {
        int from = config.count("max_window_layers", 0);
        yield config.flag("use_sliding_window", false) && layer >= from;
      }
      default ->
          throw config.refused(config.keyOf("window"), "a window is not modelled for this type");
    };
  }

  /** Returns latent attention. */
  private LatentAttention latent() {
    int heads = config.required("heads");
    config.skip("kv_heads", "head_dim", "qk_head_dim");
    int nope = config.required("qk_nope_head_dim");
    int rope = config.count("qk_rope_head_dim", 0);
    Optional<LatentAttention.Indexer> indexer =
        config.size("index_topk").isPresent()
            ? Optional.of(
                new LatentAttention.Indexer(
                    config.required("index_n_heads"),
                    config.required("index_head_dim"),
                    config.required("index_topk")))
            : Optional.empty();
    int value = config.size("v_head_dim").orElseGet(() -> config.required("hidden") / heads);
    return new LatentAttention(
        heads,
        config.count("q_lora_rank", 0),
        config.required("kv_lora_rank"),
        nope,
        rope,
        value,
        trait("latent_bias"),
        indexer);
  }
}
