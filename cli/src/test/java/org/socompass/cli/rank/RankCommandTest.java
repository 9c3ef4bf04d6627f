package org.socompass.cli.rank;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.socompass.cli.Cli;
import tools.jackson.databind.JsonNode;

/** Devices in order. */
final class RankCommandTest {
  private static final String LINE =
      "rank --model llama-3-8b --quantization w4a16 --prompt 64 --output-tokens 2 --samples 100"
          + " --devices rk3588,snapdragon-8-gen-3,jetson-orin-nano,a100-80gb";

  @Test
  void fasterDevicesComeFirstAndThoseItDoesNotFitLast() {
    Cli run = Cli.line(LINE + " --format json");

    assertThat(run.code()).as(run.err()).isZero();
    JsonNode devices = run.json().get("devices");
    assertThat(devices.size()).isEqualTo(4);
    assertThat(devices.get(0).get("device").stringValue()).isEqualTo("a100-80gb");
    double last = Double.POSITIVE_INFINITY;
    int rank = 0;
    for (JsonNode device : devices) {
      if (device.get("standing").stringValue().equals("ranked")) {
        assertThat(device.get("rank").intValue()).isEqualTo(++rank);
        double rate = device.get("decode_tokens_per_second").doubleValue();
        assertThat(rate).isLessThanOrEqualTo(last);
        last = rate;
      } else {
        assertThat(device.get("rank").isNull()).isTrue();
        assertThat(device.get("reason").stringValue()).isNotEmpty();
      }
    }
  }

  @Test
  void eachDeviceIsPredictedAsByRun() {
    JsonNode ranked = Cli.line(LINE + " --format json").json().get("devices");
    for (JsonNode device : ranked) {
      JsonNode run =
          Cli.line(
                  "run --model llama-3-8b --quantization w4a16 --prompt 64 --output-tokens 2"
                      + " --samples 100 --format json --device "
                      + device.get("device").stringValue())
              .json();
      for (String figure : List.of("ttft_ms", "tpot_ms", "system_cost_usd")) {
        assertThat(device.get(figure)).isEqualTo(run.get(figure));
      }
    }
  }

  @Test
  void anEngineThatADeviceCannotRunIsToldBelowTheTable() {
    Cli run = Cli.line(LINE + " --engine npu-only");

    assertThat(run.code()).as(run.err()).isZero();
    assertThat(run.out()).contains("\nnot ranked\n").contains("a100-80gb: ");
  }

  @Test
  void aMetricOfAnyReportOrders() {
    List<String> lines =
        Cli.line(LINE + " --by system_cost_usd --format csv").out().lines().toList();

    assertThat(lines.get(0)).startsWith("rank,device,standing,engine,ttft_ms");
    assertThat(lines).hasSize(5);
    assertThat(Cli.line(LINE + " --by system_cost").err()).contains("system_cost_usd");
    assertThat(Cli.line("rank -m llama-3-8b --devices rk3589").err()).contains("rk3588");
    assertThat(Cli.line("rank -m llama-3-8b --devices ,").err()).contains("--devices must name");
  }
}
