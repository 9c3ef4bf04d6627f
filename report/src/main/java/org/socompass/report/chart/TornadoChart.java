package org.socompass.report.chart;

import java.util.List;
import java.util.stream.DoubleStream;
import org.socompass.report.canvas.Canvas;
import org.socompass.report.canvas.Ink;

/**
 * How far a result moves to either side of its value, a bar for each lever.
 *
 * @param title heading
 * @param quantity what the result is, with its unit
 * @param value the result, where no bar has a length
 * @param low what the levers are at for the first colour, as in {@code constant at its p10}
 * @param high what they are at for the second
 * @param levers the bars from top to bottom
 */
public record TornadoChart(
    String title, String quantity, double value, String low, String high, List<Lever> levers)
    implements Chart {
  private static final double WIDTH = 860;
  private static final double LONGEST_NAME = 0.37;

  /** Copies the levers. */
  public TornadoChart {
    levers = List.copyOf(levers);
  }

  /**
   * What moves the result.
   *
   * @param name what it is
   * @param atLow result at its low end
   * @param atHigh result at its high end
   */
  public record Lever(String name, double atLow, double atHigh) {
    double least() {
      return Math.min(atLow, atHigh);
    }

    double greatest() {
      return Math.max(atLow, atHigh);
    }
  }

  @Override
  public double width(Look look) {
    return look.wide(WIDTH);
  }

  @Override
  public double height(Look look) {
    return rows(look).height();
  }

  @Override
  public ChartTable table() {
    return new ChartTable(
        List.of("lever", quantity, low, high),
        levers.stream().map(l -> List.<Object>of(l.name(), value, l.atLow(), l.atHigh())).toList());
  }

  private BarRows rows(Look look) {
    double[] values =
        DoubleStream.concat(
                DoubleStream.of(value),
                levers.stream().flatMapToDouble(l -> DoubleStream.of(l.atLow(), l.atHigh())))
            .toArray();
    return new BarRows(
        new Heading(title, Palette.of(List.of(low, high)), width(look), look),
        levers.stream()
            .map(
                l ->
                    new BarRows.Row(
                        l.name(),
                        NumberText.readable(l.least()) + " - " + NumberText.readable(l.greatest())))
            .toList(),
        LONGEST_NAME,
        true,
        Axis.of(quantity, Scale.linear(values)));
  }

  @Override
  public void draw(Canvas canvas, Look look) {
    BarRows rows = rows(look);
    rows.draw(canvas);
    String lowColour = rows.heading().colours().getOrDefault(low, Palette.PLAIN);
    String highColour = rows.heading().colours().getOrDefault(high, Palette.ACCENT);
    for (int i = 0; i < levers.size(); i++) {
      Lever lever = levers.get(i);
      rows.bar(canvas, i, value, lever.atLow(), lowColour);
      rows.bar(canvas, i, value, lever.atHigh(), highColour);
      rows.text(canvas, i, Math.max(value, lever.greatest()));
    }
    Frame frame = rows.frame();
    canvas.line(
        frame.x(value), frame.top(), frame.x(value), frame.bottom(), Ink.line(Palette.TEXT, 1));
  }
}
