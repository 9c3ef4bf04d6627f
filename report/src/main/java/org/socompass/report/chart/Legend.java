package org.socompass.report.chart;

import java.util.List;

/** Names of colours, in rows from left to right. */
final class Legend {
  private static final double ROW = 18;
  private static final double MARK = 10;
  private static final double GAP = 18;
  private static final TextStyle STYLE = TextStyle.of(Frame.SIZE, Palette.TEXT);

  private Legend() {}

  /**
   * A colour and what it means.
   *
   * @param name what it means
   * @param colour the colour
   */
  record Entry(String name, String colour) {}

  /** Returns the height of a legend of a width [pt]. */
  static double height(List<Entry> entries, double width) {
    return place(entries, 0, 0, width, (x, y, entry) -> {});
  }

  /** Draws a legend; nothing if it has no entries. */
  static void draw(Canvas canvas, List<Entry> entries, double left, double top, double width) {
    place(
        entries,
        left,
        top,
        width,
        (x, y, entry) -> {
          canvas.rectangle(x, y - MARK + 1, MARK, MARK, Ink.filled(entry.colour()));
          canvas.text(x + MARK + 5, y, entry.name(), STYLE);
        });
  }

  /** Where an entry goes. */
  @FunctionalInterface
  private interface Placed {
    void at(double x, double y, Entry entry);
  }

  private static double place(
      List<Entry> entries, double left, double top, double width, Placed placed) {
    double x = left;
    double y = top + MARK + 2;
    for (Entry entry : entries) {
      double length = MARK + 5 + STYLE.length(entry.name());
      if (x > left && x + length > left + width) {
        x = left;
        y += ROW;
      }
      placed.at(x, y, entry);
      x += length + GAP;
    }
    return entries.isEmpty() ? 0 : y - top + 8;
  }
}
