package org.socompass.llm;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.socompass.llm.layer.FeedForward;
import org.socompass.llm.layer.HeadNorm;
import org.socompass.llm.layer.JointMixer;
import org.socompass.llm.layer.LatentAttention;
import org.socompass.llm.layer.Layer;
import org.socompass.llm.layer.Mixer;
import org.socompass.llm.layer.SelfAttention;
import org.socompass.llm.layer.Span;
import org.socompass.llm.layer.StateMixer;
import org.socompass.llm.layer.WeightMatrix;

/** The YAML of a model, for tests that what is read is what was written. */
public final class ModelText {
  private final StringBuilder text = new StringBuilder();

  private ModelText() {}

  /** Returns the document of a model, layers as a list of kinds. */
  public static String of(LanguageModel model) {
    var writer = new ModelText();
    writer.model(model);
    return writer.text.toString();
  }

  private void line(String indent, String key, Object value) {
    text.append(indent).append(key).append(": ").append(value).append('\n');
  }

  private void model(LanguageModel model) {
    line("", "id", model.id());
    line("", "name", model.name());
    line("", "source", '"' + model.source() + '"');
    model
        .publishedParameters()
        .ifPresent(p -> line("", "published_parameters", String.format(Locale.ROOT, "%.4g", p)));
    line("", "hidden", model.hidden());
    line("", "stack", "");
    for (Layer layer : model.stack()) {
      line("  ", layer.kind(), "");
      layer(layer);
    }
    Ends ends = model.ends();
    ends.finalNorm()
        .ifPresentOrElse(
            norm -> line("", "norm", name(norm)), () -> line("", "final_norm", "false"));
    line("", "vocabulary", ends.vocabulary());
    line("", "tied_embeddings", ends.tied());
    flag("", "head_bias", ends.headBias());
    number("", "learned_positions", ends.learnedPositions());
    matrices("", "extras", ends.extras());
    number("", "extra_vectors", ends.extraVectorElements());
    if (!model.towers().isEmpty()) {
      List<String> towers = new ArrayList<>();
      model
          .towers()
          .forEach(
              t -> towers.add("\"%d %s\"".formatted(t.counted() ? t.parameters() : 0, t.name())));
      line("", "towers", towers);
    }
    line("", "max_positions", model.maxPositions());
  }

  private void layer(Layer layer) {
    String in = "    ";
    line(in, "count", layer.count());
    mixer(layer.mixer());
    layer.feedForward().ifPresent(this::network);
    line(in, "norm", name(layer.normalization().kind()));
    line(in, "norms", name(layer.normalization().placement()));
    flag(in, "parallel_block", layer.parallelBlock());
    matrices(in, "extras", layer.extras());
    number(in, "extra_vectors", layer.extraVectorElements());
  }

  private void mixer(Mixer mixer) {
    String in = "    ";
    if (mixer instanceof SelfAttention a) {
      line(in, "mixer", "attention");
      attention(a);
    } else if (mixer instanceof LatentAttention a) {
      line(in, "mixer", "latent-attention");
      line(in, "heads", a.heads());
      number(in, "q_rank", a.queryRank());
      line(in, "kv_rank", a.kvRank());
      line(in, "nope_dim", a.nopeDim());
      number(in, "rope_dim", a.ropeDim());
      line(in, "value_dim", a.valueDim());
      flag(in, "output_bias", a.bias());
      a.indexer()
          .ifPresent(
              i -> {
                line(in, "index_heads", i.heads());
                line(in, "index_head_dim", i.headDim());
                line(in, "keys_chosen", i.chosen());
              });
    } else if (mixer instanceof StateMixer s) {
      line(in, "mixer", "state");
      state(s);
    } else if (mixer instanceof JointMixer j) {
      line(in, "mixer", "attention-and-state");
      attention(j.attention());
      state(j.other());
    } else {
      line(in, "mixer", "none");
    }
  }

  private void attention(SelfAttention a) {
    String in = "    ";
    line(in, "heads", a.shape().heads());
    line(in, "kv_heads", a.shape().kvHeads());
    line(in, "head_dim", a.shape().headDim());
    if (a.shape().headNorm() != HeadNorm.NONE) {
      line(in, "head_norm", name(a.shape().headNorm()));
    }
    if (a.span().kind() != Span.Kind.FULL) {
      line(in, name(a.span().kind()), a.span().tokens());
    }
    if (a.keys() != SelfAttention.Keys.OWN) {
      line(in, "keys", name(a.keys()));
    }
    if (a.gate() != SelfAttention.Gate.NONE) {
      line(in, "gate", name(a.gate()));
    }
    flag(in, "qkv_bias", a.qkvBias());
    flag(in, "output_bias", a.outputBias());
    flag(in, "sinks", a.sinks());
  }

  private void state(StateMixer s) {
    String in = "    ";
    line(in, "state", name(s.kind()));
    line(in, "state_heads", s.heads());
    number(in, "key_dim", s.keyDim());
    line(in, "value_dim", s.valueDim());
    if (s.keyHeads() != 1) {
      line(in, "key_heads", s.keyHeads());
    }
    number(in, "kernel", s.kernel());
    number(in, "convolved", s.convolved());
    matrices(in, "projections", s.projections());
    number(in, "state_vectors", s.vectors());
  }

  private void network(FeedForward f) {
    String in = "    ";
    line(in, "ffn", name(f.kind()));
    number(in, "intermediate", f.intermediate());
    flag(in, "ffn_bias", f.biases());
    f.experts()
        .ifPresent(
            e -> {
              line(in, "experts", e.count());
              line(in, "experts_per_token", e.perToken());
              line(in, "expert_intermediate", e.intermediate());
              flag(in, "expert_bias", e.biases());
              number(in, "router_vectors", e.routerVectors());
              flag(in, "gated_sharing", e.gatedSharing());
            });
  }

  private void flag(String indent, String key, boolean value) {
    if (value) {
      line(indent, key, "true");
    }
  }

  private void number(String indent, String key, long value) {
    if (value != 0) {
      line(indent, key, value);
    }
  }

  private void matrices(String indent, String key, List<WeightMatrix> matrices) {
    List<String> items = new ArrayList<>();
    for (WeightMatrix m : matrices) {
      boolean isPlain = m.copies() == 1 && m.use() == WeightMatrix.Use.EVERY_TOKEN;
      items.add(
          "\"%s %d %d%s\""
              .formatted(
                  m.role(),
                  m.in(),
                  m.out(),
                  isPlain ? "" : " %d %s".formatted(m.copies(), name(m.use()))));
    }
    if (!items.isEmpty()) {
      line(indent, key, items);
    }
  }

  private static String name(Enum<?> constant) {
    return constant.name().toLowerCase(Locale.ROOT).replace('_', '-');
  }
}
