package org.socompass.study.reproduce;

import java.util.ArrayList;
import java.util.List;
import org.socompass.inference.engine.DeviceSource;
import org.socompass.inference.result.InferenceRequest;
import org.socompass.inference.tier.CachedPrefix;
import org.socompass.inference.tier.CachedPrefix.Tier;
import org.socompass.inference.tier.TierUse;
import org.socompass.llm.Quantization;
import org.socompass.llm.library.ModelLibrary;
import org.socompass.mapper.OperatorCache;
import org.socompass.study.reproduce.Reproduction.Row;
import org.socompass.study.tiers.PrefixStudy;

/** Mooncake (FAST 2025, table 1): from which bandwidth reuse of a prefix pays, LLaMA-3-70B. */
final class PrefixReproduction {
  private static final double GIGA = 1e9;
  private static final double WITHIN = 15;
  private static final double HIDDEN = 8192;
  private static final double ATTENTION = 4;
  private static final double LINEAR = 22;
  private static final double GROUP = 8;
  private static final double BYTES = 2;
  private static final double CACHED = 8192;
  private static final double LONG = 131_072;
  private static final double LONG_CACHED = 0.95 * LONG;

  private PrefixReproduction() {}

  static Reproduction of(OperatorCache cache) {
    List<Row> rows = new ArrayList<>();
    rows.add(row("8 A800 at 312 TFLOPS each, by operations", "GB/s", 6, byOperations(8 * 312e12)));
    rows.add(row("8 H800 at 989 TFLOPS each, by operations", "GB/s", 19, byOperations(8 * 989e12)));
    rows.add(row("8 H800, by simulated times", "GB/s", 19, simulated(cache)));
    rows.add(
        row(
            "work saved, 95 % of 128k tokens cached",
            "%",
            92,
            100 * (1 - CachedPrefix.restShare(HIDDEN, ATTENTION, LINEAR, LONG_CACHED, LONG))));
    return new Reproduction(
        "mooncake",
        "Mooncake (FAST 2025), bandwidth from which reuse of 8192 tokens of LLaMA-3-70B pays",
        rows,
        List.of(
            "operations: a = 4, b = 22, d = 8192, 8 query heads a KV head, 2 bytes, peak rates, as"
                + " the paper takes them",
            "simulated: the keys and values of 8192 tokens over the simulated prefill of as many,"
                + " gpu-only, fp16, 8 devices in tensor parallel; achieved in place of peak rates"),
        List.of(
            "socompass run -d h800-sxm-80gb --set interconnect.devices=8 -m llama-3-70b -e gpu-only"
                + " -p 8193 -n 1 --cached-prefix 8192 --break-even prefix"));
  }

  private static double byOperations(double operationsPerSecond) {
    return CachedPrefix.operationsBytesPerSecond(
            operationsPerSecond, HIDDEN, BYTES, GROUP, ATTENTION, LINEAR, CACHED)
        / GIGA;
  }

  /** All but one token cached: what is saved is nearly the prefill of the prefix. */
  private static double simulated(OperatorCache cache) {
    var request =
        new InferenceRequest(
                ModelLibrary.byId("llama-3-70b"),
                Quantization.FP16,
                (long) CACHED + 1,
                1,
                1,
                "gpu-only",
                List.of())
            .placed(TierUse.IN_MEMORY.with(new CachedPrefix((long) CACHED, Tier.DRAM)));
    var source = new DeviceSource("h800-sxm-80gb", List.of("interconnect.devices=8"));
    return PrefixStudy.of(new PrefixStudy.Request(source, request), cache).serialBytesPerSecond()
        / GIGA;
  }

  private static Row row(String quantity, String unit, double published, double predicted) {
    return new Row(quantity, unit, published, predicted, WITHIN, false);
  }
}
