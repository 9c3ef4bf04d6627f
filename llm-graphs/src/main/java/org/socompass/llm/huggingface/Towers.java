package org.socompass.llm.huggingface;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.socompass.llm.Tower;

/**
 * The parts of a config beside its language model. Those whose modules are known are counted: CLIP
 * with a projector of two layers, SigLIP with the projector of Gemma 3, the tower of Gemma 4
 * without clipped products. If one of several is not known, none is counted.
 */
final class Towers {
  /** Objects of a config that describe no part of the model. */
  private static final Set<String> NO_PARTS =
      Set.of(
          "text_config",
          "llm_config",
          "language_config",
          "thinker_config",
          "quantization_config",
          "compression_config",
          "attn_config",
          "ffn_config",
          "init_config",
          "slice_config",
          "generation_config",
          "transformers.js_config",
          "moe_config",
          "rope_config");

  private final ModelTypes types;
  private final ModelType wrapper;
  private final int hidden;

  private Towers(ModelTypes types, ModelType wrapper, int hidden) {
    this.types = types;
    this.wrapper = wrapper;
    this.hidden = hidden;
  }

  /**
   * Returns the parts of a config.
   *
   * @param holders objects that hold the language model, the outermost first
   * @param wrapper type of the outermost
   * @param hidden elements of a token in the language model
   */
  static List<Tower> of(
      List<JsonNode.Fields> holders, ModelTypes types, ModelType wrapper, int hidden) {
    var towers = new Towers(types, wrapper, hidden);
    List<Tower> found = new ArrayList<>();
    for (JsonNode.Fields holder : holders) {
      holder.members().forEach((key, member) -> towers.add(found, key, member.value()));
    }
    boolean allCounted = found.stream().allMatch(Tower::counted);
    return allCounted
        ? found
        : found.stream().map(t -> new Tower(t.name(), t.parameters(), false)).toList();
  }

  private void add(List<Tower> found, String key, JsonNode value) {
    if (!key.endsWith("_config")
        || NO_PARTS.contains(key)
        || !(value instanceof JsonNode.Fields node)
        || node.members().isEmpty()) {
      return;
    }
    var config = new Config(node, new ModelType(wrapper.name(), Map.of()), types);
    String kind = config.text("model_type").orElse("");
    String name =
        key.substring(0, key.length() - "_config".length()).replace('_', ' ')
            + " part"
            + (kind.isEmpty() ? "" : " (" + kind + ")");
    Optional<Long> parameters = parameters(config, kind);
    found.add(new Tower(name, parameters.orElse(0L), parameters.isPresent()));
  }

  private Optional<Long> parameters(Config config, String kind) {
    boolean states =
        config.states("hidden") && config.states("layers") && config.states("intermediate");
    String tower = wrapper.fact("tower", "none");
    if (!states || !config.states("patch_size")) {
      return Optional.empty();
    }
    if (tower.equals("clip-mlp-projector") && kind.equals("clip_vision_model")) {
      return Optional.of(clip(config));
    }
    if (tower.equals("siglip-rms-projector") && kind.equals("siglip_vision_model")) {
      return config.flag("vision_use_head", true) ? Optional.empty() : Optional.of(siglip(config));
    }
    if (tower.equals("gemma4") && kind.equals("gemma4_vision")) {
      return config.flag("use_clipped_linears", false)
          ? Optional.empty()
          : Optional.of(gemma4(config));
    }
    return Optional.empty();
  }

  /** Four projections, two matrices and two LayerNorms a layer, all with biases. */
  private static long encoderLayers(Config config) {
    long width = config.required("hidden");
    long intermediate = config.required("intermediate");
    long layer =
        4 * (width * width + width) + 2 * width * intermediate + intermediate + width + 4 * width;
    return config.required("layers") * layer;
  }

  private static long patches(Config config) {
    long side = config.required("image_size") / config.required("patch_size");
    return side * side;
  }

  private static long patchPixels(Config config) {
    long side = config.required("patch_size");
    return 3 * side * side;
  }

  private long clip(Config config) {
    long width = config.required("hidden");
    long embeddings = width + patchPixels(config) * width + (patches(config) + 1) * width;
    long projector = width * hidden + hidden + (long) hidden * hidden + hidden;
    return embeddings + 2 * width + encoderLayers(config) + 2 * width + projector;
  }

  private long siglip(Config config) {
    long width = config.required("hidden");
    long embeddings = patchPixels(config) * width + width + patches(config) * width;
    long projector = width * hidden + width;
    return embeddings + encoderLayers(config) + 2 * width + projector;
  }

  private long gemma4(Config config) {
    long width = config.required("hidden");
    long heads = config.required("heads");
    long headDim = config.size("head_dim", (int) (width / heads));
    long intermediate = config.required("intermediate");
    long layer = 4 * width * heads * headDim + 3 * width * intermediate + 2 * headDim + 4 * width;
    long embeddings =
        patchPixels(config) * width + 2L * config.required("position_embedding_size") * width;
    long standardized = config.flag("standardize", false) ? 2 * width : 0;
    return embeddings + config.required("layers") * layer + standardized + width * hidden;
  }
}
