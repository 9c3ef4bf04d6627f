package org.socompass.cli.format;

import java.util.ArrayList;
import java.util.List;

/** Rows of text in aligned columns; a column whose cells look like numbers is aligned right. */
public final class TextTable {
  private final List<List<String>> rows = new ArrayList<>();

  public TextTable(String... header) {
    rows.add(List.of(header));
  }

  /** Adds a row; it has as many cells as the header. */
  public void row(List<String> cells) {
    if (cells.size() != rows.get(0).size()) {
      throw new IllegalArgumentException(
          "a row of " + cells.size() + " cells in a table of " + rows.get(0).size());
    }
    rows.add(List.copyOf(cells));
  }

  public void row(String... cells) {
    row(List.of(cells));
  }

  /** Returns the table, each line ended, without trailing blanks. */
  public String render() {
    int columns = rows.get(0).size();
    int[] widths = new int[columns];
    boolean[] right = new boolean[columns];
    for (int c = 0; c < columns; c++) {
      right[c] = rows.size() > 1;
      for (int r = 0; r < rows.size(); r++) {
        String cell = rows.get(r).get(c);
        widths[c] = Math.max(widths[c], cell.length());
        right[c] &=
            r == 0
                || cell.isEmpty()
                || cell.equals("-")
                || cell.matches("[-+]?[\\d,.]+( ?[%a-zA-Z/]{1,5})?");
      }
    }
    var text = new StringBuilder();
    for (List<String> row : rows) {
      var line = new StringBuilder();
      for (int c = 0; c < columns; c++) {
        String pad = " ".repeat(widths[c] - row.get(c).length());
        line.append(c == 0 ? "" : "  ");
        line.append(right[c] ? pad + row.get(c) : row.get(c) + pad);
      }
      text.append(line.toString().stripTrailing()).append('\n');
    }
    return text.toString();
  }
}
