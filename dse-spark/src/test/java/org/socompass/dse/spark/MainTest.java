package org.socompass.dse.spark;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.socompass.dse.spec.Columns;
import org.socompass.dse.spec.SpecReader;
import org.socompass.dse.spec.SweepSpec;
import org.socompass.dse.store.DuckDbStore;
import org.socompass.dse.store.ResultFiles;

/** The job as {@code spark-submit} starts it. */
final class MainTest {
  private static final String EXAMPLE =
      """
      device: snapdragon-8-gen-3
      parameters:
        slc: {path: system_cache.capacity, values: [4 MiB, 8 MiB]}
      workloads:
        chat: {model: qwen2.5-1.5b, quantization: w4a16, prompt: 16, output: 2, engine: gpu-only}
      objectives:
        ttft_ms: min
      """;

  @TempDir Path temporary;

  private Path spec = Path.of("");

  private final Locale locale = Locale.getDefault();
  private String messages = "";

  @BeforeEach
  void setMaster() throws IOException {
    spec = Files.writeString(temporary.resolve("spec.yaml"), EXAMPLE);
    System.setProperty("spark.master", "local[2]");
    System.setProperty("spark.ui.enabled", "false");
  }

  @AfterEach
  void clear() {
    System.clearProperty("spark.master");
    System.clearProperty("spark.ui.enabled");
    Locale.setDefault(locale);
  }

  private int execute(String... args) {
    var bytes = new ByteArrayOutputStream();
    int code = Main.execute(new PrintStream(bytes, true, StandardCharsets.UTF_8), args);
    messages = bytes.toString(StandardCharsets.UTF_8);
    return code;
  }

  @Test
  void writesTheFilesOfALocalRun() {
    Path folder = temporary.resolve("spark");
    assertThat(execute(spec.toString(), "--output-dir", folder.toString())).isZero();
    assertThat(messages).isEmpty();
    Path local = temporary.resolve("local");
    LocalSweep.run(spec, local);
    assertThat(folder.resolve(ResultFiles.RESULTS_CSV))
        .hasSameBinaryContentAs(local.resolve(ResultFiles.RESULTS_CSV));
    assertThat(folder.resolve(ResultFiles.PARETO_CSV))
        .hasSameBinaryContentAs(local.resolve(ResultFiles.PARETO_CSV));

    assertThat(execute(spec.toString(), "--output-dir", folder.toString())).isEqualTo(2);
    assertThat(messages)
        .isEqualTo(
            "socompass: "
                + folder
                + ": has a sweep already; go on with it by --resume, or name another folder\n");
  }

  @Test
  void aSecondWriterIsRefused() {
    Path folder = temporary.resolve("spark");
    SweepSpec sweep = SpecReader.read(spec);
    DuckDbStore.open(folder, sweep, Columns.of(sweep), false).close();
    try (var first = DuckDbStore.open(folder, sweep, Columns.of(sweep), true)) {
      assertThat(execute(spec.toString(), "--output-dir", folder.toString(), "--resume"))
          .isEqualTo(2);
      assertThat(messages)
          .isEqualTo("socompass: " + folder + ": another sweep writes to this folder\n");
      assertThat(first.size()).isZero();
    }
  }

  @Test
  void aSearchIsRefusedBeforeAnythingIsWritten() throws IOException {
    Files.writeString(spec, EXAMPLE + "search: {method: nsga2, samples: 8, population: 4}\n");
    Path folder = temporary.resolve("spark");
    assertThat(execute(spec.toString(), "--output-dir", folder.toString())).isEqualTo(2);
    assertThat(messages)
        .isEqualTo(
            "socompass: method nsga2 proposes 4 designs at a time from the results of those before,"
                + " too few for a cluster; run it without a master\n");
    assertThat(folder).doesNotExist();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "'' | usage: SPEC.yaml --output-dir DIR [--resume] [--store-only]",
        "a.yaml --output-dir | --output-dir needs a value; usage: SPEC.yaml --output-dir DIR"
            + " [--resume] [--store-only]",
        "a.yaml --ouput-dir b | unknown option '--ouput-dir'; did you mean '--output-dir'?",
        "a.yaml b.yaml | unexpected argument 'b.yaml'; usage: SPEC.yaml --output-dir DIR"
            + " [--resume] [--store-only]",
        "nowhere.yaml --output-dir b | nowhere.yaml: no such file"
      })
  void mistakesAreSaidInALine(String args, String message) {
    String[] words = args.isEmpty() ? new String[0] : args.split(" ", -1);
    assertThat(execute(words)).isEqualTo(2);
    assertThat(messages).isEqualTo("socompass: " + message + "\n");
  }
}
