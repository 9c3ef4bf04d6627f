package org.socompass.dse;

import java.nio.file.Path;
import org.socompass.dse.spec.SpecReader;
import org.socompass.dse.spec.SweepSpec;

/** Small sweeps for tests. */
public final class Specs {
  private Specs() {}

  /** Eight points on a phone's GPU; a short workload keeps them quick. */
  public static final String SMALL =
      """
      name: small
      device: snapdragon-8-gen-3
      parameters:
        rate: {path: memory.data_rate, values: [6400 MT/s, 8533 MT/s, 9600 MT/s, 12800 MT/s]}
        slc: {path: system_cache.capacity, values: [4 MiB, 16 MiB]}
      workloads:
        chat: {model: qwen2.5-1.5b, quantization: w4a16, prompt: 32, output: 4, engine: gpu-only}
      objectives:
        tpot_ms: min
        die_area_mm2: min
      """;

  /** A configuration as models on Hugging Face have it. */
  public static final String TINY_MODEL =
      """
      {"architectures": ["LlamaForCausalLM"], "model_type": "llama", "hidden_size": 512,
       "intermediate_size": 1024, "num_hidden_layers": 2, "num_attention_heads": 8,
       "num_key_value_heads": 4, "vocab_size": 1000, "tie_word_embeddings": false}
      """;

  public static SweepSpec read(String text) {
    return SpecReader.read("spec.yaml", text, Path.of(""));
  }

  /** Returns the small spec with a search in it. */
  static SweepSpec searching(String search) {
    return read(SMALL + "search: " + search + "\n");
  }
}
