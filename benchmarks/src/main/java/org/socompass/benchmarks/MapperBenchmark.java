package org.socompass.benchmarks;

import java.util.List;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;
import org.socompass.hardware.DataType;
import org.socompass.hardware.Device;
import org.socompass.hardware.template.DeviceLibrary;
import org.socompass.inference.InferenceModel;
import org.socompass.inference.engine.DeviceSource;
import org.socompass.inference.result.InferenceRequest;
import org.socompass.inference.result.InferenceResult;
import org.socompass.llm.Quantization;
import org.socompass.llm.library.ModelLibrary;
import org.socompass.mapper.MapResult;
import org.socompass.mapper.OperatorMapper;
import org.socompass.operator.Matmul;

/**
 * Time of one new product, and of a whole inference with an empty cache.
 *
 * <p>Run: {@code mvn -B -q package -Dmaven.test.skip=true && java -cp
 * "benchmarks/target/classes:benchmarks/target/lib/*" org.openjdk.jmh.Main}
 */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MICROSECONDS)
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 5, time = 1)
@Fork(1)
public class MapperBenchmark {
  /** Device whose processor maps. */
  @Param({"jetson-agx-orin", "snapdragon-8-gen-3"})
  public String device = "";

  /** Returns the mapping of a product that no cache knows. */
  @Benchmark
  public MapResult newProduct(Devices devices) {
    Device d = devices.load(device);
    String processor = d.processors().containsKey("npu") ? "npu" : "gpu";
    return new OperatorMapper(d)
        .map(
            new Matmul(1, 1024, 4096, 4096, DataType.FP16, DataType.FP16, DataType.FP16),
            processor);
  }

  /** Returns an inference of Llama 3 8B by a fresh model, templates read anew. */
  @Benchmark
  public InferenceResult wholeInference() {
    return new InferenceModel(new DeviceSource(device, List.of()))
        .run(
            new InferenceRequest(
                ModelLibrary.byId("llama-3-8b"),
                Quantization.W4A16,
                256,
                64,
                1,
                "gpu-only",
                List.of()));
  }

  /** Devices read once. */
  @State(Scope.Benchmark)
  public static class Devices {
    private final java.util.Map<String, Device> byId =
        new java.util.concurrent.ConcurrentHashMap<>();

    Device load(String id) {
      return byId.computeIfAbsent(id, DeviceLibrary::load);
    }
  }
}
