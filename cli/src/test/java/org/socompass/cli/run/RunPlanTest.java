package org.socompass.cli.run;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.socompass.cli.Cli;
import tools.jackson.databind.JsonNode;

/** Drafts, devices and lengths as options of {@code run} and {@code compare}. */
final class RunPlanTest {
  private static final String PHONE =
      "--device snapdragon-8-gen-3 --quantization w4a16 --prompt 64 --output-tokens 9 ";

  @Test
  void draftsAreInTheDocument() {
    Cli run =
        Cli.line(
            "run "
                + PHONE
                + "--model qwen3-8b --engine gpu-only --draft qwen3-0.6b --acceptance 0.8"
                + " --draft-length 3 --format json");

    JsonNode drafts = run.json().get("speculation");
    assertThat(drafts.get("draft").asString()).isEqualTo("qwen3-0.6b");
    assertThat(drafts.get("tokens_per_step").asDouble()).isCloseTo(2.952, within(1e-9));
    double step = 3 * drafts.get("draft_ms").asDouble() + drafts.get("verify_ms").asDouble();
    assertThat(run.json().get("tpot_ms").asDouble()).isCloseTo(step / 2.952, within(0.02 * step));
    assertThat(run.json().get("assumed").get(0).asString())
        .isEqualTo("each draft is accepted with probability 0.8 once all before it were");
  }

  @Test
  void anAcceptanceThatIsAssumedIsTold() {
    Cli run = Cli.line("run " + PHONE + "--model qwen3.5-0.8b --engine cpu-only --draft mtp");

    assertThat(run.code()).isZero();
    assertThat(run.err())
        .contains("acceptance of drafts is assumed to be 0.7; --acceptance states it");
    assertThat(run.out())
        .contains("drafts", "3 of qwen3.5-0.8b-mtp a step")
        .doesNotContain("layers that predict tokens ahead (MTP): neither");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '"',
      value = {
        "--acceptance 0.5 | --acceptance needs --draft",
        "--draft-length 2 | --draft-length needs --draft",
        "--micro-batches 2 | --micro-batches needs --pipeline-parallel",
        "--draft qwen3-0.6b --acceptance 1.5 | acceptance must be between 0 and 1, but is 1.5",
        "--draft qwen3-0.6b --acceptance NaN | '--acceptance': 'NaN' is not a number",
        "--draft qwen3-0.6b --draft-length 65 | draft length must be between 0 and 64, but is 65",
        "--draft qwen3-0.6 | unknown model 'qwen3-0.6'; did you mean 'qwen3-0.6b'?",
        "--draft llama-3.2-1b | 'llama-3.2-1b' of 128256 tokens can't draft for 'qwen3-8b' of 151936: a"
            + " draft needs the tokens of the model that verifies; 'eagle' drafts for any model",
        "--draft mtp | 'qwen3-8b' has no layers that predict tokens ahead (MTP); 'eagle' drafts",
        "--batch-contexts 64,0 | --batch-contexts must be in [1, 4194304], but is 0",
        "--batch-contexts 64,9 --batch 2 | leave out --batch with --batch-contexts",
        "--routing-skew 1 | 'qwen3-8b' has no experts to choose from",
        "--pipeline-parallel 2 | 2 stages of a pipeline with 1 groups of experts each do not divide",
        "--pipeline-parallel 0 | --pipeline-parallel must be in [1, 65536], but is 0",
        "--image-tokens 256 | 'qwen3-8b' reads text alone, so that it takes no --image-tokens"
      })
  void mistakesAreOneLine(String options, String message) {
    Cli run =
        Cli.line(
            "run --device snapdragon-8-gen-3 --quantization w4a16 --output-tokens 9"
                + " --model qwen3-8b --engine gpu-only "
                + options);

    assertThat(run.code()).isEqualTo(2);
    assertThat(run.err()).contains(message).doesNotContain("\tat ");
  }

  @Test
  void devicesAreInTheDocument() {
    Cli run =
        Cli.line(
            "run --device h100-sxm-80gb --set interconnect.devices=8 --model mixtral-8x7b"
                + " --engine gpu-only --prompt 64 --output-tokens 9 --batch 16"
                + " --pipeline-parallel 2 --expert-parallel 4 --format json");

    JsonNode devices = run.json().get("parallelism");
    assertThat(devices.get("pipeline_stages").asInt()).isEqualTo(2);
    assertThat(devices.get("tensor_parallel").asInt()).isEqualTo(1);
    assertThat(devices.get("expert_groups").asInt()).isEqualTo(4);
    assertThat(devices.get("micro_batches").asInt()).isEqualTo(2);
    assertThat(devices.get("decode_idle_percent").asDouble()).isBetween(0.0, 50.0);
  }

  @Test
  void tokensOfAnImageAreAPrefix() {
    String model = "--model gemma-3-4b --engine gpu-only --format json";

    JsonNode without = Cli.line("run " + PHONE + model).json();
    JsonNode with = Cli.line("run " + PHONE + model + " --image-tokens 256").json();

    assertThat(with.get("prompt_tokens").asInt()).isEqualTo(64 + 256);
    assertThat(with.get("ttft_ms").asDouble()).isGreaterThan(without.get("ttft_ms").asDouble());
    assertThat(with.get("left_out").toString()).contains("not run");
  }

  @Test
  void comparisonTakesTheSameOptions() {
    Cli compared =
        Cli.line(
            "compare "
                + "--device snapdragon-8-gen-3 --quantization w4a16 --output-tokens 9"
                + " --model qwen3-8b --engines gpu-only,npu-only --batch-contexts 32,128"
                + " --draft eagle --acceptance 0.6 --format json");

    assertThat(compared.code()).as(compared.err()).isZero();
    for (JsonNode engine : compared.json().get("engines")) {
      assertThat(engine.get("speculation").get("draft").asString()).isEqualTo("qwen3-8b-eagle");
      assertThat(engine.get("batch_contexts").toString()).isEqualTo("[32,128]");
    }
  }
}
