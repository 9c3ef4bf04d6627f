package org.socompass.api;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.OptionalDouble;
import org.socompass.dse.spec.Column;
import org.socompass.dse.spec.Columns;
import org.socompass.dse.store.Row;
import org.socompass.dse.store.Status;
import org.socompass.input.InputException;
import org.socompass.input.NearestName;

/**
 * One design of a sweep.
 *
 * @param number its number, from 0
 * @param status ok; infeasible, beyond a constraint; incomplete, lacking an input; invalid, no
 *     device or one that can't run a workload; failed, by a defect of ours
 * @param reason why it is not ok; empty if it is
 * @param cells its parameters and numbers by column, as numbers, texts and truths; without those
 *     that are not known
 */
public record SweepPoint(long number, String status, String reason, Map<String, Object> cells) {
  /** Copies the cells. */
  public SweepPoint {
    cells = Collections.unmodifiableMap(new LinkedHashMap<>(cells));
  }

  static SweepPoint of(Row row, Columns columns) {
    Map<String, Object> cells = new LinkedHashMap<>();
    Object reason = row.cells().get(Columns.REASON);
    for (int i = Columns.REASON + 1; i < columns.all().size(); i++) {
      Object cell = row.cells().get(i);
      Column column = columns.all().get(i);
      if (cell != null) {
        cells.put(column.id(), cell);
      }
    }
    return new SweepPoint(
        row.point(), row.status().id(), reason == null ? "" : reason.toString(), cells);
  }

  /** Returns whether it has all results, within the constraints. */
  public boolean isOk() {
    return status.equals(Status.OK.id());
  }

  /** Returns a number; empty if it is not known or no number. */
  public OptionalDouble value(String column) {
    return cells.get(column) instanceof Number number
        ? OptionalDouble.of(number.doubleValue())
        : OptionalDouble.empty();
  }

  /**
   * Returns a number that must be known.
   *
   * @throws InputException if there is no such column, naming the nearest
   */
  public double number(String column) {
    return value(column)
        .orElseThrow(
            () ->
                new InputException(
                    "point %d has no number '%s'; %s"
                        .formatted(number, column, NearestName.hint(column, cells.keySet()))));
  }
}
