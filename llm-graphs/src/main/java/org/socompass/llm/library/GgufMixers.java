package org.socompass.llm.library;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import org.socompass.input.InputException;
import org.socompass.llm.gguf.GgufLayer;
import org.socompass.llm.gguf.GgufMatrix;
import org.socompass.llm.gguf.GgufModel;
import org.socompass.llm.gguf.GgufTensor;
import org.socompass.llm.gguf.GgufValue;
import org.socompass.llm.layer.LatentAttention;
import org.socompass.llm.layer.StateMixer;
import org.socompass.llm.layer.WeightMatrix;

/**
 * Mixers of GGUF files other than attention with keys and values of heads: latent attention, state
 * spaces, gated delta nets, short convolutions. Matrices are those of the tensors; what no tensor
 * shows is a key.
 *
 * <p><b>Source.</b> llama.cpp, {@code llama-model.cpp}: names and shapes of tensors.
 */
final class GgufMixers {
  private static final String IN = "state_in_projection";
  private static final String OUT = "state_out_projection";
  private static final String RATE = "state_rate_projection";

  private final String file;
  private final GgufModel gguf;

  GgufMixers(String file, GgufModel gguf) {
    this.file = file;
    this.gguf = gguf;
  }

  /** Returns latent attention: ranks and heads are keys, widths those of the tensors. */
  LatentAttention latent(GgufLayer layer) {
    int heads = layer.heads();
    int kvRank = required("attention.kv_lora_rank");
    long down = named(layer, "attn_kv_a_mqa").columns();
    GgufMatrix queries = named(layer, layer.has("attn_q_b") ? "attn_q_b" : "attn_q");
    int queryRank = layer.has("attn_q_a") ? Math.toIntExact(named(layer, "attn_q_a").columns()) : 0;
    int rope = Math.toIntExact(down - kvRank);
    int perHead = Math.toIntExact(queries.columns() / Math.max(1, heads));
    int value = Math.toIntExact(named(layer, "attn_output").rows() / Math.max(1, heads));
    return new LatentAttention(
        heads, queryRank, kvRank, perHead - rope, rope, value, false, Optional.empty());
  }

  /**
   * Returns a state space, a gated delta net or a short convolution.
   *
   * @param index the layer
   */
  StateMixer state(int index, GgufLayer layer) {
    if (layer.has("shortconv.in_proj")) {
      return shortConvolution(index, layer);
    }
    if (layer.has("ssm_x")) {
      return mamba(index, layer);
    }
    return layer.has("ssm_in") && !layer.has("ssm_ba") ? mamba2(index, layer) : delta(index, layer);
  }

  private StateMixer shortConvolution(int index, GgufLayer layer) {
    int kernel = required("shortconv.l_cache");
    List<WeightMatrix> projections =
        List.of(matrix(layer, "shortconv.in_proj", IN), matrix(layer, "shortconv.out_proj", OUT));
    int hidden = gguf.hidden();
    return new StateMixer(
        StateMixer.Kind.SHORT_CONVOLUTION,
        1,
        0,
        hidden,
        1,
        kernel,
        hidden,
        projections,
        others(index, "shortconv."));
  }

  private StateMixer mamba(int index, GgufLayer layer) {
    int inner = required("ssm.inner_size");
    List<WeightMatrix> projections =
        List.of(
            matrix(layer, "ssm_in", IN),
            matrix(layer, "ssm_x", "state_x_projection"),
            matrix(layer, "ssm_dt", "state_step_projection"),
            matrix(layer, "ssm_out", OUT));
    return new StateMixer(
        StateMixer.Kind.MAMBA,
        1,
        required("ssm.state_size"),
        inner,
        1,
        required("ssm.conv_kernel"),
        inner,
        projections,
        others(index, "ssm_"));
  }

  private StateMixer mamba2(int index, GgufLayer layer) {
    int inner = required("ssm.inner_size");
    int state = required("ssm.state_size");
    int heads = required("ssm.time_step_rank");
    int groups = optional("ssm.group_count").orElse(1);
    return new StateMixer(
        StateMixer.Kind.MAMBA2,
        heads,
        state,
        inner / heads,
        groups,
        required("ssm.conv_kernel"),
        inner + 2L * groups * state,
        List.of(matrix(layer, "ssm_in", IN), matrix(layer, "ssm_out", OUT)),
        others(index, "ssm_"));
  }

  private StateMixer delta(int index, GgufLayer layer) {
    int inner = required("ssm.inner_size");
    int keyDim = required("ssm.state_size");
    int heads = required("ssm.time_step_rank");
    int groups = required("ssm.group_count");
    List<WeightMatrix> projections = new ArrayList<>();
    long width = 0;
    for (String name : List.of("ssm_in", "attn_qkv", "attn_gate")) {
      width += layer.has(name) ? named(layer, name).columns() : 0;
    }
    projections.add(WeightMatrix.of(IN, gguf.hidden(), width));
    long rates = 0;
    for (String name : List.of("ssm_ba", "ssm_beta", "ssm_alpha")) {
      rates += layer.has(name) ? named(layer, name).columns() : 0;
    }
    projections.add(WeightMatrix.of(RATE, gguf.hidden(), rates));
    projections.add(matrix(layer, "ssm_out", OUT));
    return new StateMixer(
        StateMixer.Kind.GATED_DELTA_NET,
        heads,
        keyDim,
        inner / heads,
        groups,
        required("ssm.conv_kernel"),
        2L * groups * keyDim + inner,
        projections,
        others(index, "ssm_"));
  }

  private WeightMatrix matrix(GgufLayer layer, String name, String role) {
    GgufMatrix matrix = named(layer, name);
    return WeightMatrix.of(role, matrix.rows(), matrix.columns());
  }

  private GgufMatrix named(GgufLayer layer, String name) {
    return layer
        .named(name)
        .orElseThrow(() -> new InputException(file + ": a layer lacks the tensor " + name));
  }

  /** Returns the elements of a layer's tensors that multiply no hidden state: filters, decays. */
  private long others(int index, String prefix) {
    String of = "blk." + index + "." + prefix;
    long elements = 0;
    for (GgufTensor tensor : gguf.header().tensors()) {
      String base = GgufLayer.base(tensor.name());
      if (tensor.name().startsWith(of) && !isProjection(base)) {
        elements += tensor.elements();
      }
    }
    return elements;
  }

  private static boolean isProjection(String base) {
    return List.of(
            "ssm_in",
            "ssm_out",
            "ssm_x",
            "ssm_dt",
            "ssm_ba",
            "ssm_beta",
            "ssm_alpha",
            "shortconv.in_proj",
            "shortconv.out_proj")
        .contains(base);
  }

  private int required(String key) {
    return optional(key)
        .orElseThrow(
            () ->
                new InputException(
                    "%s: lacks the key %s.%s".formatted(file, gguf.architecture().id(), key)));
  }

  private OptionalInt optional(String key) {
    String name = gguf.architecture().id() + "." + key;
    return gguf.header().metadata().get(name) instanceof GgufValue.Whole whole
            && whole.value() > 0
            && whole.value() <= Integer.MAX_VALUE
        ? OptionalInt.of((int) whole.value())
        : OptionalInt.empty();
  }
}
