package org.socompass.report.chart;

import java.util.ArrayList;
import java.util.Comparator;
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
  private static final double GIGA = 1e9;
  private static final double RADIUS = 4.5;
  private static final double ROOM = 3;
  private static final Ink BEHIND = Ink.filled("#ffffff");
  private static final double LEADING = 1.15;

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
  public double width(Look look) {
    return look.wide(WIDTH);
  }

  @Override
  public double height(Look look) {
    return look.high(HEIGHT, heading(look).bottom());
  }

  private Heading heading(Look look) {
    Map<String, String> colours = Palette.of(groups.stream().map(Group::name).toList());
    return new Heading(title, colours, width(look), look);
  }

  @Override
  public ChartTable table() {
    List<List<Object>> cells = new ArrayList<>();
    for (Ceiling ceiling : ceilings) {
      double ridge = ceiling.operationsPerSecond() / bytesPerSecond;
      cells.add(List.of("ceiling", ceiling.name(), ridge, ceiling.operationsPerSecond() / GIGA));
    }
    for (Group group : groups) {
      for (Point point : group.points()) {
        cells.add(
            List.of(
                group.name(), point.name(), point.intensity(), point.operationsPerSecond() / GIGA));
      }
    }
    return new ChartTable(
        List.of("bound", "name", "arithmetic intensity [op/B]", "rate [GOP/s]"), cells);
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
            x(),
            y(),
            look);
    frame.draw(canvas);
    ceilings.forEach(c -> ceiling(canvas, frame, c));
    names(canvas, frame);
    for (Group group : groups) {
      String colour = heading.colours().getOrDefault(group.name(), Palette.PLAIN);
      Ink ink = Ink.filled(colour).withOpacity(0.85);
      for (Point point : group.points()) {
        canvas.circle(
            frame.x(point.intensity()), frame.y(point.operationsPerSecond()), look.of(RADIUS), ink);
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
    return Axis.of(
        "rate [GOP/s]", "rate [op/s]", Scale.logarithmic(values), v -> NumberText.tick(v / GIGA));
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
  }

  /** Writes names at the ends of the ceilings, from the highest, each below the one before. */
  private void names(Canvas canvas, Frame frame) {
    Look look = frame.look();
    double lowest = 0;
    for (Ceiling ceiling :
        ceilings.stream().sorted(Comparator.comparing(c -> -c.operationsPerSecond())).toList()) {
      double line = frame.y(ceiling.operationsPerSecond());
      double above = line - look.of(4);
      double base =
          above >= lowest ? above : Math.max(lowest, line + look.labelPoints() + look.of(2));
      double length = look.label().length(ceiling.name());
      double right = frame.right() - look.of(4);
      canvas.rectangle(
          right - length, base - 0.8 * look.labelPoints(), length, look.labelPoints(), BEHIND);
      canvas.text(right, base, ceiling.name(), look.label().atEnd());
      lowest = base + LEADING * look.labelPoints();
    }
  }
}
