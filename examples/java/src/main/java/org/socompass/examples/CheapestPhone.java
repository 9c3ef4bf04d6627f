package org.socompass.examples;

import java.util.Locale;
import org.socompass.api.SoCompass;
import org.socompass.api.Sweep;
import org.socompass.api.SweepPoint;
import org.socompass.api.SweepResult;

/** The cheapest phone design that decodes 15 tokens a second, and how sure that is. */
public final class CheapestPhone {
  private static final Sweep DESIGNS =
      Sweep.ofText(
          "designs",
          """
          name: Cheapest phone
          device: snapdragon-8-gen-3
          parameters:
            channels: {path: memory.channels, values: [2, 3, 4]}
            data_rate: {path: memory.data_rate, values: [6400 MT/s, 8533 MT/s]}
            memory: {path: memory.capacity, values: [6 GB, 8 GB]}
            gpu_cores: {path: processors.gpu.cores, values: [2, 3]}
          workloads:
            chat: {model: llama-3.2-3b, quantization: w4a16, prompt: 64, output: 32, engine: gpu-only}
          constraints:
            decode_tokens_per_second: {min: 15}
            fits_in_memory: {min: 1}
          objectives:
            system_cost_usd: min
          columns: [decode_tokens_per_second_p10, decode_tokens_per_second_p90]
          """);

  private CheapestPhone() {}

  /** Evaluates all designs, and prints the cheapest that meets the constraints. */
  public static void main(String[] args) {
    try (var compass = new SoCompass()) {
      SweepResult result = compass.sweep(DESIGNS);
      System.out.println(result.statuses());
      result.best().ifPresent(best -> System.out.println(words(best)));
    }
  }

  private static String words(SweepPoint p) {
    return String.format(
        Locale.ROOT,
        "%.0f channels at %.0f MT/s, %.0f GB, %.0f GPU cores: %.0f USD, %.1f tokens/s (%.1f to %.1f)",
        p.number("channels"),
        p.number("data_rate_mt_per_s"),
        p.number("memory_gb"),
        p.number("gpu_cores"),
        p.number("system_cost_usd"),
        p.number("decode_tokens_per_second"),
        p.number("decode_tokens_per_second_p10"),
        p.number("decode_tokens_per_second_p90"));
  }
}
