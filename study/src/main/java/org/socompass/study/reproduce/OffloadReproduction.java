package org.socompass.study.reproduce;

import java.util.ArrayList;
import java.util.List;
import org.socompass.inference.InferenceModel;
import org.socompass.inference.engine.DeviceSource;
import org.socompass.inference.result.InferenceRequest;
import org.socompass.inference.tier.TierUse;
import org.socompass.inference.tier.TierUse.Mode;
import org.socompass.llm.Quantization;
import org.socompass.llm.library.ModelLibrary;
import org.socompass.mapper.OperatorCache;
import org.socompass.study.reproduce.Reproduction.Row;

/**
 * Mixtures of experts on a phone with little memory: SmallThinker on PowerInfer, and llama.cpp with
 * a mapped file (arXiv 2507.20984, tables 6 and 7).
 */
final class OffloadReproduction {
  private static final String PHONE = "snapdragon-8-elite";
  private static final double WITHIN = 25;
  private static final double SKEW = 0.8;

  private OffloadReproduction() {}

  static Reproduction of(OperatorCache cache) {
    var large = new Case("smallthinker-21b-a3b", "8 GiB", "0 B", Mode.FLASH, true);
    var small = new Case("smallthinker-4b-a0.6b", "1 GiB", "0 B", Mode.FLASH, true);
    var mapped = new Case("qwen3-30b-a3b", "8 GiB", "0 B", Mode.MMAP, false);
    // 1.3 GiB were measured resident, 0.91 GiB of it weights: the rest is taken as beside them.
    var dense = new Case("qwen3-1.7b", "1 GiB", "0.39 GiB", Mode.MMAP, false);
    List<Row> rows = new ArrayList<>();
    rows.add(
        row("21B-A3B at 8 GiB over all in memory", "", 15.50 / 23.03, large.ratio(cache), true));
    rows.add(
        row("4B-A0.6B at 1 GiB over all in memory", "", 20.91 / 78.99, small.ratio(cache), true));
    rows.add(row("21B-A3B at 8 GiB", "tokens/s", 15.50, large.rate(cache), false));
    rows.add(row("4B-A0.6B at 1 GiB", "tokens/s", 20.91, small.rate(cache), false));
    rows.add(row("Qwen3 30B-A3B at 8 GiB, mapped", "tokens/s", 0.18, mapped.rate(cache), false));
    rows.add(row("Qwen3 1.7B at 1 GiB, mapped", "tokens/s", 1.09, dense.rate(cache), false));
    return new Reproduction(
        "smallthinker",
        "SmallThinker (arXiv 2507.20984), decode on Snapdragon 8 Elite with limited memory, q4_0,"
            + " CPU",
        rows,
        List.of(
            "experts chosen by a Zipf law of exponent 0.8, chosen so that both ratios come within"
                + " 25 %; the report says that 70 to 80 % of experts are used by less than 0.14 of"
                + " the tokens",
            "the router of SmallThinker stands before the attention, so that reads hide behind it;"
                + " its sparsity inside experts is not modelled",
            "a mapped file reads experts page by page and a dense model 128 KiB ahead, one fault at"
                + " a time, 60 us each",
            "0.39 GiB of the 1 GiB are not weights: 1.3 GiB were measured resident, 0.91 GiB"
                + " computed"),
        List.of(
            "socompass run -d snapdragon-8-elite -m smallthinker-21b-a3b -q q4_0 -e cpu-only --set"
                + " memory.capacity=8GiB --set memory.reserve=0B --placement flash --expert-skew"
                + " 0.8 --experts-ahead"));
  }

  private record Case(
      String model, String capacity, String reserve, Mode mode, boolean readsExpertsAhead) {
    double rate(OperatorCache cache) {
      return decode(cache, new TierUse(mode, SKEW, readsExpertsAhead), capacity, reserve);
    }

    double ratio(OperatorCache cache) {
      return rate(cache) / decode(cache, TierUse.IN_MEMORY, "24 GiB", "0 B");
    }

    private double decode(OperatorCache cache, TierUse use, String memory, String beside) {
      var source =
          new DeviceSource(PHONE, List.of("memory.capacity=" + memory, "memory.reserve=" + beside));
      var request =
          new InferenceRequest(
                  ModelLibrary.byId(model),
                  Quantization.of("q4_0"),
                  64,
                  64,
                  1,
                  "cpu-only",
                  List.of())
              .placed(use);
      return InferenceModel.withoutTimelines(source, cache).run(request).decodeTokensPerSecond();
    }
  }

  private static Row row(
      String quantity, String unit, double published, double predicted, boolean chosen) {
    return new Row(quantity, unit, published, predicted, WITHIN, chosen);
  }
}
