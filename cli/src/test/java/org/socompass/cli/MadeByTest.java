package org.socompass.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.JsonNode;

/** Every output says what made it, so that those of two designs differ even where numbers agree. */
final class MadeByTest {
  private static final String MAP = "map -d jetson-agx-orin matmul --m 8 --k 128 --n 128";

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

  @ParameterizedTest
  @ValueSource(
      strings = {
        "serving -d a100-80gb -m llama-3-8b --requests 5 --prompt 16 --output-tokens 4",
        "reproduce llm-in-a-flash",
        "run -d snapdragon-8-gen-3 -m llama-3.2-1b -p 64 -n 2 --cached-prefix 32 --break-even"
            + " prefix",
        "validate --area",
        "calibrate -d snapdragon-8-gen-3 -e llama.cpp -m llama-3.2-1b -q q4_0 --one"
            + " prefill=128:100tok/s,decode=20tok/s"
      })
  void everyAnswerSaysWhatMadeIt(String line) {
    JsonNode origin = Cli.line(line + " --format json").json().path("made_by");

    assertThat(origin.path("command").asString()).isEqualTo("socompass " + line + " --format json");
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
