package org.socompass.report.chart;

import java.util.List;
import java.util.Map;
import java.util.stream.DoubleStream;
import java.util.stream.Stream;
import org.socompass.report.canvas.Canvas;
import org.socompass.report.canvas.Ink;
import org.socompass.report.canvas.Place;

/**
 * Achieved rates over arithmetic intensity, below the ceilings of peak rate and bandwidth. Both
 * axes are logarithmic.
 *
 * <p><b>Source.</b> Williams, Waterman and Patterson, Roofline, CACM 2009.
 *
 * @param title heading
 * @param bytesPerSecond peak bandwidth of main memory [B/s]
 * @param ceilings peak rates
 * @param groups operators
 */
public record RooflineChart(
    String title, double bytesPerSecond, List<Ceiling> ceilings, List<Group> groups)
    implements Chart {
  private static final double WIDTH = 640;
  private static final double HEIGHT = 460;
  private static final double RADIUS = 4.5;
  private static final double ROOM = 3;
  private static final double CLOSE = 1.9;

  /** Copies the lists. */
  public RooflineChart {
    ceilings = List.copyOf(ceilings);
    groups = List.copyOf(groups);
  }

  /**
   * A peak rate.
   *
   * @param name whose it is
   * @param operationsPerSecond the rate [op/s]
   */
  public record Ceiling(String name, double operationsPerSecond) {}

  /**
   * Operators of one kind.
   *
   * @param name what they have in common
   * @param points the operators
   */
  public record Group(String name, List<Point> points) {
    /** Copies the points. */
    public Group {
      points = List.copyOf(points);
    }
  }

  /**
   * An operator.
   *
   * @param name its name
   * @param intensity operations for each byte of main memory, positive [op/B]
   * @param operationsPerSecond achieved rate, positive [op/s]
   */
  public record Point(String name, double intensity, double operationsPerSecond) {}

  @Override
  public double width() {
    return WIDTH;
  }

  @Override
  public double height() {
    return HEIGHT;
  }

  @Override
  public void draw(Canvas canvas) {
    Map<String, String> colours = Palette.of(groups.stream().map(Group::name).toList());
    var heading = new Heading(title, colours, WIDTH);
    heading.draw(canvas);
    Frame frame =
        Frame.within(
            Heading.EDGE, heading.bottom(), WIDTH - Heading.EDGE, HEIGHT - Heading.EDGE, x(), y());
    frame.draw(canvas);
    ceilings.forEach(c -> ceiling(canvas, frame, c));
    for (Group group : groups) {
      String colour = colours.getOrDefault(group.name(), Palette.PLAIN);
      Ink ink = Ink.filled(colour).withOpacity(0.85);
      for (Point point : group.points()) {
        canvas.circle(
            frame.x(point.intensity()), frame.y(point.operationsPerSecond()), RADIUS, ink);
      }
    }
  }

  private Axis x() {
    double[] values =
        DoubleStream.concat(
                points().mapToDouble(Point::intensity),
                ceilings.stream().mapToDouble(c -> ROOM * c.operationsPerSecond() / bytesPerSecond))
            .toArray();
    return Axis.of("arithmetic intensity [op/B]", Scale.logarithmic(values));
  }

  private Axis y() {
    double[] values =
        DoubleStream.concat(
                points().mapToDouble(Point::operationsPerSecond),
                ceilings.stream().mapToDouble(c -> 1.5 * c.operationsPerSecond()))
            .toArray();
    return Axis.of("rate [GOP/s]", Scale.logarithmic(values), v -> NumberText.tick(v / 1e9));
  }

  private Stream<Point> points() {
    return groups.stream().flatMap(g -> g.points().stream());
  }

  private void ceiling(Canvas canvas, Frame frame, Ceiling ceiling) {
    Ink ink = Ink.line(Palette.MUTED, 1.2);
    double peak = ceiling.operationsPerSecond();
    double ridge = peak / bytesPerSecond;
    double low = frame.y().scale().low();
    double least = Math.max(frame.x().scale().low(), low / bytesPerSecond);
    canvas.path(
        List.of(
            new Place(frame.x(least), frame.y(least * bytesPerSecond)),
            new Place(frame.x(ridge), frame.y(peak)),
            new Place(frame.right(), frame.y(peak))),
        ink);
    // The name goes below the line where another ceiling is close above.
    boolean isCrowded =
        ceilings.stream()
            .mapToDouble(Ceiling::operationsPerSecond)
            .anyMatch(other -> other > peak && other < CLOSE * peak);
    double base = frame.y(peak) + (isCrowded ? Frame.SIZE + 2 : -4);
    canvas.text(frame.right() - 4, base, ceiling.name(), Frame.LABEL.atEnd());
  }
}
