package org.socompass.report.chart;

import java.util.List;
import java.util.Map;

/**
 * Lines through points on two axes, either of which may be logarithmic. The points of a line have
 * marks unless they are many.
 *
 * @param title heading
 * @param x horizontal axis
 * @param y vertical axis
 * @param lines the lines, later ones cover earlier ones
 */
public record LineChart(String title, Axis x, Axis y, List<Line> lines) implements DotChart {
  private static final double RADIUS = 3;

  /** Marks of more points than this would hide the line. */
  private static final int MARKED = 24;

  /** Copies the lines. */
  public LineChart {
    lines = List.copyOf(lines);
  }

  /**
   * A line.
   *
   * @param name what it shows
   * @param dots its points in order
   */
  public record Line(String name, List<ScatterChart.Dot> dots) {
    /** Copies the points. */
    public Line {
      dots = List.copyOf(dots);
    }
  }

  @Override
  public ScatterChart dots() {
    Map<String, String> colours = Palette.of(lines.stream().map(Line::name).toList());
    return new ScatterChart(
        title,
        "",
        x,
        y,
        lines.stream()
            .map(
                line ->
                    new ScatterChart.Series(
                        line.name(),
                        colours.getOrDefault(line.name(), Palette.PLAIN),
                        line.dots().size() <= MARKED ? RADIUS : 0,
                        1,
                        true,
                        line.dots()))
            .toList(),
        List.of(),
        false);
  }
}
