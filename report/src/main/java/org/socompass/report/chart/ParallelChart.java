package org.socompass.report.chart;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.socompass.report.canvas.Canvas;
import org.socompass.report.canvas.Ink;
import org.socompass.report.canvas.Place;
import org.socompass.report.canvas.TextStyle;

/**
 * Designs as lines over parallel axes, one axis a quantity.
 *
 * @param title heading
 * @param axes the axes, at least two
 * @param groups lines, later groups cover earlier ones
 */
public record ParallelChart(String title, List<Axis> axes, List<Group> groups) implements Chart {
  private static final double STEP = 130;
  private static final double EDGE = 70;
  private static final double HEIGHT = 420;
  private static final double TOP = 96;
  private static final double BOTTOM = HEIGHT - 24;
  private static final int STAGGER = 2;
  private static final Ink BEHIND = Ink.filled("#ffffff").withOpacity(0.8);

  /**
   * Copies the lists.
   *
   * @throws IllegalArgumentException if there are fewer than two axes
   */
  public ParallelChart {
    axes = List.copyOf(axes);
    groups = List.copyOf(groups);
    if (axes.size() < 2) {
      throw new IllegalArgumentException("parallel axes are two or more, not " + axes.size());
    }
  }

  /**
   * Lines of one kind.
   *
   * @param name what they are
   * @param colour their colour
   * @param width their width [pt]
   * @param opacity their opacity, in (0, 1]
   * @param lines one value for each axis
   */
  public record Group(
      String name, String colour, double width, double opacity, List<List<Double>> lines) {
    /** Copies the lines. */
    public Group {
      lines = List.copyOf(lines);
    }
  }

  @Override
  public double width() {
    return 2 * EDGE + (axes.size() - 1) * STEP;
  }

  @Override
  public double height() {
    return HEIGHT;
  }

  @Override
  public void draw(Canvas canvas) {
    Map<String, String> colours = new LinkedHashMap<>();
    groups.forEach(g -> colours.putIfAbsent(g.name(), g.colour()));
    new Heading(title, colours, width()).draw(canvas);
    for (Group group : groups) {
      Ink ink = Ink.line(group.colour(), group.width()).withOpacity(group.opacity());
      for (List<Double> line : group.lines()) {
        List<Place> places = new ArrayList<>();
        for (int i = 0; i < axes.size(); i++) {
          places.add(new Place(x(i), y(axes.get(i), line.get(i))));
        }
        canvas.path(places, ink);
      }
    }
    for (int i = 0; i < axes.size(); i++) {
      axis(canvas, i);
    }
  }

  private void axis(Canvas canvas, int index) {
    Axis axis = axes.get(index);
    double x = x(index);
    canvas.line(x, TOP, x, BOTTOM, Ink.line(Palette.TEXT, 1));
    // Names of neighbours are on two levels, so that each has room for twice the distance.
    double level = index % STAGGER == 0 ? TOP - 24 : TOP - 10;
    TextStyle name = TextStyle.of(Frame.SIZE, Palette.TEXT).centred();
    double room = index == 0 || index == axes.size() - 1 ? 2 * EDGE : 2 * STEP;
    canvas.text(x, level, name.fitted(axis.name(), room - 8), name);
    for (double tick : axis.ticks()) {
      double y = y(axis, tick);
      canvas.line(x - 3, y, x, y, Ink.line(Palette.TEXT, 1));
      double length = Frame.LABEL.length(axis.label().apply(tick));
      canvas.rectangle(x - 8 - length, y - 6, length + 4, 12, BEHIND);
      canvas.text(x - 6, y + 4, axis.label().apply(tick), Frame.LABEL.atEnd());
    }
  }

  private static double x(int axis) {
    return EDGE + axis * STEP;
  }

  private static double y(Axis axis, double value) {
    return BOTTOM - (BOTTOM - TOP) * axis.scale().share(value);
  }
}
