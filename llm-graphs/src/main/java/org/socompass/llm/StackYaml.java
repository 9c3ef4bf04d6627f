package org.socompass.llm;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.socompass.input.Dimension;
import org.socompass.input.Section;
import org.socompass.llm.layer.AttentionShape;
import org.socompass.llm.layer.Experts;
import org.socompass.llm.layer.FeedForward;
import org.socompass.llm.layer.HeadNorm;
import org.socompass.llm.layer.JointMixer;
import org.socompass.llm.layer.LatentAttention;
import org.socompass.llm.layer.Layer;
import org.socompass.llm.layer.Mixer;
import org.socompass.llm.layer.NoMixer;
import org.socompass.llm.layer.Normalization;
import org.socompass.llm.layer.SelfAttention;
import org.socompass.llm.layer.Span;
import org.socompass.llm.layer.StateMixer;
import org.socompass.llm.layer.WeightMatrix;

/**
 * The YAML form of a list of layers: a section for each kind.
 *
 * <pre>{@code
 * stack:
 *   window-512: {count: 22, mixer: attention, heads: 4, kv_heads: 1, head_dim: 256, window: 512,
 *                ffn: geglu, intermediate: 6912, norm: rmsnorm, norms: before-and-after}
 *   full:       {count: 4, ...}
 * }</pre>
 */
public final class StackYaml {
  private static final int GREATEST = 1 << 24;

  /** Kinds of mixers in a file. */
  private enum MixerKind {
    ATTENTION,
    LATENT_ATTENTION,
    STATE,
    ATTENTION_AND_STATE,
    NONE
  }

  private StackYaml() {}

  /** Returns the kinds of layers of a section of a model. */
  public static List<Layer> read(Section model) {
    List<Layer> layers = new ArrayList<>();
    model
        .sections("stack", StackYaml::layer)
        .forEach((kind, layer) -> layers.add(layer.named(kind, layer.count())));
    return layers;
  }

  private static Layer layer(Section s) {
    int count = s.count("count", 1);
    Mixer mixer = mixer(s);
    Optional<FeedForward> network = s.has("ffn") ? Optional.of(network(s)) : Optional.empty();
    Normalization norms =
        new Normalization(
            s.choice("norm", Normalization.Kind.class),
            s.has("norms")
                ? s.choice("norms", Normalization.Placement.class)
                : Normalization.Placement.BEFORE,
            true);
    return new Layer(
        "layer",
        count,
        mixer,
        network,
        norms,
        s.flag("parallel_block", false),
        matrices(s, "extras"),
        whole(s, "extra_vectors"));
  }

  private static long whole(Section s, String key) {
    return s.count(key, 0, 0);
  }

  private static Mixer mixer(Section s) {
    return switch (s.choice("mixer", MixerKind.class)) {
      case ATTENTION -> attention(s);
      case LATENT_ATTENTION -> latent(s);
      case STATE -> state(s);
      case ATTENTION_AND_STATE -> new JointMixer(attention(s), state(s));
      case NONE -> new NoMixer();
    };
  }

  private static SelfAttention attention(Section s) {
    var shape =
        new AttentionShape(
            s.count("heads", 1),
            s.count("kv_heads", 1),
            s.count("head_dim", 1),
            s.has("head_norm") ? s.choice("head_norm", HeadNorm.class) : HeadNorm.NONE);
    Span span =
        s.has("window")
            ? Span.window(s.count("window", 1))
            : s.has("chunk") ? Span.chunk(s.count("chunk", 1)) : Span.full();
    return new SelfAttention(
        shape,
        span,
        s.has("keys") ? s.choice("keys", SelfAttention.Keys.class) : SelfAttention.Keys.OWN,
        s.has("gate") ? s.choice("gate", SelfAttention.Gate.class) : SelfAttention.Gate.NONE,
        s.flag("qkv_bias", false),
        s.flag("output_bias", false),
        s.flag("sinks", false));
  }

  private static LatentAttention latent(Section s) {
    return new LatentAttention(
        s.count("heads", 1),
        s.count("q_rank", 0, 0),
        s.count("kv_rank", 1),
        s.count("nope_dim", 1),
        s.count("rope_dim", 0, 0),
        s.count("value_dim", 1),
        s.flag("output_bias", false),
        s.has("keys_chosen")
            ? Optional.of(
                new LatentAttention.Indexer(
                    s.count("index_heads", 1),
                    s.count("index_head_dim", 1),
                    s.count("keys_chosen", 1)))
            : Optional.empty());
  }

  private static StateMixer state(Section s) {
    return new StateMixer(
        s.choice("state", StateMixer.Kind.class),
        s.count("state_heads", 1),
        s.count("key_dim", 0, 0),
        s.count("value_dim", 1),
        s.count("key_heads", 1, 1),
        s.count("kernel", 0, 0),
        whole(s, "convolved"),
        matrices(s, "projections"),
        whole(s, "state_vectors"));
  }

  private static FeedForward network(Section s) {
    Optional<Experts> experts =
        s.has("experts")
            ? Optional.of(
                new Experts(
                    s.count("experts", 1),
                    s.count("experts_per_token", 1),
                    s.count("expert_intermediate", 1),
                    s.flag("expert_bias", false),
                    whole(s, "router_vectors"),
                    s.flag("gated_sharing", false),
                    skew(s)))
            : Optional.empty();
    int width = s.count("intermediate", experts.isPresent() ? 0 : 1, 0);
    if (width > GREATEST) {
      throw s.error("intermediate", "must be at most " + GREATEST + ", but is " + width);
    }
    return new FeedForward(
        s.choice("ffn", FeedForward.Kind.class), width, s.flag("ffn_bias", false), experts);
  }

  private static double skew(Section s) {
    double value = s.has("routing_skew") ? s.nonNegative("routing_skew", Dimension.NUMBER) : 0;
    if (value > Experts.GREATEST_SKEW) {
      throw s.error("routing_skew", "must be at most 4, but is " + value);
    }
    return value;
  }

  /** Returns matrices, each as {@code role in out}, and its copies and use if they are not one. */
  public static List<WeightMatrix> matrices(Section s, String key) {
    return s.has(key) ? s.list(key, StackYaml::matrix) : List.of();
  }

  private static WeightMatrix matrix(String text) {
    String[] words = text.trim().split("\\s+", -1);
    if (words.length < 3 || words.length > 5) {
      throw new IllegalArgumentException(
          "must be 'role rows columns', or with copies and use behind, but is '" + text + "'");
    }
    return new WeightMatrix(
        words[0],
        number(words[1]),
        number(words[2]),
        words.length > 3 ? number(words[3]) : 1,
        words.length > 4 ? use(words[4]) : WeightMatrix.Use.EVERY_TOKEN);
  }

  private static long number(String text) {
    if (!text.matches("[0-9]{1,12}")) {
      throw new IllegalArgumentException("must be a whole number, but is '" + text + "'");
    }
    return Long.parseLong(text);
  }

  private static WeightMatrix.Use use(String text) {
    for (WeightMatrix.Use use : WeightMatrix.Use.values()) {
      if (Section.nameOf(use).equals(text.toLowerCase(Locale.ROOT))) {
        return use;
      }
    }
    throw new IllegalArgumentException("'" + text + "' is no use of a matrix");
  }
}
