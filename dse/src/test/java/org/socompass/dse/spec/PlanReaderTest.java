package org.socompass.dse.spec;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.nio.file.Path;
import java.util.OptionalInt;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.socompass.inference.plan.Parallelism;
import org.socompass.inference.plan.Speculation;
import org.socompass.inference.result.InferenceRequest;
import org.socompass.input.InputException;
import org.socompass.llm.layer.Experts;

/** How the tokens of a workload are made, as fields of a spec. */
final class PlanReaderTest {
  private static SweepSpec spec(String fields) {
    return SpecReader.read(
        "spec.yaml",
        """
        device: snapdragon-8-gen-3
        parameters:
          rate: {path: memory.data_rate, values: [8.5 GT/s, 9.6 GT/s]}
        workloads:
          one: {%s}
        objectives: {tpot_ms: min}
        search: {method: grid}
        """
            .formatted(fields),
        Path.of(""));
  }

  private static InferenceRequest request(String fields) {
    return spec(fields).workloads().get(0).request();
  }

  @Test
  void draftsAreFieldsOfAWorkload() {
    InferenceRequest request =
        request(
            "model: qwen3-8b, quantization: w4a16, draft: qwen3-0.6b, acceptance: 0.8,"
                + " draft_length: 4");

    Speculation drafts = request.plan().speculation().orElseThrow();
    assertThat(drafts.draft().id()).isEqualTo("qwen3-0.6b");
    assertThat(drafts.quantization().id()).isEqualTo("w4a16");
    assertThat(drafts.acceptance()).isEqualTo(0.8);
    assertThat(drafts.length()).isEqualTo(4);
  }

  @Test
  void lengthsDevicesAndRoutingAreFieldsOfAWorkload() {
    InferenceRequest request =
        request(
            "model: mixtral-8x7b, batch_contexts: [128, 4096], pipeline_parallel: 2,"
                + " expert_parallel: 4, micro_batches: 2, routing_skew: 0.5, prompt_chunk: 256,"
                + " kv_type: int8");

    assertThat(request.plan().contexts()).containsExactly(128L, 4096L);
    assertThat(request.batch()).isEqualTo(2);
    assertThat(request.promptTokens()).isEqualTo(4096);
    assertThat(request.plan().parallelism()).isEqualTo(new Parallelism(2, 4, OptionalInt.of(2)));
    assertThat(request.promptChunk()).hasValue(256);
    assertThat(request.kvType()).isPresent();
    assertThat(request.model().mainLayer().feedForward().orElseThrow().experts().map(Experts::skew))
        .contains(0.5);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '"',
      value = {
        "acceptance: 0.5 | workloads.one.acceptance: needs 'draft'",
        "draft: qwen3-0.6b, acceptance: 2 | workloads.one.acceptance",
        "draft: qwen3-0.6 | did you mean 'qwen3-0.6b'?",
        "draft: mtp | has no layers that predict tokens ahead",
        "draft: eagle, draft_length: 65 | workloads.one.draft_length: must be at most 64, but is 65",
        "batch_contexts: [0] | must be whole numbers from 1 to 4194304, but one is '0'",
        "batch_contexts: [8], batch: 2 | workloads.one.batch: must be left out with 'batch_contexts'",
        "micro_batches: 2 | workloads.one.micro_batches: needs 'pipeline_parallel'",
        "routing_skew: 1 | 'qwen3-8b' has no experts",
        "acceptence: 0.5 | did you mean 'acceptance'?"
      })
  void mistakesNameTheirField(String fields, String message) {
    assertThatExceptionOfType(InputException.class)
        .isThrownBy(() -> spec("model: qwen3-8b, " + fields))
        .withMessageContaining("spec.yaml:5:")
        .withMessageContaining(message);
  }
}
