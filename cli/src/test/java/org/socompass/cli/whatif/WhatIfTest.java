package org.socompass.cli.whatif;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.socompass.cli.Cli;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** Runs beside runs: other values, other devices. */
final class WhatIfTest {
  private static final String WORK =
      " --model qwen2-0.5b --quantization w4a16 --prompt 32 --output-tokens 4 --samples 50";
  private static final String RUN = "run --device snapdragon-8-gen-3 --engine gpu-only" + WORK;

  private static JsonNode points(String line) {
    Cli done = Cli.line(line + " --format json");
    assertThat(done.err()).isEmpty();
    assertThat(done.code()).isZero();
    return done.json().get("points");
  }

  @Test
  void aSweepHasTheRunAsItIsAndARowForEachCombination(@TempDir Path folder) throws IOException {
    Path plot = folder.resolve("plot.svg");
    JsonNode rows =
        points(
            RUN + " --sweep memory.channels=1,4 --sweep prompt=32:64:32 --plot " + plot.toString());
    assertThat(rows.size()).isEqualTo(5);
    assertThat(rows.get(0).get("memory.channels").asString()).isEqualTo("4");
    assertThat(rows.get(1).get("memory.channels").asString()).isEqualTo("1");
    assertThat(rows.get(2).get("prompt").asString()).isEqualTo("64");
    // A quarter of the bandwidth makes each token slower; the device as it is changes nothing.
    assertThat(rows.get(1).get("tpot_ms_change_percent").asDouble()).isGreaterThan(20);
    assertThat(rows.get(3).get("tpot_ms_change_percent").asDouble()).isZero();
    assertThat(rows.get(1).get("tpot_ms_better_percent").asDouble()).isLessThan(10);
    assertThat(rows.get(0).get("tpot_ms_better_percent").isNull()).isTrue();
    assertThat(Files.readString(plot))
        .contains("memory.channels", "prompt 64", "decode [tokens/s]");
  }

  @Test
  void aSweepOfBatchesNamesTheKnee(@TempDir Path folder) throws IOException {
    Path plot = folder.resolve("plot.svg");
    String line = RUN + " --sweep batch=1:256:x4 --plot " + plot;
    Cli done = Cli.line(line + " --format json");
    assertThat(done.code()).isZero();
    JsonNode knee = done.json().get("knees").get(0);
    assertThat(knee.get("of").asString()).isEqualTo("decode");
    long batch = knee.get("batch").asLong();
    assertThat(List.of(1L, 4L, 16L, 64L)).contains(batch);
    // The batch of the knee is one of the points, with its rate.
    JsonNode points = done.json().get("points");
    assertThat(points.size()).isEqualTo(6);
    for (JsonNode point : points) {
      if (point.get("batch").asString().equals(Long.toString(batch))) {
        assertThat(knee.get("decode_tokens_per_second").asDouble())
            .isEqualTo(point.get("decode_tokens_per_second").asDouble());
      }
    }
    assertThat(Files.readString(plot)).contains("decode, knee at " + batch);
    assertThat(Cli.line(RUN + " --sweep batch=1:256:x4").out())
        .contains("knee at batch " + batch + ", ");
  }

  @Test
  void aRunOfASweepIsTheRun() {
    JsonNode swept = points(RUN + " --sweep memory.data_rate=4800MT/s").get(1);
    Cli alone = Cli.line(RUN + " --set memory.data_rate=4800MT/s --format json");
    JsonNode run = alone.json();
    for (String id : List.of("ttft_ms", "tpot_ms", "decode_energy_j_per_token", "tpot_ms_p90")) {
      assertThat(swept.get(id).asDouble()).as(id).isEqualTo(run.get(id).asDouble());
    }
  }

  @Test
  void anotherDeviceStandsBeside() {
    JsonNode rows = points(RUN + " --against snapdragon-8-elite");
    assertThat(rows.size()).isEqualTo(2);
    assertThat(rows.get(1).get("device").asString()).isEqualTo("snapdragon-8-elite");
    // Documents have seven digits.
    double ratio = rows.get(1).get("tpot_ms").asDouble() / rows.get(0).get("tpot_ms").asDouble();
    assertThat(rows.get(1).get("tpot_ms_change_percent").asDouble())
        .isCloseTo(100 * (ratio - 1), org.assertj.core.data.Offset.offset(1e-3));
  }

  @Test
  void devicesAreComparedWithTheFirst() {
    JsonNode rows = points("compare --devices snapdragon-8-gen-3,snapdragon-8-elite,rk3588" + WORK);
    assertThat(rows.size()).isEqualTo(3);
    assertThat(rows.get(0).get("tpot_ms_change_percent").asDouble()).isZero();
    // The NPU of the third is years older.
    assertThat(rows.get(2).get("tpot_ms_better_percent").asDouble()).isLessThan(50);
    Cli table = Cli.line("compare --devices snapdragon-8-gen-3,rk3588 --engines gpu-only" + WORK);
    assertThat(table.out()).contains("gpu-only", "faster decode in %");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          --sweep memory.channels=2 --against rk3588 | --sweep and --against are two tables; ask for one at a time
          --sweep prompts=2                          | --sweep prompts=2: 'prompts' is neither a size nor the path of a template field; did you mean 'prompt'?
          --sweep prompt=9:2                         | --sweep prompt=9:2: '9:2' is neither a size nor FROM:TO, FROM:TO:STEP or FROM:TO:xFACTOR
          --sweep prompt=2 --sweep prompt=3          | --sweep names prompt twice
          --sweep prompt=2 --summary                 | --summary is for one run, not for --sweep or --against
          --plot x.svg                               | --plot draws a --sweep; name one
          --against rk3589                           | rk3588
          """)
  void mistakesAreSaid(String options, String message) {
    Cli done = Cli.line(RUN + " " + options);
    assertThat(done.err()).contains(message);
    assertThat(done.code()).isEqualTo(2);
    assertThat(done.out()).isEmpty();
  }

  @Test
  void aPointThatCanNotRunIsSaidAndCounted() {
    Cli done = Cli.line(RUN + " --sweep memory.channels=0,4");
    assertThat(done.out()).contains("must be at least 1, but is 0");
    assertThat(done.code()).isEqualTo(1);
  }

  @Test
  void whatDoesNotFitNamesWhatDoes() {
    Cli done =
        Cli.line(
            "run --device snapdragon-8-gen-3 --placement dram-only --engine gpu-only --model llama-3-8b --prompt 8"
                + " --output-tokens 2");
    assertThat(done.code()).isZero();
    assertThat(done.err())
        .contains("llama-3-8b as fp16 does not fit", "it fits with --quantization ");
    String named = done.err().replaceAll("(?s).*it fits with --quantization (\\S+).*", "$1");
    Cli again =
        Cli.line(
            "run --device snapdragon-8-gen-3 --placement dram-only --engine gpu-only --model llama-3-8b --prompt 8"
                + " --output-tokens 2 --quantization "
                + named.strip());
    assertThat(again.err()).doesNotContain("does not fit");
  }

  @Test
  void whatIsReadFromStorageNamesWhatFits() {
    Cli done =
        Cli.line(
            "run --device snapdragon-8-gen-3 --engine gpu-only --model llama-3-8b --prompt 8"
                + " --output-tokens 2");
    assertThat(done.code()).isZero();
    assertThat(done.err())
        .contains("of its weights stay in UFS 4.0", "it fits with --quantization ");
  }

  @Test
  void aChangeThatMovesNothingNamesWhatBinds() {
    // The GPU alone runs: the NPU's clock moves nothing, twice the GPU's clock does.
    Cli done =
        Cli.line(
            "run --device snapdragon-8-gen-3 --engine gpu-only --model qwen2-0.5b --prompt 64"
                + " --output-tokens 2 --quantization w4a16 --set processors.npu.clock=2GHz");
    assertThat(done.code()).isZero();
    assertThat(done.err())
        .contains("--set processors.npu.clock=2GHz moves nothing of this result")
        .containsPattern(
            "prefill goes most by processors\\.gpu\\.\\S+ \\(doubled: -[0-9.]+ % time\\)")
        .containsPattern("decode goes most by (processors\\.gpu|memory)\\.\\S+ \\(doubled: -");
  }

  /** Slices of a thread that overlap by a rounding are drawn nested, or dropped. */
  @Test
  void slicesOfATraceNestExactly(@TempDir Path folder) throws IOException {
    Path file = folder.resolve("trace.json");
    Cli.line(
        "run --device snapdragon-8-gen-3 --engine tensor --model llama-3-8b --quantization w4a16"
            + " --prompt 300 --output-tokens 2 --trace "
            + file);
    Map<String, List<double[]>> threads = new HashMap<>();
    for (JsonNode event :
        JsonMapper.builder().build().readTree(Files.readString(file)).get("traceEvents")) {
      if (event.get("ph").asString().equals("X")) {
        double from = event.get("ts").asDouble();
        threads
            .computeIfAbsent(event.get("pid") + "/" + event.get("tid"), t -> new ArrayList<>())
            .add(new double[] {from, from + event.get("dur").asDouble()});
      }
    }
    int slices = 0;
    for (List<double[]> slice : threads.values()) {
      slice.sort(java.util.Comparator.comparingDouble(s -> s[0]));
      for (int i = 1; i < slice.size(); i++) {
        assertThat(slice.get(i)[0]).isGreaterThanOrEqualTo(slice.get(i - 1)[1]);
        slices++;
      }
    }
    assertThat(slices).isGreaterThan(1000);
  }
}
