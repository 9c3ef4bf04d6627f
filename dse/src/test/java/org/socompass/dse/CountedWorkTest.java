package org.socompass.dse;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.management.ThreadMXBean;
import java.lang.management.ManagementFactory;
import org.junit.jupiter.api.Test;
import org.socompass.dse.spec.PointSpace;
import org.socompass.dse.spec.SweepSpec;

/**
 * What a sweep works, counted: a change that doubles it fails here, however fast the machine.
 * Bounds are the counts of this version with a tenth to spare, for changes of templates and
 * engines.
 */
final class CountedWorkTest {
  private static final SweepSpec SWEEP =
      Specs.read(
          """
          device: snapdragon-8-gen-3
          parameters:
            gpu_cores: {path: processors.gpu.cores, values: [2, 6]}
            array: {path: processors.npu.matrix.rows, values: [32, 64], linked: {processors.npu.matrix.columns: {multiple: 1}}}
            slc: {path: system_cache.capacity, values: [2 MiB, 4 MiB, 8 MiB, 16 MiB]}
            data_rate: {path: memory.data_rate, values: [6400 MT/s, 8533 MT/s]}
          workloads:
            chat: {model: qwen2.5-1.5b, quantization: w4a16, prompt: 256, output: 64, engine: tensor}
          objectives:
            tpot_ms: min
          """);

  @Test
  void aDesignTakesNoMoreWorkThanItDid() {
    var evaluator = new PointEvaluator(SWEEP);
    var space = new PointSpace(SWEEP);
    for (long point = 0; point < space.size(); point++) {
      evaluator.evaluate(point, space.point(point));
    }
    PointEvaluator.Work work = evaluator.work();

    assertThat(space.size()).isEqualTo(32);
    // 8 of the 32 designs differ in more than the system cache; each has a prompt, a step of decode
    // and 17 steps between: 32 * 19 = 608 passes asked for, 8 * 19 = 152 timed.
    assertThat(work.asked()).isEqualTo(608);
    assertThat(work.timed()).isLessThanOrEqualTo(167);
    assertThat(work.searches()).isLessThanOrEqualTo(1_100);
    assertThat(work.simulations()).isLessThanOrEqualTo(672);
  }

  @Test
  void aDesignThatIsKnownAllocatesLittle() {
    var evaluator = new PointEvaluator(SWEEP);
    var space = new PointSpace(SWEEP);
    for (int i = 0; i < 50; i++) {
      evaluator.evaluate(0, space.point(0));
    }
    var threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
    long id = Thread.currentThread().getId();
    long before = threads.getThreadAllocatedBytes(id);
    int designs = 100;
    for (int i = 0; i < designs; i++) {
      evaluator.evaluate(0, space.point(0));
    }
    long each = (threads.getThreadAllocatedBytes(id) - before) / designs;

    assertThat(each).as("bytes of a design whose passes are known").isLessThan(64_300);
  }
}
