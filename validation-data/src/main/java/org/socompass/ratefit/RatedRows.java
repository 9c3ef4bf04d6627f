package org.socompass.ratefit;

import java.util.ArrayList;
import java.util.List;
import org.socompass.validation.Dataset;
import org.socompass.validation.WholeModelRows;

/** The rows of data sets that engines with rates can predict. */
public final class RatedRows {
  private RatedRows() {}

  /** Returns the rows, in their order. */
  public static List<RatedRow> of(List<Dataset> datasets, List<String> overrides) {
    List<RatedRow> result = new ArrayList<>();
    var rows = new WholeModelRows(overrides);
    for (Dataset dataset : datasets) {
      for (WholeModelRows.Rated rated : rows.of(dataset)) {
        result.add(
            new RatedRow(
                dataset.id(),
                rated.engine().id(),
                rated.row().label("device"),
                rated.row().label("phase"),
                rated.row(),
                rated.measuredSeconds(),
                rated.pass(),
                rated.engine().rates().orElseThrow()));
      }
    }
    return List.copyOf(result);
  }
}
