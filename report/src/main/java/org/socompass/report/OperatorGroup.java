package org.socompass.report;

import java.util.Locale;

/** What an operator is for, by its role in the graph: the part of a model that it belongs to. */
public enum OperatorGroup {
  /** Queries against keys, weights of values, rotary positions, the cache. */
  ATTENTION,
  /** Products with weights before and after attention. */
  PROJECTION,
  /** The feed-forward network, experts and their router. */
  FFN,
  /** Normalization. */
  NORM,
  /** Recurrent states in place of attention. */
  STATE,
  /** What goes past the parts of a layer: additions, and streams beside the layers. */
  RESIDUAL,
  /** Conversions between types. */
  CONVERSION,
  /** Embedding of tokens, and the head that gives their probabilities. */
  HEAD,
  /** Exchange between devices. */
  COMMUNICATION,
  /** Waiting, starting, preparing. */
  OTHER;

  /** Returns its name in data and legends. */
  public String id() {
    return name().toLowerCase(Locale.ROOT);
  }

  /**
   * Returns the group of an operator.
   *
   * @param name its name in the graph, with or without the kind of its layer
   */
  public static OperatorGroup of(String name) {
    int at = name.indexOf('@');
    String role = at < 0 ? name : name.substring(0, at);
    if (role.startsWith("quantize_") || role.startsWith("dequantize_")) {
      return CONVERSION;
    }
    if (role.startsWith("allreduce")) {
      return COMMUNICATION;
    }
    if (role.startsWith("residual_")
        || role.startsWith("altup_")
        || role.startsWith("laurel_")
        || role.startsWith("layer_input")
        || role.equals("joint_add")) {
      return RESIDUAL;
    }
    if (role.startsWith("layernorm") || role.endsWith("_norm")) {
      return NORM;
    }
    if (role.equals("lm_head") || role.endsWith("embedding")) {
      return HEAD;
    }
    if (role.startsWith("state_") || role.equals("short_convolution")) {
      return STATE;
    }
    if (role.startsWith("ffn_")
        || role.startsWith("experts_")
        || role.startsWith("expert_")
        || role.startsWith("shared_expert")
        || role.startsWith("router")
        || role.endsWith("lu")
        || role.equals("relu2")) {
      return FFN;
    }
    if (role.startsWith("index_")
        || role.startsWith("attention")
        || role.matches("q_mul_k|softmax|a_mul_v|rope|kv_append")) {
      return ATTENTION;
    }
    return role.endsWith("_projection") || role.endsWith("_absorption") ? PROJECTION : OTHER;
  }
}
