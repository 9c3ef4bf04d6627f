package org.socompass.report.chart;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Horizontal bars of stacked parts. A part has the same colour in all bars.
 *
 * @param title heading
 * @param quantity what the length of a part is, with its unit
 * @param bars the bars from top to bottom
 */
public record BarChart(String title, String quantity, List<Bar> bars) implements Chart {
  private static final double WIDTH = 720;
  private static final double ROW = 20;
  private static final double BAR = 13;
  private static final double EDGE = 16;
  private static final double LONGEST_NAME = 220;
  private static final double SUM = 60;

  /** Copies the bars. */
  public BarChart {
    bars = List.copyOf(bars);
  }

  /**
   * A bar.
   *
   * @param name what it stands for
   * @param parts its parts from left to right; lengths are not negative
   */
  public record Bar(String name, List<Part> parts) {
    /** Copies the parts. */
    public Bar {
      parts = List.copyOf(parts);
    }

    double sum() {
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
  public double width() {
    return WIDTH;
  }

  @Override
  public double height() {
    return top() + bars.size() * ROW + 44 + EDGE;
  }

  private double top() {
    return EDGE + 24 + Legend.height(entries(), WIDTH - 2 * EDGE) + 8;
  }

  private Map<String, String> colours() {
    Map<String, String> colours = new LinkedHashMap<>();
    for (Bar bar : bars) {
      bar.parts().forEach(p -> colours.putIfAbsent(p.name(), Palette.series(colours.size())));
    }
    return colours;
  }

  private List<Legend.Entry> entries() {
    List<Legend.Entry> entries = new ArrayList<>();
    colours().forEach((name, colour) -> entries.add(new Legend.Entry(name, colour)));
    return entries;
  }

  @Override
  public void draw(Canvas canvas) {
    canvas.text(EDGE, EDGE + Frame.SIZE, title, Frame.TITLE);
    Legend.draw(canvas, entries(), EDGE, EDGE + 24, WIDTH - 2 * EDGE);
    double name =
        Math.min(
            LONGEST_NAME,
            bars.stream().mapToDouble(b -> Frame.LABEL.length(b.name())).max().orElse(0));
    Axis x = Axis.of(quantity, Scale.fromZero(bars.stream().mapToDouble(Bar::sum).toArray()));
    Axis y = new Axis("", new Scale(0, 1, false), List.of(), NumberText::tick);
    var frame =
        new Frame(EDGE + name + 8, top(), WIDTH - EDGE - SUM, top() + bars.size() * ROW + 4, x, y);
    frame.draw(canvas);
    Map<String, String> colours = colours();
    for (int i = 0; i < bars.size(); i++) {
      Bar bar = bars.get(i);
      double middle = top() + (i + 0.5) * ROW + 2;
      canvas.text(
          frame.left() - 8,
          middle + 4,
          Frame.LABEL.fitted(bar.name(), LONGEST_NAME),
          Frame.LABEL.atEnd());
      double from = 0;
      for (Part part : bar.parts()) {
        double left = frame.x(from);
        from += part.value();
        canvas.rectangle(
            left,
            middle - BAR / 2,
            frame.x(from) - left,
            BAR,
            Ink.filled(colours.getOrDefault(part.name(), Palette.PLAIN)));
      }
      canvas.text(frame.x(from) + 5, middle + 4, NumberText.readable(bar.sum()), Frame.LABEL);
    }
  }
}
