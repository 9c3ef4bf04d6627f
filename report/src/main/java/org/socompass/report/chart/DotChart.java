package org.socompass.report.chart;

import org.socompass.report.canvas.Canvas;

/** A chart that is dots and lines on two axes, whatever they stand for. */
interface DotChart extends Chart {
  /** Returns how it is drawn. */
  ScatterChart dots();

  @Override
  default double width(Look look) {
    return dots().width(look);
  }

  @Override
  default double height(Look look) {
    return dots().height(look);
  }

  @Override
  default void draw(Canvas canvas, Look look) {
    dots().draw(canvas, look);
  }

  @Override
  default ChartTable table() {
    return dots().table();
  }
}
