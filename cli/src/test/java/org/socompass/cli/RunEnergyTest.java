package org.socompass.cli;

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
import org.junit.jupiter.params.provider.ValueSource;
import org.socompass.evaluation.SustainedEvaluation;
import tools.jackson.databind.JsonNode;

/** Energy, power and sustained operation as {@code run} reports them. */
final class RunEnergyTest {
  private static final String PHONE =
      "run --device snapdragon-8-gen-3 --model qwen2.5-1.5b --quantization w8a8 --prompt 64"
          + " --output-tokens 64";

  @ParameterizedTest
  @ValueSource(strings = {"cpu-only", "gpu-only", "npu-only", "layer", "tensor", "llm-npu"})
  void energyIsStatedForEveryEngineOfAPhoneAndItsPartsSum(String engine) {
    JsonNode json = Cli.line(PHONE + " --format json --engine " + engine).json();
    for (JsonNode phase : json.get("phases")) {
      JsonNode energy = phase.get("energy");
      double sum = energy.get("memory_idle_j").doubleValue();
      for (JsonNode processor : energy.get("by_processor")) {
        for (JsonNode part : processor) {
          assertThat(part.doubleValue()).isNotNegative();
          sum += part.doubleValue();
        }
      }
      double total = energy.get("total_j").doubleValue();
      assertThat(sum).isCloseTo(total, within(1e-5 * total));
      assertThat(energy.get("processors_j").doubleValue() + energy.get("memory_j").doubleValue())
          .isCloseTo(total, within(1e-5 * total));
      assertThat(total / (phase.get("latency_ms").doubleValue() / 1e3))
          .isCloseTo(energy.get("average_power_w").doubleValue(), within(1e-4 * total));
      assertThat(energy.get("peak_power_w").doubleValue())
          .isGreaterThanOrEqualTo(energy.get("average_power_w").doubleValue() * (1 - 1e-6));
    }
    assertThat(json.get("peak_power_w").doubleValue())
        .isGreaterThanOrEqualTo(json.get("prefill_average_power_w").doubleValue() * (1 - 1e-6))
        .isGreaterThanOrEqualTo(json.get("decode_average_power_w").doubleValue() * (1 - 1e-6));
  }

  @Test
  void sensitivityNamesWhatMovesPerformancePerCostAndEnergyMost(@TempDir Path folder)
      throws IOException {
    String line = PHONE + " --engine gpu-only --samples 200 --sensitivity";
    JsonNode json = Cli.line(line + " --format json --charts " + folder).json();

    JsonNode perCost = json.get("sensitivity").get(0);
    assertThat(perCost.get("result").asString()).isEqualTo("performance per cost");
    assertThat(perCost.get("value").doubleValue())
        .isCloseTo(json.get("decode_tokens_per_second_per_usd").doubleValue(), within(1e-9));
    JsonNode first = perCost.get("constants").get(0);
    assertThat(first.get("constant").asString()).startsWith("memory-prices: LPDDR5X");
    // The dearer the memory, the less for a dollar.
    assertThat(first.get("high").doubleValue()).isLessThan(first.get("low").doubleValue());
    JsonNode energy = json.get("sensitivity").get(1);
    assertThat(energy.get("value").doubleValue())
        .isCloseTo(json.get("decode_energy_j_per_token").doubleValue(), within(1e-9));
    assertThat(energy.get("constants").get(0).get("source").asString()).isNotBlank();
    assertThat(folder)
        .isDirectoryContaining("glob:**/sensitivity-performance-per-cost.svg")
        .isDirectoryContaining("glob:**/sensitivity-energy-of-a-token.svg")
        .isDirectoryContaining("glob:**/energy-decode.svg")
        .isDirectoryContaining("glob:**/area.pdf")
        .isDirectoryContaining("glob:**/cost.svg");
    assertThat(Files.readString(folder.resolve("area.svg"))).contains("Remainder");
    assertThat(Cli.line(line).out())
        .contains("What moves the performance per cost of ")
        .contains("What moves the energy of a token of ");
    List<String> csv = Cli.line(line + " --format csv").out().lines().toList();
    assertThat(csv.get(0)).startsWith("device,result,constant,");
    assertThat(csv.get(1)).startsWith("snapdragon-8-gen-3,performance per cost,memory-prices");
  }

  @Test
  void sensitivityOfWhatIsNotKnownIsEmptyAndSaysWhatLacks() {
    var run =
        Cli.line(
            "run --device rk3588 --model qwen2.5-1.5b --quantization w8a8 --prompt 8"
                + " --output-tokens 2 --sensitivity --format json");

    JsonNode json = run.json();
    assertThat(json.get("sensitivity").isEmpty()).isTrue();
    assertThat(json.get("decode_tokens_per_second_per_usd").isNull()).isTrue();
    assertThat(json.get("missing").toString()).contains("area.die").contains("energy");
  }

  @Test
  void sustainedOperationIsAddedWhenAskedFor() {
    JsonNode plain = Cli.line(PHONE + " --format json --engine cpu-only").json();
    JsonNode json = Cli.line(PHONE + " --format json --engine cpu-only --sustained").json();

    List<String> added = new ArrayList<>();
    Cli.names(json).forEach(added::add);
    Cli.names(plain).forEach(added::remove);
    assertThat(added)
        .containsExactlyElementsOf(
            SustainedEvaluation.VALUES.stream().map(SustainedEvaluation.Value::id).toList());
    assertThat(json.get("sustained_decode_tokens_per_second_1min").doubleValue())
        .isCloseTo(plain.get("decode_tokens_per_second").doubleValue(), within(1e-6));
    assertThat(json.get("time_to_throttle_s").doubleValue()).isBetween(60.0, 1800.0);
    assertThat(json.get("sustained_power_w").doubleValue())
        .isLessThan(json.get("decode_average_power_w").doubleValue());
    assertThat(json.get("sustained_body_celsius").doubleValue()).isBetween(42.0, 43.25);
  }

  @Test
  void aDeviceThatNeverSlowsDownHasNoTimeUntilItDoes() {
    Cli run = Cli.line(PHONE + " --engine npu-only --sustained");
    assertThat(run.out())
        .contains("Repeated without pause, from cold: it does not slow down")
        .contains("time_to_throttle_s: it does not slow down within half an hour");
  }

  @Test
  void whatTheTemplateLacksIsNamedAndNothingIsZero() {
    JsonNode json =
        Cli.line(
                "run -d jetson-agx-orin -m qwen2-0.5b -p 64 -n 8 --engine gpu-only --sustained"
                    + " --format json")
            .json();
    List<String> explained = new ArrayList<>();
    json.get("missing")
        .forEach(
            m -> {
              explained.add(m.get("field").stringValue());
              if (m.get("field").stringValue().equals("sustained_power_w")) {
                assertThat(m.get("reason").stringValue())
                    .isEqualTo("the template lacks thermal, processors.gpu.dvfs");
              }
            });
    for (SustainedEvaluation.Value value : SustainedEvaluation.VALUES) {
      assertThat(json.get(value.id()).isNull()).as(value.id()).isTrue();
      assertThat(explained).contains(value.id());
    }
  }

  @Test
  void theCsvRowGainsTheSameColumns() {
    Cli run = Cli.line(PHONE + " --format csv --summary --sustained --engine gpu-only");
    String[] lines = run.out().split("\r\n", -1);
    assertThat(lines[0]).contains("sustained_chip_celsius,time_to_throttle_s,ttft_ms_p10,");
    assertThat(lines[1].split(",", -1)).hasSameSizeAs(lines[0].split(",", -1));
  }
}
