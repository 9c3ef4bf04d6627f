package org.socompass.report.chart;

import org.socompass.report.canvas.Canvas;

/** A chart that is dots and lines on two axes, whatever they stand for. */
interface DotChart extends Chart {
  /** Returns how it is drawn. */
  ScatterChart dots();

  @Override
  default double width() {
    return dots().width();
  }

  @Override
  default double height() {
    return dots().height();
  }

  @Override
  default void draw(Canvas canvas) {
    dots().draw(canvas);
  }
}
