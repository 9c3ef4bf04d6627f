package org.socompass.report.chart;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.socompass.report.canvas.Canvas;
import org.socompass.report.canvas.Ink;

/**
 * Horizontal bars of stacked parts. A part has the same colour in all bars.
 *
 * @param title heading
 * @param quantity what the length of a part is, with its unit
 * @param bars the bars from top to bottom
 */
public record BarChart(String title, String quantity, List<Bar> bars) implements Chart {
  private static final double WIDTH = 720;
  private static final double LONGEST_NAME = 0.3;
  private static final double RANGE_WIDTH = 1.5;

  /** Copies the bars. */
  public BarChart {
    bars = List.copyOf(bars);
  }

  /**
   * A bar.
   *
   * @param name what it stands for
   * @param parts its parts from left to right; lengths are not negative
   * @param range where its end may be, not negative; empty if that is not known
   * @param text what is written after it
   */
  public record Bar(String name, List<Part> parts, Optional<Range> range, String text) {
    /** Copies the parts. */
    public Bar {
      parts = List.copyOf(parts);
    }

    /** Creates a bar of unknown uncertainty with its length after it. */
    public Bar(String name, List<Part> parts) {
      this(name, parts, Optional.empty(), NumberText.readable(sum(parts)));
    }

    double sum() {
      return sum(parts);
    }

    /** Returns the end of the bar or of its range, whichever is greater. */
    double end() {
      return Math.max(sum(), range.map(Range::high).orElse(0.0));
    }

    private static double sum(List<Part> parts) {
      return parts.stream().mapToDouble(Part::value).sum();
    }
  }

  /**
   * A part of a bar.
   *
   * @param name what it is
   * @param value its length, not negative
   */
  public record Part(String name, double value) {
    /**
     * Validates the part.
     *
     * @throws IllegalArgumentException if the length is negative or not finite
     */
    public Part {
      if (!(value >= 0) || Double.isInfinite(value)) {
        throw new IllegalArgumentException(name + " must not be negative, but is " + value);
      }
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
    List<List<Object>> cells = new ArrayList<>();
    for (Bar bar : bars) {
      for (Part part : bar.parts()) {
        cells.add(
            List.of(
                bar.name(),
                part.name(),
                part.value(),
                bar.range().map(Range::low),
                bar.range().map(Range::high)));
      }
    }
    return new ChartTable(List.of("bar", "part", quantity, "p10 of bar", "p90 of bar"), cells);
  }

  private BarRows rows(Look look) {
    var names = bars.stream().flatMap(b -> b.parts().stream()).map(Part::name).toList();
    return new BarRows(
        new Heading(title, Palette.of(names), width(look), look),
        bars.stream().map(b -> new BarRows.Row(b.name(), b.text())).toList(),
        LONGEST_NAME,
        false,
        Axis.of(quantity, Scale.fromZero(bars.stream().mapToDouble(Bar::end).toArray())));
  }

  @Override
  public void draw(Canvas canvas, Look look) {
    BarRows rows = rows(look);
    rows.draw(canvas);
    Frame frame = rows.frame();
    Ink range = Ink.line(Palette.TEXT, look.of(RANGE_WIDTH));
    for (int i = 0; i < bars.size(); i++) {
      Bar bar = bars.get(i);
      double from = 0;
      for (Part part : bar.parts()) {
        String colour = rows.heading().colours().getOrDefault(part.name(), Palette.PLAIN);
        rows.bar(canvas, i, from, from + part.value(), colour);
        from += part.value();
      }
      double y = rows.middle(i);
      bar.range().ifPresent(r -> Whisker.across(canvas, frame, r, y, range));
      rows.text(canvas, i, bar.end());
    }
  }
}
