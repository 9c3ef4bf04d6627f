package org.socompass.llm;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalInt;
import org.socompass.input.InputException;
import org.socompass.input.Mark;
import tools.jackson.core.JacksonException;
import tools.jackson.core.TokenStreamLocation;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * A Hugging Face {@code config.json}, read leniently: keys that shapes do not depend on are
 * ignored, and what the file leaves out follows from its {@code model_type}.
 *
 * <p><b>Source.</b> Defaults and structure of the model types as in Hugging Face transformers 4.
 */
final class HuggingFaceConfig {
  private static final List<String> HIDDEN = List.of("hidden_size", "n_embd");
  private static final List<String> LAYERS = List.of("num_hidden_layers", "num_layers", "n_layer");
  private static final List<String> HEADS = List.of("num_attention_heads", "n_head");
  private static final List<String> INTERMEDIATE =
      List.of("intermediate_size", "ffn_hidden_size", "n_inner");
  private static final List<String> VOCABULARY = List.of("vocab_size", "padded_vocab_size");
  private static final List<String> KV_HEADS =
      List.of("num_key_value_heads", "multi_query_group_num");
  private static final List<String> HEAD_DIM = List.of("head_dim", "kv_channels");
  private static final List<String> MAX_POSITIONS =
      List.of("max_position_embeddings", "seq_length", "n_positions");
  private static final List<String> EXPERTS =
      List.of("num_local_experts", "num_experts", "n_routed_experts");

  private static final int GEMMA_HEAD_DIM = 256;

  private final String file;
  private final JsonNode node;
  private final String type;

  private HuggingFaceConfig(String file, JsonNode node, String type) {
    this.file = file;
    this.node = node;
    this.type = type;
  }

  /**
   * Reads a model.
   *
   * @param file path for messages
   * @param id name of the model
   * @param text the document
   * @throws InputException if it is not JSON, lacks a key or describes a model that is not dense
   */
  static LanguageModel read(String file, String id, String text) {
    JsonNode root = parse(file, text);
    JsonNode nested = root.get("text_config");
    JsonNode node = nested != null && nested.isObject() ? nested : root;
    String type = node.path("model_type").asString(root.path("model_type").asString(""));
    return new HuggingFaceConfig(file, node, type.toLowerCase(Locale.ROOT)).model(id);
  }

  private static JsonNode parse(String file, String text) {
    JsonNode root;
    try {
      root = JsonMapper.builder().build().readTree(text);
    } catch (JacksonException e) {
      TokenStreamLocation at = e.getLocation();
      var mark =
          new Mark(
              file,
              at == null ? 1 : Math.max(1, at.getLineNr()),
              at == null ? 1 : Math.max(1, at.getColumnNr()));
      throw new InputException(mark, "not valid JSON: " + e.getOriginalMessage());
    }
    if (!root.isObject()) {
      throw new InputException(file + ": not a config.json: expected a JSON object");
    }
    return root;
  }

  private LanguageModel model(String id) {
    rejectMissing();
    if (whole(EXPERTS).orElse(1) > 1) {
      throw new InputException(file + ": is a mixture of experts; only dense models are supported");
    }
    int hidden = required(HIDDEN);
    int heads = required(HEADS);
    OptionalInt headDim = whole(HEAD_DIM);
    if (headDim.isEmpty() && !isGemma() && hidden % heads != 0) {
      throw new InputException(
          file
              + ": lacks 'head_dim', as hidden_size "
              + hidden
              + " is not a multiple of num_attention_heads "
              + heads);
    }
    boolean parallel = type.equals("phi");
    int maxPositions = whole(MAX_POSITIONS).orElse(2048);
    try {
      return new LanguageModel(
          id,
          id,
          required(LAYERS),
          hidden,
          new AttentionShape(
              heads,
              kvHeads(heads),
              headDim.orElse(isGemma() ? GEMMA_HEAD_DIM : hidden / heads),
              type.startsWith("qwen3") || type.startsWith("gemma3")),
          new FeedForward(feedForwardKind(), intermediate(hidden)),
          new Normalization(normKind(), parallel ? 1 : hasPostNorms() ? 4 : 2, true),
          required(VOCABULARY),
          flag("tie_word_embeddings").orElse(isGemma() || type.equals("gpt2")),
          biases(),
          parallel,
          isGpt2() ? maxPositions : 0,
          maxPositions,
          OptionalDouble.empty(),
          "config.json of Hugging Face form: " + Path.of(file).getFileName());
    } catch (IllegalArgumentException e) {
      throw new InputException(file + ": " + e.getMessage(), e);
    }
  }

  private void rejectMissing() {
    List<String> missing = new ArrayList<>();
    List<List<String>> needed = new ArrayList<>(List.of(HIDDEN, LAYERS, HEADS, VOCABULARY));
    if (!isGpt2()) {
      needed.add(INTERMEDIATE);
    }
    for (List<String> names : needed) {
      if (names.stream().noneMatch(node::hasNonNull)) {
        missing.add("'" + names.get(0) + "'");
      }
    }
    if (!missing.isEmpty()) {
      throw new InputException(
          file
              + ": lacks "
              + String.join(", ", missing)
              + "; a config.json of a Hugging Face language model has them");
    }
  }

  private int kvHeads(int heads) {
    boolean oneGroupPerHead = !flag("multi_query_attention").orElse(true);
    return oneGroupPerHead ? heads : whole(KV_HEADS).orElse(heads);
  }

  private int intermediate(int hidden) {
    return whole(INTERMEDIATE).orElse(4 * hidden); // absent in GPT-2 only
  }

  private boolean isGpt2() {
    return type.equals("gpt2");
  }

  private boolean isGemma() {
    return type.startsWith("gemma");
  }

  private boolean hasPostNorms() {
    return type.startsWith("gemma2") || type.startsWith("gemma3");
  }

  private FeedForward.Kind feedForwardKind() {
    if (isGemma()) {
      return FeedForward.Kind.GEGLU;
    }
    String activation =
        text("hidden_act")
            .or(() -> text("hidden_activation"))
            .or(() -> text("activation_function"))
            .orElse("silu");
    return activation.startsWith("gelu") ? FeedForward.Kind.GELU : FeedForward.Kind.SWIGLU;
  }

  private Normalization.Kind normKind() {
    boolean layerNorm =
        !flag("rmsnorm").orElse(true)
            || node.hasNonNull("layer_norm_eps")
            || node.hasNonNull("layer_norm_epsilon");
    return layerNorm ? Normalization.Kind.LAYERNORM : Normalization.Kind.RMSNORM;
  }

  private Biases biases() {
    if (type.equals("phi") || isGpt2()) {
      return Biases.ALL;
    }
    boolean byType = type.startsWith("qwen2");
    return flag("attention_bias").or(() -> flag("add_qkv_bias")).orElse(byType)
        ? Biases.QKV
        : Biases.NONE;
  }

  private int required(List<String> names) {
    return whole(names).orElseThrow();
  }

  private OptionalInt whole(List<String> names) {
    for (String name : names) {
      if (node.hasNonNull(name)) {
        JsonNode value = node.path(name);
        if (!value.isIntegralNumber() || !value.canConvertToInt() || value.intValue() < 1) {
          throw new InputException(
              file + ": " + name + ": must be a positive whole number, but is " + value);
        }
        return OptionalInt.of(value.intValue());
      }
    }
    return OptionalInt.empty();
  }

  private Optional<Boolean> flag(String name) {
    if (!node.hasNonNull(name)) {
      return Optional.empty();
    }
    JsonNode value = node.path(name);
    if (!value.isBoolean()) {
      throw new InputException(file + ": " + name + ": must be true or false, but is " + value);
    }
    return Optional.of(value.booleanValue());
  }

  private Optional<String> text(String name) {
    JsonNode value = node.path(name);
    return value.isString() ? Optional.of(value.stringValue()) : Optional.empty();
  }
}
