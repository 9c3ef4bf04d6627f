package org.socompass.examples;

import java.util.List;
import java.util.Locale;
import org.socompass.api.BestMapping;
import org.socompass.api.Comparison;
import org.socompass.api.Device;
import org.socompass.api.Inference;
import org.socompass.api.Model;
import org.socompass.api.Operator;
import org.socompass.api.Prediction;
import org.socompass.api.Range;
import org.socompass.api.SoCompass;
import org.socompass.input.InputException;

/** A phone, the same with a slower memory, an operator of it, and a mistake. */
public final class FirstQuestions {
  private FirstQuestions() {}

  /** Asks, and prints the answers. */
  public static void main(String[] args) {
    try (var compass = new SoCompass()) {
      Device phone = Device.of("snapdragon-8-gen-3");
      Inference chat =
          Inference.of(phone, Model.of("llama-3.2-3b"))
              .quantization("w4a16")
              .engine("gpu-only")
              .tokens(128, 32);

      Prediction answer = compass.run(chat);
      Range range = answer.range("tpot_ms").orElseThrow();
      print("%.1f ms a token (%.1f to %.1f)", answer.number("tpot_ms"), range.low(), range.high());
      print("%.0f USD, %s", answer.number("system_cost_usd"), String.join(" ", answer.command()));

      Inference slower = chat.on(phone.with("memory.data_rate=4266 MT/s"));
      Comparison both = compass.compare(chat, List.of(slower));
      print("%+.0f %% time a token", both.entries().get(1).changePercent("tpot_ms").orElseThrow());

      BestMapping mapping = compass.map(phone, "npu", Operator.matmul(128, 3072, 8192));
      print("%.2f ms, bound by %s", 1e3 * mapping.latencySeconds(), mapping.boundBy());

      try {
        phone.with("memory.chanels=8");
      } catch (InputException mistake) {
        print("%s", mistake.getMessage());
      }
    }
  }

  private static void print(String format, Object... values) {
    System.out.println(String.format(Locale.ROOT, format, values));
  }
}
