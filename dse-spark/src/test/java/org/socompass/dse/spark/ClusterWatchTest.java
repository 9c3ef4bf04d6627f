package org.socompass.dse.spark;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

/** When a cluster counts as gone. */
final class ClusterWatchTest {
  @Test
  void aClusterWithoutExecutorsIsGoneWhenPatienceEnds() {
    var absence = new ClusterWatch.Absence(100);

    assertThat(absence.isTooLong(2, 0)).isFalse();
    assertThat(absence.isTooLong(0, 1_000)).isFalse();
    assertThat(absence.isTooLong(0, 1_100)).isFalse();
    assertThat(absence.isTooLong(0, 1_101)).isTrue();
  }

  @Test
  void executorsThatComeBackBeginPatienceAnew() {
    var absence = new ClusterWatch.Absence(100);

    assertThat(absence.isTooLong(0, 0)).isFalse();
    assertThat(absence.isTooLong(1, 90)).isFalse();
    assertThat(absence.isTooLong(0, 95)).isFalse();
    assertThat(absence.isTooLong(0, 190)).isFalse();
    assertThat(absence.isTooLong(0, 196)).isTrue();
  }
}
