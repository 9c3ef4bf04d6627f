package org.socompass.cli.chart;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.DoubleFunction;

/**
 * Predicted against measured values as SVG: logarithmic axes, the diagonal, and a band of ten
 * percent around it. Text is plain and the order is that of the points, so that a changed
 * prediction is a small difference.
 */
public final class ScatterPlot {
  private static final int SIZE = 480;
  private static final int MARGIN = 64;
  private static final int LEGEND_STEP = 16;
  private static final double BAND = 1.1;
  private final String title;
  private final String quantity;
  private final DoubleFunction<String> label;
  private final Map<String, List<double[]>> series = new LinkedHashMap<>();

  /**
   * Creates an empty picture.
   *
   * @param title heading
   * @param quantity what the axes are, as in {@code latency}
   * @param label text of a value at an axis, with its unit
   */
  public ScatterPlot(String title, String quantity, DoubleFunction<String> label) {
    this.title = title;
    this.quantity = quantity;
    this.label = label;
  }

  /**
   * Adds a point.
   *
   * @param name series that it belongs to
   * @param measured measured value, positive
   * @param predicted predicted value, positive
   */
  public void add(String name, double measured, double predicted) {
    series.computeIfAbsent(name, n -> new ArrayList<>()).add(new double[] {measured, predicted});
  }

  /** Returns the picture. */
  public String svg() {
    double low = Double.MAX_VALUE;
    double high = 0;
    for (List<double[]> points : series.values()) {
      for (double[] p : points) {
        low = Math.min(low, Math.min(p[0], p[1]));
        high = Math.max(high, Math.max(p[0], p[1]));
      }
    }
    var scale = new Scale(Math.log10(low / 1.3), Math.log10(high * 1.3));
    var out = new Svg(SIZE, SIZE, MARGIN, title);
    axes(out, scale);
    names(out);
    band(out, scale);
    points(out, scale);
    return out.render();
  }

  private void axes(Svg out, Scale scale) {
    for (int decade = (int) Math.ceil(scale.low); decade <= scale.high; decade++) {
      double at = Math.pow(10, decade);
      String text = label.apply(at);
      out.line(
          "<path d=\"M%.1f %d V%d M%d %.1f H%d\" stroke=\"#dddddd\" fill=\"none\"/>",
          scale.x(at), MARGIN, SIZE - MARGIN, MARGIN, scale.y(at), SIZE - MARGIN);
      out.line(
          "<text x=\"%.1f\" y=\"%d\" text-anchor=\"middle\">%s</text>",
          scale.x(at), SIZE - MARGIN + LEGEND_STEP, text);
      out.line(
          "<text x=\"%d\" y=\"%.1f\" text-anchor=\"end\">%s</text>",
          MARGIN - 6, scale.y(at) + 4, text);
    }
    out.line(
        "<rect x=\"%d\" y=\"%d\" width=\"%d\" height=\"%d\" fill=\"none\" stroke=\"#444444\"/>",
        MARGIN, MARGIN, SIZE - 2 * MARGIN, SIZE - 2 * MARGIN);
  }

  private void names(Svg out) {
    out.line(
        "<text x=\"%d\" y=\"%d\" text-anchor=\"middle\">measured %s</text>",
        SIZE / 2, SIZE - 20, quantity);
    out.line(
        "<text transform=\"translate(14 %d) rotate(-90)\" text-anchor=\"middle\">predicted"
            + " %s</text>",
        SIZE / 2, quantity);
  }

  private static void band(Svg out, Scale scale) {
    double low = Math.pow(10, scale.low);
    double high = Math.pow(10, scale.high);
    for (double factor : new double[] {1 / BAND, 1, BAND}) {
      double from = factor < 1 ? low / factor : low;
      double to = factor > 1 ? high / factor : high;
      out.line(
          "<path d=\"M%.1f %.1f L%.1f %.1f\" stroke=\"#999999\"%s/>",
          scale.x(from),
          scale.y(from * factor),
          scale.x(to),
          scale.y(to * factor),
          factor == 1 ? "" : " stroke-dasharray=\"4 4\"");
    }
  }

  private void points(Svg out, Scale scale) {
    int index = 0;
    for (Map.Entry<String, List<double[]>> entry : series.entrySet()) {
      String colour = Svg.colour(index);
      out.line("<g fill=\"%s\" fill-opacity=\"0.6\">", colour);
      for (double[] p : entry.getValue()) {
        out.line("<circle cx=\"%.1f\" cy=\"%.1f\" r=\"3\"/>", scale.x(p[0]), scale.y(p[1]));
      }
      int y = MARGIN + LEGEND_STEP * (index + 1);
      out.line("<circle cx=\"%d\" cy=\"%d\" r=\"4\"/>", MARGIN + 12, y - 4);
      out.line("</g>");
      out.line("<text x=\"%d\" y=\"%d\">%s</text>", MARGIN + 22, y, Svg.escape(entry.getKey()));
      index++;
    }
  }

  /** From a latency to a place on the picture. */
  private record Scale(double low, double high) {
    double x(double value) {
      return MARGIN + (SIZE - 2 * MARGIN) * (Math.log10(value) - low) / (high - low);
    }

    double y(double value) {
      return SIZE - x(value);
    }
  }
}
