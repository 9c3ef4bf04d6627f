package org.socompass.cli.run;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.socompass.cli.Cli;
import org.socompass.hardware.template.DeviceLibrary;
import org.socompass.llm.library.ModelLibrary;
import tools.jackson.databind.JsonNode;

/** The results of {@code run} in all forms. */
final class RunCommandTest {
  private static final String PHONE =
      "run --device snapdragon-8-gen-3 --model llama-3-8b --quantization w4a16 --prompt 64"
          + " --output-tokens 4";

  private static final Cli TABLE = Cli.line(PHONE);
  private static final Cli JSON = Cli.line(PHONE + " --format json");
  private static final Cli CSV = Cli.line(PHONE + " --format csv");

  @Test
  void jsonHasTheFieldsOfTheContract() {
    assertThat(JSON.code()).as(JSON.err()).isZero();
    JsonNode json = JSON.json();
    assertThat(Cli.names(json))
        .contains(
            "device",
            "model",
            "quantization",
            "engine",
            "prompt_tokens",
            "output_tokens",
            "batch",
            "ttft_ms",
            "tpot_ms",
            "prefill_tokens_per_second",
            "decode_tokens_per_second",
            "end_to_end_s",
            "prefill_energy_j",
            "decode_energy_j_per_token",
            "weights_bytes",
            "kv_cache_bytes",
            "memory_capacity_bytes",
            "fits_in_memory",
            "die_area_mm2",
            "ai_area_mm2",
            "system_cost_usd",
            "decode_tokens_per_second_per_usd",
            "decode_tokens_per_joule",
            "phases");
    JsonNode phases = json.get("phases");
    assertThat(phases.get(0).get("phase").stringValue()).isEqualTo("prefill");
    assertThat(phases.get(1).get("phase").stringValue()).isEqualTo("decode");
    for (JsonNode phase : phases) {
      assertThat(Cli.names(phase)).contains("phase", "latency_ms", "operators");
      for (JsonNode operator : phase.get("operators")) {
        assertThat(Cli.names(operator))
            .contains(
                "name",
                "operator",
                "processor",
                "count",
                "latency_us",
                "share_percent",
                "bound_by",
                "roofline_us",
                "utilization_percent");
      }
    }
  }

  @Test
  void valuesOfTheRunAreConsistent() {
    JsonNode json = JSON.json();

    double ttft = json.get("ttft_ms").doubleValue();
    double tpot = json.get("tpot_ms").doubleValue();
    assertThat(json.get("end_to_end_s").doubleValue() * 1e3)
        .isCloseTo(ttft + 3 * tpot, within(1e-3 * ttft));
    assertThat(json.get("prefill_tokens_per_second").doubleValue())
        .isCloseTo(64 / ttft * 1e3, within(0.01));
    for (JsonNode phase : json.get("phases")) {
      double shares = 0;
      double total = 0;
      for (JsonNode operator : phase.get("operators")) {
        shares += operator.get("share_percent").doubleValue();
        total += operator.get("latency_us").doubleValue() * operator.get("count").longValue();
      }
      assertThat(shares).isCloseTo(100, within(1e-3));
      double latency = phase.get("latency_ms").doubleValue();
      assertThat(total / 1e3).isCloseTo(latency, within(1e-4 * latency));
    }
  }

  @Test
  void everyLatencyHasABandAndTheRunSaysWhyItMayBeTrusted() {
    JsonNode json = Cli.line(PHONE + " --format json").json();

    for (String id :
        List.of(
            "ttft_ms",
            "tpot_ms",
            "prefill_tokens_per_second",
            "decode_tokens_per_second",
            "end_to_end_s",
            "decode_tokens_per_second_per_usd")) {
      double value = json.get(id).doubleValue();
      assertThat(json.get(id + "_p10").doubleValue()).as(id).isPositive().isLessThan(value);
      assertThat(json.get(id + "_p90").doubleValue()).as(id).isGreaterThan(value);
    }
    // The stated value is the median: both ends are off by the same factor.
    double ttft = json.get("ttft_ms").doubleValue();
    assertThat(json.get("ttft_ms_p10").doubleValue() * json.get("ttft_ms_p90").doubleValue())
        .isCloseTo(ttft * ttft, within(1e-5 * ttft * ttft));
    JsonNode operator = json.get("phases").get(0).get("operators").get(1);
    assertThat(operator.get("latency_us").doubleValue())
        .isBetween(
            operator.get("latency_us_p10").doubleValue(),
            operator.get("latency_us_p90").doubleValue());
    assertThat(Cli.names(json.get("trust")))
        .containsExactly(
            "measured_rows", "device_measured", "engine_measured", "nearest", "band_from");
    assertThat(json.get("trust").get("device_measured").booleanValue()).isTrue();
  }

  @Test
  void aDeviceThatNobodyMeasuredSaysSoAndNamesTheNearest() {
    Cli run = Cli.line("run -d a100-pcie-80gb -m qwen2-0.5b -p 64 -n 4");
    Cli changed =
        Cli.line("run -d rk3588 -m qwen2-0.5b -p 64 -n 4 -e rkllm --set memory.data_rate=6400MT/s");
    Cli measured = Cli.line("run -d rk3588 -m qwen2-0.5b -p 64 -n 4 -e rkllm");

    assertThat(run.out())
        .containsPattern("trust +never measured; nearest [a-z0-9-]+; 80 %: 0\\.[0-9]+ to [1-9]\\.");
    assertThat(changed.out()).containsPattern("trust +never measured; nearest rk3588; 80 %: 0");
    assertThat(measured.out())
        .containsPattern(
            "trust +measured: [0-9]+ rows of this device and engine, [0-9.]+ %; 80 %: 0");
  }

  @Test
  void memoryHoldsWeightsCacheAndActivations() {
    JsonNode json = JSON.json();

    double needed =
        json.get("weights_bytes").doubleValue()
            + json.get("kv_cache_bytes").doubleValue()
            + json.get("activation_bytes").doubleValue();
    assertThat(json.get("activation_bytes").doubleValue()).isPositive();
    assertThat(json.get("fits_in_memory").booleanValue())
        .isEqualTo(
            needed
                <= json.get("memory_capacity_bytes").doubleValue()
                    - json.get("memory_reserve_bytes").doubleValue());
    assertThat(json.get("kv_cache_capacity_tokens").longValue()).isGreaterThan(68);
    assertThat(json.get("kv_cache_processors").get(0).stringValue()).isEqualTo("gpu");
  }

  @Test
  void phasesSayHowProcessorsSpentTheirTime() {
    JsonNode phases = JSON.json().get("phases");

    for (JsonNode phase : phases) {
      for (JsonNode processor : phase.get("processors")) {
        double sum = 0;
        for (String share : List.of("busy", "submit", "synchronization", "wait")) {
          sum += processor.get(share + "_percent").doubleValue();
        }
        assertThat(sum).isCloseTo(100, within(0.01));
      }
      double sum = 0;
      for (JsonNode interval : phase.get("bandwidth_over_time")) {
        for (JsonNode lane : interval.get("gb_per_s")) {
          sum += lane.doubleValue() / phase.get("bandwidth_over_time").size();
        }
      }
      double mean = phase.get("bandwidth_gb_per_s").doubleValue();
      assertThat(sum).isCloseTo(mean, within(1e-6 * mean));
    }
  }

  @Test
  void aBackgroundLoadSlowsTheRun() {
    double alone = JSON.json().get("tpot_ms").doubleValue();
    double loaded =
        Cli.line(PHONE + " --format json --background-bandwidth 30")
            .json()
            .get("tpot_ms")
            .doubleValue();
    Cli wrong = Cli.line(PHONE + " --background-gpu 100");

    assertThat(loaded).isGreaterThan(alone);
    assertThat(wrong.code()).isEqualTo(2);
    assertThat(wrong.err())
        .contains("background share of the GPU must be from 0 to less than 100 %, but is 100.0 %");
  }

  @Test
  void everyUnknownValueIsNullAndSaysWhy() {
    // No energy is published for this board, and no price of its memory.
    JsonNode json = Cli.line("run -d rk3588 -m qwen2-0.5b -p 64 -n 8 --format json").json();

    List<String> unknown = new ArrayList<>();
    json.properties()
        .forEach(
            e -> {
              if (e.getValue().isNull()) {
                unknown.add(e.getKey());
              }
            });
    List<String> explained = new ArrayList<>();
    json.get("missing").forEach(m -> explained.add(m.get("field").stringValue()));
    assertThat(unknown)
        .contains("prefill_energy_j", "decode_energy_j_per_token", "decode_tokens_per_joule");
    assertThat(explained).containsExactlyInAnyOrderElementsOf(unknown);
  }

  @Test
  void tableSaysWhatWasChosenAndWhatIsNotKnown() {
    assertThat(TABLE.code()).isZero();
    assertThat(TABLE.err()).isEmpty();
    assertThat(TABLE.out())
        .contains("(auto: fastest end to end; ")
        .contains("TTFT ")
        .contains("Prefill of 64 tokens: ")
        .containsPattern("energy +[0-9.]+ J prefill, [0-9.]+ J a token")
        .containsPattern("power +[0-9.]+ W prefill, [0-9.]+ W decode, [0-9.]+ W in the dearest")
        .containsPattern("prefill +memory, idle +- +- +- +- +[0-9.]+ +[0-9.]+ +[0-9.]+")
        .doesNotContain("NaN");
  }

  @Test
  void energyIsPowerTimesTimeOnAPhone() {
    JsonNode json = JSON.json();

    double watts =
        json.get("prefill_energy_j").doubleValue() / (json.get("ttft_ms").doubleValue() / 1e3);
    assertThat(watts).isBetween(1.0, 15.0); // a phone SoC under load
    assertThat(json.get("decode_tokens_per_joule").doubleValue())
        .isCloseTo(1 / json.get("decode_energy_j_per_token").doubleValue(), within(1e-5));
  }

  @Test
  void whatTheTemplateLacksForEnergyIsNamed() {
    assertThat(Cli.line("run -d rk3588 -m qwen2-0.5b -p 64 -n 8 -e npu-only").out())
        .contains("prefill_energy_j: the template lacks processors.npu.energy, memory.energy");
  }

  @Test
  void traceIsATraceEventDocument(@TempDir Path folder) throws IOException {
    Path file = folder.resolve("trace.json");

    assertThat(Cli.line(PHONE + " --engine tensor --trace " + file).code()).isZero();
    assertThat(Files.readString(file)).contains("\"traceEvents\"", "q_projection", "gpu", "npu");
  }

  @Test
  void csvHasOneRowAnOperatorAndSummaryOneARun() {
    String[] rows = CSV.out().split("\r\n", -1);
    String[] summary = Cli.line(PHONE + " --summary").out().split("\r\n", -1);

    assertThat(rows[0])
        .startsWith(
            "device,model,quantization,engine,prompt_tokens,output_tokens,batch,phase,name");
    assertThat(rows).hasSizeGreaterThan(20);
    assertThat(rows[1]).startsWith("snapdragon-8-gen-3,llama-3-8b,w4a16,");
    assertThat(summary).hasSize(3); // header, row, nothing after the last line end
    assertThat(summary[0]).contains("ttft_ms,tpot_ms");
    assertThat(summary[1].split(",", -1)).hasSameSizeAs(summary[0].split(",", -1));
  }

  @Test
  void sameRunGivesTheSameBytes() {
    assertThat(Cli.line(PHONE).out()).isEqualTo(TABLE.out());
    assertThat(Cli.line(PHONE + " --format csv").out()).isEqualTo(CSV.out());
    assertThat(Cli.line(PHONE + " --format json").out()).isEqualTo(JSON.out());
  }

  @Test
  void outputFileHasWhatStandardOutputWouldHave(@TempDir Path folder) throws IOException {
    Path file = folder.resolve("run.json");
    Cli toFile = Cli.line(PHONE + " --format json -o " + file);

    assertThat(toFile.code()).as(toFile.err()).isZero();
    assertThat(toFile.out()).isEmpty();
    assertThat(Files.readString(file)).isEqualTo(JSON.out());
    try (var files = Files.list(folder)) {
      assertThat(files).containsExactly(file);
    }
  }

  @Test
  void modelThatDoesNotFitIsRunWithAWarning() {
    Cli run =
        Cli.line(
            "run --device jetson-orin-nano --model llama-3-70b --prompt 16 --output-tokens 2"
                + " --format json");

    assertThat(run.code()).isZero();
    assertThat(run.err()).startsWith("socompass: warning: llama-3-70b as fp16 does not fit");
    assertThat(run.json().get("fits_in_memory").booleanValue()).isFalse();
  }

  @Test
  void longContextIsRunWithAWarning() {
    Cli run =
        Cli.line("run -d jetson-agx-orin -m llama-3-8b -q w4a16 --prompt 8192 --output-tokens 1");

    assertThat(run.code()).isZero();
    assertThat(run.err())
        .isEqualTo(
            "socompass: warning: 8193 tokens of context are more than the 8192 that llama-3-8b was"
                + " made for\n");
  }

  @Test
  void statisticsGoToStandardError() {
    Cli run = Cli.line(PHONE + " --engine layer --stats");

    assertThat(run.code()).isZero();
    assertThat(run.err())
        .matches(
            "layer: operators: \\d+ found in the cache, 0 on disk, \\d+ searched; mappings: \\d+"
                + " evaluated of \\d+\ntiles: \\d+ found in the cache, \\d+ computed\n");
  }

  /** A store on disk changes no number, and run and compare share it. */
  @Test
  void aCacheOnDiskIsShared(@TempDir Path folder) {
    String cached = " --stats --cache " + folder;
    Cli first = Cli.line(PHONE + " --engine layer" + cached);
    Cli second = Cli.line(PHONE + " --engine layer" + cached);
    Cli compared = Cli.line(PHONE.replace("run", "compare") + " --engines layer" + cached);

    assertThat(first.err()).contains(" 0 on disk");
    assertThat(second.err()).contains(" 0 searched");
    assertThat(compared.err()).contains(" 0 searched");
    assertThat(second.out()).isEqualTo(first.out());
    assertThat(second.out()).isEqualTo(Cli.line(PHONE + " --engine layer").out());
  }

  @Test
  void onlyTheNamedProcessorsRun() {
    JsonNode json = Cli.line(PHONE + " --processors gpu+npu --engine layer --format json").json();

    json.get("phases")
        .forEach(
            phase ->
                phase
                    .get("operators")
                    .forEach(
                        o ->
                            assertThat(o.get("processor").stringValue())
                                .isIn("gpu", "npu", "gpu+npu")));
  }

  @ParameterizedTest
  @MethodSource("devices")
  void everyDeviceRunsASmallModel(String device) {
    Cli run = Cli.line("run -d " + device + " -m tinyllama-1.1b -q w4a16 -p 32 -n 4 --format json");

    assertThat(run.code()).as(run.err()).isZero();
    assertThat(run.out()).doesNotContain("NaN").doesNotContain("Infinity");
    assertThat(run.json().get("ttft_ms").doubleValue()).isPositive();
    assertThat(run.json().get("tpot_ms").doubleValue()).isPositive();
  }

  /** What a choice of engines does is in the tests of devices; a model is built and priced once. */
  @ParameterizedTest
  @MethodSource("models")
  void everyModelRuns(String model) {
    Cli run =
        Cli.line("run -d snapdragon-x-elite -q w8a8 -e gpu-only -p 32 -n 2 --summary -m " + model);

    assertThat(run.code()).as(run.err()).isZero();
  }

  static List<String> devices() {
    return DeviceLibrary.ids();
  }

  static List<String> models() {
    return ModelLibrary.ids();
  }
}
