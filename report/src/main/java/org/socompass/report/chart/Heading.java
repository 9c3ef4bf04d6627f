package org.socompass.report.chart;

import java.util.Map;
import org.socompass.report.canvas.Canvas;

/**
 * Title and legend at the head of a chart.
 *
 * @param title the title
 * @param colours colours by what they mean, in the order of the legend; empty for no legend
 * @param width width of the chart [pt]
 */
record Heading(String title, Map<String, String> colours, double width) {
  /** Distance of all that is drawn from the edges of a chart [pt]. */
  static final double EDGE = 16;

  private static final double LINE = 24;
  private static final double GAP = 8;

  /** Returns where the rest of the chart begins [pt]. */
  double bottom() {
    return EDGE + LINE + Legend.height(colours, width - 2 * EDGE) + GAP;
  }

  /** Draws it. */
  void draw(Canvas canvas) {
    canvas.text(EDGE, EDGE + Frame.SIZE, title, Frame.TITLE);
    Legend.draw(canvas, colours, EDGE, EDGE + LINE, width - 2 * EDGE);
  }
}
