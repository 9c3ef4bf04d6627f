package org.socompass.study.reproduce;

import java.util.ArrayList;
import java.util.List;
import org.socompass.hardware.Device;
import org.socompass.hardware.tier.Storage;
import org.socompass.inference.InferenceModel;
import org.socompass.inference.engine.DeviceSource;
import org.socompass.inference.result.InferenceRequest;
import org.socompass.inference.tier.NeuronClusters;
import org.socompass.inference.tier.TierUse;
import org.socompass.inference.tier.TierUse.Mode;
import org.socompass.llm.LanguageModel;
import org.socompass.llm.ModelStorage;
import org.socompass.llm.Quantization;
import org.socompass.llm.library.ModelLibrary;
import org.socompass.mapper.OperatorCache;
import org.socompass.operator.MainMemoryStream;
import org.socompass.study.reproduce.Reproduction.Row;

/**
 * PowerInfer-2 on a phone (arXiv 2406.06282): decode of a mixture of 47B parameters with part of
 * its neurons in flash, and the prompts that llm.npu (arXiv 2407.05858, table 5) reports of it.
 */
final class NeuronReproduction {
  private static final String PHONE = "snapdragon-8-gen-3";
  private static final double WITHIN = 25;
  private static final double GIGA = 1e9;

  /** Of 12.9 B that a token goes through 4.3 B are active; 1.6 B of both are no network. */
  private static final double FIRES = 0.25;

  private static final double SKEW = 1.45;

  /** Tokens of a prompt for each reading of all weights from flash. */
  private static final int CHUNK = 64;

  private static final long[] PROMPTS = {536, 575, 741, 1561, 1649};
  private static final double[] RATES = {73.931, 73.813, 68.994, 81.985, 81.192};

  private NeuronReproduction() {}

  static Reproduction of(OperatorCache cache) {
    Device phone = new DeviceSource(PHONE, List.of()).load();
    Storage storage = phone.tiers().storage().orElseThrow();
    var rates =
        new NeuronClusters.Rates(
            bandwidth(phone, "npu"),
            bandwidth(phone, "cpu"),
            phone.memory().achievableBytesPerSecond());
    var neurons =
        NeuronClusters.of(ModelLibrary.byId("mixtral-8x7b"), Quantization.of("q4_0"), FIRES);
    NeuronClusters.Token most = neurons.token(19 * GIGA, SKEW, storage, rates);
    NeuronClusters.Token least = neurons.token(7 * GIGA, SKEW, storage, rates);
    double mapped = mapped(cache);
    List<Row> rows = new ArrayList<>();
    rows.add(row("neurons read from flash, 19 GB", "%", 3.5, 100 * most.missedShare(), true));
    rows.add(row("decode, 19 GB", "tokens/s", 11.68, 1 / most.seconds(), false));
    rows.add(row("decode, 7 GB", "tokens/s", 2.13, 1 / least.seconds(), false));
    rows.add(
        row("over llama.cpp with a mapped file, 19 GB", "", 22.2, mapped / most.seconds(), false));
    LanguageModel llama = ModelLibrary.byId("llama-2-7b");
    double ofAll =
        new ModelStorage(llama, Quantization.of("w4a16")).weightsBytes() / storage.bytesPerSecond();
    for (int i = 0; i < PROMPTS.length; i++) {
      double passes = (PROMPTS[i] - 1) / CHUNK + 1;
      rows.add(
          row(
              "prefill of Llama 2 7B, %d tokens".formatted(PROMPTS[i]),
              "tokens/s",
              RATES[i],
              PROMPTS[i] / Math.max(passes * ofAll, onNpu(PROMPTS[i], cache)),
              true));
    }
    return new Reproduction(
        "powerinfer-2",
        "PowerInfer-2 (arXiv 2406.06282) on Snapdragon 8 Gen 3 with UFS 4.0: TurboSparse-Mixtral 47B in 4"
            + " bit, and llm.npu's rows of it",
        rows,
        List.of(
            "a quarter of the neurons of the two experts of a token fire: 4.3 B active parameters, as its"
                + " authors state; 3.5 %, 7 GB and 2.13 tokens/s as recalled",
            "popularity of neurons i^-1.45, chosen so that 3.5 % are read with 19 GB; a bundle of a"
                + " neuron is a read; the predictor of what fires takes no time",
            "prompts: all weights come from flash for every 64 tokens, chosen: the NPU alone would be two"
                + " to three times faster, and the papers do not say what their prompts read",
            "a mapped file reads matrices of more than 16 read-ahead windows in order"),
        List.of(
            "socompass run -d snapdragon-8-gen-3 --set 'memory.capacity=19 GB' --set 'memory.reserve=0 B'"
                + " -m mixtral-8x7b -q q4_0 -e cpu-only -p 64 -n 64 --placement mmap"));
  }

  private static double bandwidth(Device phone, String id) {
    var processor = phone.processor(id);
    return MainMemoryStream.bandwidth(processor, phone.memory(), processor.dram().efficiency());
  }

  private static double onNpu(long tokens, OperatorCache cache) {
    return InferenceModel.withoutTimelines(new DeviceSource(PHONE, List.of()), cache)
        .run(
            new InferenceRequest(
                ModelLibrary.byId("llama-2-7b"),
                Quantization.of("w4a16"),
                tokens,
                1,
                1,
                "npu-only",
                List.of()))
        .ttftSeconds();
  }

  /** Returns the time of a token of llama.cpp with a mapped file and 19 GB [s]. */
  private static double mapped(OperatorCache cache) {
    var source = new DeviceSource(PHONE, List.of("memory.capacity=19 GB", "memory.reserve=0 B"));
    var request =
        new InferenceRequest(
                ModelLibrary.byId("mixtral-8x7b"),
                Quantization.of("q4_0"),
                64,
                64,
                1,
                "cpu-only",
                List.of())
            .placed(new TierUse(Mode.MMAP, 0, false));
    return InferenceModel.withoutTimelines(source, cache).run(request).tpotSeconds();
  }

  private static Row row(
      String quantity, String unit, double published, double predicted, boolean chosen) {
    return new Row(quantity, unit, published, predicted, WITHIN, chosen);
  }
}
