package org.socompass.cli.sweep;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.concurrent.TimeUnit;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.socompass.cli.Cli;
import org.socompass.cli.Main;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** {@code socompass sweep}, also as a process that is killed. */
final class SweepCommandTest {
  private static final String SPEC =
      """
      name: phones
      device: snapdragon-8-gen-3
      parameters:
        rate: {path: memory.data_rate, range: {from: 6400 MT/s, to: 12800 MT/s, step: 1600 MT/s}}
        slc: {path: system_cache.capacity, values: [2 MiB, 4 MiB, 8 MiB, 16 MiB]}
      workloads:
        chat: {model: qwen2.5-1.5b, quantization: w4a16, prompt: 32, output: 4, engine: gpu-only}
      objectives:
        tpot_ms: min
        die_area_mm2: min
      """;

  @TempDir Path folder;

  /** As many points as a process needs seconds for: 33 rates, 4 caches. */
  private static final String LONG = SPEC.replace("step: 1600 MT/s", "step: 200 MT/s");

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
    assertThat(results(output)).hasSize(1 + 5 * 4);
    JsonNode json = run.json();
    assertThat(json.get("points").asInt()).isEqualTo(20);
    assertThat(json.get("ok").asInt()).isEqualTo(20);
    assertThat(Files.readAllLines(output.resolve("pareto.csv")))
        .hasSize(1 + json.get("pareto").size());
    assertThat(output.resolve("results.parquet")).isNotEmptyFile();
  }

  @Test
  void withoutAGoodPointItExitsWithOne() throws IOException {
    String spec =
        Files.writeString(
                folder.resolve("none.yaml"),
                """
                name: none
                device: rk3588
                parameters:
                  cores: {path: processors.npu.cores, values: [1]}
                workloads:
                  chat: {model: qwen2.5-1.5b, quantization: w8a8, prompt: 16, output: 2, engine: rkllm}
                constraints:
                  ttft_ms: {max: 0.001}
                objectives:
                  ttft_ms: min
                """)
            .toString();

    Cli run = Cli.run("sweep", spec, "--output-dir", folder.resolve("out").toString());

    assertThat(run.code()).as(run.err()).isEqualTo(1);
    assertThat(run.out()).contains("1: 1 infeasible");
  }

  @Test
  void endsWithAPageChartsAndATable() throws IOException {
    String spec =
        Files.writeString(folder.resolve("nasty.yaml"), SPEC.replace("phones", "<script>=cmd()"))
            .toString();
    Path output = folder.resolve("out");
    Path again = folder.resolve("again");

    assertThat(Cli.run("sweep", spec, "--output-dir", output.toString()).code()).isZero();
    assertThat(Cli.run("sweep", spec, "--output-dir", again.toString(), "--jobs", "1").code())
        .isZero();

    String page = Files.readString(output.resolve("report.html"));
    assertThat(page).contains("<title>&lt;script&gt;=cmd()</title>").doesNotContain("<script>=cmd");
    assertThat(page).isEqualTo(Files.readString(again.resolve("report.html")));
    for (String chart : List.of("pareto", "parallel", "breakdown-die-area")) {
      assertThat(output.resolve("charts/" + chart + ".svg")).isNotEmptyFile();
      assertThat(output.resolve("charts/" + chart + ".pdf")).isNotEmptyFile();
      assertThat(output.resolve("charts/" + chart + ".svg"))
          .hasSameBinaryContentAs(again.resolve("charts/" + chart + ".svg"));
    }
    assertThat(Files.readString(output.resolve("table.tex")))
        .contains("\\begin{tabular}", "tpot ms", "die area mm2");
  }

  /** The model is a file beside the spec, the memory's rate has a blank: both must survive. */
  @Test
  void theCommandOfAPointGivesItsRow() throws IOException {
    Path model = folder.resolve("model.json");
    Files.writeString(
        model,
        """
        {"architectures": ["LlamaForCausalLM"], "model_type": "llama", "hidden_size": 1024,
         "intermediate_size": 2816, "num_hidden_layers": 4, "num_attention_heads": 16,
         "num_key_value_heads": 4, "vocab_size": 32000, "max_position_embeddings": 2048,
         "tie_word_embeddings": false, "hidden_act": "silu"}
        """);
    String spec =
        Files.writeString(
                folder.resolve("spec.yaml"), SPEC.replace("qwen2.5-1.5b", model.toString()))
            .toString();
    Path output = folder.resolve("out");
    Cli sweep = Cli.run("sweep", spec, "--output-dir", output.toString());
    assertThat(sweep.code()).as(sweep.err()).isZero();

    String page = Files.readString(output.resolve("report.html"));
    JsonNode data =
        JsonMapper.builder()
            .build()
            .readTree(
                page.replaceAll(
                    "(?s).*<script type=\"application/json\"[^>]*>(.*?)</script>.*", "$1"));
    int point = 13;
    List<String> words = new ArrayList<>();
    for (JsonNode index : data.get("arguments").get(point)) {
      words.add(data.get("argumentWords").get(index.asInt()).asString());
    }
    String line = data.get("commands").get(0).get(1).asString() + " " + String.join(" ", words);
    List<String> arguments =
        Pattern.compile("'([^']*)'|(\\S+)")
            .matcher(line)
            .results()
            .map(m -> m.group(1) == null ? m.group(2) : m.group(1))
            .toList();
    assertThat(arguments.get(0)).isEqualTo("socompass");

    Cli run =
        Cli.run(
            Stream.concat(arguments.stream().skip(1), Stream.of("--summary"))
                .toArray(String[]::new));

    assertThat(run.code()).as(line + run.err()).isZero();
    List<String> header = List.of(run.out().lines().toList().get(0).split(",", -1));
    List<String> values = List.of(run.out().lines().toList().get(1).split(",", -1));
    List<String> columns = List.of(results(output).get(0).split(",", -1));
    List<String> row = List.of(results(output).get(1 + point).split(",", -1));
    List<String> metrics =
        columns.subList(columns.indexOf("ttft_ms"), columns.indexOf("engine_used"));
    assertThat(metrics).hasSizeGreaterThan(20);
    for (String metric : metrics) {
      assertThat(values.get(header.indexOf(metric)))
          .as(metric)
          .isEqualTo(row.get(columns.indexOf(metric)));
    }
  }

  @Test
  void aDryRunCountsAndWritesNothing() throws IOException {
    Cli run = Cli.run("sweep", spec(), "--dry-run", "--format", "json");

    assertThat(run.code()).as(run.err()).isZero();
    assertThat(run.json().get("points").asInt()).isEqualTo(20);
    // A busy machine may do no point in time; then nothing is said of it.
    boolean isTimed = run.json().get("timed_points").asInt() > 0;
    assertThat(run.json().get("estimated_seconds").isNumber()).isEqualTo(isTimed);
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
    String spec = Files.writeString(folder.resolve("spec.yaml"), LONG).toString();
    Path whole = folder.resolve("whole");
    Path killed = folder.resolve("killed");
    assertThat(Cli.run("sweep", spec, "--output-dir", whole.toString()).code()).isZero();
    var random = new SplittableRandom(17);
    boolean isResumed = false;
    for (int kill = 0; kill < 2; kill++) {
      Process process = start(spec, killed, isResumed);
      process.waitFor(random.nextLong(700, 2000), TimeUnit.MILLISECONDS);
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

  /** Devices and models are among the examples too; a spec says what varies. */
  static Stream<Path> examples() throws IOException {
    List<Path> specs = new ArrayList<>();
    try (Stream<Path> files = Files.list(Path.of("..", "examples"))) {
      for (Path file : files.filter(f -> f.toString().endsWith(".yaml")).sorted().toList()) {
        if (Files.readString(file).contains("\nparameters:")) {
          specs.add(file);
        }
      }
    }
    assertThat(specs).hasSizeGreaterThanOrEqualTo(8);
    return specs.stream();
  }

  @ParameterizedTest
  @MethodSource("examples")
  void shippedExamplesAreValid(Path example) {
    var sweep = org.socompass.dse.spec.SpecReader.read(example);
    var space = new org.socompass.dse.spec.PointSpace(sweep);
    var evaluator = new org.socompass.dse.PointEvaluator(sweep);

    assertThat(space.size()).isPositive();
    if (space.isIndexed()) {
      assertThat(evaluator.evaluate(0, space.point(0)).status().id())
          .isIn("ok", "infeasible", "incomplete");
    }
  }
}
