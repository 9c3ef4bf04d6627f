package org.socompass.report.chart;

import org.socompass.report.canvas.Canvas;
import org.socompass.report.canvas.Ink;

/**
 * A line with caps over a range of values. It stays inside its frame: where the range goes on
 * beyond the edge, the line ends there without a cap.
 */
final class Whisker {
  private static final double CAP = 3;
  private static final double ROUNDING = 1e-6;

  private Whisker() {}

  /** Draws one from left to right; none if all of it is outside. */
  static void across(Canvas canvas, Frame frame, Range range, double y, Ink ink) {
    double cap = frame.look().of(CAP);
    double from = place(frame.x(), range.low(), frame.left(), frame.right());
    double to = place(frame.x(), range.high(), frame.left(), frame.right());
    if (from > frame.right() || to < frame.left()) {
      return;
    }
    double begin = Math.max(from, frame.left());
    double end = Math.min(to, frame.right());
    canvas.line(begin, y, end, y, ink);
    if (begin - from < ROUNDING) {
      canvas.line(begin, y - cap, begin, y + cap, ink);
    }
    if (to - end < ROUNDING) {
      canvas.line(end, y - cap, end, y + cap, ink);
    }
  }

  /** Draws one upwards; none if all of it is outside. */
  static void up(Canvas canvas, Frame frame, Range range, double x, Ink ink) {
    double cap = frame.look().of(CAP);
    double from = place(frame.y(), range.low(), frame.bottom(), frame.top());
    double to = place(frame.y(), range.high(), frame.bottom(), frame.top());
    if (from < frame.top() || to > frame.bottom()) {
      return;
    }
    double begin = Math.min(from, frame.bottom());
    double end = Math.max(to, frame.top());
    canvas.line(x, begin, x, end, ink);
    if (from - begin < ROUNDING) {
      canvas.line(x - cap, begin, x + cap, begin, ink);
    }
    if (end - to < ROUNDING) {
      canvas.line(x - cap, end, x + cap, end, ink);
    }
  }

  /** Returns the place of a value; before the axis where a logarithmic one has none for it. */
  private static double place(Axis axis, double value, double begin, double end) {
    boolean isNowhere = axis.scale().isLogarithmic() && !(value > 0);
    return isNowhere ? 2 * begin - end : begin + (end - begin) * axis.scale().share(value);
  }
}
