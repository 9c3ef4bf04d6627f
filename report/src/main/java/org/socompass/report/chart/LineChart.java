package org.socompass.report.chart;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.ToDoubleFunction;

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
  private static final double EDGE_OPACITY = 0.4;

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
    List<ScatterChart.Series> series = new ArrayList<>();
    for (Line line : lines) {
      String colour = colours.getOrDefault(line.name(), Palette.PLAIN);
      boolean isMarked = line.dots().size() <= MARKED;
      // Bars of uncertainty of many points would be a surface: its edges say as much.
      if (!isMarked) {
        series.add(edge(line, colour, Range::low));
        series.add(edge(line, colour, Range::high));
      }
      series.add(
          new ScatterChart.Series(
              line.name(),
              colour,
              isMarked ? RADIUS : 0,
              1,
              true,
              isMarked
                  ? line.dots()
                  : line.dots().stream().map(d -> new ScatterChart.Dot(d.x(), d.y())).toList()));
    }
    return new ScatterChart(title, "", x, y, series, List.of(), false);
  }

  private static ScatterChart.Series edge(Line line, String colour, ToDoubleFunction<Range> end) {
    return new ScatterChart.Series(
        "",
        colour,
        0,
        EDGE_OPACITY,
        true,
        line.dots().stream()
            .filter(d -> d.yRange().isPresent())
            .map(d -> new ScatterChart.Dot(d.x(), end.applyAsDouble(d.yRange().orElseThrow())))
            .toList());
  }

  @Override
  public ChartTable table() {
    return new ScatterChart(
            title,
            "",
            x,
            y,
            lines.stream()
                .map(l -> new ScatterChart.Series(l.name(), Palette.PLAIN, 0, 1, true, l.dots()))
                .toList(),
            List.of(),
            false)
        .table();
  }
}
