package org.socompass.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Every output says what made it, so that those of two designs differ even where numbers agree. */
final class MadeByTest {
  private static final String MAP = "map -d jetson-agx-orin matmul --m 8 --k 128 --n 128";

  private static final String RUN = "run -d snapdragon-8-gen-3 -m llama-3.2-1b -p 16 -n 2";

  private static final String AREA = "area -d jetson-agx-orin --format json";

  @Test
  void aDocumentNamesReleaseCommitCommandOverridesAndDigests() {
    String json = Cli.line(MAP + " --set memory.capacity=64GB --format json").out();

    assertThat(json)
        .containsPattern(
            "\"made_by\" : \\{\\s+\"version\" : \"socompass 0.1.0\",\\s+\"commit\" : \"[\\w-]+\"")
        .contains(
            "\"command\" : \"socompass " + MAP + " --set memory.capacity=64GB --format json\"")
        .containsPattern("\"overrides\" : \\[\\s+\"memory.capacity=64GB\"\\s+]")
        .containsPattern("\"jetson-agx-orin with memory.capacity=64GB\" : \"[0-9a-f]{64}\"");
  }

  @Test
  void twoDesignsOfTheSameNumbersDoNotLookTheSame() {
    // A change that moves nothing of this result.
    String change = " --set memory.capacity=128GB";
    for (String format : new String[] {"table", "json", "latex"}) {
      String one = Cli.line(MAP + " --format " + format).out();
      String other = Cli.line(MAP + change + " --format " + format).out();

      assertThat(other).as(format).isNotEqualTo(one);
    }
  }

  @Test
  void aCsvFileEndsWithACommentAndStandardOutputDoesNot(@TempDir Path folder) throws IOException {
    Path file = folder.resolve("map.csv");
    String csv = Cli.line(MAP + " --format csv").out();
    Cli.line(MAP + " --format csv -o " + file);

    assertThat(csv.lines()).hasSize(2);
    assertThat(Files.readString(file))
        .startsWith(csv)
        .containsPattern(
            "# made by socompass 0.1.0, commit [\\w-]+: device jetson-agx-orin [0-9a-f]{8};"
                + " socompass map");
  }

  @ParameterizedTest
  @ValueSource(strings = {"table", "csv", "json", "latex"})
  void canBeLeftOut(String format) {
    assertThat(Cli.line(MAP + " --no-provenance --format " + format).out())
        .doesNotContain("made by", "made_by");
  }

  /** Where a result is written to is no part of what made it. */
  @Test
  void aFileHasWhatStandardOutputHas(@TempDir Path folder) throws IOException {
    Path file = folder.resolve("area.json");
    String json = Cli.line(AREA).out();
    for (String option : new String[] {"-o " + file, "--output=" + file, "-o=" + file}) {
      Cli.line(AREA + " " + option);

      assertThat(Files.readString(file)).as(option).isEqualTo(json);
    }
  }

  /** A line of each command that prints a result, and of what prints in another way. */
  private static final Map<String, List<String>> LINES =
      Map.ofEntries(
          Map.entry(
              "run",
              List.of(
                  RUN + " --cached-prefix 8 --break-even prefix",
                  "run -d h800-sxm-80gb -m llama-3.2-1b -q fp16 -p 16 -n 2 --prefill-device h800-sxm-80gb",
                  RUN + " --against rk3588",
                  RUN + " --sweep memory.channels=2,4")),
          Map.entry("map", List.of(MAP + " --sweep n=16:32")),
          Map.entry("validate", List.of("validate --area")),
          Map.entry(
              "calibrate",
              List.of(
                  "calibrate -d snapdragon-8-gen-3 -e llama.cpp -m llama-3.2-1b -q q4_0 --one"
                      + " prefill=128:100tok/s,decode=20tok/s")),
          Map.entry(
              "compare",
              List.of("compare -d rk3588 -m llama-3.2-1b -q w8a8 -p 16 -n 2 -e cpu-only,npu-only")),
          Map.entry("rank", List.of("rank -m llama-3.2-1b -q w4a16 -p 16 -n 2 --kind board")),
          Map.entry("sweep", List.of("sweep ../examples/phone-npu.yaml --dry-run")),
          Map.entry(
              "select", List.of("select --profile ../examples/dual-stage-inverse.csv --folds 2")),
          Map.entry("area", List.of("area -d rk3588")),
          Map.entry("cost", List.of("cost -d rk3588 --against tensor-g5")),
          Map.entry(
              "serving",
              List.of(
                  "serving -d a100-80gb -m llama-3-8b --requests 5 --prompt 16 --output-tokens 4",
                  "serving -d a100-80gb-x4 -m llama-3.2-1b --requests 2 --prompt 16"
                      + " --output-tokens 2 --placements")),
          Map.entry(
              "finetune", List.of("finetune -d snapdragon-8-gen-3 -m llama-3.2-1b --sequence 16")),
          Map.entry("reproduce", List.of("reproduce llm-in-a-flash")),
          Map.entry("list", List.of("list quantizations")),
          Map.entry("show", List.of("show device rk3588 memory", "show model llama-3.2-1b")),
          Map.entry("check", List.of("check ../examples/my-measurements/my-board.yaml")));

  static List<String> lines() {
    return LINES.values().stream().flatMap(List::stream).sorted().toList();
  }

  /** A command that comes has to come with a line above. */
  @Test
  void everyCommandThatPrintsAResultIsAsked() {
    List<String> names =
        SoCompassCommand.commandLine().getSubcommands().entrySet().stream()
            .filter(e -> e.getValue().getCommandSpec().findOption("--no-provenance") != null)
            .map(Map.Entry::getKey)
            .toList();

    assertThat(LINES.keySet()).containsExactlyInAnyOrderElementsOf(names);
  }

  @ParameterizedTest
  @MethodSource("lines")
  void everyAnswerSaysWhatMadeIt(String line) {
    Cli asked = Cli.line(line + " --format json");

    assertThat(asked.json().path("made_by").path("command").asString())
        .as(asked.err())
        .isEqualTo("socompass " + line + " --format json");
  }

  @Test
  void aRowOfARunInAFileSaysWhatMadeIt(@TempDir Path folder) throws IOException {
    Path file = folder.resolve("run.csv");

    Cli run =
        Cli.run(
            "run",
            "-d",
            "snapdragon-8-gen-3",
            "-m",
            "llama-3.2-1b",
            "-p",
            "16",
            "-n",
            "2",
            "--summary",
            "-o",
            file.toString());

    assertThat(run.code()).as(run.err()).isZero();
    assertThat(Files.readString(file)).contains("\r\n# made by socompass 0.1.0, commit ");
  }
}
