package org.socompass.dse;

import java.util.EnumMap;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.socompass.dse.spec.Columns;
import org.socompass.dse.spec.SweepSpec;
import org.socompass.dse.store.Row;
import org.socompass.dse.store.Status;

/** What a sweep has found so far. */
public final class Tally {
  private final ParetoFront front;
  private final Map<Status, Long> counts = new EnumMap<>(Status.class);
  private @Nullable Row best;
  private double least = Double.POSITIVE_INFINITY;
  private long points;

  Tally(SweepSpec spec, Columns columns) {
    this.front = new ParetoFront(spec.objectives(), columns);
  }

  void add(Row row) {
    points++;
    counts.merge(row.status(), 1L, Long::sum);
    front.offer(row);
    if (row.status() == Status.OK) {
      double cost = front.costs(row)[0];
      if (cost < least) {
        least = cost;
        best = row;
      }
    }
  }

  /** Returns the number of points done. */
  public long points() {
    return points;
  }

  /** Returns the number of points of a status. */
  public long count(Status status) {
    return counts.getOrDefault(status, 0L);
  }

  /** Returns the rows that no other is better than. */
  public ParetoFront front() {
    return front;
  }

  /** Returns the best row in the first objective; empty if none is within the constraints. */
  public Optional<Row> best() {
    return Optional.ofNullable(best);
  }
}
