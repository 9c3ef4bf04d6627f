package org.socompass.dse.spark;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.socompass.dse.store.Row;

final class RowBytesTest {
  private static final int COLUMNS = 9;

  @Test
  void rowsComeBackAsTheyWere() {
    var random = new SplittableRandom(7);
    for (int round = 0; round < 50; round++) {
      List<Row> rows = new ArrayList<>();
      for (long point = 0; point < round; point++) {
        List<@Nullable Object> cells = new ArrayList<>();
        cells.add(point);
        while (cells.size() < COLUMNS) {
          cells.add(cell(random));
        }
        rows.add(new Row(cells));
      }
      var reader = new RowBytes.Reader(RowBytes.of(rows), COLUMNS);
      for (Row row : rows) {
        assertThat(reader.next()).isEqualTo(row);
      }
      assertThatThrownBy(reader::next).isInstanceOf(UncheckedIOException.class);
    }
  }

  private static @Nullable Object cell(SplittableRandom random) {
    return switch (random.nextInt(8)) {
      case 0 -> null;
      case 1 -> random.nextLong();
      case 2 -> random.nextBoolean();
      case 3 -> "odd \u00e9\n\ud83d\ude00".repeat(random.nextInt(3));
      case 4 -> Double.longBitsToDouble(random.nextLong());
      // Often that of the row before; zeros of both signs are different cells.
      case 5 -> random.nextBoolean() ? 0.0 : -0.0;
      default -> random.nextInt(2) * 0.25;
    };
  }

  @Test
  void whatIsTheSameTakesLittle() {
    List<@Nullable Object> cells = new ArrayList<>(List.of(0L));
    for (int i = 1; i < COLUMNS; i++) {
      cells.add(Math.sqrt(i));
    }
    List<Row> rows = new ArrayList<>();
    for (long point = 0; point < 1000; point++) {
      cells.set(0, point);
      rows.add(new Row(cells));
    }
    assertThat(RowBytes.of(rows).length).isLessThan(10 * 1000);
  }
}
