package org.socompass.report.chart;

import org.socompass.report.canvas.Canvas;
import org.socompass.report.canvas.PdfCanvas;
import org.socompass.report.canvas.SvgCanvas;

/** A picture that can be drawn on any surface, at any size. */
public interface Chart {
  /** Returns what it shows. */
  String title();

  /** Returns its width [pt]. */
  double width(Look look);

  /** Returns its height, more than the look asks for where its rows would not fit [pt]. */
  double height(Look look);

  /** Draws it. */
  void draw(Canvas canvas, Look look);

  /** Returns the numbers that it shows. */
  ChartTable table();

  /** Returns it as an SVG document of its usual size; equal charts have equal text. */
  default String svg() {
    return svg(Look.PAGE);
  }

  /** Returns it as an SVG document; equal charts have equal text. */
  default String svg(Look look) {
    var canvas = new SvgCanvas(title(), width(look), height(look), look.isSized());
    draw(canvas, look);
    return canvas.document();
  }

  /** Returns it as a PDF document of its usual size. */
  default byte[] pdf() {
    return pdf(Look.PAGE);
  }

  /** Returns it as a PDF document of one page with embedded type; equal charts have equal bytes. */
  default byte[] pdf(Look look) {
    return PdfCanvas.document(title(), width(look), height(look), canvas -> draw(canvas, look));
  }
}
