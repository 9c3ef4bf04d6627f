package org.socompass.report.chart;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;

/**
 * The numbers that a chart shows, for who draws it anew.
 *
 * @param header names of the columns, with units
 * @param rows a cell for each column: text, a number, or an empty optional
 */
public record ChartTable(List<String> header, List<List<Object>> rows) {
  /**
   * Copies the lists.
   *
   * @throws IllegalArgumentException if a row has not a cell for each column
   */
  public ChartTable {
    header = List.copyOf(header);
    List<List<Object>> copies = new ArrayList<>();
    for (List<Object> row : rows) {
      if (row.size() != header.size()) {
        throw new IllegalArgumentException(
            "a row of %d cells below %d columns".formatted(row.size(), header.size()));
      }
      copies.add(List.copyOf(row));
    }
    rows = Collections.unmodifiableList(copies);
  }
}
