package org.socompass.benchmarks;

import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OperationsPerInvocation;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;
import org.socompass.hardware.DataType;
import org.socompass.hardware.Device;
import org.socompass.hardware.MatmulKernels;
import org.socompass.hardware.Processor;
import org.socompass.hardware.Tile;
import org.socompass.hardware.template.DeviceLibrary;
import org.socompass.operator.Matmul;
import org.socompass.operator.matmul.PipelinedEvaluation;
import org.socompass.operator.matmul.PipelinedMatmulModel;

/**
 * Evaluations of single mappings of a pipelined product per second, over its whole space: 8 tiles,
 * 2 depths, 4 splits, 3 occupancies, 4 swizzles.
 *
 * <p>Run: {@code mvn -B -q package -Dmaven.test.skip=true && java -cp
 * "benchmarks/target/classes:benchmarks/target/lib/*" org.openjdk.jmh.Main EvaluationBenchmark
 * -prof gc -t 1}, and with {@code -t 2}
 */
@State(Scope.Thread)
@BenchmarkMode(Mode.Throughput)
@OutputTimeUnit(TimeUnit.SECONDS)
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 5, time = 1)
@Fork(1)
public class EvaluationBenchmark {
  static final int SPACE = 8 * 2 * 4 * 3 * 4;

  /** Rows of the product; few make one band, many make two classes of bands. */
  @Param({"64", "4096"})
  public long m;

  private MatmulKernels.Pipelined kernels = kernels(device());
  private PipelinedMatmulModel model = model(1);

  private static Device device() {
    return DeviceLibrary.load("jetson-agx-orin");
  }

  private static MatmulKernels.Pipelined kernels(Device device) {
    return (MatmulKernels.Pipelined) device.processor("gpu").kernels().matmul();
  }

  private PipelinedMatmulModel model(long rows) {
    Device device = device();
    Processor gpu = device.processor("gpu");
    var op = new Matmul(1, rows, 4096, 4096, DataType.FP16, DataType.FP16, DataType.FP16);
    return new PipelinedMatmulModel(op, gpu, device.memory(), kernels);
  }

  /** Prepares the product. */
  @Setup
  public void prepare() {
    kernels = kernels(device());
    model = model(m);
  }

  /** Returns the sum of all durations to within the floor's error, as a search first looks. */
  @Benchmark
  @OperationsPerInvocation(SPACE)
  public double floors() {
    return walk(false);
  }

  /** Returns the sum of all exact durations, with every power. */
  @Benchmark
  @OperationsPerInvocation(SPACE)
  public double exact() {
    return walk(true);
  }

  private double walk(boolean isExact) {
    PipelinedEvaluation evaluation = model.evaluation();
    double sum = 0;
    for (int t = 0; t < kernels.tiles().size(); t++) {
      Tile tile = kernels.tiles().get(t);
      for (int d = 0; d < kernels.depths().size(); d++) {
        evaluation.kernel(
            tile.rows(), tile.columns(), model.depthElements(kernels.depths().get(d)), 1, false);
        for (int s = 0; s < kernels.splits().size(); s++) {
          evaluation.split(kernels.splits().get(s), 0);
          for (int o = 0; o < kernels.occupancies().size(); o++) {
            evaluation.occupancy(kernels.occupancies().get(o));
            for (int w = 0; w < kernels.swizzles().size(); w++) {
              int swizzle = kernels.swizzles().get(w);
              sum += isExact ? evaluation.seconds(swizzle) : evaluation.floorSeconds(swizzle);
            }
          }
        }
      }
    }
    return sum;
  }
}
