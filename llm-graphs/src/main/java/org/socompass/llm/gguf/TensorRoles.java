package org.socompass.llm.gguf;

import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.socompass.llm.storage.MatrixRole;

/**
 * What tensors are for, by their names.
 *
 * <p><b>Source.</b> llama.cpp, {@code gguf-py/gguf/constants.py}, {@code TENSOR_NAMES}.
 */
final class TensorRoles {
  private static final Pattern OF_LAYER = Pattern.compile("blk\\.(\\d{1,5})\\.(.+)");
  private static final Pattern ONE_EXPERT = Pattern.compile("ffn_(gate|up|down)\\.\\d+");
  private static final String WEIGHT = ".weight";

  private static final Map<String, MatrixRole> TABLES =
      Map.of(
          "token_embd", MatrixRole.EMBEDDING,
          "output", MatrixRole.HEAD,
          "position_embd", MatrixRole.POSITIONS);

  private static final Map<String, MatrixRole> IN_LAYERS =
      Map.ofEntries(
          Map.entry("attn_q", MatrixRole.QUERY),
          Map.entry("attn_q_b", MatrixRole.QUERY),
          Map.entry("attn_k", MatrixRole.KEY),
          Map.entry("attn_v", MatrixRole.VALUE),
          Map.entry("attn_qkv", MatrixRole.QUERY_KEY_VALUE),
          Map.entry("attn_output", MatrixRole.ATTENTION_OUTPUT),
          Map.entry("attn_q_a", MatrixRole.LATENT),
          Map.entry("attn_kv_a_mqa", MatrixRole.LATENT),
          Map.entry("attn_kv_b", MatrixRole.LATENT),
          Map.entry("attn_k_b", MatrixRole.LATENT),
          Map.entry("attn_v_b", MatrixRole.LATENT),
          Map.entry("ffn_gate", MatrixRole.GATE),
          Map.entry("ffn_up", MatrixRole.UP),
          Map.entry("ffn_down", MatrixRole.DOWN),
          Map.entry("ffn_gate_exps", MatrixRole.EXPERT_GATE),
          Map.entry("ffn_up_exps", MatrixRole.EXPERT_UP),
          Map.entry("ffn_gate_up_exps", MatrixRole.EXPERT_GATE_UP),
          Map.entry("ffn_down_exps", MatrixRole.EXPERT_DOWN),
          Map.entry("ffn_gate_shexp", MatrixRole.SHARED_GATE),
          Map.entry("ffn_up_shexp", MatrixRole.SHARED_UP),
          Map.entry("ffn_down_shexp", MatrixRole.SHARED_DOWN),
          Map.entry("ffn_gate_inp", MatrixRole.ROUTER),
          Map.entry("ffn_gate_inp_shexp", MatrixRole.ROUTER),
          Map.entry("ssm_in", MatrixRole.STATE),
          Map.entry("ssm_out", MatrixRole.STATE),
          Map.entry("ssm_x", MatrixRole.STATE),
          Map.entry("ssm_dt", MatrixRole.STATE),
          Map.entry("ssm_ba", MatrixRole.STATE),
          Map.entry("ssm_beta", MatrixRole.STATE),
          Map.entry("ssm_alpha", MatrixRole.STATE),
          Map.entry("attn_gate", MatrixRole.STATE),
          Map.entry("ssm_conv1d", MatrixRole.CONVOLUTION),
          Map.entry("shortconv.conv", MatrixRole.CONVOLUTION),
          Map.entry("shortconv.in_proj", MatrixRole.STATE),
          Map.entry("shortconv.out_proj", MatrixRole.STATE));

  private TensorRoles() {}

  /**
   * A tensor's place.
   *
   * @param layer its layer; -1 outside of layers
   * @param base its name without layer
   * @param role what it is for; empty for vectors
   */
  record Place(int layer, String base, Optional<MatrixRole> role) {}

  static Place of(GgufTensor tensor) {
    Matcher ofLayer = OF_LAYER.matcher(tensor.name());
    if (!ofLayer.matches()) {
      return new Place(-1, tensor.name(), role(tensor, tensor.name(), TABLES));
    }
    String base = ofLayer.group(2);
    return new Place(Integer.parseInt(ofLayer.group(1)), base, role(tensor, base, IN_LAYERS));
  }

  private static Optional<MatrixRole> role(
      GgufTensor tensor, String name, Map<String, MatrixRole> roles) {
    boolean isMatrix = tensor.dimension(1) > 1;
    if (!name.endsWith(WEIGHT)) {
      return isMatrix ? Optional.of(MatrixRole.OTHER) : Optional.empty();
    }
    String base = name.substring(0, name.length() - WEIGHT.length());
    MatrixRole known = roles.get(base);
    if (known != null) {
      // Norms of a vector are no matrices; a router of one output is.
      return Optional.of(known);
    }
    Matcher expert = ONE_EXPERT.matcher(base);
    if (expert.matches()) {
      return Optional.of(
          switch (expert.group(1)) {
            case "gate" -> MatrixRole.EXPERT_GATE;
            case "up" -> MatrixRole.EXPERT_UP;
            default -> MatrixRole.EXPERT_DOWN;
          });
    }
    return isMatrix && !base.endsWith("_norm") ? Optional.of(MatrixRole.OTHER) : Optional.empty();
  }
}
