package org.socompass.report.chart;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.ToDoubleFunction;
import org.socompass.report.canvas.Canvas;
import org.socompass.report.canvas.Ink;
import org.socompass.report.canvas.Place;
import org.socompass.report.canvas.TextStyle;

/**
 * Designs as lines over parallel axes, one axis a quantity.
 *
 * @param title heading
 * @param note what the reader must know; empty for nothing
 * @param axes the axes, at least two
 * @param groups lines, later groups cover earlier ones
 */
public record ParallelChart(String title, String note, List<Axis> axes, List<Group> groups)
    implements Chart {
  private static final double STEP = 130;
  private static final double EDGE = 70;
  private static final double HEIGHT = 420;
  private static final double NAMES = 32;
  private static final double BELOW = 24;
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

  private double naturalWidth() {
    return 2 * EDGE + (axes.size() - 1) * STEP;
  }

  @Override
  public double width(Look look) {
    return look.wide(naturalWidth());
  }

  @Override
  public double height(Look look) {
    return look.high(HEIGHT, heading(look).bottom() + look.of(NAMES));
  }

  private Heading heading(Look look) {
    Map<String, String> colours = new LinkedHashMap<>();
    groups.forEach(g -> colours.putIfAbsent(g.name(), g.colour()));
    return new Heading(title, note, colours, width(look), look);
  }

  @Override
  public ChartTable table() {
    List<String> header = new ArrayList<>(List.of("group"));
    axes.forEach(a -> header.add(a.column()));
    List<List<Object>> cells = new ArrayList<>();
    for (Group group : groups) {
      for (List<Double> line : group.lines()) {
        List<Object> row = new ArrayList<>(List.of(group.name()));
        for (int i = 0; i < axes.size(); i++) {
          Axis axis = axes.get(i);
          double value = line.get(i);
          row.add(axis.names().isEmpty() ? (Object) value : axis.label().apply(value));
        }
        cells.add(row);
      }
    }
    return new ChartTable(header, cells);
  }

  @Override
  public void draw(Canvas canvas, Look look) {
    Heading heading = heading(look);
    heading.draw(canvas);
    new Plot(
            look,
            look.of(EDGE),
            (width(look) - 2 * look.of(EDGE)) / (axes.size() - 1),
            heading.bottom() + look.of(NAMES),
            height(look) - look.of(BELOW))
        .draw(canvas, this);
  }

  /** Where the axes are [pt]. */
  private record Plot(Look look, double edge, double step, double top, double bottom) {
    void draw(Canvas canvas, ParallelChart chart) {
      List<Axis> axes = chart.axes();
      for (Group group : chart.groups()) {
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
        axis(canvas, axes, i);
      }
    }

    private void axis(Canvas canvas, List<Axis> axes, int index) {
      Axis axis = axes.get(index);
      double x = x(index);
      canvas.line(x, top, x, bottom, Ink.line(Palette.TEXT, 1));
      // Names of neighbours are on two levels, so that each has room for twice the distance.
      double level = top - look.of(index % STAGGER == 0 ? 24 : 10);
      TextStyle name = look.legend().centred();
      boolean isOuter = index == 0 || index == axes.size() - 1;
      double room = isOuter ? 2 * Math.min(edge, step) : 2 * step;
      canvas.text(x, level, name.fitted(axis.name(), room - look.of(8)), name);
      TextStyle label = look.label();
      ToDoubleFunction<String> each = t -> look.labelPoints() * 1.4;
      for (double tick : axis.ticks(bottom - top, each)) {
        double y = y(axis, tick);
        canvas.line(x - look.of(3), y, x, y, Ink.line(Palette.TEXT, 1));
        String text = label.fitted(axis.label().apply(tick), Math.max(edge, step) - look.of(8));
        double length = label.length(text);
        canvas.rectangle(
            x - look.of(8) - length, y - look.of(6), length + look.of(4), look.of(12), BEHIND);
        canvas.text(x - look.of(6), y + look.of(4), text, label.atEnd());
      }
    }

    private double x(int axis) {
      return edge + axis * step;
    }

    private double y(Axis axis, double value) {
      return bottom - (bottom - top) * axis.scale().share(value);
    }
  }
}
