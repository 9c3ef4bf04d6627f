package org.socompass.cli.chart;

import java.util.List;
import java.util.Locale;

/**
 * A picture as SVG. Text is plain and the order is that of the calls, so that a changed result is a
 * small difference of the file.
 */
final class Svg {
  /** Colours that are told apart, in the order of series. */
  static final List<String> COLOURS =
      List.of(
          "#1b6ca8", "#c8553d", "#3a7d44", "#7b4b94", "#b8860b", "#4a4a4a", "#008b8b", "#a0522d");

  private final StringBuilder out = new StringBuilder();

  /** Creates a white picture with a heading. */
  Svg(int width, int height, int titleX, String title) {
    line(
        "<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 %d %d\" font-family=\"sans-serif\""
            + " font-size=\"12\">",
        width, height);
    line("<rect width=\"%d\" height=\"%d\" fill=\"#ffffff\"/>", width, height);
    line("<text x=\"%d\" y=\"24\" font-size=\"14\">%s</text>", titleX, escape(title));
  }

  /** Returns the colour of a series. */
  public static String colour(int index) {
    return COLOURS.get(index % COLOURS.size());
  }

  /** Adds an element; texts among the values must be escaped. */
  public void line(String format, Object... values) {
    out.append(String.format(Locale.ROOT, format, values)).append('\n');
  }

  /** Adds a filled rectangle. */
  public void rectangle(double x, double y, double width, double height, String colour) {
    line(
        "<rect x=\"%.1f\" y=\"%.1f\" width=\"%.1f\" height=\"%.1f\" fill=\"%s\"/>",
        x, y, width, height, colour);
  }

  /** Adds text; {@code anchor} is start, middle or end. */
  public void text(double x, double y, String anchor, String text) {
    line("<text x=\"%.1f\" y=\"%.1f\" text-anchor=\"%s\">%s</text>", x, y, anchor, escape(text));
  }

  /** Returns text with what SVG would take for markup replaced. */
  public static String escape(String text) {
    return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;");
  }

  /** Returns the picture. */
  public String render() {
    return out + "</svg>\n";
  }
}
