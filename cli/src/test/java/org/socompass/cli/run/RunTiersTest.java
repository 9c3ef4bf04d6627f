package org.socompass.cli.run;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
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

  @Test
  void farMemoryIsATierOfItsOwn() {
    String far = SMALL + " --set far_memory.extends=cxl-ddr5-x16";
    JsonNode auto = Cli.line(RUN + far).json();
    JsonNode asked = Cli.line(RUN + far + " --placement far").json();
    assertThat(auto.get("fits_in_memory").asBoolean()).isTrue();
    assertThat(auto.get("tpot_ms")).isEqualTo(asked.get("tpot_ms"));
    JsonNode tier = auto.get("placement").get(1);
    assertThat(tier.get("tier").asString()).isEqualTo("far_memory");
    assertThat(tier.get("type").asString()).isEqualTo("DDR5 behind CXL");
    assertThat(tier.get("bytes").asDouble())
        .isCloseTo(
            auto.get("weights_bytes").asDouble()
                + auto.get("kv_cache_bytes").asDouble()
                + auto.get("activation_bytes").asDouble()
                - 0.6e9,
            within(2.0));
    Cli text = Cli.line(RUN.replace("json", "table") + far);
    assertThat(text.out())
        .contains("far: ")
        .contains("% of weights of every pass")
        .contains("a token moves ")
        .contains("bound by ");
  }

  @Test
  void farMemoryPaysFromABandwidthAndAPriceOn(@TempDir Path folder) throws IOException {
    Path chart = folder.resolve("pays.svg");
    Cli run =
        Cli.line(
            "run --device a100-80gb --model qwen2.5-0.5b --engine gpu-only --prompt 256 --output-tokens 4"
                + " --set memory.capacity=1.2GB --set memory.reserve=0B"
                + " --set far_memory.extends=lpddr5x-c2c --set far_memory.capacity=1GB"
                + " --break-even far-memory --format csv --plot "
                + chart);
    assertThat(run.code()).as(run.err()).isZero();
    assertThat(run.out())
        .startsWith(
            "design,far_memory_gb_per_s,largest_batch,best_batch,far_bytes,tokens_per_second,")
        .contains("a100-80gb without far memory,,")
        .contains("a100-80gb,400,");
    // The fastest that ships has 400 GB/s.
    assertThat(run.out().lines().map(line -> line.replaceAll("^([^,]*,[^,]*),.*,", "$1,")))
        .contains(
            "design,far_memory_gb_per_s,beyond_known",
            "a100-80gb without far memory,,",
            "a100-80gb,400,false",
            "a100-80gb,800,true");
    assertThat(Files.readString(chart)).contains("Break-even price [USD/GB]");
    assertThat(Files.readString(folder.resolve("pays.csv"))).contains("price as stated,400,");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "1GB/s | above 400 GB/s, that of lpddr5x-c2c, no far memory is known | 0",
        "100GB/s | above 400 GB/s, that of lpddr5x-c2c, no far memory is known | 2",
        "512GB/s | above 512 GB/s, as stated, no far memory is known | 4",
      })
  void bandwidthsBeyondWhatIsKnownAreMarked(String stated, String fact, int marked) {
    String line =
        "run -d a100-80gb -m qwen2.5-0.5b -e gpu-only -p 256 -n 4 --set memory.capacity=1.2GB"
            + " --set memory.reserve=0B --set far_memory.extends=cxl-ddr5-x8"
            + " --set far_memory.capacity=1GB --set far_memory.bandwidth="
            + stated
            + " --break-even far-memory";
    String table = Cli.line(line).out();
    if (marked == 0) {
      assertThat(table).doesNotContain(fact);
    } else {
      assertThat(table).contains("beyond known", fact);
    }
    int rows = 0;
    for (JsonNode row : Cli.line(line + " --format json").json().get("break_even")) {
      rows += row.get("beyond_known").asBoolean(false) ? 1 : 0;
    }
    assertThat(rows).isEqualTo(marked);
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
        "--cached-prefix 8 --break-even cost | --break-even: unknown 'cost'; valid: far-memory, prefix",
        "--break-even far-memory | --break-even far-memory needs a device with far memory, but snapdragon-8-gen-3 states none",
        "--break-even far-memory --sweep batch=1,2 | --break-even and --sweep are two tables; ask for one at a time",
        "--placement far | placement far needs far memory, but snapdragon-8-gen-3 states none; name one, as in --set far_memory.extends=cxl-ddr5-x16",
        "--set far_memory.type=DDR5 | --set far_memory.type=DDR5: lacks 'bandwidth'; present: type",
        "--set far_memory.extends=cxl-ddr5-x16 --set far_memory.bandwidth=0GB/s | --set far_memory.bandwidth=0GB/s: must be positive, but is 0GB/s",
        "--set far_memory.extends=cxl-ddr5-x16 --set far_memory.latency=-1ns | --set far_memory.latency=-1ns: must not be negative, but is -1ns",
        "--set far_memory.extends=cxl-ddr5-x16 --set far_memory.capacity=0GB | --set far_memory.capacity=0GB: must be at least 1 B, but is 0GB",
        "--set far_memory.extends=cxl-ddr5-x16 --set far_memory.price=-1USD/GB | --set far_memory.price=-1USD/GB: must be positive, but is -1USD/GB",
        "--set far_memory.extends=cxl-ddr5-x16 --set far_memory.read_energy=0pJ/B | --set far_memory.read_energy=0pJ/B: must be positive, but is 0pJ/B",
        "--set far_memory.extends=cxl-ddr5 | unknown far memory 'cxl-ddr5'; did you mean 'cxl-ddr5-x8'?",
        "--set storage.bandwidth=0GB/s | storage.bandwidth"
      })
  void mistakesNameTheirOptionOrField(String options, String message) {
    Cli run = Cli.line(RUN + " " + options);

    assertThat(run.code()).isEqualTo(2);
    assertThat(run.err()).contains(message).doesNotContain("\tat ");
  }
}
