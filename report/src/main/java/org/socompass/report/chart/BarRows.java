package org.socompass.report.chart;

import java.util.List;
import org.socompass.report.canvas.Canvas;
import org.socompass.report.canvas.Ink;

/** Rows of bars on one horizontal axis, each with a name before and a text after it. */
final class BarRows {
  private static final double ROW = 20;
  private static final double BAR_SHARE = 0.65;
  private static final double AXIS = 44;
  private static final double GAP = 8;
  private static final double BASE = 4;
  private static final double LEAST_TEXT = 40;

  /** Rows that are closer have type that touches, as a share of its size. */
  private static final double LEAST_ROW = 1.15;

  private final Heading heading;
  private final List<Row> rows;
  private final double longestName;
  private final boolean isCutInFront;
  private final double top;
  private final double row;
  private final Frame frame;

  /**
   * Lays out the rows.
   *
   * @param heading title and legend
   * @param rows names and texts from top to bottom
   * @param longestName room for a name as a share of the width; longer ones are cut
   * @param isCutInFront whether the begin of a long name is cut, not its end
   * @param x the axis
   */
  BarRows(Heading heading, List<Row> rows, double longestName, boolean isCutInFront, Axis x) {
    this.heading = heading;
    this.rows = List.copyOf(rows);
    this.longestName = longestName;
    this.isCutInFront = isCutInFront;
    this.top = heading.bottom();
    this.row = height(heading.look(), top, rows.size());
    this.frame = frame(x);
  }

  /**
   * What is written at a bar.
   *
   * @param name before it
   * @param text after it
   */
  record Row(String name, String text) {}

  private Look look() {
    return heading.look();
  }

  Heading heading() {
    return heading;
  }

  /** Returns the height of a row: what the look leaves, but no less than its type takes [pt]. */
  private static double height(Look look, double top, int rows) {
    if (look.height().isEmpty() || rows == 0) {
      return look.of(ROW);
    }
    double room = look.height().getAsDouble() - top - around(look);
    return Math.max(LEAST_ROW * look.labelPoints(), room / rows);
  }

  private static double around(Look look) {
    return look.of(AXIS) + Heading.edge(look);
  }

  /** Returns the height of the chart [pt]. */
  double height() {
    double content = top + rows.size() * row + around(look());
    return Math.max(content, look().height().orElse(0));
  }

  /** Returns the height of a bar [pt]. */
  double bar() {
    return BAR_SHARE * row;
  }

  private double nameRoom() {
    return longestName * heading.width();
  }

  /** Returns where the axis is. */
  Frame frame() {
    return frame;
  }

  private Frame frame(Axis x) {
    double name =
        Math.min(
            nameRoom(),
            rows.stream().mapToDouble(r -> look().label().length(r.name())).max().orElse(0));
    double text = rows.stream().mapToDouble(r -> look().label().length(r.text())).max().orElse(0);
    return new Frame(
        Heading.edge(look()) + name + look().of(GAP),
        top,
        heading.width()
            - Heading.edge(look())
            - look().of(GAP)
            - Math.max(text, look().of(LEAST_TEXT)),
        top + rows.size() * row + look().of(BASE),
        x,
        Axis.NONE,
        look());
  }

  /** Draws all but the bars and the texts after them. */
  void draw(Canvas canvas) {
    heading.draw(canvas);
    frame.draw(canvas);
    for (int i = 0; i < rows.size(); i++) {
      canvas.text(
          frame.left() - look().of(GAP),
          middle(i) + look().of(BASE),
          isCutInFront
              ? look().label().fittedFromEnd(rows.get(i).name(), nameRoom())
              : look().label().fitted(rows.get(i).name(), nameRoom()),
          look().label().atEnd());
    }
  }

  /** Draws a piece of a bar from one value to another. */
  void bar(Canvas canvas, int index, double from, double to, String colour) {
    double left = frame.x(Math.min(from, to));
    double right = frame.x(Math.max(from, to));
    canvas.rectangle(left, middle(index) - bar() / 2, right - left, bar(), Ink.filled(colour));
  }

  /** Draws the text after a bar that ends at a value. */
  void text(Canvas canvas, int index, double end) {
    canvas.text(
        frame.x(end) + look().of(5),
        middle(index) + look().of(BASE),
        rows.get(index).text(),
        look().label());
  }

  /** Returns the middle of a row [pt]. */
  double middle(int index) {
    return top + (index + 0.5) * row + look().of(2);
  }
}
