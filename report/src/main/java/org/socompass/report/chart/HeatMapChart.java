package org.socompass.report.chart;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.OptionalDouble;
import org.socompass.report.canvas.Canvas;
import org.socompass.report.canvas.Ink;
import org.socompass.report.canvas.TextStyle;

/**
 * A value over two parameters as colours.
 *
 * @param title heading
 * @param note what the reader must know; empty for nothing
 * @param quantity what the colours show, with its unit
 * @param x name and values of the horizontal parameter, as {@link Axis#ofNames} makes them
 * @param y name and values of the vertical parameter
 * @param rows for each value of y, from the bottom, one value for each of x; empty if there is none
 */
public record HeatMapChart(
    String title, String note, String quantity, Axis x, Axis y, List<List<OptionalDouble>> rows)
    implements Chart {
  private static final double WIDTH = 640;
  private static final double HEIGHT = 440;
  private static final double KEY = 90;
  private static final double BAR = 14;
  private static final int SHADES = 64;

  /** Copies the rows. */
  public HeatMapChart {
    rows = List.copyOf(rows);
  }

  @Override
  public double width(Look look) {
    return look.wide(WIDTH);
  }

  @Override
  public double height(Look look) {
    return look.high(HEIGHT, heading(look).bottom());
  }

  private Heading heading(Look look) {
    return new Heading(title, note, Map.of(), width(look), look);
  }

  @Override
  public ChartTable table() {
    List<List<Object>> cells = new ArrayList<>();
    for (int j = 0; j < rows.size(); j++) {
      for (int i = 0; i < rows.get(j).size(); i++) {
        OptionalDouble value = rows.get(j).get(i);
        if (value.isPresent()) {
          cells.add(List.of(x.label().apply(i), y.label().apply(j), value.getAsDouble()));
        }
      }
    }
    return new ChartTable(List.of(x.column(), y.column(), quantity), cells);
  }

  @Override
  public void draw(Canvas canvas, Look look) {
    Heading heading = heading(look);
    heading.draw(canvas);
    double edge = Heading.edge(look);
    // The quantity stands above the key, right of the plot and left of the edge.
    Frame frame =
        Frame.within(
            edge,
            heading.bottom() + look.of(12),
            width(look) - edge - look.of(KEY),
            height(look) - edge,
            x,
            y,
            look);
    double[] known =
        rows.stream()
            .flatMap(List::stream)
            .filter(OptionalDouble::isPresent)
            .mapToDouble(OptionalDouble::getAsDouble)
            .toArray();
    Scale scale = Scale.holding(known);
    for (int j = 0; j < rows.size(); j++) {
      for (int i = 0; i < rows.get(j).size(); i++) {
        OptionalDouble value = rows.get(j).get(i);
        if (value.isPresent()) {
          cell(canvas, frame, i, j, value.getAsDouble(), scale);
        }
      }
    }
    frame.drawLabels(canvas);
    if (known.length > 0) {
      key(canvas, frame, scale);
    }
  }

  private static void cell(Canvas canvas, Frame frame, int i, int j, double value, Scale scale) {
    double left = frame.x(i - 0.5);
    double right = frame.x(i + 0.5);
    double top = frame.y(j + 0.5);
    double bottom = frame.y(j - 0.5);
    double share = scale.share(value);
    Look look = frame.look();
    canvas.rectangle(
        left + 0.5,
        top + 0.5,
        right - left - 1,
        bottom - top - 1,
        Ink.filled(Palette.value(share)));
    TextStyle style =
        TextStyle.of(look.labelPoints() - 1, Palette.isLight(share) ? Palette.TEXT : "#ffffff");
    String text = NumberText.readable(value);
    if (right - left > style.length(text) + look.of(4) && bottom - top > look.of(14)) {
      canvas.text((left + right) / 2, (top + bottom) / 2 + look.of(4), text, style.centred());
    }
  }

  private void key(Canvas canvas, Frame frame, Scale scale) {
    Look look = frame.look();
    double left = frame.right() + look.of(24);
    double step = (frame.bottom() - frame.top()) / SHADES;
    for (int i = 0; i < SHADES; i++) {
      canvas.rectangle(
          left,
          frame.bottom() - (i + 1) * step,
          look.of(BAR),
          step + 0.3,
          Ink.filled(Palette.value((i + 0.5) / SHADES)));
    }
    for (double tick : scale.ticks(6)) {
      double y = frame.bottom() - (frame.bottom() - frame.top()) * scale.share(tick);
      canvas.text(left + look.of(BAR + 5), y + look.of(4), NumberText.tick(tick), look.label());
    }
    double right = width(look) - Heading.edge(look);
    TextStyle style = look.legend().atEnd();
    canvas.text(
        right, frame.top() - look.of(8), style.fitted(quantity, right - Heading.edge(look)), style);
  }
}
