package org.socompass.llm;

import java.util.Map;
import org.socompass.llm.storage.MatrixRole;

/** What schemes of storage call the matrices of layers. */
final class MatrixRoles {
  private static final Map<String, MatrixRole> BY_NAME =
      Map.ofEntries(
          Map.entry("q_projection", MatrixRole.QUERY),
          Map.entry("k_projection", MatrixRole.KEY),
          Map.entry("v_projection", MatrixRole.VALUE),
          Map.entry("output_projection", MatrixRole.ATTENTION_OUTPUT),
          Map.entry("q_down_projection", MatrixRole.LATENT),
          Map.entry("q_up_projection", MatrixRole.LATENT),
          Map.entry("kv_down_projection", MatrixRole.LATENT),
          Map.entry("kv_up_projection", MatrixRole.LATENT),
          Map.entry("q_absorption", MatrixRole.LATENT),
          Map.entry("v_absorption", MatrixRole.LATENT),
          Map.entry("ffn_gate", MatrixRole.GATE),
          Map.entry("ffn_up", MatrixRole.UP),
          Map.entry("ffn_down", MatrixRole.DOWN),
          Map.entry("router", MatrixRole.ROUTER),
          Map.entry("shared_expert_gate", MatrixRole.ROUTER),
          Map.entry("experts_gate", MatrixRole.EXPERT_GATE),
          Map.entry("experts_up", MatrixRole.EXPERT_UP),
          Map.entry("experts_down", MatrixRole.EXPERT_DOWN),
          Map.entry("layer_input_embedding", MatrixRole.EMBEDDING));

  private MatrixRoles() {}

  /** Returns the role of a matrix by its name in a graph. */
  static MatrixRole of(String name) {
    return BY_NAME.getOrDefault(
        name, name.startsWith("state_") ? MatrixRole.STATE : MatrixRole.OTHER);
  }
}
