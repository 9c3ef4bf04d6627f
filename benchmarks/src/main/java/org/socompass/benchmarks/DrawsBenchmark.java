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
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;
import org.socompass.cost.CostExperiment;
import org.socompass.cost.draws.Quantiles;
import org.socompass.cost.draws.Uncertain;
import org.socompass.hardware.Device;
import org.socompass.hardware.template.DeviceLibrary;

/**
 * Area, cost and carbon of a design with 1000 draws, and the percentiles that every row of a sweep
 * has: of the system cost, of performance per cost, and of the embodied carbon.
 *
 * <p>Run: {@code mvn -B -q package -Dmaven.test.skip=true && java -cp
 * "benchmarks/target/classes:benchmarks/target/lib/*" org.openjdk.jmh.Main DrawsBenchmark -prof gc}
 */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MICROSECONDS)
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 5, time = 1)
@Fork(1)
public class DrawsBenchmark {
  private static final double TOKENS_PER_SECOND = 13;

  /** A phone, and a GPU with spare cores on its die. */
  @Param({"snapdragon-8-elite", "jetson-orin-nano"})
  public String id = "snapdragon-8-elite";

  private Device anchor = DeviceLibrary.load(id);
  private Device design = anchor;
  private CostExperiment experiment = CostExperiment.standard();

  /** Prepares a design whose GPU differs from the template's. */
  @Setup
  public void prepare() {
    anchor = DeviceLibrary.load(id);
    design = DeviceLibrary.load(id, List.of("processors.gpu.global_buffer.capacity=2 MiB"));
    experiment = CostExperiment.standard();
  }

  /** Returns area, cost and carbon without percentiles. */
  @Benchmark
  public CostExperiment.Outcome outcome() {
    return experiment.of(design, anchor);
  }

  /** Returns the sum of the percentiles of a row. */
  @Benchmark
  public double row() {
    CostExperiment.Outcome outcome = experiment.of(design, anchor);
    Uncertain system = outcome.cost().system().or(() -> outcome.cost().chip()).orElseThrow();
    return sum(system)
        + sum(system.map(usd -> TOKENS_PER_SECOND / usd))
        + outcome.carbon().total().map(DrawsBenchmark::sum).orElse(0.0);
  }

  private static double sum(Uncertain number) {
    Quantiles q = number.quantiles();
    return q.p10() + q.p50() + q.p90();
  }
}
