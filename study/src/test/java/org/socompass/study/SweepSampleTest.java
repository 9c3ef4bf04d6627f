package org.socompass.study;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.function.Consumer;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;
import org.socompass.dse.store.Row;
import org.socompass.dse.store.RowStore;

/** What a page holds of a sweep that is too large for it. */
final class SweepSampleTest {
  private static final int MOST = 1000;

  /** A store of so many rows with nothing but their point. */
  private record Points(long size) implements RowStore {
    @Override
    public void append(List<Row> rows) {
      throw new UnsupportedOperationException();
    }

    @Override
    public void forEach(Consumer<Row> reader) {
      LongStream.range(0, size).mapToObj(Points::row).forEach(reader);
    }

    @Override
    public void exportParquet(Path file) {
      throw new UnsupportedOperationException();
    }

    @Override
    public void close() {}

    static Row row(long point) {
      return new Row(List.of(point));
    }
  }

  private static List<Long> sample(long size, List<Row> front) {
    return SweepSample.of(new Points(size), front, MOST).stream().map(Row::point).toList();
  }

  @Test
  void aSmallSweepIsWhole() {
    assertThat(sample(MOST, List.of())).hasSize(MOST);
  }

  @Test
  void aLargeSweepIsCutToWhatAPageHolds() {
    for (long size : new long[] {1001, 1999, 123_457}) {
      List<Long> points = sample(size, List.of());
      assertThat(points).as("of %d", size).hasSizeBetween(MOST / 2, MOST).isSorted();
      assertThat(points).isEqualTo(sample(size, List.of()));
    }
  }

  @Test
  void theFrontIsKept() {
    List<Row> front = LongStream.range(0, 300).map(i -> 40_000 + i).mapToObj(Points::row).toList();
    List<Long> points = sample(100_000, front);
    assertThat(points).containsAll(front.stream().map(Row::point).toList());
    assertThat(points).hasSizeBetween(900, MOST).isSorted();
  }

  @Test
  void aLargeFrontLeavesHalfToTheOthers() {
    List<Row> front = LongStream.range(0, 50_000).mapToObj(Points::row).toList();
    List<Long> points = sample(100_000, front);
    assertThat(points).hasSizeLessThanOrEqualTo(MOST);
    assertThat(points.stream().filter(p -> p >= 50_000).count()).isGreaterThan(200);
  }

  /** In a grid the point's number modulo a level count is a level: each must stay. */
  @Test
  void everyValueOfAParameterStays() {
    List<Long> points = sample(100_000, List.of());
    for (int levels : new int[] {2, 4, 5, 10, 100}) {
      Set<Long> seen = new HashSet<>();
      points.forEach(p -> seen.add(p % levels));
      assertThat(seen).as("of %d levels", levels).hasSize(levels);
    }
  }
}
