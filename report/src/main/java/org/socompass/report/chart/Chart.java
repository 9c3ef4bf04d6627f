package org.socompass.report.chart;

import org.socompass.report.canvas.Canvas;
import org.socompass.report.canvas.PdfCanvas;
import org.socompass.report.canvas.SvgCanvas;

/** A picture that can be drawn on any surface. */
public interface Chart {
  /** Returns what it shows. */
  String title();

  /** Returns its width [pt]. */
  double width();

  /** Returns its height [pt]. */
  double height();

  /** Draws it. */
  void draw(Canvas canvas);

  /** Returns it as an SVG document; equal charts have equal text. */
  default String svg() {
    var canvas = new SvgCanvas(title(), width(), height());
    draw(canvas);
    return canvas.document();
  }

  /** Returns it as a PDF document of one page with embedded type; equal charts have equal bytes. */
  default byte[] pdf() {
    return PdfCanvas.document(title(), width(), height(), this::draw);
  }
}
