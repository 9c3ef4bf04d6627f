package org.socompass.llm.huggingface;

import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;

/**
 * Keys that change the shapes of a model and that nobody read: such a file describes more than the
 * modelled type, and is refused.
 */
final class UnreadKeys {
  /** Names of keys that state shapes in one type of model or another. */
  private static final Pattern SHAPES =
      Pattern.compile(
          ".*_lora_rank|.*experts?(_per_tok(en)?)?|moe_.*|.*mamba.*|ssm_.*|conv_.*|.*_conv_.*"
              + "|.*window.*|hybrid_.*|.*per_layer.*|.*head_dim|num_.*heads|n_head.*"
              + "|.*intermediate_size.*|.*layer_types|.*_pattern|sparse_.*|.*block_configs"
              + "|linear_.*|lru_.*|index_.*|compress_.*|hc_mult|altup_.*|laurel_.*|num_kv_shared.*"
              + "|cross_attention_(layers|interval)|attn_layer_.*|expert_layer_.*|block_types"
              + "|.*_layout|.*layer_indices|attn_type_list|full_attn.*|q_lora.*|state_size"
              + "|use_qk_norm|qk_layernorm|qk_norm|multi_query.*|new_decoder_architecture"
              + "|.*chunk_size|num_.*_layers|.*_multipliers?|use_double_wide_mlp"
              + "|attention_k_eq_v|add_.*_bias|use_bias|.*lora_adapter.*"
              + "|.*kv_heads|.*kv_groups|.*query_groups|n_.*heads?|d_(ff|kv|inner|conv|state|model)"
              + "|.*ffn_(dim|size|hidden.*|ratio)|.*mlp_(ratio|dim|size|hidden.*)|.*_rank"
              + "|.*expansion.*|.*expand.*|num_.*layers?|.*(loop|recurrent|repeat)_(steps|layers|num)");

  /** Keys of such names that change no shape: how models are trained and run. */
  private static final Set<String> HARMLESS =
      Set.of(
          "moe_loss_weight",
          "moe_jitter_eps",
          "moe_normalize_expert_weights",
          "moe_norm_min",
          "moe_aux_loss_coeff",
          "moe_router_scaling_factor",
          "moe_capacity",
          "moe_use_aux_free",
          "moe_router_enable_expert_bias",
          "moe_use_hard_gate",
          "use_mamba_kernels",
          "mamba_ssm_cache_dtype",
          "mamba_ssm_dtype",
          "mamba_chunk_size",
          "mamba_hidden_act",
          "mamba_norm_before_gate",
          "mamba_use_mlp",
          "mamba_activation",
          "conv_use_xavier_init",
          "conv_dim",
          "chunk_size",
          "chunk_size_feed_forward",
          "logits_chunk_size",
          "use_mambapy",
          "cache_implementation",
          "index_n_group",
          "indexer_rope_interleave",
          "max_window_layers",
          "use_sliding_window",
          "initial_context_length",
          "no_rope_layer_interval",
          "altup_active_idx",
          "altup_coef_clip",
          "altup_correct_scale",
          "altup_lr_multiplier",
          "attention_multiplier",
          "embedding_multiplier",
          "residual_multiplier",
          "key_multiplier",
          "lm_head_multiplier",
          "attention_in_multiplier",
          "attention_out_multiplier",
          "ssm_in_multiplier",
          "ssm_out_multiplier",
          "ssm_multipliers",
          "mlp_multipliers",
          "num_hash_layers",
          "num_expert_group",
          "n_expert_group",
          "num_global_layers",
          "global_local_attention_pattern",
          "rope_local_base_freq",
          "use_windowed_attention",
          "linear_class",
          "linear_attn_config",
          "time_step_rank");

  private UnreadKeys() {}

  /**
   * Refuses a config with a key that changes shapes and was not read.
   *
   * @throws org.socompass.input.InputException at the first such key
   */
  static void refuse(Config config) {
    for (Map.Entry<String, JsonNode> unread : config.unread().entrySet()) {
      String key = unread.getKey();
      JsonNode value = unread.getValue();
      if (SHAPES.matcher(key).matches() && !HARMLESS.contains(key) && !isNeutral(value)) {
        throw config.refused(key, "what this key changes is not modelled for this type");
      }
    }
  }

  /** Nothing, none and one change nothing. */
  private static boolean isNeutral(JsonNode value) {
    if (value instanceof JsonNode.Array array) {
      return array.items().isEmpty();
    }
    if (value instanceof JsonNode.Fields object) {
      return object.members().isEmpty();
    }
    var scalar = (JsonNode.Scalar) value;
    return switch (scalar.type()) {
      case NULL -> true;
      case TRUTH -> scalar.text().equals("false");
      case NUMBER -> scalar.text().matches("-?[01](\\.0*)?");
      case TEXT -> scalar.text().isEmpty() || scalar.text().equals("none");
    };
  }
}
