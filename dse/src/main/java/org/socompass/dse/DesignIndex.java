package org.socompass.dse;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.socompass.dse.spec.Columns;
import org.socompass.dse.spec.Design;
import org.socompass.dse.spec.Parameter;
import org.socompass.dse.spec.SweepSpec;
import org.socompass.dse.store.Row;

/** Finds the designs that rows are of. */
public final class DesignIndex {
  private final SweepSpec spec;
  private final List<Map<Object, Integer>> levels = new ArrayList<>();

  /** Creates the index of a sweep. */
  public DesignIndex(SweepSpec spec) {
    this.spec = spec;
    for (Parameter parameter : spec.parameters()) {
      Map<Object, Integer> byCell = new HashMap<>();
      for (int level = 0; level < parameter.levels().size(); level++) {
        byCell.putIfAbsent(PointEvaluator.cell(parameter.levels().get(level)), level);
      }
      levels.add(byCell);
    }
  }

  /**
   * Returns the design of a row.
   *
   * @throws IllegalArgumentException if the row is of another sweep
   */
  public Design design(Row row) {
    List<Integer> result = new ArrayList<>();
    for (int p = 0; p < levels.size(); p++) {
      Object cell = row.cells().get(Columns.parameter(p));
      Integer level = levels.get(p).get(cell);
      if (level == null) {
        throw new IllegalArgumentException(
            spec.parameters().get(p).name() + " has no value " + cell);
      }
      result.add(level);
    }
    return new Design(result);
  }
}
