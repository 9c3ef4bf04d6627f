package org.socompass.dse;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.function.LongFunction;
import org.junit.jupiter.api.Test;
import org.socompass.dse.spec.Design;
import org.socompass.dse.spec.PointSpace;
import org.socompass.dse.spec.SweepSpec;

/** The order in which points are dealt out to machines. */
final class SharingOrderTest {
  /** Cores of the NPU, which stands by, before those of the GPU, on which all depends. */
  private static final String SPEC =
      """
      device: snapdragon-8-gen-3
      parameters:
        npu: {path: processors.npu.cores, values: [1, 2, 3, 4]}
        cores: {path: processors.gpu.cores, values: [2, 4, 6, 8]}
        slc: {path: system_cache.capacity, values: [4 MiB, 16 MiB]}
      workloads:
        chat: {model: qwen2.5-1.5b, quantization: w4a16, prompt: 32, output: 4, engine: gpu-only}
      objectives:
        tpot_ms: min
      """;

  private static final SweepSpec SWEEP = Specs.read(SPEC);

  @Test
  void whatNeedsSearchesVariesSlowest() {
    SharingOrder order = SharingOrder.of(SWEEP, new PointEvaluator(SWEEP));

    assertThat(order.slowestFirst().get(0)).isEqualTo(1);
    assertThat(order.slowestFirst()).containsExactlyInAnyOrder(0, 1, 2);
  }

  @Test
  void ranksAreDigitsOfTheLevels() {
    SharingOrder order = SharingOrder.of(SWEEP, List.of(1, 0, 2));

    // cores 3 of 4, npu 1 of 4, slc 1 of 2: (3 * 4 + 1) * 2 + 1.
    assertThat(order.rank(new Design(List.of(1, 3, 1)))).isEqualTo(27);
    assertThat(order.design(27)).isEqualTo(new Design(List.of(1, 3, 1)));
  }

  @Test
  void everyPointOfAGridHasOneRank() {
    SharingOrder order = SharingOrder.of(SWEEP, List.of(2, 1, 0));
    var space = new PointSpace(SWEEP);
    Set<Long> ranks = new HashSet<>();
    for (long point = 0; point < space.size(); point++) {
      long rank = order.rank(space.point(point));
      assertThat(rank).isBetween(0L, space.size() - 1);
      assertThat(space.gridIndex(order.design(rank))).isEqualTo(point);
      ranks.add(rank);
    }
    assertThat(ranks).hasSize((int) space.size());
  }

  @Test
  void twoMachinesSearchNoMoreThanOne() {
    var space = new PointSpace(SWEEP);
    SharingOrder order = SharingOrder.of(SWEEP, new PointEvaluator(SWEEP));
    long half = space.size() / 2;

    long alone = searches(0, space.size(), space::point);
    long byRank = searches(0, half, order::design) + searches(half, space.size(), order::design);
    long byPoint = searches(0, half, space::point) + searches(half, space.size(), space::point);

    // Each half of the order has half of the cores' levels; each half of the points has all.
    assertThat(byRank).isLessThan(byPoint).isLessThanOrEqualTo(alone * 11 / 10);
    assertThat(byPoint).isGreaterThan(alone * 3 / 2);
  }

  private static long searches(long from, long to, LongFunction<Design> designs) {
    var evaluator = new PointEvaluator(SWEEP);
    for (long i = from; i < to; i++) {
      evaluator.evaluate(i, designs.apply(i));
    }
    return evaluator.searches();
  }

  @Test
  void everyParameterIsNamedOnce() {
    assertThatExceptionOfType(IllegalArgumentException.class)
        .isThrownBy(() -> SharingOrder.of(SWEEP, List.of(0, 1, 1)))
        .withMessage("needs every parameter once, but has [0, 1, 1]");
  }
}
