package org.socompass.study.reproduce;

import java.util.ArrayList;
import java.util.List;
import org.socompass.inference.InferenceModel;
import org.socompass.inference.engine.DeviceSource;
import org.socompass.inference.result.InferenceRequest;
import org.socompass.llm.Quantization;
import org.socompass.llm.library.ModelLibrary;
import org.socompass.mapper.OperatorCache;
import org.socompass.study.reproduce.Reproduction.Row;

/** An open table of serving: vLLM with Mistral 7B on A100, by batch. */
final class EagerReproduction {
  private static final double WITHIN = 25;
  private static final long[] BATCHES = {1, 10, 60};
  private static final double[] RATES = {46, 400, 1800};

  private EagerReproduction() {}

  static Reproduction of(OperatorCache cache) {
    List<Row> rows = new ArrayList<>();
    for (int i = 0; i < BATCHES.length; i++) {
      rows.add(
          new Row(
              "batch " + BATCHES[i],
              "tokens/s",
              RATES[i],
              rate("tflite", BATCHES[i], cache),
              WITHIN,
              false));
    }
    return new Reproduction(
        "vllm",
        "vLLM with Mistral 7B in 16 bit on A100, tokens/s of all sequences in decode",
        rows,
        List.of(
            "kernels are launched one after another and attention is not fused, as engine tflite and the"
                + " launches of eager PyTorch in the template: that version had no graphs for decode;"
                + " assumed, its release is not stated",
            "engine gpu-only, whose queues stay full, would give %.0f, %.0f and %.0f: that is what graphs"
                    .formatted(
                        rate("gpu-only", 1, cache),
                        rate("gpu-only", 10, cache),
                        rate("gpu-only", 60, cache))
                + " are worth",
            "prompts of 512 and outputs of 128 tokens, assumed"),
        List.of(
            "socompass run -d a100-80gb -m mistral-7b -q fp16 -e tflite -p 512 -n 128 --batch 10"));
  }

  private static double rate(String engine, long batch, OperatorCache cache) {
    var request =
        new InferenceRequest(
            ModelLibrary.byId("mistral-7b"), Quantization.FP16, 512, 128, batch, engine, List.of());
    return InferenceModel.withoutTimelines(new DeviceSource("a100-80gb", List.of()), cache)
        .run(request)
        .decodeTokensPerSecond();
  }
}
