package org.socompass.llm.huggingface;

import java.util.Locale;
import java.util.Optional;
import org.socompass.llm.Quantization;
import org.socompass.llm.StoredAs;

/** How a checkpoint is stored, from the {@code quantization_config} of its config.json. */
final class Quantizations {
  private Quantizations() {}

  /** Returns how an object says that the checkpoint is stored. */
  static Optional<StoredAs> of(JsonNode.Fields root) {
    return member(root, "quantization_config")
        .or(() -> member(root, "compression_config"))
        .map(Quantizations::stored);
  }

  private static Optional<JsonNode.Fields> member(JsonNode.Fields node, String key) {
    JsonNode.Member member = node.members().get(key);
    return member != null && member.value() instanceof JsonNode.Fields inner
        ? Optional.of(inner)
        : Optional.empty();
  }

  private static StoredAs stored(JsonNode.Fields config) {
    String method = text(config, "quant_method").orElse("unnamed").toLowerCase(Locale.ROOT);
    return switch (method) {
      case "awq", "gptq", "auto-round", "autoround" ->
          integers(method, number(config, "bits", 4), number(config, "group_size", 128));
      case "fp8", "fbgemm_fp8" -> named("fp8", "fp8");
      case "mxfp4" -> named("mxfp4", "mxfp4");
      case "nvfp4", "modelopt", "modelopt_fp4" -> named(method, "nvfp4");
      case "bitnet" -> named("bitnet, ternary weights", "bitnet");
      case "compressed-tensors" -> compressed(config);
      default -> new StoredAs(method, Optional.empty());
    };
  }

  private static StoredAs integers(String method, int bits, int group) {
    String words =
        "%s, %d bits, %s"
            .formatted(method, bits, group > 0 ? "groups of " + group : "a scale per column");
    String id =
        bits == 4 ? group == 128 ? "w4a16_g128" : group == 32 ? "w4a16_g32" : "w4a16" : "none";
    boolean isExact = bits == 4 && (group == 128 || group == 32 || group <= 0);
    return isExact ? named(words, id) : new StoredAs(words, Optional.empty());
  }

  private static StoredAs compressed(JsonNode.Fields config) {
    String method = "compressed-tensors";
    Optional<JsonNode.Fields> weights =
        member(config, "config_groups")
            .flatMap(Quantizations::first)
            .flatMap(g -> member(g, "weights"));
    if (weights.isEmpty()) {
      return new StoredAs(method, Optional.empty());
    }
    int bits = number(weights.get(), "num_bits", 0);
    int group = number(weights.get(), "group_size", -1);
    String type = text(weights.get(), "type").orElse("int");
    if (type.equals("float")) {
      return bits == 8
          ? named(method + ", fp8", "fp8")
          : bits == 4
              ? named(method + ", fp4, groups of " + group, group == 32 ? "mxfp4" : "nvfp4")
              : new StoredAs(method, Optional.empty());
    }
    boolean integerActivations =
        member(config, "config_groups")
            .flatMap(Quantizations::first)
            .flatMap(g -> member(g, "input_activations"))
            .isPresent();
    if (bits == 8 && integerActivations) {
      return named(method + ", 8 bits", "w8a8");
    }
    return integerActivations
        ? new StoredAs(
            method + ", %d bits with integer activations".formatted(bits), Optional.empty())
        : integers(method, bits, group);
  }

  private static Optional<JsonNode.Fields> first(JsonNode.Fields groups) {
    return groups.members().values().stream()
        .map(JsonNode.Member::value)
        .filter(JsonNode.Fields.class::isInstance)
        .map(JsonNode.Fields.class::cast)
        .findFirst();
  }

  /** A quantization by its id, if there is one of that id. */
  private static StoredAs named(String method, String id) {
    return new StoredAs(
        method,
        Quantization.ids().contains(id) ? Optional.of(Quantization.of(id)) : Optional.empty());
  }

  private static Optional<String> text(JsonNode.Fields node, String key) {
    JsonNode.Member member = node.members().get(key);
    return member != null && member.value() instanceof JsonNode.Scalar scalar && !scalar.isNull()
        ? Optional.of(scalar.text())
        : Optional.empty();
  }

  private static int number(JsonNode.Fields node, String key, int absent) {
    return text(node, key)
        .filter(t -> t.matches("-?[0-9]{1,6}"))
        .map(Integer::parseInt)
        .orElse(absent);
  }
}
