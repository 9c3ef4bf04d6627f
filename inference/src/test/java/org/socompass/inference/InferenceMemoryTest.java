package org.socompass.inference;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;
import static org.assertj.core.api.Assertions.withinPercentage;
import static org.socompass.inference.TestInferences.model;
import static org.socompass.inference.TestInferences.request;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.socompass.inference.result.InferenceRequest;
import org.socompass.inference.result.InferenceResult;
import org.socompass.inference.result.OperatorTime;
import org.socompass.inference.result.PhaseResult;
import org.socompass.llm.ForwardPass;
import org.socompass.llm.ModelStorage;
import org.socompass.llm.Phase;
import org.socompass.llm.Quantization;
import org.socompass.llm.library.ModelLibrary;

/** What fits in the memory, by chunks of a prompt, and on the devices of a system. */
final class InferenceMemoryTest {
  @Test
  void devicesOfASystemShareTheModel() {
    InferenceResult one =
        model("a100-80gb").run(request("llama-2-7b", Quantization.FP16, 2048, 2, 8, "gpu-only"));
    InferenceResult four =
        model("a100-80gb-x4").run(request("llama-2-7b", Quantization.FP16, 2048, 2, 8, "gpu-only"));

    assertThat(four.ttftSeconds()).isBetween(one.ttftSeconds() / 4, one.ttftSeconds());
    assertThat(four.prefill().operators())
        .extracting(OperatorTime::name)
        .contains("allreduce_mha", "allreduce_ffn");
    assertThat(four.memoryCapacityBytes()).isEqualTo(4 * one.memoryCapacityBytes());
    assertThat(four.weightsBytes()).isEqualTo(one.weightsBytes());
  }

  /**
   * chatglm3-6b has 2 KV heads: 4 devices hold each twice, and its matrices: 28 layers of 4096 by 2
   * x 256, in 2 bytes.
   */
  @Test
  void devicesBeyondTheKvHeadsHoldCopies() {
    InferenceResult one =
        model("a100-80gb").run(request("chatglm3-6b", Quantization.FP16, 64, 2, 1, "gpu-only"));
    InferenceResult four =
        model("a100-80gb-x4").run(request("chatglm3-6b", Quantization.FP16, 64, 2, 1, "gpu-only"));

    assertThat(four.kvCacheBytes()).isEqualTo(2 * one.kvCacheBytes());
    assertThat(four.weightsBytes() - one.weightsBytes()).isEqualTo(28.0 * 4096 * 512 * 2);
    assertThat(four.tpotSeconds()).isLessThan(one.tpotSeconds());
  }

  /** What is promised fits, and one token more does not. */
  @ParameterizedTest
  @CsvSource({
    "snapdragon-8-gen-3, llama-3-8b, gpu-only, 1, 1",
    "snapdragon-8-gen-3, llama-3.2-3b, llama.cpp, 2, 16",
    "snapdragon-8-gen-3, llama-3.2-3b, tensor, 1, 5",
    "a100-80gb, llama-2-7b, gpu-only, 8, 1"
  })
  void thePromisedTokensFitAndOneMoreDoesNot(
      String device, String language, String engine, long batch, long output) {
    InferenceModel model = model(device);
    Quantization quantization = Quantization.W4A16;
    long room =
        model
            .run(request(language, quantization, 64, output, batch, engine))
            .kvCacheCapacityTokens();

    assertThat(room).isGreaterThan(output);
    assertThat(
            model
                .run(request(language, quantization, room - output, output, batch, engine))
                .fitsInMemory())
        .isTrue();
    assertThat(
            model
                .run(request(language, quantization, room - output + 1, output, batch, engine))
                .fitsInMemory())
        .isFalse();
  }

  /** Nine spans of chunks do as all chunks one by one. */
  @ParameterizedTest
  @CsvSource({"gpu-only, 20000", "cpu-only, 9000", "layer, 9000"})
  void aPromptTakesWhatItsChunksTake(String engine, long prompt) {
    InferenceModel model = model("snapdragon-8-gen-3");
    InferenceRequest request = request("llama-3.2-1b", Quantization.W4A16, prompt, 1, 1, engine);
    long chunk = 512;
    double sum = 0;
    for (long from = 0; from < prompt; from += chunk) {
      long tokens = Math.min(chunk, prompt - from);
      PhaseResult one =
          model.pass(request, new ForwardPass(Phase.PREFILL, 1, tokens, from + tokens, 1));
      boolean isLast = from + chunk >= prompt;
      sum +=
          one.seconds()
              - one.operators().stream()
                  .filter(o -> !isLast && List.of("final_norm", "lm_head").contains(o.name()))
                  .mapToDouble(OperatorTime::totalSeconds)
                  .sum();
    }
    PhaseResult whole = model.pass(request.inChunksOf(chunk), ForwardPass.prefill(1, prompt));

    assertThat(whole.seconds()).isCloseTo(sum, withinPercentage(1));
  }

  /**
   * 9.4 GB were measured for an 8B model in 4 bits with 32k tokens of context: 4.3 GB are keys and
   * values, and attention without a whole score matrix adds little.
   */
  @Test
  void aLongPromptNeedsNoWholeScoreMatrix() {
    InferenceResult result =
        model("snapdragon-8-gen-3")
            .run(request("llama-3-8b", Quantization.W4A16, 32_767, 1, 1, "llama.cpp"));

    assertThat(result.memoryBytes()).isCloseTo(9.4e9, withinPercentage(5));
  }

  @Test
  void aModelFitsOrNot() {
    // GPT-3 in fp16 is 350 GB, more than four times 80 GB; Llama-2 7B is 13.5 GB.
    InferenceResult gpt3 =
        model("a100-80gb-x4").run(request("gpt3-175b", Quantization.FP16, 16, 1, 1, "gpu-only"));
    InferenceResult llama =
        model("a100-80gb").run(request("llama-2-7b", Quantization.FP16, 16, 1, 1, "gpu-only"));
    var storage = new ModelStorage(ModelLibrary.byId("llama-2-7b"), Quantization.FP16);

    assertThat(gpt3.fitsInMemory()).isFalse();
    assertThat(llama.fitsInMemory()).isTrue();
    assertThat(llama.weightsBytes()).isEqualTo(storage.weightsBytes());
    assertThat(llama.kvCacheBytes()).isCloseTo(storage.kvCacheBytes(1, 17), within(1e-9));
    assertThat(llama.memoryCapacityBytes()).isEqualTo(80L << 30);
  }
}
