package org.socompass.dse;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.socompass.dse.spec.PointSpace;
import org.socompass.dse.spec.SweepSpec;

/** How long a sweep takes is found within the time that is given, or not said. */
final class DryRunTest {
  private static final SweepSpec SPEC =
      Specs.read(
          """
          name: dry
          device: snapdragon-8-gen-3
          parameters:
            cores: {path: processors.npu.cores, values: [1, 2, 3, 4]}
          workloads:
            w: {model: qwen2-0.5b, quantization: w8a8, prompt: 8, output: 2, engine: gpu-only}
          objectives: {ttft_ms: min}
          """);

  private static DryRun dryRun(long nanos) {
    return DryRun.of(new PointSpace(SPEC), new PointEvaluator(SPEC), 2, nanos);
  }

  @Test
  void pointsThatAreDoneInTimeAreTimed() {
    DryRun run = dryRun(TimeUnit.SECONDS.toNanos(20) / 10);

    assertThat(run.timedPoints()).isPositive();
    // Four points on two threads.
    assertThat(run.estimatedSeconds().orElseThrow())
        .isEqualTo(run.secondsPerPoint().orElseThrow() * 4 / 2);
  }

  @Test
  void aPointThatTakesLongerIsNotWaitedFor() {
    long start = System.nanoTime();
    DryRun run = dryRun(1);

    assertThat(run.timedPoints()).isZero();
    assertThat(run.secondsPerPoint()).isEmpty();
    assertThat(run.estimatedSeconds()).isEmpty();
    assertThat(System.nanoTime() - start).isLessThan(TimeUnit.SECONDS.toNanos(10));
  }
}
