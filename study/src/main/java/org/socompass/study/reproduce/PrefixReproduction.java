package org.socompass.study.reproduce;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.socompass.inference.InferenceModel;
import org.socompass.inference.engine.DeviceSource;
import org.socompass.inference.result.InferenceRequest;
import org.socompass.inference.result.OperatorTime;
import org.socompass.inference.result.PhaseResult;
import org.socompass.inference.tier.CachedPrefix;
import org.socompass.inference.tier.CachedPrefix.Tier;
import org.socompass.inference.tier.TierUse;
import org.socompass.llm.Quantization;
import org.socompass.llm.library.ModelLibrary;
import org.socompass.mapper.OperatorCache;
import org.socompass.study.reproduce.Reproduction.Row;
import org.socompass.study.tiers.DisaggregationStudy;
import org.socompass.study.tiers.PrefixStudy;

/** Mooncake (FAST 2025, table 1): from which bandwidth reuse of a prefix pays, LLaMA-3-70B. */
final class PrefixReproduction {
  private static final double GIGA = 1e9;
  private static final double MILLI = 1e3;
  private static final double WITHIN_PAIR = 25;
  private static final double START_MILLIS = 44;

  /** 8192 tokens of 320 KiB, all layers [GB]. */
  private static final double KV_GIGABYTES = 8192.0 * 327_680 / 1e9;

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
    for (Pair pair : PAIRS) {
      DisaggregationStudy.Result apart = apart(pair.tokens(), cache);
      rows.add(
          new Row(
              "Qwen3 8B on 4 + 4 H800, transfer of %d tokens".formatted(pair.tokens()),
              "ms",
              pair.transferMillis(),
              MILLI * apart.transferSeconds(),
              WITHIN_PAIR,
              true));
      rows.add(
          new Row(
              "the same, time to the first token",
              "ms",
              pair.ttftMillis(),
              START_MILLIS + MILLI * apart.ttftSeconds(),
              WITHIN_PAIR,
              false));
    }
    return new Reproduction(
        "mooncake",
        "Mooncake (FAST 2025), bandwidth from which reuse of 8192 tokens of LLaMA-3-70B pays",
        rows,
        List.of(
            "operations: a = 4, b = 22, d = 8192, 8 query heads a KV head, 2 bytes, peak rates, as the"
                + " paper takes them",
            parts(cache),
            "vLLM with the Mooncake connector (measured, 8 H800): four devices for each side, assumed; 44 ms"
                + " before the first prompt's work, from its row of 128 tokens; 157 GB/s of their networks, made by"
                + " the transfers",
            "simulated: the keys and values of 8192 tokens over the simulated prefill of as many, gpu-only,"
                + " fp16, 8 devices in tensor parallel; achieved in place of peak rates"),
        List.of(
            "socompass run -d h800-sxm-80gb --set interconnect.devices=8 -m llama-3-70b -e gpu-only"
                + " -p 8193 -n 1 --cached-prefix 8192 --break-even prefix"));
  }

  /** A measured prompt: its first token and the transfer of its keys and values. */
  private record Pair(long tokens, double ttftMillis, double transferMillis) {}

  private static final List<Pair> PAIRS =
      List.of(new Pair(4096, 124.42, 4.75), new Pair(32_768, 749.62, 31.65));

  private static DisaggregationStudy.Result apart(long tokens, OperatorCache cache) {
    var source =
        new DeviceSource(
            "h800-sxm-80gb", List.of("interconnect.devices=4", "network.bandwidth=39.3 GB/s"));
    var request =
        new InferenceRequest(
            ModelLibrary.byId("qwen3-8b"), Quantization.FP16, tokens, 2, 1, "gpu-only", List.of());
    return DisaggregationStudy.of(new DisaggregationStudy.Request(source, source, request), cache);
  }

  /** Says what the simulated prefill spends its time on. */
  private static String parts(OperatorCache cache) {
    var source = new DeviceSource("h800-sxm-80gb", List.of("interconnect.devices=8"));
    PhaseResult prefill =
        InferenceModel.withoutTimelines(source, cache)
            .run(
                new InferenceRequest(
                    ModelLibrary.byId("llama-3-70b"),
                    Quantization.FP16,
                    (long) CACHED,
                    1,
                    1,
                    "gpu-only",
                    List.of()))
            .prefill();
    double products = share(prefill, "matmul") + share(prefill, "attention");
    double sums = share(prefill, "allreduce");
    return String.format(
        Locale.ROOT,
        "the simulated prefill takes %.0f ms: %.0f %% products and attention, %.0f %% all-reduces over the"
            + " halved links of H800, which operations at peak rates do not have; without these %.1f GB/s,"
            + " with products and attention alone %.1f",
        MILLI * prefill.seconds(),
        100 * products,
        100 * sums,
        KV_GIGABYTES / prefill.seconds() / (1 - sums),
        KV_GIGABYTES / prefill.seconds() / products);
  }

  private static double share(PhaseResult phase, String operator) {
    return phase.operators().stream()
            .filter(o -> o.operator().equals(operator))
            .mapToDouble(OperatorTime::totalSeconds)
            .sum()
        / phase.seconds();
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
