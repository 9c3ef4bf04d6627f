package org.socompass.llm;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
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
    e.put(OperatorNode.ATTENTION, effect(List.of(QUERIES), HEADS));
    e.put(OperatorNode.Q_MUL_K, effect(List.of(QUERIES), SCORES));
    e.put("softmax", effect(List.of(SCORES)));
    e.put(OperatorNode.A_MUL_V, effect(List.of(SCORES), HEADS));
    e.put("quantize_output_projection", effect(List.of(HEADS), HEADS));
    e.put("output_projection", effect(List.of(HEADS), BLOCK));
    e.put("layernorm_ffn", effect(List.of(HIDDEN, BLOCK), NORMED));
    e.put("quantize_ffn", effect(List.of(NORMED), NORMED));
    e.put("ffn_gate", effect(List.of(NORMED), GATE));
    e.put("ffn_up", effect(List.of(NORMED), UP));
    e.put("ffn_gate_up", effect(List.of(NORMED), GATE, UP));
    for (FeedForward.Kind kind : FeedForward.Kind.values()) {
      e.put(kind.activation().id(), effect(List.of(GATE, UP), ACTIVATED));
    }
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
    Effect effect = EFFECTS.get(node.name());
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
