package org.socompass.dse.spark;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import org.apache.spark.SparkConf;
import org.apache.spark.api.java.JavaSparkContext;
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
  private static JavaSparkContext spark;

  @TempDir Path temporary;

  private Path specFile;

  @BeforeAll
  static void start() {
    spark =
        new JavaSparkContext(
            new SparkConf()
                .setMaster("local[2]")
                .setAppName("test")
                .set("spark.ui.enabled", "false"));
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

  private Path run() throws IOException {
    Path folder = Files.createTempDirectory(temporary, "spark");
    PortableSpec portable = PortableSpec.read(specFile);
    // The machine of a worker has none of these files.
    Files.delete(temporary.resolve("mine.yaml"));
    Files.delete(temporary.resolve("tiny.json"));
    SweepSpec spec = portable.spec();
    var evaluator = new PointEvaluator(spec);
    try (var store = DuckDbStore.open(folder, spec, evaluator.columns(), false)) {
      new SparkSweep(portable, spec, SparkSweepTest::cut).run(spark, store, line -> {});
      assertThat(store.size()).isEqualTo(new PointSpace(spec).size());
      LocalSweep.write(spec, evaluator, store, folder);
    }
    return folder;
  }

  /** Slices of five points. */
  private static Slice cut(long from, long end, int cores) {
    return new Slice(from, Math.min(end, from + 5), (int) Math.min(end - from, cores));
  }

  private void assertSameAsLocal(Path folder) throws IOException {
    writeInputs();
    Path local = temporary.resolve("local");
    LocalSweep.run(specFile, local);
    for (String file :
        List.of(ResultFiles.RESULTS_CSV, ResultFiles.PARETO_CSV, ResultFiles.RESULTS_PARQUET)) {
      assertThat(folder.resolve(file)).hasSameBinaryContentAs(local.resolve(file));
    }
  }

  @Test
  void aGridHasTheBytesOfALocalRun() throws IOException {
    writeSpec("method: grid");
    Path folder = run();
    assertSameAsLocal(folder);
    assertThat(Files.readAllLines(folder.resolve(ResultFiles.RESULTS_CSV)))
        .hasSize(1 + 4 * 2 * 3)
        .anyMatch(line -> line.contains(",invalid,"))
        .anyMatch(line -> line.contains(",ok,"));
  }

  @Test
  void drawnPointsHaveTheBytesOfALocalRun() throws IOException {
    writeSpec("method: sobol, samples: 15, seed: 5");
    assertSameAsLocal(run());
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
      new SparkSweep(portable, spec).run(spark, store, line -> {});
      assertThat(store.size()).isEqualTo(space.size());
      // Resumed once more, with all rows in the store.
      new SparkSweep(portable, spec).run(spark, store, line -> {});
      assertThat(store.size()).isEqualTo(space.size());
      LocalSweep.write(spec, evaluator, store, folder);
    }
    assertSameAsLocal(folder);
  }

  @Test
  void aStoreThatCannotBeWrittenEndsTheSweepAndItsJobs() throws Exception {
    writeSpec("method: grid");
    PortableSpec portable = PortableSpec.read(specFile);
    var sweep = new SparkSweep(portable, portable.spec(), SparkSweepTest::cut);
    assertThatThrownBy(() -> sweep.run(spark, new FullStore(), line -> {}))
        .isInstanceOf(InputException.class)
        .hasMessage("full");
    // Spark itself hears of it a little later.
    for (int i = 0; i < 100 && spark.statusTracker().getActiveJobIds().length > 0; i++) {
      Thread.sleep(100);
    }
    assertThat(spark.statusTracker().getActiveJobIds()).isEmpty();
  }

  @Test
  void workersOfAnotherSweepEndIt() throws IOException {
    writeSpec("method: grid");
    PortableSpec portable = PortableSpec.read(specFile);
    var work = new Work(portable, "another");
    assertThatThrownBy(() -> Evaluation.of(work))
        .isInstanceOf(IllegalStateException.class)
        .hasMessage("this worker reads another sweep than the driver: their jars differ");
  }

  @Test
  void aSearchIsRefused() throws IOException {
    writeSpec("method: nsga2, generations: 3, population: 8");
    PortableSpec portable = PortableSpec.read(specFile);
    assertThatThrownBy(() -> new SparkSweep(portable, portable.spec()))
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
    assertThatThrownBy(() -> new SparkSweep(portable, portable.spec()))
        .isInstanceOf(InputException.class)
        .hasMessage(
            "engine files are not sent to workers; run it without a master: "
                + temporary.resolve("engine.yaml"));
  }

  /** A store on a full disk. */
  private static final class FullStore implements RowStore {
    @Override
    public long size() {
      return 0;
    }

    @Override
    public void append(List<Row> rows) {
      throw new InputException("full");
    }

    @Override
    public void forEach(Consumer<Row> reader) {}

    @Override
    public void exportParquet(Path file) {}

    @Override
    public void close() {}
  }
}
