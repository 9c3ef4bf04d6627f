package org.socompass.validation.llamabench;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.socompass.input.InputException;
import org.socompass.validation.Dataset;
import org.socompass.validation.Row;

/** Each form of llama-bench's output says the same of the same tests. */
final class LlamaBenchTest {
  /** As a terminal shows it, with the lines around the table. */
  private static final String MARKDOWN =
      """
      ggml_metal_init: found device
      | model                          |       size |     params | backend    | threads |            test |                  t/s |
      | ------------------------------ | ---------: | ---------: | ---------- | ------: | --------------: | -------------------: |
      | llama 7B Q4_0                  |   3.56 GiB |     6.74 B | CPU        |       4 |           pp512 |         41.21 ± 0.12 |
      | llama 7B Q4_0                  |   3.56 GiB |     6.74 B | CPU        |       4 |           tg128 |          9.80 ± 0.05 |
      | llama 7B Q4_0                  |   3.56 GiB |     6.74 B | CPU        |       4 |   tg128 @ d4096 |          7.25 ± 0.05 |
      | llama 7B Q4_0                  |   3.56 GiB |     6.74 B | CPU        |       4 |     pp512+tg128 |         20.00 ± 0.05 |

      build: 1a2b3c4d (4567)
      """;

  private static final String CSV =
      """
      "build_commit","backends","model_filename","model_type","model_n_params","n_threads","n_prompt","n_gen","n_depth","avg_ts"
      "1a2b","CPU","m/llama-2-7b.Q4_0.gguf","llama 7B Q4_0","6738415616","4","512","0","0","41.21"
      "1a2b","CPU","m/llama-2-7b.Q4_0.gguf","llama 7B Q4_0","6738415616","4","0","128","0","9.80"
      "1a2b","CPU","m/llama-2-7b.Q4_0.gguf","llama 7B Q4_0","6738415616","4","0","128","4096","7.25"
      "1a2b","CPU","m/llama-2-7b.Q4_0.gguf","llama 7B Q4_0","6738415616","4","512","128","0","20.0"
      """;

  private static final String JSON =
      """
      [
        {
          "build_commit": "1a2b", "backends": "CPU", "model_filename": "m/llama-2-7b.Q4_0.gguf",
          "model_type": "llama 7B Q4_0", "model_n_params": 6738415616, "n_prompt": 512,
          "n_gen": 0, "n_depth": 0, "avg_ts": 41.21, "samples_ts": [ 41.2, 41.22 ]
        },
        {
          "backends": "CPU", "model_filename": "m/llama-2-7b.Q4_0.gguf", "model_type": "llama 7B Q4_0",
          "model_n_params": 6738415616, "n_prompt": 0, "n_gen": 128, "n_depth": 0, "avg_ts": 9.80
        },
        {
          "backends": "CPU", "model_filename": "m/llama-2-7b.Q4_0.gguf", "model_type": "llama 7B Q4_0",
          "model_n_params": 6738415616, "n_prompt": 0, "n_gen": 128, "n_depth": 4096, "avg_ts": 7.25
        }
      ]
      """;

  private static final LlamaBench PHONE =
      new LlamaBench("snapdragon-8-gen-3", Optional.empty(), Optional.of("llama-2-7b"));

  private static List<Row> rows(LlamaBench bench, String text) {
    Dataset dataset = bench.read("bench", text);
    assertThat(dataset.tables()).hasSize(1);
    return dataset.tables().get(0).rows();
  }

  private static List<List<String>> cells(LlamaBench bench, String text) {
    return rows(bench, text).stream().map(r -> List.copyOf(r.fields().values())).toList();
  }

  @Test
  void aTableIsPromptsAndStepsAtTheirContexts() {
    // 128 tokens behind 4096 have 4096 + 64 before them on the average.
    assertThat(cells(PHONE, MARKDOWN))
        .containsExactly(
            List.of(
                "snapdragon-8-gen-3",
                "cpu",
                "llama-2-7b",
                "q4_0",
                "llama.cpp",
                "prefill",
                "512",
                "512",
                "1",
                "41.21"),
            List.of(
                "snapdragon-8-gen-3",
                "cpu",
                "llama-2-7b",
                "q4_0",
                "llama.cpp",
                "decode",
                "",
                "64",
                "1",
                "9.8"),
            List.of(
                "snapdragon-8-gen-3",
                "cpu",
                "llama-2-7b",
                "q4_0",
                "llama.cpp",
                "decode",
                "",
                "4160",
                "1",
                "7.25"));
  }

  @Test
  void allFormsSayTheSame() {
    String lines =
        JSON.replaceAll("\\s+", " ").replace("}, {", "}\n{").replaceAll("^\\[ | \\] $", "");

    assertThat(cells(PHONE, CSV)).isEqualTo(cells(PHONE, MARKDOWN));
    assertThat(cells(PHONE, JSON)).isEqualTo(cells(PHONE, MARKDOWN));
    assertThat(cells(PHONE, lines)).isEqualTo(cells(PHONE, MARKDOWN));
  }

  /** By parameters, family, and where both are alike, the name of the file. */
  @Test
  void theModelIsFoundByItsParameters() {
    var unnamed = new LlamaBench("snapdragon-8-gen-3", Optional.empty(), Optional.empty());

    assertThat(rows(unnamed, CSV).get(0).text("model")).isEqualTo("llama-2-7b");
    assertThatExceptionOfType(InputException.class)
        .isThrownBy(() -> rows(unnamed, CSV.replace("6738415616", "6538415616")))
        .withMessageContaining("no model that ships has the parameters of 'llama 7B Q4_0'")
        .withMessageContaining("--model");
  }

  @ParameterizedTest
  @CsvSource({
    "llama 7B Q4_0, q4_0",
    "qwen2 1.5B Q4_K - Medium, q4_k_m",
    "llama 8B Q5_K - Small, q5_k_s",
    "gemma3 1B F16, fp16",
    "llama 1B BF16, bf16",
    "llama 3B IQ4_XS - 4.25 bpw, iq4_xs",
    "gpt-oss 20B MXFP4 MoE, mxfp4",
    "llama 7B Q6_K, q6_k",
  })
  void theEndOfAModelsNameSaysHowItIsStored(String model, String quantization) {
    assertThat(LlamaBench.quantization(model)).isEqualTo(quantization);
  }

  @Test
  void anUnknownBackendNeedsTheEngineNamed() {
    String text = MARKDOWN.replace("CPU", "XYZ");

    assertThatExceptionOfType(InputException.class)
        .isThrownBy(() -> rows(PHONE, text))
        .withMessage(
            "bench:4:1: backend 'XYZ' is not known: name the engine with --engine; known: cpu, blas,"
                + " mtl, metal, opencl, vulkan, rocm, cuda, htp, hexagon");
    var named =
        new LlamaBench("snapdragon-8-gen-3", Optional.of("litert-lm"), Optional.of("llama-2-7b"));
    assertThat(rows(named, text).get(0).text("engine")).isEqualTo("litert-lm");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '#',
      value = {
        "a,b#bench:1:1: has no test of llama-bench",
        "[]#bench:1:1: has no test of llama-bench",
        "| a | b |#bench:1:1: is no row of a table of llama-bench with 'test' and 't/s'",
        "{\"a\": 1}#bench:1:1: lacks 'model_type' of llama-bench; present: a",
      })
  void whatIsNoTableIsRefused(String text, String message) {
    assertThatExceptionOfType(InputException.class)
        .isThrownBy(() -> rows(PHONE, text))
        .withMessage(message);
  }
}
