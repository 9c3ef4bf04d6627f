package org.socompass.report.chart;

import java.util.List;
import java.util.OptionalDouble;
import org.socompass.report.canvas.Canvas;
import org.socompass.report.canvas.Ink;
import org.socompass.report.canvas.TextStyle;

/**
 * A value over two parameters as colours.
 *
 * @param title heading
 * @param quantity what the colours show, with its unit
 * @param x name and values of the horizontal parameter, as {@link Axis#ofNames} makes them
 * @param y name and values of the vertical parameter
 * @param rows for each value of y, from the bottom, one value for each of x; empty if there is none
 */
public record HeatMapChart(
    String title, String quantity, Axis x, Axis y, List<List<OptionalDouble>> rows)
    implements Chart {
  private static final double WIDTH = 640;
  private static final double HEIGHT = 440;
  private static final double EDGE = 16;
  private static final double TOP = 48;
  private static final double KEY = 90;
  private static final double BAR = 14;
  private static final int SHADES = 64;
  private static final double ROOM = 34;

  /** Copies the rows. */
  public HeatMapChart {
    rows = List.copyOf(rows);
  }

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
    canvas.text(EDGE, EDGE + Frame.SIZE, title, Frame.TITLE);
    Frame frame = Frame.within(EDGE, TOP, WIDTH - EDGE - KEY, HEIGHT - EDGE, x, y);
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
    canvas.rectangle(
        left + 0.5,
        top + 0.5,
        right - left - 1,
        bottom - top - 1,
        Ink.filled(Palette.value(share)));
    if (right - left > ROOM && bottom - top > 14) {
      TextStyle style = TextStyle.of(10, Palette.isLight(share) ? Palette.TEXT : "#ffffff");
      canvas.text(
          (left + right) / 2, (top + bottom) / 2 + 4, NumberText.readable(value), style.centred());
    }
  }

  private void key(Canvas canvas, Frame frame, Scale scale) {
    double left = frame.right() + 24;
    double step = (frame.bottom() - frame.top()) / SHADES;
    for (int i = 0; i < SHADES; i++) {
      canvas.rectangle(
          left,
          frame.bottom() - (i + 1) * step,
          BAR,
          step + 0.3,
          Ink.filled(Palette.value((i + 0.5) / SHADES)));
    }
    for (double tick : scale.ticks(6)) {
      double y = frame.bottom() - (frame.bottom() - frame.top()) * scale.share(tick);
      canvas.text(left + BAR + 5, y + 4, NumberText.tick(tick), Frame.LABEL);
    }
    canvas.text(
        WIDTH - EDGE, frame.top() - 8, quantity, TextStyle.of(Frame.SIZE, Palette.TEXT).atEnd());
  }
}
