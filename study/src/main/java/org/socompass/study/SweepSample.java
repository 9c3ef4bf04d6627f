package org.socompass.study;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.SplittableRandom;
import org.socompass.dse.store.Row;
import org.socompass.dse.store.RowStore;

/**
 * The rows of a sweep that a page can hold: all of a small one. Of a large one those that no other
 * is better than, and of the others one from each stretch of equally many points. Its place in the
 * stretch is drawn by the stretch's number: a fixed one would meet the same values of the
 * parameters that a grid varies fastest. The same sweep has the same rows.
 */
final class SweepSample {
  private SweepSample() {}

  /**
   * Returns rows in the order of their points. Reads the store once and holds no more than it
   * returns.
   *
   * @param store all rows
   * @param front those that no other is better than; they fill at most half of the sample
   * @param most the most rows to return, at least two
   */
  static List<Row> of(RowStore store, List<Row> front, int most) {
    List<Row> rows = new ArrayList<>();
    if (store.size() <= most) {
      store.forEach(rows::add);
      return rows;
    }
    Set<Long> best = new HashSet<>();
    evenly(front, most / 2).forEach(row -> best.add(row.point()));
    int left = most - best.size();
    long stretch = (store.size() + left - 1) / left;
    store.forEach(
        row -> {
          if (best.contains(row.point()) || row.point() == drawn(row.point() / stretch, stretch)) {
            rows.add(row);
          }
        });
    return rows;
  }

  /** Returns the point that stands for a stretch. */
  private static long drawn(long number, long stretch) {
    return number * stretch + new SplittableRandom(number).nextLong(stretch);
  }

  /** Returns at most so many items, evenly over a list. */
  static <T> List<T> evenly(List<T> all, int most) {
    if (all.size() <= most) {
      return all;
    }
    List<T> some = new ArrayList<>();
    for (int k = 0; k < most; k++) {
      some.add(all.get((int) ((long) k * all.size() / most)));
    }
    return some;
  }
}
