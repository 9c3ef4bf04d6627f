package org.socompass.cli.serving;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.withinPercentage;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.socompass.cli.Cli;
import tools.jackson.databind.JsonNode;

/** The command {@code serving}. */
final class ServingCommandTest {
  private static final String SERVING =
      "serving --device a100-80gb --model qwen2.5-0.5b --engine gpu-only --prompt 64"
          + " --output-tokens 8 --max-sequences 8 --chunk 64 ";

  @TempDir Path folder;

  @Test
  void replicasShareTheRequests() {
    JsonNode one = Cli.line(SERVING + "--requests 50 --rate 1000 --format json").json();
    JsonNode two =
        Cli.line(SERVING + "--requests 50 --rate 1000 --replicas 2 --format json").json();
    assertThat(two.get("bound_requests_per_second").asDouble())
        .isCloseTo(2 * one.get("bound_requests_per_second").asDouble(), withinPercentage(0.001));
    assertThat(two.get("requests_per_second").asDouble())
        .isGreaterThan(one.get("requests_per_second").asDouble());
    assertThat(two.get("ttft_ms_p90").asDouble()).isLessThan(one.get("ttft_ms_p90").asDouble());
  }

  @Test
  void aTraceIsServedAsItSays() throws IOException {
    Path trace = folder.resolve("trace.csv");
    Files.writeString(trace, "arrival_s,prompt_tokens,output_tokens\n0,64,8\n100,64,8\n");

    JsonNode run = Cli.line(SERVING + "--format json --trace " + trace).json();

    // 16 tokens in 100 s and a little: the second request waits for nobody.
    assertThat(run.get("output_tokens_per_second").asDouble()).isBetween(0.15, 0.16);
    assertThat(run.get("ttft_ms_p99")).isEqualTo(run.get("ttft_ms_p50"));
  }

  @Test
  void allPlacementsOfASystemStandSideBySide() {
    Cli run =
        Cli.line(
            SERVING.replace("a100-80gb", "a100-80gb-x4").replace("qwen2.5-0.5b", "llama-3.2-1b")
                + "--requests 20 --placements --format csv");

    assertThat(run.code()).as(run.err()).isZero();
    // 4 = replicas x stages x tensor: 1 2 4 over three places, six ways.
    assertThat(run.out().lines()).hasSize(1 + 6);
    assertThat(run.out()).startsWith("replicas,pipeline,expert_groups,tensor,goodput_");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "--placements | a100-80gb is one device; name a system of several",
        "--placements --replicas 2 | --placements finds the replicas; leave out --replicas",
        "--replicas 0 | --replicas must be in [1, 1024], but is 0",
        "--rate 0 | --rate must be positive, but is 0.0",
        "--lengths long | --lengths must be fixed or exponential, but is 'long'",
        "--routing-skew 1 | has no experts to choose from",
        "--trace nowhere.csv | nowhere.csv: no such file"
      })
  void mistakesNameTheirOption(String options, String message) {
    Cli run = Cli.line(SERVING + options);

    assertThat(run.code()).isEqualTo(2);
    assertThat(run.err()).contains(message).doesNotContain("\tat ");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "time,prompt,output | :1: the first line must be arrival_s,prompt_tokens,output_tokens",
        "arrival_s,prompt_tokens,output_tokens;1,8 | :2: must have 3 cells, but has 2",
        "arrival_s,prompt_tokens,output_tokens;1,8,0 | :2: output_tokens must be a whole number in",
        "arrival_s,prompt_tokens,output_tokens;1,8,2;0,8,2 | :3: arrival_s must not be less than",
        "arrival_s,prompt_tokens,output_tokens;x,8,2 | :2: arrival_s must be a number, but is 'x'",
        "arrival_s,prompt_tokens,output_tokens | :2: there must be a request"
      })
  void aWrongTraceIsRefusedAtItsLine(String lines, String message) throws IOException {
    Path trace = folder.resolve("trace.csv");
    Files.writeString(trace, lines.replace(';', '\n') + "\n");

    Cli run = Cli.line(SERVING + "--trace " + trace);

    assertThat(run.code()).isEqualTo(2);
    assertThat(run.err()).contains(trace + message);
  }
}
