package org.socompass.dse.spark;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

final class SlicesTest {
  @ParameterizedTest
  @ValueSource(longs = {1, 19_999, 20_000, 20_001, 1_280_000, 1_280_001, 100_000_000})
  void slicesCoverThePointsOnce(long points) {
    Slices slices = Slices.of(points);
    long next = 0;
    for (int i = 0; i < slices.count(); i++) {
      assertThat(slices.from(i)).isEqualTo(next);
      assertThat(slices.to(i)).isGreaterThan(next);
      next = slices.to(i);
    }
    assertThat(next).isEqualTo(points);
    assertThat(slices.count()).isLessThanOrEqualTo(64);
  }

  @ParameterizedTest(name = "{0} points on {1} cores: {2} tasks")
  @CsvSource({
    "3, 2, 3",
    "500, 2, 8",
    "20000, 2, 20",
    "20000, 100, 400",
    // A slice of 1 562 500 points.
    "100000000, 100, 1563",
    "100000000, 10000, 20000"
  })
  void tasksAreSmallAndEnoughForTheCores(long points, int cores, int tasks) {
    assertThat(Slices.of(points).tasks(0, cores)).isEqualTo(tasks);
  }
}
