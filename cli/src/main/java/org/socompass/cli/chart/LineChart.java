package org.socompass.cli.chart;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.DoubleFunction;

/**
 * Lines over a quantity as SVG: both axes linear from zero. Text is plain and the order is that of
 * the points, so that a changed prediction is a small difference.
 */
public final class LineChart {
  private static final int WIDTH = 640;
  private static final int HEIGHT = 400;
  private static final int LEFT = 72;
  private static final int RIGHT = 16;
  private static final int TOP = 40;
  private static final int BOTTOM = 56;
  private static final int TICKS = 8;
  private static final int LEGEND_STEP = 16;

  private final String title;
  private final String xName;
  private final String yName;
  private final DoubleFunction<String> yLabel;
  private final Map<String, List<double[]>> series = new LinkedHashMap<>();

  /**
   * Creates an empty picture.
   *
   * @param title heading
   * @param xName what the horizontal axis is
   * @param yName what the vertical axis is
   * @param yLabel text of a value at the vertical axis, with its unit
   */
  public LineChart(String title, String xName, String yName, DoubleFunction<String> yLabel) {
    this.title = title;
    this.xName = xName;
    this.yName = yName;
    this.yLabel = yLabel;
  }

  /**
   * Adds a point to a line.
   *
   * @param name the line
   * @param x place, not negative
   * @param y value, not negative
   */
  public void add(String name, double x, double y) {
    series.computeIfAbsent(name, n -> new ArrayList<>()).add(new double[] {x, y});
  }

  /** Returns the picture. */
  public String svg() {
    double greatestX = 1;
    double greatestY = 1e-9;
    for (List<double[]> points : series.values()) {
      for (double[] p : points) {
        greatestX = Math.max(greatestX, p[0]);
        greatestY = Math.max(greatestY, p[1]);
      }
    }
    var out = new Svg(WIDTH, HEIGHT, LEFT, title);
    double yStep = step(greatestY);
    double yTop = yStep * Math.ceil(greatestY / yStep);
    double xStep = step(greatestX);
    axes(out, greatestX, xStep, yTop, yStep);
    lines(out, greatestX, yTop);
    return out.render();
  }

  private void axes(Svg out, double xTop, double xStep, double yTop, double yStep) {
    for (int i = 0; i * yStep <= yTop * (1 + 1e-9); i++) {
      double at = y(i * yStep, yTop);
      out.line("<path d=\"M%d %.1f H%d\" stroke=\"#dddddd\"/>", LEFT, at, WIDTH - RIGHT);
      out.line(
          "<text x=\"%d\" y=\"%.1f\" text-anchor=\"end\">%s</text>",
          LEFT - 6, at + 4, Svg.escape(yLabel.apply(i * yStep)));
    }
    for (int i = 0; i * xStep <= xTop * (1 + 1e-9); i++) {
      out.line(
          "<text x=\"%.1f\" y=\"%d\" text-anchor=\"middle\">%.0f</text>",
          x(i * xStep, xTop), HEIGHT - BOTTOM + LEGEND_STEP, i * xStep);
    }
    out.line(
        "<path d=\"M%d %d V%d H%d\" stroke=\"#444444\" fill=\"none\"/>",
        LEFT, TOP, HEIGHT - BOTTOM, WIDTH - RIGHT);
    out.line(
        "<text x=\"%d\" y=\"%d\" text-anchor=\"middle\">%s</text>",
        (LEFT + WIDTH) / 2, HEIGHT - LEGEND_STEP, Svg.escape(xName));
    out.line(
        "<text transform=\"translate(14 %d) rotate(-90)\" text-anchor=\"middle\">%s</text>",
        HEIGHT / 2, Svg.escape(yName));
  }

  private void lines(Svg out, double xTop, double yTop) {
    int index = 0;
    for (Map.Entry<String, List<double[]>> entry : series.entrySet()) {
      String colour = Svg.colour(index);
      var path = new StringBuilder();
      for (double[] p : entry.getValue()) {
        path.append(path.length() == 0 ? 'M' : 'L')
            .append(String.format(Locale.ROOT, "%.1f %.1f", x(p[0], xTop), y(p[1], yTop)));
      }
      out.line("<path d=\"%s\" stroke=\"%s\" stroke-width=\"1.5\" fill=\"none\"/>", path, colour);
      int at = TOP + LEGEND_STEP * (index + 1);
      out.line(
          "<path d=\"M%d %d h16\" stroke=\"%s\" stroke-width=\"3\"/>", LEFT + 12, at - 4, colour);
      out.line("<text x=\"%d\" y=\"%d\">%s</text>", LEFT + 34, at, Svg.escape(entry.getKey()));
      index++;
    }
  }

  /** Returns 1, 2 or 5 times a power of ten that makes at most {@value #TICKS} steps. */
  private static double step(double greatest) {
    double power = Math.pow(10, Math.floor(Math.log10(greatest / TICKS)));
    for (double factor : new double[] {1, 2, 5}) {
      if (greatest / (factor * power) <= TICKS) {
        return factor * power;
      }
    }
    return 10 * power;
  }

  private static double x(double value, double top) {
    return LEFT + (WIDTH - LEFT - RIGHT) * value / top;
  }

  private static double y(double value, double top) {
    return HEIGHT - BOTTOM - (HEIGHT - TOP - BOTTOM) * value / top;
  }
}
