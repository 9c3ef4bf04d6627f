package org.socompass.report.chart;

import java.util.List;
import org.socompass.report.canvas.Canvas;
import org.socompass.report.canvas.Ink;

/**
 * Rows of bars on one horizontal axis, each with a name before and a text after it.
 *
 * @param heading title and legend
 * @param rows names and texts from top to bottom
 * @param longestName room for a name [pt]; longer ones are cut
 * @param x the axis
 */
record BarRows(Heading heading, List<Row> rows, double longestName, Axis x) {
  /** Height of a bar [pt]. */
  static final double BAR = 13;

  private static final double ROW = 20;
  private static final double AXIS = 44;
  private static final double GAP = 8;
  private static final double BASE = 4;
  private static final double LEAST_TEXT = 40;
  private static final Axis NONE =
      new Axis("", new Scale(0, 1, false), List.of(), NumberText::tick);

  /**
   * What is written at a bar.
   *
   * @param name before it
   * @param text after it
   */
  record Row(String name, String text) {}

  /** Returns the height of the chart [pt]. */
  double height() {
    return heading.bottom() + rows.size() * ROW + AXIS + Heading.EDGE;
  }

  /** Returns where the axis is. */
  Frame frame() {
    double name =
        Math.min(
            longestName,
            rows.stream().mapToDouble(r -> Frame.LABEL.length(r.name())).max().orElse(0));
    double text = rows.stream().mapToDouble(r -> Frame.LABEL.length(r.text())).max().orElse(0);
    return new Frame(
        Heading.EDGE + name + GAP,
        heading.bottom(),
        heading.width() - Heading.EDGE - GAP - Math.max(text, LEAST_TEXT),
        heading.bottom() + rows.size() * ROW + BASE,
        x,
        NONE);
  }

  /** Draws all but the bars and the texts after them. */
  void draw(Canvas canvas) {
    heading.draw(canvas);
    Frame frame = frame();
    frame.draw(canvas);
    for (int i = 0; i < rows.size(); i++) {
      canvas.text(
          frame.left() - GAP,
          middle(i) + BASE,
          Frame.LABEL.fitted(rows.get(i).name(), longestName),
          Frame.LABEL.atEnd());
    }
  }

  /** Draws a piece of a bar from one value to another. */
  void bar(Canvas canvas, int row, double from, double to, String colour) {
    double left = frame().x(Math.min(from, to));
    double right = frame().x(Math.max(from, to));
    canvas.rectangle(left, middle(row) - BAR / 2, right - left, BAR, Ink.filled(colour));
  }

  /** Draws the text after a bar that ends at a value. */
  void text(Canvas canvas, int row, double end) {
    canvas.text(frame().x(end) + 5, middle(row) + BASE, rows.get(row).text(), Frame.LABEL);
  }

  /** Returns the middle of a row [pt]. */
  double middle(int row) {
    return heading.bottom() + (row + 0.5) * ROW + 2;
  }
}
