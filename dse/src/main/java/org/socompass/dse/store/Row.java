package org.socompass.dse.store;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.socompass.dse.spec.Columns;

/**
 * What became of one point: a cell for each column of {@link Columns}.
 *
 * @param cells values in the order of the columns; null where one is not known
 */
public record Row(List<@Nullable Object> cells) {
  /** Copies the cells. */
  public Row {
    cells = Collections.unmodifiableList(new ArrayList<>(cells));
  }

  /** Returns the number of the point. */
  public long point() {
    return cells.get(Columns.POINT) instanceof Long point ? point : -1;
  }

  /** Returns what became of it. */
  public Status status() {
    return Status.of(String.valueOf(cells.get(Columns.STATUS)));
  }

  /** Returns a cell as a number, truth as 1; NaN if it is not known or no number. */
  public double number(int column) {
    Object cell = cells.get(column);
    if (cell instanceof Number number) {
      return number.doubleValue();
    }
    return cell instanceof Boolean truth ? (truth ? 1 : 0) : Double.NaN;
  }
}
