package org.socompass.api;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.socompass.dse.Tally;
import org.socompass.dse.spec.Columns;
import org.socompass.dse.store.Status;

/**
 * What a sweep found.
 *
 * @param count how many points it has
 * @param statuses how many of them are of each status
 * @param best the best in the first objective; empty if none is ok
 * @param front the points that no other is better than, the best in the first objective first
 * @param points all points in their order; empty if they were handed out as they came
 */
public record SweepResult(
    long count,
    Map<String, Long> statuses,
    Optional<SweepPoint> best,
    List<SweepPoint> front,
    List<SweepPoint> points) {
  /** Copies map and lists. */
  public SweepResult {
    statuses = Collections.unmodifiableMap(new LinkedHashMap<>(statuses));
    front = List.copyOf(front);
    points = List.copyOf(points);
  }

  static SweepResult of(Tally tally, Columns columns) {
    Map<String, Long> statuses = new LinkedHashMap<>();
    for (Status status : Status.values()) {
      statuses.put(status.id(), tally.count(status));
    }
    return new SweepResult(
        tally.points(),
        statuses,
        tally.best().map(row -> SweepPoint.of(row, columns)),
        tally.front().byFirstObjective().stream().map(row -> SweepPoint.of(row, columns)).toList(),
        List.of());
  }

  SweepResult with(List<SweepPoint> all) {
    return new SweepResult(count, statuses, best, front, all);
  }
}
