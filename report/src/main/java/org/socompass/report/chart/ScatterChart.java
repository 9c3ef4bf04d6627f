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
 * @param note what the reader must know; empty for nothing
 * @param x horizontal axis
 * @param y vertical axis
 * @param series points, later series cover earlier ones
 * @param guides lines that are not data
 * @param isSquare whether it is as high as it is wide
 */
public record ScatterChart(
    String title,
    String note,
    Axis x,
    Axis y,
    List<Series> series,
    List<Guide> guides,
    boolean isSquare)
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

    /** Returns the series with other points. */
    public Series of(List<Dot> others) {
      return new Series(name, colour, radius, opacity, isJoined, others);
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
  public double width(Look look) {
    return look.wide(isSquare ? SQUARE : WIDTH);
  }

  @Override
  public double height(Look look) {
    double head = heading(look).bottom();
    return isSquare && look.isSized() && look.height().isEmpty()
        ? head + width(look)
        : look.high(isSquare ? SQUARE : HEIGHT, head);
  }

  private Heading heading(Look look) {
    Map<String, String> colours = new LinkedHashMap<>();
    series.stream()
        .filter(s -> !s.name().isEmpty())
        .forEach(s -> colours.putIfAbsent(s.name(), s.colour()));
    return new Heading(title, note, colours, width(look), look);
  }

  @Override
  public ChartTable table() {
    List<List<Object>> cells = new ArrayList<>();
    for (Series one : series) {
      for (Dot dot : one.dots()) {
        cells.add(
            List.of(
                one.name(),
                dot.x(),
                dot.xRange().map(Range::low),
                dot.xRange().map(Range::high),
                dot.y(),
                dot.yRange().map(Range::low),
                dot.yRange().map(Range::high)));
      }
    }
    return new ChartTable(
        List.of(
            "series",
            x.column(),
            "p10 of " + x.column(),
            "p90 of " + x.column(),
            y.column(),
            "p10 of " + y.column(),
            "p90 of " + y.column()),
        cells);
  }

  @Override
  public void draw(Canvas canvas, Look look) {
    Heading heading = heading(look);
    heading.draw(canvas);
    Frame frame =
        Frame.within(
            Heading.edge(look),
            heading.bottom(),
            width(look) - Heading.edge(look),
            height(look) - Heading.edge(look),
            x,
            y,
            look);
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
      if (frame.holds(dot)) {
        dot.xRange().ifPresent(r -> Whisker.across(canvas, frame, r, frame.y(dot.y()), bar));
        dot.yRange().ifPresent(r -> Whisker.up(canvas, frame, r, frame.x(dot.x()), bar));
      }
    }
    if (series.isJoined() && series.dots().size() > 1) {
      List<Place> places = new ArrayList<>();
      series.dots().forEach(dot -> places.add(new Place(frame.x(dot.x()), frame.y(dot.y()))));
      Ink line = Ink.line(series.colour(), frame.look().of(1.5)).withOpacity(series.opacity());
      canvas.path(places, line);
    }
    if (series.radius() > 0) {
      Ink ink = Ink.filled(series.colour()).withOpacity(series.opacity());
      for (Dot dot : series.dots()) {
        if (frame.holds(dot)) {
          double radius = frame.look().of(series.radius());
          canvas.circle(frame.x(dot.x()), frame.y(dot.y()), radius, ink);
        }
      }
    }
  }
}
