package org.socompass.dse.spark;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.apache.hadoop.fs.RawLocalFileSystem;
import org.apache.spark.sql.SparkSession;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.socompass.dse.PointEvaluator;
import org.socompass.dse.spec.PointSpace;
import org.socompass.dse.spec.PortableSpec;
import org.socompass.dse.spec.SweepSpec;
import org.socompass.dse.store.DuckDbStore;
import org.socompass.dse.store.ResultFiles;
import org.socompass.dse.store.Row;
import org.socompass.dse.store.RowStore;
import org.socompass.input.InputException;

/** A sweep on two threads of Spark writes the bytes of a sweep without it. */
final class SparkSweepTest {
  private static SparkSession spark;

  @TempDir Path temporary;

  private Path specFile;

  @BeforeAll
  static void start() {
    spark =
        SparkSession.builder()
            .master("local[2]")
            .config("spark.ui.enabled", false)
            // Compiling code for a few rows takes longer than interpreting it; MainTest compiles.
            .config("spark.sql.codegen.wholeStage", false)
            .config("spark.sql.codegen.factoryMode", "NO_CODEGEN")
            .getOrCreate();
  }

  @AfterAll
  static void stop() {
    spark.stop();
  }

  /** A device and a model of the user's own, found beside the spec. */
  @BeforeEach
  void writeInputs() throws IOException {
    specFile = temporary.resolve("spec.yaml");
    Files.writeString(temporary.resolve("mine.yaml"), "extends: snapdragon-8-gen-3\nname: Mine\n");
    Files.writeString(
        temporary.resolve("tiny.json"),
        """
        {"architectures": ["LlamaForCausalLM"], "model_type": "llama", "hidden_size": 512,
         "intermediate_size": 1024, "num_hidden_layers": 2, "num_attention_heads": 8,
         "num_key_value_heads": 4, "vocab_size": 1000, "tie_word_embeddings": false}
        """);
  }

  /**
   * Two workloads, and levels that make no device together: a memory smaller than its reserve; 24
   * points.
   */
  private void writeSpec(String search) throws IOException {
    Files.writeString(
        specFile,
        """
        device: ./mine.yaml
        parameters:
          gpu_cores:
            path: processors.gpu.cores
            values: [6, 2, 3, 4]
          capacity:
            path: memory.capacity
            values: [24 GB, 8 GB]
          memory:
            choices:
              wide: {memory.data_rate: 8533 MT/s}
              odd one = x: {memory.data_rate: 6400 MT/s}
              kept: {memory.data_rate: 9600 MT/s, memory.reserve: 10 GB}
        workloads:
          chat: {model: ./tiny.json, quantization: w4a16, prompt: 32, output: 2, engine: gpu-only, weight: 2}
          talk: {model: ./tiny.json, quantization: w4a16, prompt: 16, output: 2, engine: gpu-only}
        constraints:
          ai_area_mm2: {max: 30}
        objectives:
          ttft_ms: min
          ai_area_mm2: min
        search: {%s}
        """
            .formatted(search));
  }

  private Path run(Consumer<SparkSweep> work) throws IOException {
    Path folder = Files.createTempDirectory(temporary, "spark");
    PortableSpec portable = PortableSpec.read(specFile);
    // The machine of a worker has none of these files.
    Files.delete(temporary.resolve("mine.yaml"));
    Files.delete(temporary.resolve("tiny.json"));
    SweepSpec spec = portable.spec();
    var evaluator = new PointEvaluator(spec);
    try (var store = DuckDbStore.open(folder, spec, evaluator.columns(), false)) {
      var sweep =
          new SparkSweep(
              spark, portable, rows().toString(), new Slices(new PointSpace(spec).size(), 8));
      work.accept(sweep);
      sweep.run(store, line -> {});
      assertThat(store.size()).isEqualTo(new PointSpace(spec).size());
      LocalSweep.write(spec, evaluator, store, folder);
    }
    return folder;
  }

  private Path rows() {
    return temporary.resolve("rows");
  }

  private void assertSameAsLocal(Path folder) throws IOException {
    writeInputs();
    Path local = temporary.resolve("local");
    LocalSweep.run(specFile, local);
    for (String file :
        List.of(ResultFiles.RESULTS_CSV, ResultFiles.PARETO_CSV, ResultFiles.RESULTS_PARQUET)) {
      assertThat(folder.resolve(file)).hasSameBinaryContentAs(local.resolve(file));
    }
    assertThat(rows()).doesNotExist();
  }

  @Test
  void aGridHasTheBytesOfALocalRun() throws IOException {
    writeSpec("method: grid");
    Path folder = run(sweep -> {});
    assertSameAsLocal(folder);
    assertThat(Files.readAllLines(folder.resolve(ResultFiles.RESULTS_CSV)))
        .hasSize(1 + 4 * 2 * 3)
        .anyMatch(line -> line.contains(",invalid,"))
        .anyMatch(line -> line.contains(",ok,"));
  }

  @Test
  void drawnPointsHaveTheBytesOfALocalRun() throws IOException {
    writeSpec("method: sobol, samples: 15, seed: 5");
    assertSameAsLocal(run(sweep -> {}));
  }

  @Test
  void aStoppedDriverFindsItsSlices() throws IOException {
    writeSpec("method: grid");
    Path folder =
        run(
            sweep -> {
              stopBeforeStoring(sweep);
              List<FileTime> before = markers();
              delete(marker(1));
              stopBeforeStoring(sweep);
              List<FileTime> after = markers();
              // Only this slice was evaluated again.
              assertThat(after.get(0)).isEqualTo(before.get(0));
              assertThat(after.get(1)).isGreaterThan(before.get(1));
              assertThat(after.get(2)).isEqualTo(before.get(2));
            });
    assertSameAsLocal(folder);
  }

  private static void stopBeforeStoring(SparkSweep sweep) {
    assertThatThrownBy(() -> sweep.run(new StoppingStore(), line -> {}))
        .isInstanceOf(StoppedException.class);
  }

  @Test
  void aSliceThatLostAFileIsMadeAgain() throws IOException {
    writeSpec("method: grid");
    Path folder =
        run(
            sweep -> {
              stopBeforeStoring(sweep);
              files(slice(1))
                  .filter(f -> f.toString().endsWith(".parquet"))
                  .limit(1)
                  .forEach(SparkSweepTest::delete);
            });
    assertSameAsLocal(folder);
  }

  @Test
  void pointsThatAreDoneAreNotTouched() throws IOException {
    writeSpec("method: grid");
    Path folder = Files.createTempDirectory(temporary, "part");
    PortableSpec portable = PortableSpec.read(specFile);
    SweepSpec spec = portable.spec();
    var evaluator = new PointEvaluator(spec);
    var space = new PointSpace(spec);
    try (var store = DuckDbStore.open(folder, spec, evaluator.columns(), false)) {
      List<Row> known = new ArrayList<>();
      for (long point = 0; point < 7; point++) {
        known.add(evaluator.evaluate(point, space.point(point)));
      }
      store.append(known);
      new SparkSweep(spark, portable, rows().toString()).run(store, line -> {});
      assertThat(store.size()).isEqualTo(space.size());
      // Resumed once more, with all rows in the store and no folder of rows.
      new SparkSweep(spark, portable, rows().toString()).run(store, line -> {});
      assertThat(store.size()).isEqualTo(space.size());
      LocalSweep.write(spec, evaluator, store, folder);
    }
    assertSameAsLocal(folder);
  }

  @Test
  void rowsThatTheDriverDoesNotSeeEndTheSweepWithTheFirstSlice() throws IOException {
    writeSpec("method: grid");
    PortableSpec portable = PortableSpec.read(specFile);
    spark
        .sparkContext()
        .hadoopConfiguration()
        .set("fs.apart.impl", ApartFileSystem.class.getName());
    var sweep = new SparkSweep(spark, portable, "apart://" + rows(), new Slices(24, 8));
    assertThatThrownBy(() -> sweep.run(new StoppingStore(), line -> {}))
        .isInstanceOf(InputException.class)
        .hasMessageMatching(
            "apart:/.*/rows/[0-9a-f]{16}: the workers wrote 8 rows, of which 7 are to be seen here;"
                + " the folder must be one that all of them share");
    assertThat(files(files(rows()).findFirst().orElseThrow())).isEmpty();
  }

  @Test
  void aSearchIsRefused() throws IOException {
    writeSpec("method: nsga2, generations: 3, population: 8");
    PortableSpec portable = PortableSpec.read(specFile);
    assertThatThrownBy(() -> new SparkSweep(spark, portable, "rows"))
        .isInstanceOf(InputException.class)
        .hasMessage(
            "method nsga2 proposes 8 designs at a time from the results of those before, too few"
                + " for a cluster; run it without a master");
  }

  @Test
  void anEngineFileIsRefused() throws IOException {
    Files.writeString(temporary.resolve("engine.yaml"), "extends: gpu-only\nname: mine\n");
    writeSpec("method: grid");
    Files.writeString(
        specFile, Files.readString(specFile).replace("engine: gpu-only}", "engine: engine.yaml}"));
    PortableSpec portable = PortableSpec.read(specFile);
    assertThatThrownBy(() -> new SparkSweep(spark, portable, "rows"))
        .isInstanceOf(InputException.class)
        .hasMessage(
            "engine files are not sent to workers; run it without a master: "
                + temporary.resolve("engine.yaml"));
  }

  private Path slice(int slice) {
    Path sweep = files(rows()).findFirst().orElseThrow();
    return sweep.resolve("slice-%03d".formatted(slice));
  }

  private Path marker(int slice) {
    return slice(slice).resolve("_SUCCESS");
  }

  private List<FileTime> markers() {
    List<FileTime> times = new ArrayList<>();
    for (int slice = 0; slice < 3; slice++) {
      try {
        times.add(Files.getLastModifiedTime(marker(slice)));
      } catch (IOException e) {
        throw new AssertionError(e);
      }
    }
    return times;
  }

  private static Stream<Path> files(Path folder) {
    try (Stream<Path> files = Files.list(folder)) {
      return files.toList().stream();
    } catch (IOException e) {
      throw new AssertionError(e);
    }
  }

  private static void delete(Path file) {
    try {
      Files.delete(file);
    } catch (IOException e) {
      throw new AssertionError(e);
    }
  }

  private static final class StoppedException extends RuntimeException {
    private static final long serialVersionUID = 1;
  }

  /** Files that a worker keeps to itself: the row of the first task is not seen. */
  public static final class ApartFileSystem extends RawLocalFileSystem {
    @Override
    public String getScheme() {
      return "apart";
    }

    @Override
    public URI getUri() {
      return URI.create("apart:///");
    }

    @Override
    public boolean rename(org.apache.hadoop.fs.Path from, org.apache.hadoop.fs.Path to)
        throws IOException {
      return from.getName().startsWith("part-00000") ? delete(from, false) : super.rename(from, to);
    }
  }

  /** A driver that ends when all rows are evaluated and none is stored. */
  private static final class StoppingStore implements RowStore {
    @Override
    public long size() {
      return 0;
    }

    @Override
    public void append(List<Row> rows) {
      throw new StoppedException();
    }

    @Override
    public void forEach(Consumer<Row> reader) {}

    @Override
    public void exportParquet(Path file) {}

    @Override
    public void close() {}
  }
}
