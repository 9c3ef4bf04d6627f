package org.socompass.llm.safetensors;

import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * The parameters of the text model in a checkpoint, by where they are. Scales and zero points of
 * quantised weights are no parameters; of packed ones several share an element.
 *
 * <p><b>Source.</b> Names of AutoAWQ and AutoGPTQ ({@code qweight}, {@code qzeros}, {@code
 * scales}), compressed-tensors ({@code weight_packed}, {@code weight_scale}), gpt-oss ({@code
 * blocks}, {@code scales}), bitsandbytes ({@code absmax}, {@code quant_map}).
 *
 * @param byPart parameters by part: embedding, layers, head, others
 * @param others parameters of towers and of layers that only predict further tokens
 */
public record CheckpointParameters(Map<Part, Long> byPart, long others) {
  /** Parts of a model. */
  public enum Part {
    /** Table of token embeddings, and of positions. */
    EMBEDDING,
    /** Layers. */
    LAYERS,
    /** LM head. */
    HEAD,
    /** Norms outside of layers and the rest. */
    REST
  }

  private static final List<String> NO_PARAMETERS =
      List.of(
          ".scales",
          "_scales",
          ".qzeros",
          ".g_idx",
          ".weight_scale",
          ".weight_scale_inv",
          ".weight_scale_2",
          ".weight_global_scale",
          ".input_scale",
          ".input_global_scale",
          ".weight_shape",
          ".weight_zero_point",
          ".absmax",
          ".quant_map",
          ".nested_absmax",
          ".nested_quant_map",
          "bitsandbytes__nf4",
          "bitsandbytes__fp4",
          ".k_scale",
          ".v_scale",
          ".inv_freq",
          ".attn.masked_bias",
          ".attn.bias");

  private static final List<String> OTHERS =
      List.of(
          "visual.",
          "vision_tower.",
          "vision_model.",
          "vision_embed_tokens.",
          "audio_tower.",
          "multi_modal_projector.",
          "mm_projector.",
          "embed_vision.",
          "embed_audio.",
          "mlp1.",
          "talker.",
          "token2wav.",
          "mtp.");

  private static final int BITS_OF_INT32 = 32;
  private static final int BITS_OF_INT8 = 8;

  /**
   * Returns the parameters of tensors.
   *
   * @param tensors those of all files
   * @param bits of a packed weight
   * @param layers layers of the model; further ones are no part of a pass
   */
  public static CheckpointParameters of(List<SafetensorsTensor> tensors, int bits, int layers) {
    Map<Part, Long> byPart = new TreeMap<>();
    long others = 0;
    for (SafetensorsTensor tensor : tensors) {
      String name = withoutPrefix(tensor.name());
      if (NO_PARAMETERS.stream().anyMatch(name::endsWith)) {
        continue;
      }
      long parameters = Math.multiplyExact(tensor.elements(), perElement(tensor, name, bits));
      if (OTHERS.stream().anyMatch(name::startsWith) || layerOf(name) >= layers) {
        others = Math.addExact(others, parameters);
      } else {
        byPart.merge(part(name), parameters, Math::addExact);
      }
    }
    return new CheckpointParameters(byPart, others);
  }

  /** Returns all of the text model. */
  public long total() {
    return byPart.values().stream().reduce(0L, Math::addExact);
  }

  /** Returns those of a part. */
  public long of(Part part) {
    return byPart.getOrDefault(part, 0L);
  }

  private static long perElement(SafetensorsTensor tensor, String name, int bits) {
    boolean packed =
        name.endsWith(".qweight") || name.endsWith(".weight_packed") || name.endsWith("_blocks");
    return switch (tensor.dtype()) {
      case "I32", "U32" -> packed ? BITS_OF_INT32 / bits : 1;
      case "U8" -> packed || name.endsWith(".weight") ? BITS_OF_INT8 / bits : 1;
      default -> 1;
    };
  }

  private static String withoutPrefix(String name) {
    String rest = name;
    for (String prefix :
        List.of("thinker.", "model.", "language_model.", "model.", "transformer.")) {
      rest = rest.startsWith(prefix) ? rest.substring(prefix.length()) : rest;
    }
    return rest;
  }

  /** Returns the layer in {@code layers.N.} or {@code h.N.}; -1 outside of layers. */
  private static int layerOf(String name) {
    String[] words = name.split("\\.", 4);
    for (int i = 0; i + 1 < Math.min(words.length, 3); i++) {
      if (List.of("layers", "h", "blocks", "block").contains(words[i])
          && words[i + 1].matches("\\d{1,5}")) {
        return Integer.parseInt(words[i + 1]);
      }
    }
    return -1;
  }

  private static Part part(String name) {
    if (layerOf(name) >= 0) {
      return Part.LAYERS;
    }
    if (name.startsWith("lm_head.")
        || name.startsWith("output_layer.")
        || name.startsWith("output.")
        || name.startsWith("embed_out.")) {
      return Part.HEAD;
    }
    return name.contains("embed")
            || name.startsWith("wte.")
            || name.startsWith("wpe.")
            || name.startsWith("tok_embeddings.")
        ? Part.EMBEDDING
        : Part.REST;
  }
}
