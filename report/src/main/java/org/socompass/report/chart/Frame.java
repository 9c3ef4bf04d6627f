package org.socompass.report.chart;

import org.socompass.report.canvas.Canvas;
import org.socompass.report.canvas.Ink;
import org.socompass.report.canvas.TextStyle;

/**
 * Where two axes are on a surface.
 *
 * @param left left edge of the data [pt]
 * @param top upper edge [pt]
 * @param right right edge [pt]
 * @param bottom lower edge [pt]
 * @param x horizontal axis
 * @param y vertical axis
 */
record Frame(double left, double top, double right, double bottom, Axis x, Axis y) {
  static final double TITLE_SIZE = 15;
  static final double SIZE = 11;
  static final TextStyle TITLE = TextStyle.of(TITLE_SIZE, Palette.TEXT);
  static final TextStyle NAME = TextStyle.of(12, Palette.TEXT).centred();
  static final TextStyle LABEL = TextStyle.of(SIZE, Palette.MUTED);
  static final Ink GRID = Ink.line(Palette.GRID, 1);
  static final Ink EDGE = Ink.line(Palette.MUTED, 1);

  private static final double GAP = 8;
  private static final double BASE = 4;

  /** Returns the frame that the names and labels of its axes leave of an area. */
  static Frame within(double left, double top, double right, double bottom, Axis x, Axis y) {
    double longest =
        y.ticks().stream().mapToDouble(t -> LABEL.length(y.label().apply(t))).max().orElse(0);
    double atLeft = left + longest + GAP + (y.name().isEmpty() ? 0 : 20);
    double lastHalf =
        x.ticks().isEmpty()
            ? 0
            : LABEL.length(x.label().apply(x.ticks().get(x.ticks().size() - 1))) / 2;
    double below = 20 + (x.name().isEmpty() ? 0 : 20);
    return new Frame(atLeft, top, right - Math.min(lastHalf, 30), bottom - below, x, y);
  }

  /** Returns the place of a value. */
  double x(double value) {
    return left + (right - left) * x.scale().share(value);
  }

  /** Returns the place of a value. */
  double y(double value) {
    return bottom - (bottom - top) * y.scale().share(value);
  }

  /** Draws the grid, the edges, and what is written at them. */
  void draw(Canvas canvas) {
    x.ticks().forEach(tick -> canvas.line(x(tick), top, x(tick), bottom, GRID));
    y.ticks().forEach(tick -> canvas.line(left, y(tick), right, y(tick), GRID));
    canvas.line(left, bottom, right, bottom, EDGE);
    canvas.line(left, top, left, bottom, EDGE);
    drawLabels(canvas);
  }

  /** Draws what is written at the edges. */
  void drawLabels(Canvas canvas) {
    for (double tick : x.ticks()) {
      canvas.text(x(tick), bottom + SIZE + BASE, x.label().apply(tick), LABEL.centred());
    }
    for (double tick : y.ticks()) {
      canvas.text(left - GAP, y(tick) + BASE, y.label().apply(tick), LABEL.atEnd());
    }
    if (!x.name().isEmpty()) {
      canvas.text((left + right) / 2, bottom + 36, x.name(), NAME);
    }
    if (!y.name().isEmpty()) {
      double longest =
          y.ticks().stream().mapToDouble(t -> LABEL.length(y.label().apply(t))).max().orElse(0);
      canvas.text(left - longest - 2 * GAP - BASE, (top + bottom) / 2, y.name(), NAME.vertical());
    }
  }
}
