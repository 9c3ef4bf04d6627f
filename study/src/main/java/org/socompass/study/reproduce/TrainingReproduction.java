package org.socompass.study.reproduce;

import java.util.ArrayList;
import java.util.List;
import java.util.OptionalDouble;
import java.util.OptionalInt;
import org.socompass.inference.engine.DeviceSource;
import org.socompass.inference.training.FineTuneModel;
import org.socompass.inference.training.FineTuning;
import org.socompass.inference.training.FineTuning.Recompute;
import org.socompass.inference.training.FineTuning.Sharding;
import org.socompass.inference.training.ParameterUpdate;
import org.socompass.inference.training.TrainingStep;
import org.socompass.llm.LanguageModel;
import org.socompass.llm.Quantization;
import org.socompass.llm.layer.AttentionShape;
import org.socompass.llm.layer.Biases;
import org.socompass.llm.layer.FeedForward;
import org.socompass.llm.layer.Normalization;
import org.socompass.mapper.OperatorCache;
import org.socompass.study.reproduce.Reproduction.Row;

/**
 * Training on A100: what share of the peak Megatron-LM reached (Narayanan et al., SC 2021, table 1;
 * Korthikanti et al., MLSys 2023, tables 4 and 5).
 */
final class TrainingReproduction {
  private static final double WITHIN = 15;
  private static final int SEQUENCE = 2048;
  private static final int MICRO_BATCH = 4;
  private static final double GRADIENT_BYTES = 2;

  /** A card of 200 Gbit/s for each GPU [B/s]. */
  private static final double NETWORK = 25e9;

  private static final double MILLI = 1e3;

  private TrainingReproduction() {}

  /** A model of the tables with the devices that share it. */
  private record Gpt(String name, int layers, int hidden, int heads, int devices) {
    LanguageModel model() {
      return new LanguageModel(
          "gpt-" + name,
          "GPT " + name,
          layers,
          hidden,
          new AttentionShape(heads, heads, hidden / heads, false),
          new FeedForward(FeedForward.Kind.GELU, 4 * hidden),
          new Normalization(Normalization.Kind.LAYERNORM, 2, true),
          51_200,
          true,
          Biases.ALL,
          false,
          SEQUENCE,
          SEQUENCE,
          OptionalDouble.empty(),
          "Narayanan et al., 2021; Korthikanti et al., 2022");
    }

    TrainingStep step(long passes, Recompute recompute, OperatorCache cache) {
      var tuning =
          new FineTuning(
              model(),
              Quantization.FP16,
              OptionalInt.empty(),
              SEQUENCE,
              MICRO_BATCH,
              passes,
              recompute,
              ParameterUpdate.Rule.ADAM,
              1,
              Sharding.NONE,
              false);
      var source = new DeviceSource("a100-80gb-x4", List.of("interconnect.devices=" + devices));
      return FineTuneModel.of(source, tuning, "gpu-only", cache);
    }

    /** The share of the peak of a replica among many, whose gradients nothing hides [%]. */
    double hardwarePercent(long passes, OperatorCache cache) {
      TrainingStep step = step(passes, Recompute.FULL, cache);
      double gradients = 2 * GRADIENT_BYTES * step.trainedParameters() / (double) devices / NETWORK;
      return 100 * step.hardwareUtilization() * step.seconds() / (step.seconds() + gradients);
    }
  }

  static Reproduction of(OperatorCache cache) {
    List<Row> rows = new ArrayList<>();
    rows.add(
        row(
            "1.7B, one GPU a replica, share of the peak",
            "%",
            44,
            new Gpt("1.7b", 24, 2304, 24, 1).hardwarePercent(4, cache)));
    rows.add(
        row("3.6B, two GPUs", "%", 44, new Gpt("3.6b", 30, 3072, 32, 2).hardwarePercent(4, cache)));
    rows.add(
        row(
            "7.5B, four GPUs",
            "%",
            46,
            new Gpt("7.5b", 36, 4096, 32, 4).hardwarePercent(4, cache)));
    rows.add(
        row("18B, eight GPUs", "%", 43, new Gpt("18b", 40, 6144, 48, 8).hardwarePercent(8, cache)));
    var large = new Gpt("22b", 48, 6144, 64, 8);
    TrainingStep kept = large.step(1, Recompute.NONE, cache);
    TrainingStep scores = large.step(1, Recompute.ATTENTION, cache);
    TrainingStep again = large.step(1, Recompute.FULL, cache);
    double layers = 48 / MILLI;
    rows.add(row("22B on eight, forward of a layer", "ms", 7.7, kept.forwardSeconds() / layers));
    rows.add(row("22B, backward of a layer", "ms", 11.9, kept.backwardSeconds() / layers));
    rows.add(
        row(
            "22B, backward and scores again",
            "ms",
            13.2,
            (scores.backwardSeconds() + scores.againSeconds()) / layers));
    rows.add(
        row(
            "22B, backward and all again",
            "ms",
            19.5,
            (again.backwardSeconds() + again.againSeconds()) / layers));
    rows.add(row("22B, a step, all again", "s", 1.42, again.seconds()));
    rows.add(row("22B, a step, scores again", "s", 1.10, scores.seconds()));
    rows.add(
        row("22B, share of the peak, model alone", "%", 41.5, 100 * scores.modelUtilization()));
    rows.add(
        row(
            "22B, share of the peak, with scores again",
            "%",
            43.7,
            100 * scores.hardwareUtilization()));
    return new Reproduction(
        "megatron",
        "Megatron-LM on A100 (arXiv 2104.04473, table 1; 2205.05198, tables 4 and 5), training GPT in 16 bit",
        rows,
        List.of(
            "published figures as recalled from the tables; no constant was fitted to training: kernels"
                + " are those fitted to products of inference",
            "passes of 4 sequences of 2048 tokens, 16 sequences a replica and step (18B: 32); the first"
                + " table does not state the size of a pass",
            "first four rows: replicas exchange gradients of 16 bit over 200 Gbit/s a GPU, which nothing"
                + " hides; all layers computed again",
            "attention that keeps its scores; no dropout; the published rows with scores again also split"
                + " norms over the devices, which takes 3 % off",
            "times of a layer hold a share of embedding and head"),
        List.of(
            "socompass finetune -d a100-80gb-x4 -m llama-2-7b --method full --sequence 2048 --batch 4 --recompute full"));
  }

  private static Row row(String quantity, String unit, double published, double predicted) {
    return new Row(quantity, unit, published, predicted, WITHIN, false);
  }
}
