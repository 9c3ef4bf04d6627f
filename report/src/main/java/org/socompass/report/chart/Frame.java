package org.socompass.report.chart;

import java.util.List;
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
 * @param look type and distances
 */
record Frame(double left, double top, double right, double bottom, Axis x, Axis y, Look look) {
  private static final Ink GRID = Ink.line(Palette.GRID, 1);
  private static final Ink EDGE = Ink.line(Palette.MUTED, 1);
  private static final double GAP = 8;
  private static final double BASE = 4;
  private static final double BETWEEN = 8;

  /** Returns the frame that the names and labels of its axes leave of an area. */
  static Frame within(
      double left, double top, double right, double bottom, Axis x, Axis y, Look look) {
    TextStyle label = look.label();
    double below = look.of(20 + (x.name().isEmpty() ? 0 : 20));
    double longest =
        longest(y, y.ticks(bottom - below - top, t -> look.labelPoints() * 1.4), label);
    double atLeft = left + longest + look.of(GAP) + (y.name().isEmpty() ? 0 : look.of(20));
    List<Double> ticks = x.ticks(right - atLeft, t -> label.length(t) + look.of(BETWEEN));
    double lastHalf =
        ticks.isEmpty() ? 0 : label.length(x.label().apply(ticks.get(ticks.size() - 1))) / 2;
    return new Frame(
        atLeft, top, right - Math.min(lastHalf, look.of(30)), bottom - below, x, y, look);
  }

  private static double longest(Axis axis, List<Double> ticks, TextStyle label) {
    return ticks.stream().mapToDouble(t -> label.length(axis.label().apply(t))).max().orElse(0);
  }

  private List<Double> ticksOfX() {
    return x.ticks(right - left, t -> look.label().length(t) + look.of(BETWEEN));
  }

  private List<Double> ticksOfY() {
    return y.ticks(bottom - top, t -> look.labelPoints() * 1.4);
  }

  /** Returns the place of a value. */
  double x(double value) {
    return left + (right - left) * x.scale().share(value);
  }

  /** Returns the place of a value. */
  double y(double value) {
    return bottom - (bottom - top) * y.scale().share(value);
  }

  /**
   * Returns whether a point is between the ends of both axes.
   *
   * @throws IllegalArgumentException if an axis has no place for it at all
   */
  boolean holds(ScatterChart.Dot dot) {
    double across = x.scale().share(dot.x());
    double up = y.scale().share(dot.y());
    return across >= 0 && across <= 1 && up >= 0 && up <= 1;
  }

  /** Draws the grid, the edges, and what is written at them. */
  void draw(Canvas canvas) {
    ticksOfX().forEach(tick -> canvas.line(x(tick), top, x(tick), bottom, GRID));
    ticksOfY().forEach(tick -> canvas.line(left, y(tick), right, y(tick), GRID));
    canvas.line(left, bottom, right, bottom, EDGE);
    canvas.line(left, top, left, bottom, EDGE);
    drawLabels(canvas);
  }

  /** Draws what is written at the edges. */
  void drawLabels(Canvas canvas) {
    TextStyle label = look.label();
    for (double tick : ticksOfX()) {
      canvas.text(x(tick), bottom + look.of(11 + BASE), x.label().apply(tick), label.centred());
    }
    for (double tick : ticksOfY()) {
      canvas.text(
          left - look.of(GAP), y(tick) + look.of(BASE), y.label().apply(tick), label.atEnd());
    }
    TextStyle name = look.name().centred();
    if (!x.name().isEmpty()) {
      // Centred below the axis, or on the surface where the axis is too short for it.
      double half = name.length(x.name()) / 2;
      double middle = Math.max(half + look.of(GAP), Math.min((left + right) / 2, right - half));
      double at = half > (right - left) / 2 ? middle : (left + right) / 2;
      canvas.text(at, bottom + look.of(36), name.fitted(x.name(), right), name);
    }
    if (!y.name().isEmpty()) {
      // Beside the middle of the axis, or lower where it is too long for it: above is the legend.
      String text = name.fitted(y.name(), bottom);
      double middle = Math.max((top + bottom) / 2, top + name.length(text) / 2 - look.of(GAP));
      canvas.text(
          left - longest(y, ticksOfY(), label) - look.of(2 * GAP + BASE),
          middle,
          text,
          name.vertical());
    }
  }
}
