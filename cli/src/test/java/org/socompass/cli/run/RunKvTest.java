package org.socompass.cli.run;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.socompass.cli.Cli;
import tools.jackson.databind.JsonNode;

/** Keys and values that are not kept, on the command line. */
final class RunKvTest {
  private static final String RUN =
      "run --device snapdragon-8-gen-3 --model llama-3.2-1b --quantization w4a16 --engine gpu-only"
          + " --prompt 2048 --output-tokens 2 --format json";

  @Test
  void aWindowTakesLessMemoryAndTimeAndSaysWhatItDoesNotKnow() {
    JsonNode all = Cli.line(RUN).json();
    JsonNode cut = Cli.line(RUN + " --kv-window 252 --kv-sinks 4").json();
    // Of 2050 tokens 256 are left.
    assertThat(cut.get("kv_cache_bytes").asLong() * 2050 / 256)
        .isEqualTo(all.get("kv_cache_bytes").asLong());
    assertThat(cut.get("tpot_ms").asDouble()).isLessThan(all.get("tpot_ms").asDouble());
    assertThat(cut.get("left_out").toString())
        .contains(
            "what answers are worth with only the first 4 and last 252 tokens seen: not predicted");
    assertThat(all.get("left_out").toString()).doesNotContain("not predicted");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "--kv-sinks 4 | --kv-sinks needs --kv-window",
        "--kv-window 0 | --kv-window must be in [1, 4194304], but is 0",
        "--kv-sharing 0 | --kv-sharing must be in [1, 4096], but is 0"
      })
  void mistakesNameTheirOption(String options, String message) {
    Cli run = Cli.line(RUN + " " + options);

    assertThat(run.code()).isEqualTo(2);
    assertThat(run.err()).contains(message);
  }
}
