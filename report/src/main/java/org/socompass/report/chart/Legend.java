package org.socompass.report.chart;

import java.util.Map;
import org.socompass.report.canvas.Canvas;
import org.socompass.report.canvas.Ink;
import org.socompass.report.canvas.TextStyle;

/** What colours mean, in rows from left to right. */
final class Legend {
  private static final double ROW = 18;
  private static final double MARK = 10;
  private static final double GAP = 18;
  private static final TextStyle STYLE = TextStyle.of(Frame.SIZE, Palette.TEXT);

  private Legend() {}

  /**
   * Returns the height of a legend [pt].
   *
   * @param colours colours by what they mean, in the order of the legend
   * @param width room for it [pt]
   */
  static double height(Map<String, String> colours, double width) {
    return place(colours, 0, 0, width, (x, y, name, colour) -> {});
  }

  /** Draws a legend; nothing if it has no entries. */
  static void draw(
      Canvas canvas, Map<String, String> colours, double left, double top, double width) {
    place(
        colours,
        left,
        top,
        width,
        (x, y, name, colour) -> {
          canvas.rectangle(x, y - MARK + 1, MARK, MARK, Ink.filled(colour));
          canvas.text(x + MARK + 5, y, name, STYLE);
        });
  }

  /** Where an entry goes. */
  @FunctionalInterface
  private interface Placed {
    void at(double x, double y, String name, String colour);
  }

  private static double place(
      Map<String, String> colours, double left, double top, double width, Placed placed) {
    double x = left;
    double y = top + MARK + 2;
    for (Map.Entry<String, String> entry : colours.entrySet()) {
      double length = MARK + 5 + STYLE.length(entry.getKey());
      if (x > left && x + length > left + width) {
        x = left;
        y += ROW;
      }
      placed.at(x, y, entry.getKey(), entry.getValue());
      x += length + GAP;
    }
    return colours.isEmpty() ? 0 : y - top + 8;
  }
}
