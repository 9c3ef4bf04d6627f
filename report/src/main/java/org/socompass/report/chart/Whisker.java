package org.socompass.report.chart;

import org.socompass.report.canvas.Canvas;
import org.socompass.report.canvas.Ink;

/** A line with caps over a range of values. */
final class Whisker {
  private static final double CAP = 3;

  private Whisker() {}

  /** Draws one from left to right. */
  static void across(Canvas canvas, double from, double to, double y, Ink ink) {
    canvas.line(from, y, to, y, ink);
    canvas.line(from, y - CAP, from, y + CAP, ink);
    canvas.line(to, y - CAP, to, y + CAP, ink);
  }

  /** Draws one upwards. */
  static void up(Canvas canvas, double from, double to, double x, Ink ink) {
    canvas.line(x, from, x, to, ink);
    canvas.line(x - CAP, from, x + CAP, from, ink);
    canvas.line(x - CAP, to, x + CAP, to, ink);
  }
}
