package org.socompass.study.reproduce;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.OptionalDouble;
import org.socompass.cost.manufacture.CostSettings;
import org.socompass.hardware.template.DeviceTemplate;
import org.socompass.inference.InferenceModel;
import org.socompass.inference.engine.DeviceSource;
import org.socompass.inference.result.InferenceRequest;
import org.socompass.inference.result.InferenceResult;
import org.socompass.llm.LanguageModel;
import org.socompass.llm.Quantization;
import org.socompass.llm.library.ModelLibrary;
import org.socompass.mapper.OperatorCache;
import org.socompass.study.reproduce.Reproduction.Row;
import org.socompass.study.tiers.FarStudy;

/**
 * LLMCompass (ISCA 2024), figure 12: 512 GB of DDR5 in place of HBM, by tokens per second; and what
 * DDR5 beside HBM would do, which nobody published.
 */
final class HybridReproduction {
  private static final double WITHIN_RATE = 25;
  private static final double WITHIN_RATIO = 10;
  private static final double GIGA = 1e9;
  private static final double GA100_BYTES = 80e9;
  private static final double THROUGHPUT_BYTES = 512e9;

  /** Weights of 12 layers in 2 bytes, as the paper counts [B]. */
  private static final double WEIGHTS_BYTES = 2.0 * 12 * 12_288 * 12_288 * 12;

  /** What it counts for a token of a sequence, 12 layers [B]. */
  private static final double TOKEN_BYTES = 56.0 * 12_288;

  private static final String GA100 =
      """
      extends: a100-80gb
      source: "LLMCompass (ISCA 2024), GA100"
      memory: {bandwidth: 2048 GB/s}
      processors:
        gpu: {cores: 128, local_buffer: {capacity: 192 KiB}, global_buffer: {capacity: 48 MiB}}
      area: {die: {value: 826 mm2, source: "NVIDIA A100 whitepaper"}}
      """;

  private static final String LAYERS =
      """
      id: gpt3-12-layers
      name: 12 layers of GPT-3 175B
      source: "Brown et al., 2020, table 2.1"
      layers: 12
      hidden: 12288
      heads: 96
      kv_heads: 96
      head_dim: 128
      intermediate: 49152
      ffn: gelu
      norm: layernorm
      biases: all
      vocabulary: 50257
      tied_embeddings: true
      learned_positions: 2048
      max_positions: 2048
      """;

  /** Cores of the throughput design, with local buffers as wide as their arrays. */
  private static final List<String> CORES =
      List.of(
          "processors.gpu.cores=64",
          "processors.gpu.matrix.rows=32",
          "processors.gpu.matrix.columns=32",
          "processors.gpu.local_buffer.capacity=768KiB",
          "processors.gpu.local_buffer.bandwidth=256B/cycle",
          "area.processors.gpu.cores_on_die=64");

  private static final List<String> DDR5 =
      List.of(
          "memory.type=DDR5",
          "memory.capacity=512GB",
          "memory.bandwidth=1024GB/s",
          "area.memory.interface=pcie5",
          "area.memory.units_on_die=256");

  private static final List<String> BESIDE =
      List.of(
          "far_memory.type=DDR5 behind PCIe 5.0",
          "far_memory.bandwidth=256GB/s",
          "far_memory.latency=500ns",
          "far_memory.capacity=512GB",
          "area.far_memory.interface=pcie5",
          "area.far_memory.units_on_die=64");

  /** A point of figure 12: tokens per second of the design, and its ratio to GA100. */
  private record Point(long prompt, long output, double tokensPerSecond, double ratio) {}

  private static final List<Point> POINTS =
      List.of(
          new Point(256, 256, 2453, 1.23),
          new Point(1024, 1024, 868, 1.39),
          new Point(2048, 2048, 453, 1.43));

  private HybridReproduction() {}

  static Reproduction of(OperatorCache cache) {
    DeviceTemplate template = DeviceTemplate.ofText("ga100.yaml", GA100);
    LanguageModel model = ModelLibrary.read("gpt3-12-layers.yaml", LAYERS);
    var plain = new DeviceSource(template, List.of());
    DeviceSource throughput = source(template, CORES, DDR5);
    List<Row> rows = new ArrayList<>();
    for (Point p : POINTS) {
      double of = rate(throughput, model, p, THROUGHPUT_BYTES, cache);
      String lengths = "prompt %d, output %d".formatted(p.prompt(), p.output());
      rows.add(
          new Row(
              "throughput design, " + lengths,
              "tokens/s",
              p.tokensPerSecond(),
              of,
              WITHIN_RATE,
              false));
      rows.add(
          new Row(
              "over GA100, " + lengths,
              "",
              p.ratio(),
              of / rate(plain, model, p, GA100_BYTES, cache),
              WITHIN_RATIO,
              false));
    }
    var asked = new InferenceRequest(model, Quantization.FP16, 1024, 1024, 1, "tflite", List.of());
    FarStudy.Result hybrid =
        FarStudy.of(
            new FarStudy.Request(
                source(template, CORES, BESIDE),
                asked,
                CostSettings.DEFAULT,
                Optional.of(throughput)),
            cache);
    return new Reproduction(
        "llmcompass-hybrid",
        "LLMCompass (ISCA 2024), figure 12: DDR5 in place of HBM; and a hybrid of both, which it has not",
        rows,
        List.of(
            "one stage of 12 layers of a pipeline of eight that is always full, with the batch of the paper's own formula",
            "engine tflite: one kernel after the other, attention not fused; local buffers of 256 B/cycle",
            "hybrid: the same cores, 80 GB of HBM2e and 512 GB of DDR5 behind 64 lanes of PCIe 5.0 (assumed), prompt and output of 1024",
            note(hybrid)),
        List.of(
            "socompass run -d examples/llmcompass-hybrid.yaml -m examples/gpt3-12-layers.yaml -e tflite"
                + " -p 1024 -n 1024 --break-even far-memory --against"
                + " examples/llmcompass-throughput.yaml --plot hybrid.svg"));
  }

  private static DeviceSource source(
      DeviceTemplate template, List<String> cores, List<String> memory) {
    List<String> all = new ArrayList<>(cores);
    all.addAll(memory);
    return new DeviceSource(template, all);
  }

  private static double rate(
      DeviceSource source, LanguageModel model, Point p, double bytes, OperatorCache cache) {
    long batch = (long) ((bytes - WEIGHTS_BYTES) / (TOKEN_BYTES * (p.prompt() + p.output())));
    InferenceResult result =
        InferenceModel.withoutTimelines(source, cache)
            .run(
                new InferenceRequest(
                    model, Quantization.FP16, p.prompt(), p.output(), batch, "tflite", List.of()));
    return batch * p.output() / result.endToEndSeconds();
  }

  private static String note(FarStudy.Result hybrid) {
    return String.format(
        Locale.ROOT,
        "predicted, tokens/s and tokens/s per USD: HBM alone %s, the throughput design %s, the hybrid %s at"
            + " %.0f GB/s and %s at %.0f GB/s; with DDR5 at %s USD/GB the hybrid pays from %s GB/s on, against"
            + " the throughput design from %s",
        words(hybrid.without()),
        words(hybrid.against().orElseThrow()),
        words(hybrid.with().get(3)),
        hybrid.with().get(3).farBytesPerSecond().orElseThrow() / GIGA,
        words(hybrid.with().get(5)),
        hybrid.with().get(5).farBytesPerSecond().orElseThrow() / GIGA,
        number(hybrid.usdPerGb(), 1),
        number(hybrid.breakEvenBytesPerSecond(), GIGA),
        number(hybrid.againstBytesPerSecond(), GIGA));
  }

  private static String words(FarStudy.Design design) {
    return String.format(
        Locale.ROOT, "%.0f and %s", design.tokensPerSecond(), number(design.perUsd(), 1));
  }

  private static String number(OptionalDouble value, double unit) {
    return value.isEmpty()
        ? "none"
        : String.format(Locale.ROOT, unit == 1 ? "%.3f" : "%.0f", value.getAsDouble() / unit);
  }
}
