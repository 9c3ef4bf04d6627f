package org.socompass.llm;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.socompass.llm.layer.Experts;
import org.socompass.llm.layer.FeedForward;
import org.socompass.llm.layer.JointMixer;
import org.socompass.llm.layer.LatentAttention;
import org.socompass.llm.layer.Layer;
import org.socompass.llm.layer.Mixer;
import org.socompass.llm.layer.NoMixer;
import org.socompass.llm.layer.SelfAttention;
import org.socompass.llm.layer.Span;
import org.socompass.llm.layer.StateMixer;
import org.socompass.llm.layer.WeightMatrix;

/** What there is to say of a model: its layers, where its parameters are, what it keeps. */
public final class ModelFacts {
  /** Contexts at which the bytes of keys and values are stated [token]. */
  public static final List<Long> CONTEXTS = List.of(1024L, 8192L, 32_768L, 131_072L);

  private static final double CACHE_BYTES = 2;

  private final LanguageModel model;

  /** Creates the facts of a model. */
  public ModelFacts(LanguageModel model) {
    this.model = model;
  }

  /** Returns the parameters by part; they add up to all. */
  public Map<String, Long> parameters() {
    Map<String, Long> parts = new LinkedHashMap<>();
    ParameterCount count = model.parameters();
    parts.put("embedding", count.embedding());
    long mixers = 0;
    long networks = 0;
    long experts = 0;
    long others = 0;
    for (Layer layer : model.stack()) {
      long all = layer.parameters(model.hidden());
      long mixer = elements(layer.mixer().matrices(model.hidden()), false);
      long routed =
          elements(
              layer.feedForward().map(f -> f.matrices(model.hidden())).orElse(List.of()), true);
      long network =
          elements(
              layer.feedForward().map(f -> f.matrices(model.hidden())).orElse(List.of()), false);
      mixers += layer.count() * mixer;
      networks += layer.count() * network;
      experts += layer.count() * routed;
      others += layer.count() * (all - mixer - network - routed);
    }
    parts.put("mixers", mixers);
    parts.put("feed_forward", networks);
    parts.put("experts", experts);
    parts.put("norms_and_others_of_layers", others);
    parts.put("final_norm", count.finalNorm());
    parts.put("lm_head", count.lmHead());
    long towers = model.towers().stream().mapToLong(t -> t.counted() ? t.parameters() : 0).sum();
    parts.put("of_whole_model", count.others() - towers);
    parts.put("towers", towers);
    return parts;
  }

  private static long elements(List<WeightMatrix> matrices, boolean routed) {
    return matrices.stream()
        .filter(m -> (m.use() == WeightMatrix.Use.ROUTED) == routed)
        .mapToLong(WeightMatrix::elements)
        .sum();
  }

  /**
   * Returns the bytes of keys and values at 16 bits, by context: the mean over the tokens held [B].
   */
  public Map<Long, Double> kvBytesPerToken() {
    Map<Long, Double> bytes = new LinkedHashMap<>();
    for (long context : CONTEXTS) {
      bytes.put(context, CACHE_BYTES * model.cachedElements(context) / context);
    }
    return bytes;
  }

  /** Returns what a run of the model leaves out, and what of it only takes memory. */
  public List<String> leftOut() {
    return leftOut(false);
  }

  /**
   * Returns what a run of the model leaves out, and what of it only takes memory.
   *
   * @param drafts whether layers that predict tokens ahead are run
   */
  public List<String> leftOut(boolean drafts) {
    List<String> all = new ArrayList<>();
    for (Tower tower : model.towers()) {
      if (drafts && tower.isAhead()) {
        continue;
      }
      all.add(
          tower.name()
              + (tower.counted()
                  ? ": in memory (%s parameters), not run"
                      .formatted(String.format(Locale.ROOT, "%,d", tower.parameters()))
                  : ": neither in memory nor run"));
    }
    for (Layer layer : model.stack()) {
      if (layer.isForImages()) {
        all.add("%d layers that attend to an image: in memory, not run".formatted(layer.count()));
      }
    }
    return all;
  }

  /** Returns what a run of the model assumes about its tokens. */
  public List<String> assumed() {
    boolean hasExperts =
        model.stack().stream()
            .anyMatch(l -> l.feedForward().flatMap(FeedForward::experts).isPresent());
    double skew = model.routingSkew();
    return hasExperts
        ? List.of(
            "each token chooses its experts at random, independently of the others"
                + (skew == 0 ? "" : ", the i-th in proportion to i^-" + skew))
        : List.of();
  }

  /** Returns the kinds of layers, each as names and values. */
  public List<Map<String, Object>> layers() {
    return model.stack().stream().map(this::layer).toList();
  }

  private Map<String, Object> layer(Layer layer) {
    Map<String, Object> facts = new LinkedHashMap<>();
    facts.put("kind", layer.kind());
    facts.put("count", layer.count());
    mixer(facts, layer.mixer());
    layer.feedForward().ifPresent(network -> network(facts, network));
    facts.put("norm", name(layer.normalization().kind()));
    facts.put("norms", name(layer.normalization().placement()));
    facts.put("parallel_block", layer.parallelBlock());
    facts.put("parameters", layer.parameters(model.hidden()));
    facts.put("active_parameters", layer.activeParameters(model.hidden()));
    return facts;
  }

  private static void mixer(Map<String, Object> facts, Mixer mixer) {
    if (mixer instanceof SelfAttention attention) {
      facts.put("mixer", "attention");
      facts.put("heads", attention.shape().heads());
      facts.put("kv_heads", attention.shape().kvHeads());
      facts.put("head_dim", attention.shape().headDim());
      facts.put("span", name(attention.span().kind()));
      if (attention.span().kind() != Span.Kind.FULL) {
        facts.put("window", attention.span().tokens());
      }
      facts.put("keys", name(attention.keys()));
      facts.put("head_norm", name(attention.shape().headNorm()));
      facts.put("gate", name(attention.gate()));
      facts.put("qkv_bias", attention.qkvBias());
      facts.put("output_bias", attention.outputBias());
      facts.put("sinks", attention.sinks());
    } else if (mixer instanceof LatentAttention latent) {
      facts.put("mixer", "latent-attention");
      facts.put("heads", latent.heads());
      facts.put("q_rank", latent.queryRank());
      facts.put("kv_rank", latent.kvRank());
      facts.put("nope_dim", latent.nopeDim());
      facts.put("rope_dim", latent.ropeDim());
      facts.put("value_dim", latent.valueDim());
      latent.indexer().ifPresent(i -> facts.put("keys_chosen", i.chosen()));
    } else if (mixer instanceof StateMixer state) {
      facts.put("mixer", state.id());
      facts.put("state_heads", state.heads());
      facts.put("key_dim", state.keyDim());
      facts.put("value_dim", state.valueDim());
      facts.put("kernel", state.kernel());
      facts.put("state_bytes", state.state().bytes());
    } else if (mixer instanceof JointMixer joint) {
      mixer(facts, joint.other());
      mixer(facts, joint.attention());
      facts.put("mixer", "attention-and-" + joint.other().id());
    } else if (mixer instanceof NoMixer) {
      facts.put("mixer", "none");
    }
  }

  private static void network(Map<String, Object> facts, FeedForward network) {
    facts.put("ffn", name(network.kind()));
    if (network.intermediate() > 0) {
      facts.put("intermediate", network.intermediate());
    }
    if (network.experts().isPresent()) {
      Experts experts = network.experts().get();
      facts.put("experts", experts.count());
      facts.put("experts_per_token", experts.perToken());
      facts.put("expert_intermediate", experts.intermediate());
    }
  }

  private static String name(Enum<?> constant) {
    return constant.name().toLowerCase(Locale.ROOT).replace('_', '-');
  }
}
