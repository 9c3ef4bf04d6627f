package org.socompass.dse;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.socompass.dse.spec.Columns;
import org.socompass.dse.spec.Objective;
import org.socompass.dse.store.Row;
import org.socompass.dse.store.Status;
import org.socompass.evaluation.Metric.Better;

/** The front against its definition. */
final class ParetoFrontTest {
  private static final Columns COLUMNS = Columns.of(Specs.read(Specs.SMALL));
  private static final List<Objective> OBJECTIVES =
      List.of(
          new Objective("ttft_ms", Better.MIN),
          new Objective("decode_tokens_per_second", Better.MAX));

  private static Row row(long point, Status status, double ttft, double rate) {
    Object[] cells = new Object[COLUMNS.all().size()];
    cells[Columns.POINT] = point;
    cells[Columns.STATUS] = status.id();
    cells[COLUMNS.index("ttft_ms")] = ttft;
    cells[COLUMNS.index("decode_tokens_per_second")] = rate;
    return new Row(Arrays.asList(cells));
  }

  private static List<Long> front(List<Row> rows) {
    var front = new ParetoFront(OBJECTIVES, COLUMNS);
    rows.forEach(front::offer);
    return front.rows().stream().map(Row::point).toList();
  }

  @Test
  void keepsWhatNothingIsBetterThan() {
    assertThat(
            front(
                List.of(
                    row(0, Status.OK, 10, 5),
                    row(1, Status.OK, 9, 5), // better than 0
                    row(2, Status.OK, 20, 9),
                    row(3, Status.OK, 21, 8), // worse than 2
                    row(4, Status.OK, 9, 5), // equal to 1
                    row(5, Status.INFEASIBLE, 1, 99))))
        .containsExactly(1L, 2L);
  }

  @Test
  void equalsTheDefinitionOnRandomRows() {
    var random = new SplittableRandom(4);
    List<Row> rows = new ArrayList<>();
    for (int i = 0; i < 400; i++) {
      rows.add(row(i, Status.OK, random.nextInt(60), random.nextInt(60)));
    }
    List<Long> expected = new ArrayList<>();
    int ttft = COLUMNS.index("ttft_ms");
    int rate = COLUMNS.index("decode_tokens_per_second");
    for (Row a : rows) {
      boolean isBeaten =
          rows.stream()
              .anyMatch(
                  b ->
                      b.number(ttft) <= a.number(ttft)
                          && b.number(rate) >= a.number(rate)
                          && (b.point() < a.point()
                              || b.number(ttft) < a.number(ttft)
                              || b.number(rate) > a.number(rate)));
      if (!isBeaten) {
        expected.add(a.point());
      }
    }

    assertThat(front(rows)).isEqualTo(expected);
  }
}
