package org.socompass.report.chart;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.socompass.report.canvas.Canvas;
import org.socompass.report.canvas.Ink;
import org.socompass.report.canvas.Place;

/**
 * Points on two axes, with lines and bars of uncertainty where wanted.
 *
 * @param title heading
 * @param x horizontal axis
 * @param y vertical axis
 * @param series points, later series cover earlier ones
 * @param guides lines that are not data
 * @param isSquare whether it is as high as it is wide
 */
public record ScatterChart(
    String title, Axis x, Axis y, List<Series> series, List<Guide> guides, boolean isSquare)
    implements Chart {
  private static final double WIDTH = 640;
  private static final double HEIGHT = 440;
  private static final double SQUARE = 480;

  /** Copies the lists. */
  public ScatterChart {
    series = List.copyOf(series);
    guides = List.copyOf(guides);
  }

  /**
   * Points of one kind.
   *
   * @param name what they are; empty to leave them out of the legend
   * @param colour their colour
   * @param radius their radius; 0 for a line without marks [pt]
   * @param opacity their opacity, in (0, 1]
   * @param isJoined whether a line goes through them in order
   * @param dots the points
   */
  public record Series(
      String name, String colour, double radius, double opacity, boolean isJoined, List<Dot> dots) {
    /** Copies the points. */
    public Series {
      dots = List.copyOf(dots);
    }
  }

  /**
   * A point.
   *
   * @param x its value on the horizontal axis
   * @param y its value on the vertical axis
   * @param xRange how far x may be off; empty if that is not known
   * @param yRange how far y may be off; empty if that is not known
   */
  public record Dot(double x, double y, Optional<Range> xRange, Optional<Range> yRange) {
    /**
     * Validates the point.
     *
     * @throws IllegalArgumentException if a value is not finite
     */
    public Dot {
      if (!Double.isFinite(x) || !Double.isFinite(y)) {
        throw new IllegalArgumentException(
            "a point needs finite values, but has %s and %s".formatted(x, y));
      }
    }

    /** Creates a point of unknown uncertainty. */
    public Dot(double x, double y) {
      this(x, y, Optional.empty(), Optional.empty());
    }
  }

  /**
   * A line from one point to another.
   *
   * @param from its begin
   * @param to its end
   * @param isDashed whether it is dashed
   */
  public record Guide(Dot from, Dot to, boolean isDashed) {}

  @Override
  public double width() {
    return isSquare ? SQUARE : WIDTH;
  }

  @Override
  public double height() {
    return isSquare ? SQUARE : HEIGHT;
  }

  @Override
  public void draw(Canvas canvas) {
    Map<String, String> colours = new LinkedHashMap<>();
    series.stream()
        .filter(s -> !s.name().isEmpty())
        .forEach(s -> colours.putIfAbsent(s.name(), s.colour()));
    var heading = new Heading(title, colours, width());
    heading.draw(canvas);
    Frame frame =
        Frame.within(
            Heading.EDGE, heading.bottom(), width() - Heading.EDGE, height() - Heading.EDGE, x, y);
    frame.draw(canvas);
    for (Guide g : guides) {
      Ink ink = Ink.line(Palette.FAINT, 1);
      canvas.line(
          frame.x(g.from().x()),
          frame.y(g.from().y()),
          frame.x(g.to().x()),
          frame.y(g.to().y()),
          g.isDashed() ? ink.dashed() : ink);
    }
    series.forEach(s -> draw(canvas, frame, s));
  }

  private static void draw(Canvas canvas, Frame frame, Series series) {
    Ink bar = Ink.line(series.colour(), 1).withOpacity(Math.min(1, series.opacity()));
    for (Dot dot : series.dots()) {
      double x = frame.x(dot.x());
      double y = frame.y(dot.y());
      dot.xRange()
          .ifPresent(r -> Whisker.across(canvas, frame.x(r.low()), frame.x(r.high()), y, bar));
      dot.yRange().ifPresent(r -> Whisker.up(canvas, frame.y(r.low()), frame.y(r.high()), x, bar));
    }
    if (series.isJoined() && series.dots().size() > 1) {
      List<Place> places = new ArrayList<>();
      series.dots().forEach(dot -> places.add(new Place(frame.x(dot.x()), frame.y(dot.y()))));
      canvas.path(places, Ink.line(series.colour(), 1.5));
    }
    if (series.radius() > 0) {
      Ink ink = Ink.filled(series.colour()).withOpacity(series.opacity());
      for (Dot dot : series.dots()) {
        canvas.circle(frame.x(dot.x()), frame.y(dot.y()), series.radius(), ink);
      }
    }
  }
}
