package org.socompass.benchmarks;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Level;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OperationsPerInvocation;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;
import org.openjdk.jmh.annotations.Warmup;
import org.socompass.dse.PointEvaluator;
import org.socompass.dse.Sweep;
import org.socompass.dse.Tally;
import org.socompass.dse.spec.PointSpace;
import org.socompass.dse.spec.SpecReader;
import org.socompass.dse.spec.SweepSpec;
import org.socompass.dse.store.DuckDbStore;
import org.socompass.dse.store.Row;
import org.socompass.hardware.DataType;
import org.socompass.hardware.Device;
import org.socompass.hardware.template.DeviceTemplate;
import org.socompass.inference.InferenceModel;
import org.socompass.inference.engine.Background;
import org.socompass.inference.engine.DeviceSource;
import org.socompass.inference.result.InferenceRequest;
import org.socompass.inference.schedule.Timeline;
import org.socompass.llm.ForwardPass;
import org.socompass.llm.Quantization;
import org.socompass.llm.library.ModelLibrary;
import org.socompass.mapper.MapResult;
import org.socompass.mapper.OperatorCache;
import org.socompass.mapper.OperatorMapper;
import org.socompass.operator.Matmul;

/**
 * What each layer of a sweep takes, from an operator to a block of points with its store; mappings
 * are in {@link EvaluationBenchmark}. {@code benchmarks/compare.sh} runs it for two commits.
 *
 * <p>Run: {@code mvn -B -q package -Dmaven.test.skip=true && java -cp
 * "benchmarks/target/classes:benchmarks/target/lib/*" org.openjdk.jmh.Main LayersBenchmark -prof
 * gc}
 */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MICROSECONDS)
@Warmup(iterations = 3, time = 2)
@Measurement(iterations = 5, time = 2)
@Fork(1)
public class LayersBenchmark {
  private static final int BLOCK = 320;

  private static final String DESIGNS =
      """
      device: snapdragon-8-gen-3
      parameters:
        gpu_cores: {path: processors.gpu.cores, values: [%s]}
        scratchpad: {path: processors.npu.global_buffer.capacity, values: [2 MiB, 8 MiB]}
        slc: {path: system_cache.capacity, values: [2 MiB, 4 MiB, 8 MiB, 16 MiB]}
        data_rate: {path: memory.data_rate, range: {from: 6400 MT/s, to: 10200 MT/s, step: 200 MT/s}}
      workloads:
        chat: {model: llama-3-8b, quantization: w4a16, prompt: 256, output: 64, engine: tensor}
      objectives:
        tpot_ms: min
        system_cost_usd: min
      """;

  private final DeviceTemplate template = DeviceTemplate.of("snapdragon-8-gen-3");
  private final Device device = template.device(List.of());
  private final OperatorCache mappings = new OperatorCache();
  private final InferenceRequest request =
      new InferenceRequest(
          ModelLibrary.byId("llama-3-8b"), Quantization.W4A16, 256, 64, 1, "tensor", List.of());
  private SweepSpec space = read("1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12");
  private final SweepSpec block = read("4, 6");
  private PointEvaluator evaluator = new PointEvaluator(space);
  private PointSpace points = new PointSpace(space);
  private Path folder = Path.of("");
  private long next;
  private long blocks;

  private static SweepSpec read(String cores) {
    try {
      Path file = Files.createTempFile("designs", ".yaml");
      Files.writeString(file, DESIGNS.formatted(cores));
      SweepSpec spec = SpecReader.read(file);
      Files.delete(file);
      return spec;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Begins each iteration with nothing known but templates and models. */
  @Setup(Level.Iteration)
  public void begin() throws IOException {
    evaluator = new PointEvaluator(space);
    points = new PointSpace(space);
    next = 0;
    folder = Files.createTempDirectory("block");
  }

  /** Takes stored blocks away. */
  @TearDown(Level.Iteration)
  public void end() throws IOException {
    try (Stream<Path> files = Files.walk(folder)) {
      for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
        Files.delete(file);
      }
    }
  }

  /** Returns a device of which one field is new. */
  @Benchmark
  public Device device() {
    next++;
    return template.device(List.of("memory.data_rate=" + (6400 + next % 4000) + " MT/s"));
  }

  /** Returns the mapping of a product that no cache knows. */
  @Benchmark
  public MapResult operator() {
    return new OperatorMapper(device)
        .map(new Matmul(1, 256, 4096, 14336, DataType.FP16, DataType.INT4, DataType.FP16), "npu");
  }

  /** Returns the timeline of a prefill, placed and cut anew, all mappings known. */
  @Benchmark
  public Optional<Timeline> pass() {
    return new InferenceModel(new DeviceSource(template, List.of()), Background.NONE, mappings)
        .pass(request, ForwardPass.prefill(1, 256))
        .timeline();
  }

  /** Returns the row of the next point of a sweep. */
  @Benchmark
  public Row design() {
    long point = next++ % points.size();
    return evaluator.evaluate(point, points.point(point));
  }

  /** Returns the row of a point whose passes are known. */
  @Benchmark
  public Row knownDesign() {
    return evaluator.evaluate(0, points.point(0));
  }

  /** Returns a sweep of some points with their store, for each point. */
  @Benchmark
  @OperationsPerInvocation(BLOCK)
  public Tally block() {
    var fresh = new PointEvaluator(block);
    Path own = folder.resolve("b" + blocks++);
    try (DuckDbStore store = DuckDbStore.open(own, block, fresh.columns(), false)) {
      return new Sweep(block, fresh, store).run(1, () -> false, tally -> {});
    }
  }
}
