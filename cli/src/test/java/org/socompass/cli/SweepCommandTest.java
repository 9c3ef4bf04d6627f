package org.socompass.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import tools.jackson.databind.JsonNode;

/** {@code socompass sweep}, also as a process that is killed. */
final class SweepCommandTest {
  private static final String SPEC =
      """
      name: phones
      device: snapdragon-8-gen-3
      parameters:
        rate: {path: memory.data_rate, range: {from: 6400 MT/s, to: 12800 MT/s, step: 200 MT/s}}
        slc: {path: system_cache.capacity, values: [2 MiB, 4 MiB, 8 MiB, 16 MiB]}
      workloads:
        chat: {model: qwen2.5-1.5b, quantization: w4a16, prompt: 32, output: 4, engine: gpu-only}
      objectives:
        tpot_ms: min
        die_area_mm2: min
      """;

  @TempDir Path folder;

  private String spec() throws IOException {
    return Files.writeString(folder.resolve("spec.yaml"), SPEC).toString();
  }

  private static List<String> results(Path output) throws IOException {
    return Files.readAllLines(output.resolve("results.csv"));
  }

  @Test
  void writesAllPointsAndPrintsThoseThatNothingIsBetterThan() throws IOException {
    Path output = folder.resolve("out");

    Cli run = Cli.run("sweep", spec(), "--output-dir", output.toString(), "--format", "json");

    assertThat(run.code()).as(run.err()).isZero();
    assertThat(results(output)).hasSize(1 + 33 * 4);
    JsonNode json = run.json();
    assertThat(json.get("points").asInt()).isEqualTo(132);
    assertThat(json.get("ok").asInt()).isEqualTo(132);
    assertThat(Files.readAllLines(output.resolve("pareto.csv")))
        .hasSize(1 + json.get("pareto").size());
    assertThat(output.resolve("results.parquet")).isNotEmptyFile();
  }

  @Test
  void aDryRunCountsAndWritesNothing() throws IOException {
    Cli run = Cli.run("sweep", spec(), "--dry-run", "--format", "json");

    assertThat(run.code()).as(run.err()).isZero();
    assertThat(run.json().get("points").asInt()).isEqualTo(132);
    assertThat(run.json().get("estimated_seconds").asDouble()).isPositive();
    try (Stream<Path> files = Files.list(folder)) {
      assertThat(files).hasSize(1);
    }
  }

  @Test
  void mistakesAreSaidWithTheirPlace() throws IOException {
    String spec = spec();
    String output = folder.resolve("out").toString();

    assertThat(Cli.run("sweep", spec).err())
        .startsWith("socompass: name a folder for the results: --output-dir DIR");
    assertThat(Cli.run("sweep", spec, "--output-dir", output).code()).isZero();
    Cli again = Cli.run("sweep", spec, "--output-dir", output);
    assertThat(again.code()).isEqualTo(2);
    assertThat(again.err())
        .isEqualTo(
            "socompass: "
                + output
                + ": has a sweep already; go on with it by --resume, or name another folder\n");
    Files.writeString(Path.of(spec), SPEC.replace("prompt: 32", "prompt: 64"));
    Cli changed = Cli.run("sweep", spec, "--output-dir", output, "--resume");
    assertThat(changed.code()).isEqualTo(2);
    assertThat(changed.err()).contains("the spec, the template or a model changed since");
    Files.writeString(Path.of(spec), SPEC.replace("tpot_ms: min", "tpot: min"));
    assertThat(Cli.run("sweep", spec, "--output-dir", output).err())
        .isEqualTo(
            "socompass: "
                + spec
                + ":9:3: objectives.tpot: unknown metric 'tpot'; did you mean 'tpot_ms'?\n");
  }

  @Test
  void aKilledSweepEndsLikeOneThatWasLeftAlone() throws Exception {
    String spec = spec();
    Path whole = folder.resolve("whole");
    Path killed = folder.resolve("killed");
    assertThat(Cli.run("sweep", spec, "--output-dir", whole.toString()).code()).isZero();
    var random = new SplittableRandom(17);
    boolean isResumed = false;
    for (int kill = 0; kill < 3; kill++) {
      Process process = start(spec, killed, isResumed);
      process.waitFor(random.nextLong(700, 2500), TimeUnit.MILLISECONDS);
      process.destroyForcibly().waitFor();
      isResumed = Files.exists(killed.resolve("sweep.duckdb"));
    }

    List<String> last = new ArrayList<>(List.of("sweep", spec, "--output-dir", killed.toString()));
    if (isResumed) {
      last.add("--resume");
    }
    Cli run = Cli.run(last.toArray(new String[0]));

    assertThat(run.code()).as(run.err()).isZero();
    for (String file : List.of("results.csv", "pareto.csv", "results.parquet")) {
      assertThat(killed.resolve(file)).hasSameBinaryContentAs(whole.resolve(file));
    }
  }

  private static Process start(String spec, Path output, boolean isResumed) throws IOException {
    List<String> command =
        new ArrayList<>(
            List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-XX:TieredStopAtLevel=1",
                "-cp",
                System.getProperty("java.class.path"),
                Main.class.getName(),
                "sweep",
                spec,
                "--output-dir",
                output.toString()));
    if (isResumed) {
      command.add("--resume");
    }
    return new ProcessBuilder(command)
        .redirectErrorStream(true)
        .redirectOutput(ProcessBuilder.Redirect.DISCARD)
        .start();
  }

  static Stream<Path> examples() throws IOException {
    try (Stream<Path> files = Files.list(Path.of("..", "examples"))) {
      return files.filter(f -> f.toString().endsWith(".yaml")).sorted().toList().stream();
    }
  }

  @ParameterizedTest
  @MethodSource("examples")
  void shippedExamplesAreValid(Path example) {
    var sweep = org.socompass.dse.SpecReader.read(example);
    var space = new org.socompass.dse.PointSpace(sweep);
    var evaluator = new org.socompass.dse.PointEvaluator(sweep);

    assertThat(space.size()).isPositive();
    if (space.isIndexed()) {
      assertThat(evaluator.evaluate(0, space.point(0)).status().id())
          .isIn("ok", "infeasible", "incomplete");
    }
  }
}
