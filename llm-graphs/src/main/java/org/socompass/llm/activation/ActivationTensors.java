package org.socompass.llm.activation;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.socompass.llm.OperatorNode;
import org.socompass.llm.layer.FeedForward;
import org.socompass.operator.Operator;
import org.socompass.operator.RowOperator;

/**
 * The tensors between the operators of a graph and how long each is needed.
 *
 * <p>Operators of a layer stand in a graph once; the hidden state lives through all of them, so the
 * layers reuse the same memory. RoPE, softmax, norms of heads, and sums change their input in
 * place. What {@code kv_append} writes is the KV cache, which is not counted here.
 */
public final class ActivationTensors {
  private static final String HIDDEN = "hidden";
  private static final String NORMED = "normed";
  private static final String QUERIES = "queries";
  private static final String KEYS = "keys";
  private static final String VALUES = "values";
  private static final String SCORES = "scores";
  private static final String HEADS = "heads";
  private static final String GATE = "gate";
  private static final String UP = "up";
  private static final String ACTIVATED = "activated";
  private static final String BLOCK = "block";
  private static final String LOGITS = "logits";
  private static final String ROUTES = "routes";
  private static final String GATHERED = "gathered";
  private static final String EXPERTS = "experts";
  private static final String LATENT = "latent";
  private static final String INDEX = "index";
  private static final String STATE_INPUT = "state_input";
  private static final String STATE_OUTPUT = "state_output";
  private static final String STATES = "states";
  private static final String EXTRA = "extra";
  private static final String LAYER_INPUTS = "layer_inputs";
  private static final String VERSIONS = "versions";
  private static final String INDEX_KEYS = "index_keys";
  private static final String CORRECTIONS = "corrections";

  /** Keys and values of all heads, made of a latent cache for one attention. */
  private static final String EXPANDED = "expanded";

  /**
   * What an operator does to tensors.
   *
   * @param reads what it reads, or changes in place; what does not exist is left out
   * @param writes what its result holds; several if it is one tensor with parts; empty if in place
   */
  private record Effect(List<String> reads, List<String> writes) {}

  private static final Map<String, Effect> EFFECTS = effects();

  private static Map<String, Effect> effects() {
    Map<String, Effect> e = new HashMap<>();
    e.put("embedding", effect(List.of(), HIDDEN));
    e.put("position_embedding", effect(List.of(HIDDEN)));
    e.put("layernorm_mha", effect(List.of(HIDDEN, BLOCK), NORMED));
    e.put("quantize_mha", effect(List.of(NORMED), NORMED));
    e.put("q_projection", effect(List.of(NORMED), QUERIES));
    e.put("k_projection", effect(List.of(NORMED), KEYS));
    e.put("v_projection", effect(List.of(NORMED), VALUES));
    e.put("qkv_projection", effect(List.of(NORMED), QUERIES, KEYS, VALUES));
    e.put("q_norm", effect(List.of(QUERIES)));
    e.put("k_norm", effect(List.of(KEYS)));
    e.put("rope", effect(List.of(QUERIES, KEYS)));
    e.put("kv_append", effect(List.of(KEYS, VALUES)));
    e.put(OperatorNode.ATTENTION, effect(List.of(QUERIES, EXPANDED), HEADS));
    e.put(OperatorNode.Q_MUL_K, effect(List.of(QUERIES, EXPANDED), SCORES));
    e.put("softmax", effect(List.of(SCORES)));
    e.put(OperatorNode.A_MUL_V, effect(List.of(SCORES, EXPANDED), HEADS));
    e.put("quantize_output_projection", effect(List.of(HEADS), HEADS));
    e.put("output_projection", effect(List.of(HEADS), BLOCK));
    e.put("layernorm_ffn", effect(List.of(HIDDEN, BLOCK), NORMED));
    e.put("quantize_ffn", effect(List.of(NORMED), NORMED));
    e.put("ffn_gate", effect(List.of(NORMED), GATE));
    e.put("ffn_up", effect(List.of(NORMED), UP));
    e.put("ffn_gate_up", effect(List.of(NORMED), GATE, UP));
    for (FeedForward.Kind kind : FeedForward.Kind.values()) {
      e.put(kind.activation().id(), effect(List.of(GATE, UP), ACTIVATED));
      e.put("experts_" + kind.activation().id(), effect(List.of(GATE, UP), ACTIVATED));
    }
    experts(e);
    latentAttention(e);
    states(e);
    extras(e);
    e.put("quantize_ffn_down", effect(List.of(ACTIVATED), ACTIVATED));
    e.put("ffn_down", effect(List.of(ACTIVATED), BLOCK));
    for (String block : List.of("mha", "ffn")) {
      e.put("allreduce_" + block, effect(List.of(BLOCK)));
      e.put("layernorm_post_" + block, effect(List.of(BLOCK)));
      e.put("residual_add_" + block, effect(List.of(BLOCK, HIDDEN)));
    }
    e.put("final_norm", effect(List.of(HIDDEN, BLOCK), NORMED));
    e.put("quantize_lm_head", effect(List.of(NORMED), NORMED));
    // Without a last norm the LM head reads the hidden state.
    e.put("lm_head", effect(List.of(NORMED, HIDDEN), LOGITS));
    return Map.copyOf(e);
  }

  /** Matrices beside the two blocks of a layer; what they add to the hidden state is not kept. */
  private static void extras(Map<String, Effect> e) {
    e.put("layer_input_embedding", effect(List.of(), LAYER_INPUTS));
    e.put("layer_inputs_projection", effect(List.of(HIDDEN, LAYER_INPUTS), LAYER_INPUTS));
    e.put("layer_input_gate", effect(List.of(HIDDEN, LAYER_INPUTS), EXTRA));
    e.put("layer_input_projection", effect(List.of(EXTRA, HIDDEN)));
    e.put("draft_fusion", effect(List.of(HIDDEN), HIDDEN));
    e.put("altup_projection", effect(List.of(HIDDEN), VERSIONS));
    e.put("altup_router", effect(List.of(HIDDEN, VERSIONS)));
    e.put("laurel_down", effect(List.of(HIDDEN), EXTRA));
    e.put("laurel_up", effect(List.of(EXTRA, HIDDEN)));
    for (String role : List.of("mixer_linear", "ffn_linear", "ffn_receptance")) {
      e.put(role, effect(List.of(NORMED, HIDDEN)));
    }
  }

  private static void experts(Map<String, Effect> e) {
    e.put("router", effect(List.of(NORMED), ROUTES));
    e.put("router_softmax", effect(List.of(ROUTES)));
    e.put("shared_expert_gate", effect(List.of(NORMED), EXTRA));
    e.put("expert_dispatch", effect(List.of(NORMED, ROUTES), GATHERED));
    e.put("expert_return", effect(List.of(BLOCK)));
    e.put("expert_gather", effect(List.of(NORMED, ROUTES), GATHERED));
    e.put("experts_gate", effect(List.of(NORMED, GATHERED), GATE));
    e.put("experts_up", effect(List.of(NORMED, GATHERED), UP));
    e.put("experts_gate_up", effect(List.of(NORMED, GATHERED), GATE, UP));
    e.put("quantize_experts_down", effect(List.of(ACTIVATED), ACTIVATED));
    e.put("experts_down", effect(List.of(ACTIVATED), EXPERTS));
    e.put("expert_combine", effect(List.of(EXPERTS, ROUTES, BLOCK, EXTRA), BLOCK));
  }

  private static void latentAttention(Map<String, Effect> e) {
    e.put("attention_gate", effect(List.of(HEADS, QUERIES)));
    e.put("q_down_projection", effect(List.of(NORMED), LATENT));
    e.put("q_latent_norm", effect(List.of(LATENT)));
    e.put("quantize_q_up", effect(List.of(LATENT), LATENT));
    e.put("q_up_projection", effect(List.of(LATENT), QUERIES));
    e.put("kv_down_projection", effect(List.of(NORMED), KEYS, VALUES));
    e.put("kv_latent_norm", effect(List.of(KEYS)));
    e.put("quantize_kv_up", effect(List.of(), EXTRA));
    e.put("kv_up_projection", effect(List.of(EXTRA), EXPANDED));
    e.put("q_absorption", effect(List.of(QUERIES), QUERIES));
    e.put("v_absorption", effect(List.of(HEADS), HEADS));
    e.put("index_q_projection", effect(List.of(LATENT), INDEX));
    e.put("index_k_projection", effect(List.of(NORMED), INDEX_KEYS));
    e.put("index_weights_projection", effect(List.of(NORMED), EXTRA));
    e.put(OperatorNode.INDEX_SCORES, effect(List.of(INDEX, INDEX_KEYS, EXTRA), SCORES));
    e.put("index_choice", effect(List.of(SCORES)));
  }

  private static void states(Map<String, Effect> e) {
    e.put("state_in_projection", effect(List.of(NORMED), STATE_INPUT));
    e.put("state_convolution", effect(List.of(STATE_INPUT)));
    for (String step :
        List.of(
            "state_x_projection",
            "state_step_projection",
            "state_rate_projection",
            "state_gate_projection",
            "state_mix_down",
            "state_mix_up",
            "state_decay_down",
            "state_decay_up")) {
      e.put(step, effect(List.of(NORMED, STATE_INPUT, EXTRA), EXTRA));
    }
    e.put("state_snapshots", effect(List.of(STATE_INPUT)));
    e.put("state_scan", effect(List.of(STATE_INPUT, EXTRA), STATE_OUTPUT));
    e.put("state_scores", effect(List.of(STATE_INPUT), SCORES));
    e.put("state_corrections", effect(List.of(SCORES, STATE_INPUT, EXTRA), CORRECTIONS));
    e.put("state_decay", effect(List.of(SCORES, EXTRA)));
    e.put("state_within", effect(List.of(SCORES, STATE_INPUT, CORRECTIONS), STATE_OUTPUT));
    e.put("state_chunks", effect(List.of(STATE_INPUT), STATES));
    e.put("state_before", effect(List.of(STATE_INPUT, STATES, STATE_OUTPUT), STATE_OUTPUT));
    e.put("state_norm", effect(List.of(STATE_OUTPUT, STATE_INPUT, EXTRA)));
    e.put("state_gate", effect(List.of(STATE_INPUT), STATE_OUTPUT));
    e.put("quantize_state_out", effect(List.of(STATE_OUTPUT), STATE_OUTPUT));
    e.put("state_out_projection", effect(List.of(STATE_OUTPUT, BLOCK), BLOCK));
    e.put("joint_add", effect(List.of(BLOCK)));
  }

  private static Effect effect(List<String> reads, String... writes) {
    return new Effect(reads, List.of(writes));
  }

  private final List<Open> tensors = new ArrayList<>();
  private final Map<String, Open> holders = new HashMap<>();

  /** A tensor whose end is not known yet. */
  private static final class Open {
    final String name;
    final long bytes;
    final int firstNode;
    int lastNode;

    Open(String name, long bytes, int node) {
      this.name = name;
      this.bytes = bytes;
      this.firstNode = node;
      this.lastNode = node;
    }
  }

  private ActivationTensors() {}

  /**
   * Returns the tensors of a graph, in the order in which they are written.
   *
   * @param nodes operators in order, a layer's once
   * @throws IllegalArgumentException if it is not known what an operator reads
   */
  public static List<ActivationTensor> of(List<OperatorNode> nodes) {
    var all = new ActivationTensors();
    for (int i = 0; i < nodes.size(); i++) {
      all.add(i, nodes.get(i));
    }
    return all.tensors.stream()
        .map(t -> new ActivationTensor(t.name, t.bytes, t.firstNode, t.lastNode))
        .toList();
  }

  private void add(int index, OperatorNode node) {
    Effect effect = EFFECTS.get(node.role());
    if (effect == null) {
      throw new IllegalArgumentException("it is not known what " + node.name() + " reads");
    }
    for (String read : effect.reads()) {
      Open holder = holders.get(read);
      if (holder != null) {
        holder.lastNode = index;
      }
    }
    if (!effect.writes().isEmpty()) {
      var written = new Open(String.join("+", effect.writes()), bytes(node.operator()), index);
      tensors.add(written);
      effect.writes().forEach(name -> holders.put(name, written));
    }
  }

  private static long bytes(Operator operator) {
    // A norm that adds as well writes the hidden state, too, which exists.
    double bytes =
        operator instanceof RowOperator rows ? rows.tensorBytes() : operator.compulsoryWriteBytes();
    return (long) Math.ceil(bytes);
  }
}
