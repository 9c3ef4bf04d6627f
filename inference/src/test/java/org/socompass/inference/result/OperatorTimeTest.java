package org.socompass.inference.result;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.socompass.operator.Bound;
import org.socompass.operator.energy.Energy;

final class OperatorTimeTest {
  private static final Energy ONE = new Energy(1, 2, 3, 4, 5, 6);
  private static final OperatorTime INSIDE =
      new OperatorTime(
          "lm_head",
          "matmul",
          "[1,4]x[4,8]",
          "npu",
          3,
          2,
          Bound.COMPUTE,
          1,
          64,
          24,
          Optional.of(Map.of("npu", ONE)),
          32);

  @Test
  void copiesKeepWhatTheyDoNotChange() {
    assertThat(INSIDE.withTime(5, Bound.FAR_MEMORY).withTime(2, Bound.COMPUTE)).isEqualTo(INSIDE);
    assertThat(INSIDE.withBytes(1, 2).withBytes(24, 32)).isEqualTo(INSIDE);
    assertThat(INSIDE.withEnergies(Optional.empty()).withEnergies(INSIDE.energies()))
        .isEqualTo(INSIDE);
    assertThat(INSIDE.named("x").named("lm_head")).isEqualTo(INSIDE);
    assertThat(INSIDE.repeated(1)).isEqualTo(INSIDE);
    assertThat(INSIDE.scaled(1)).isEqualTo(INSIDE);
  }

  @Test
  void copiesChangeWhatTheySay() {
    OperatorTime later = INSIDE.withTime(5, Bound.FAR_MEMORY);
    assertThat(later.seconds()).isEqualTo(5);
    assertThat(later.boundBy()).isEqualTo(Bound.FAR_MEMORY);
    assertThat(later.inMemoryBytes()).isEqualTo(32);
    OperatorTime moved = INSIDE.withBytes(1, 2);
    assertThat(moved.mainMemoryBytes()).isEqualTo(1);
    assertThat(moved.inMemoryBytes()).isEqualTo(2);
  }

  @Test
  void timesTheWorkIsTimesAllOfIt() {
    OperatorTime twice = INSIDE.scaled(2);
    assertThat(twice.count()).isEqualTo(3);
    assertThat(twice.seconds()).isEqualTo(4);
    assertThat(twice.rooflineSeconds()).isEqualTo(2);
    assertThat(twice.operations()).isEqualTo(128);
    assertThat(twice.mainMemoryBytes()).isEqualTo(48);
    assertThat(twice.inMemoryBytes()).isEqualTo(64);
    assertThat(twice.energies()).contains(Map.of("npu", ONE.times(2)));
  }
}
