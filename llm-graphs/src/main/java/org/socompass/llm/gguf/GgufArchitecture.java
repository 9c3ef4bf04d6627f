package org.socompass.llm.gguf;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.socompass.input.InputException;
import org.socompass.input.NearestName;
import org.socompass.input.Quoted;

/**
 * What an architecture fixes and no tensor or key shows.
 *
 * <p><b>Source.</b> llama.cpp, {@code llama-arch.cpp} and {@code llama-model.cpp}: graphs and
 * window patterns of the architectures.
 *
 * @param id value of {@code general.architecture}
 * @param activation of the feed-forward network
 * @param norm kind of norms
 * @param windowPeriod of so many layers, all but the last see a window, if the file has one; 0 if
 *     no layer does
 * @param fusedGate whether {@code ffn_up} holds the gate, too
 */
public record GgufArchitecture(
    String id, Activation activation, Norm norm, int windowPeriod, boolean fusedGate) {
  /** Activations of feed-forward networks. */
  public enum Activation {
    /** x sigmoid(x). */
    SILU,
    /** Gaussian error linear unit. */
    GELU,
    /** Rectified and squared, or rectified. */
    RELU
  }

  /** Kinds of norms. */
  public enum Norm {
    /** Root mean square. */
    RMS,
    /** Mean and variance. */
    LAYER
  }

  private static final Map<String, GgufArchitecture> KNOWN = known();
  private static final Map<String, String> REFUSED =
      Map.ofEntries(
          Map.entry("clip", "is a vision or audio tower; give the language model's file"),
          Map.entry("bert", "is an encoder"),
          Map.entry("modern-bert", "is an encoder"),
          Map.entry("nomic-bert", "is an encoder"),
          Map.entry("nomic-bert-moe", "is an encoder"),
          Map.entry("neo-bert", "is an encoder"),
          Map.entry("jina-bert-v2", "is an encoder"),
          Map.entry("jina-bert-v3", "is an encoder"),
          Map.entry("gemma-embedding", "is an encoder"),
          Map.entry("t5", "is an encoder with a decoder"),
          Map.entry("t5encoder", "is an encoder"),
          Map.entry("wavtokenizer-dec", "is a decoder of sound"),
          Map.entry("dream", "generates by diffusion"),
          Map.entry("llada", "generates by diffusion"),
          Map.entry("llada-moe", "generates by diffusion"),
          Map.entry("diffusion-gemma", "generates by diffusion"));

  private static Map<String, GgufArchitecture> known() {
    Map<String, GgufArchitecture> result = new LinkedHashMap<>();
    List.of(
            "llama",
            "deci",
            "mistral3",
            "mistral4",
            "qwen",
            "qwen2",
            "qwen2vl",
            "qwen2moe",
            "qwen3",
            "qwen3vl",
            "qwen3moe",
            "qwen3vlmoe",
            "qwen3next",
            "qwen35",
            "qwen35moe",
            "baichuan",
            "internlm2",
            "minicpm",
            "minicpm3",
            "olmoe",
            "granite",
            "granitemoe",
            "granitehybrid",
            "smollm3",
            "lfm2",
            "lfm2moe",
            "deepseek",
            "deepseek2",
            "mamba",
            "mamba2",
            "jamba",
            "falcon-h1",
            "exaone",
            "xverse",
            "ernie4_5",
            "ernie4_5-moe",
            "hunyuan-dense",
            "hunyuan-moe",
            "seed_oss",
            "glm4moe",
            "minimax-m2",
            "bailingmoe",
            "bailingmoe2",
            "dots1",
            "plm",
            "mimo2",
            "kimi-linear")
        .forEach(id -> add(result, id, Activation.SILU, Norm.RMS, 0, false));
    List.of("phi3", "chatglm", "glm4")
        .forEach(id -> add(result, id, Activation.SILU, Norm.RMS, 0, true));
    add(result, "olmo2", Activation.SILU, Norm.RMS, 4, false);
    add(result, "exaone4", Activation.SILU, Norm.RMS, 4, false);
    add(result, "gpt-oss", Activation.SILU, Norm.RMS, 2, false);
    add(result, "gemma", Activation.GELU, Norm.RMS, 0, false);
    add(result, "gemma2", Activation.GELU, Norm.RMS, 2, false);
    add(result, "gemma3", Activation.GELU, Norm.RMS, 6, false);
    add(result, "gemma3n", Activation.GELU, Norm.RMS, 5, false);
    add(result, "gemma4", Activation.GELU, Norm.RMS, 6, false);
    List.of("stablelm", "orion", "phimoe", "command-r", "dbrx", "olmo")
        .forEach(id -> add(result, id, Activation.SILU, Norm.LAYER, 0, false));
    add(result, "cohere2", Activation.SILU, Norm.LAYER, 4, false);
    List.of("phi2", "gpt2", "gptj", "gptneox", "starcoder", "starcoder2", "falcon", "bloom", "mpt")
        .forEach(id -> add(result, id, Activation.GELU, Norm.LAYER, 0, false));
    List.of("nemotron", "nemotron_h", "nemotron_h_moe")
        .forEach(id -> add(result, id, Activation.RELU, Norm.LAYER, 0, false));
    List.of("arcee", "bitnet", "bitnet-b1.58", "smallthinker")
        .forEach(id -> add(result, id, Activation.RELU, Norm.RMS, 0, false));
    return result;
  }

  private static void add(
      Map<String, GgufArchitecture> all,
      String id,
      Activation activation,
      Norm norm,
      int windowPeriod,
      boolean fusedGate) {
    all.put(id, new GgufArchitecture(id, activation, norm, windowPeriod, fusedGate));
  }

  /**
   * Returns the architecture of a name.
   *
   * @param file name for messages
   * @throws InputException if it is not known, or no decoder of text
   */
  static GgufArchitecture of(String file, String id) {
    GgufArchitecture known = KNOWN.get(id);
    if (known != null) {
      return known;
    }
    String reason = REFUSED.get(id);
    throw new InputException(
        file
            + ": general.architecture: "
            + Quoted.of(id)
            + " "
            + (reason == null
                ? "is not known; " + NearestName.hint(id, KNOWN.keySet())
                : reason + ", which is not modelled"));
  }
}
