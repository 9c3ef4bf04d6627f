package org.socompass.study.reproduce;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.stream.IntStream;
import org.socompass.inference.InferenceModel;
import org.socompass.inference.engine.DeviceSource;
import org.socompass.inference.result.InferenceRequest;
import org.socompass.llm.LanguageModel;
import org.socompass.llm.Quantization;
import org.socompass.mapper.OperatorCache;
import org.socompass.study.reproduce.Reproduction.Row;

/**
 * Figures 10 and 12 of LLMCompass (ISCA 2024): its two designs beside GA100 on GPT-3, by prompt and
 * output.
 *
 * <p>Latency: four devices, 48 layers, batch 16. Throughput: a stage of 12 layers of a pipeline of
 * eight devices, with all the sequences that fit beside its weights.
 */
final class DesignLengths {
  private static final double WITHIN = 10;
  private static final double WITHIN_RATE = 20;
  private static final int BATCH = 16;
  private static final double GA100_BYTES = 80e9;
  private static final double THROUGHPUT_BYTES = 512e9;
  private static final double HIDDEN = 12_288;
  private static final double STAGE_LAYERS = 12;

  /** Keys, values and activations of a token in a stage, as the paper counts them [B]. */
  private static final double TOKEN_BYTES = (4 * STAGE_LAYERS + 8) * HIDDEN;

  /** Weights of 12 h^2 a layer in 16 bit [B]. */
  private static final double WEIGHT_BYTES = 2 * 12 * HIDDEN * HIDDEN * STAGE_LAYERS;

  /**
   * What a pair of lengths gives.
   *
   * @param prompt prompt tokens
   * @param output output tokens
   * @param latency performance of the latency design over GA100
   * @param throughput performance of the throughput design over GA100
   * @param batchTime time of a batch on the throughput design over GA100's
   * @param tokensPerSecond rate of the throughput design [1/s]
   */
  record Found(
      int prompt,
      int output,
      double latency,
      double throughput,
      double batchTime,
      double tokensPerSecond) {}

  private DesignLengths() {}

  /** Returns the reproduction of both figures. */
  static Reproduction of(OperatorCache cache) {
    LlmCompassFigures published = LlmCompassFigures.published();
    return of(published, found(published, cache));
  }

  /** Returns the reproduction for some pairs of lengths. */
  static Reproduction of(LlmCompassFigures published, List<Found> all) {
    List<Row> rows = new ArrayList<>();
    for (Found found : all) {
      int prompt = found.prompt();
      int index = published.outputs().indexOf(found.output());
      String lengths = "%d, %d tokens".formatted(prompt, found.output());
      rows.add(
          row(
              "figure 10, latency design over GA100, " + lengths,
              "",
              Objects.requireNonNull(published.latency().get(prompt)).get(index),
              found.latency(),
              WITHIN));
      rows.add(
          row(
              "figure 12, throughput design, " + lengths,
              "tokens/s",
              Objects.requireNonNull(published.tokensPerSecond().get(prompt)).get(index),
              found.tokensPerSecond(),
              WITHIN_RATE));
      rows.add(
          row(
              "figure 12, throughput design over GA100, " + lengths,
              "",
              Objects.requireNonNull(published.throughput().get(prompt)).get(index),
              found.throughput(),
              WITHIN));
    }
    return new Reproduction(
        "llmcompass-figures-10-12",
        "LLMCompass (ISCA 2024), figures 10 and 12: the designs of table IV on GPT-3 by prompt and output",
        rows,
        List.of(
            "four devices, 48 layers, batch 16 (figure 10); a stage of 12 layers of a pipeline of eight"
                + " devices with all sequences that fit, as the paper counts them (figure 12)",
            "engine tflite: one kernel after the other, attention not fused, as the paper takes PyTorch",
            "mean absolute difference of the ratios %s of the latency design, %s of the other"
                .formatted(mean(rows, "latency design"), mean(rows, "throughput design over")),
            "figure 11 has no figures in print or in the artifact's expected results: left out"),
        List.of(
            "socompass run -d examples/ga100-x4.yaml -m examples/gpt3-48-layers.yaml -e tflite -p 2048 -n"
                + " 1024 -b 16 --summary"));
  }

  private static String mean(List<Row> rows, String of) {
    double mean =
        rows.stream()
            .filter(r -> r.quantity().contains(of) && r.unit().isEmpty())
            .mapToDouble(r -> Math.abs(r.differencePercent()))
            .average()
            .orElseThrow();
    return String.format(Locale.ROOT, "%.1f %%", mean);
  }

  /** Returns what all lengths of the figures give, in their order. */
  static List<Found> found(LlmCompassFigures published, OperatorCache cache) {
    List<Integer> prompts = published.latency().keySet().stream().sorted().toList();
    int outputs = published.outputs().size();
    return IntStream.range(0, prompts.size() * outputs)
        .mapToObj(
            i ->
                found(
                    published,
                    prompts.get(i / outputs),
                    published.outputs().get(i % outputs),
                    cache))
        .toList();
  }

  /** Returns what a pair of lengths gives. */
  static Found found(LlmCompassFigures published, int prompt, int output, OperatorCache cache) {
    LanguageModel half = Shipped.model("gpt3-48-layers.yaml");
    LanguageModel stage = Shipped.model("gpt3-12-layers.yaml");
    double whole =
        seconds(Shipped.fourGa100(List.of()), half, prompt, output, BATCH, cache)
            / seconds(
                Shipped.fourGa100(published.design("latency")), half, prompt, output, BATCH, cache);
    long few = sequences(GA100_BYTES, prompt + output);
    long many = sequences(THROUGHPUT_BYTES, prompt + output);
    double one = seconds(Shipped.ga100(List.of()), stage, prompt, output, few, cache);
    double other =
        seconds(Shipped.ga100(published.design("throughput")), stage, prompt, output, many, cache);
    return new Found(
        prompt, output, whole, many / other / (few / one), other / one, many * output / other);
  }

  private static long sequences(double capacityBytes, int tokens) {
    return (long) ((capacityBytes - WEIGHT_BYTES) / (TOKEN_BYTES * tokens));
  }

  private static double seconds(
      DeviceSource source,
      LanguageModel model,
      int prompt,
      int output,
      long batch,
      OperatorCache cache) {
    var request =
        new InferenceRequest(model, Quantization.FP16, prompt, output, batch, "tflite", List.of());
    return InferenceModel.withoutTimelines(source, cache).run(request).endToEndSeconds();
  }

  private static Row row(
      String quantity, String unit, double published, double predicted, double within) {
    return new Row(quantity, unit, published, predicted, within, false);
  }
}
