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

  private Legend() {}

  /**
   * Returns the height of a legend [pt].
   *
   * @param colours colours by what they mean, in the order of the legend
   * @param width room for it [pt]
   * @param look type and distances
   */
  static double height(Map<String, String> colours, double width, Look look) {
    return place(colours, 0, 0, width, look, (x, y, name, colour) -> {});
  }

  /** Draws a legend; nothing if it has no entries. */
  static void draw(
      Canvas canvas,
      Map<String, String> colours,
      double left,
      double top,
      double width,
      Look look) {
    double mark = look.of(MARK);
    TextStyle style = look.legend();
    place(
        colours,
        left,
        top,
        width,
        look,
        (x, y, name, colour) -> {
          canvas.rectangle(x, y - mark + look.of(1), mark, mark, Ink.filled(colour));
          String text = style.fitted(Palette.words(name), width - mark - look.of(5));
          canvas.text(x + mark + look.of(5), y, text, style);
        });
  }

  /** Where an entry goes. */
  @FunctionalInterface
  private interface Placed {
    void at(double x, double y, String name, String colour);
  }

  private static double place(
      Map<String, String> colours,
      double left,
      double top,
      double width,
      Look look,
      Placed placed) {
    double x = left;
    double y = top + look.of(MARK + 2);
    for (Map.Entry<String, String> entry : colours.entrySet()) {
      double length = look.of(MARK + 5) + look.legend().length(entry.getKey());
      if (x > left && x + length > left + width) {
        x = left;
        y += look.of(ROW);
      }
      placed.at(x, y, entry.getKey(), entry.getValue());
      x += length + look.of(GAP);
    }
    return colours.isEmpty() ? 0 : y - top + look.of(8);
  }
}
