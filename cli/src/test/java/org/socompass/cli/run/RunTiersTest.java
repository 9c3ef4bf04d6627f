package org.socompass.cli.run;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.socompass.cli.Cli;
import tools.jackson.databind.JsonNode;

/** Weights in storage and prefixes in a cache, on the command line. */
final class RunTiersTest {
  private static final String RUN =
      "run --device snapdragon-8-gen-3 --model llama-3.2-1b --quantization q4_0 --engine gpu-only"
          + " --prompt 128 --output-tokens 2 --format json";
  private static final String SMALL = " --set memory.capacity=0.6GB --set memory.reserve=0B";

  @Test
  void modesOfPlacementDifferAsTheyShould() {
    JsonNode memory = Cli.line(RUN + SMALL + " --placement dram-only").json();
    JsonNode flash = Cli.line(RUN + SMALL + " --placement flash").json();
    JsonNode mapped = Cli.line(RUN + SMALL + " --placement mmap").json();
    JsonNode auto = Cli.line(RUN + SMALL).json();
    assertThat(memory.get("fits_in_memory").asBoolean()).isFalse();
    assertThat(flash.get("fits_in_memory").asBoolean()).isTrue();
    assertThat(auto.get("tpot_ms")).isEqualTo(flash.get("tpot_ms"));
    assertThat(flash.get("tpot_ms").asDouble())
        .isBetween(memory.get("tpot_ms").asDouble(), mapped.get("tpot_ms").asDouble());
    assertThat(flash.get("placement").toString()).contains("UFS 4.0");
    assertThat(memory.get("placement").toString()).doesNotContain("UFS 4.0");
  }

  @Test
  void noCachedTokensAreNoCache() {
    JsonNode plain = Cli.line(RUN).json();
    JsonNode none = Cli.line(RUN + " --cached-prefix 0 --cache-tier storage").json();
    assertThat(none.get("ttft_ms")).isEqualTo(plain.get("ttft_ms"));
    assertThat(none.get("prefill_energy_j")).isEqualTo(plain.get("prefill_energy_j"));
    JsonNode most = Cli.line(RUN + " --cached-prefix 127 --cache-tier storage").json();
    assertThat(most.get("ttft_ms").asDouble()).isLessThan(plain.get("ttft_ms").asDouble());
  }

  @Test
  void theBreakEvenIsATable() {
    Cli run =
        Cli.line(
            RUN.replace("json", "csv")
                + " --cached-prefix 96 --cache-tier storage --break-even prefix");
    assertThat(run.code()).as(run.err()).isZero();
    assertThat(run.out()).contains("\nkv_bytes,3145728,B\r\n").contains("break_even");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "--placement flsh | --placement: unknown mode 'flsh'; did you mean 'flash'?",
        "--expert-skew 5 | --expert-skew must be in [0, 4], but is 5.0",
        "--cached-prefix 128 | --cached-prefix must be in [0, 127], less than --prompt, but is 128",
        "--cached-prefix 8 --cache-tier disk | --cache-tier: unknown tier 'disk'",
        "--cached-prefix 8 --cache-tier network | snapdragon-8-gen-3 states no network",
        "--break-even prefix | --break-even prefix needs --cached-prefix",
        "--cached-prefix 8 --break-even cost | --break-even: unknown 'cost'; only 'prefix'",
        "--set storage.bandwidth=0GB/s | storage.bandwidth"
      })
  void mistakesNameTheirOptionOrField(String options, String message) {
    Cli run = Cli.line(RUN + " " + options);

    assertThat(run.code()).isEqualTo(2);
    assertThat(run.err()).contains(message).doesNotContain("\tat ");
  }
}
