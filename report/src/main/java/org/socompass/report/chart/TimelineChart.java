package org.socompass.report.chart;

import java.util.List;
import org.socompass.report.canvas.Canvas;
import org.socompass.report.canvas.Ink;

/**
 * What ran when on which processor.
 *
 * @param title heading
 * @param lanes processors from top to bottom
 * @param spans what ran, in any order
 * @param seconds length of the axis, positive [s]
 */
public record TimelineChart(String title, List<String> lanes, List<Span> spans, double seconds)
    implements Chart {
  private static final double WIDTH = 860;
  private static final double ROW = 38;
  private static final double BAR = 24;
  private static final double MILLI = 1e3;
  private static final double VISIBLE = 0.2;

  /** Copies the lists. */
  public TimelineChart {
    lanes = List.copyOf(lanes);
    spans = List.copyOf(spans);
  }

  /**
   * A piece of work.
   *
   * @param kind what it is, one colour each
   * @param lane index of its processor
   * @param from when it began [s]
   * @param to when it ended [s]
   */
  public record Span(String kind, int lane, double from, double to) {}

  @Override
  public double width() {
    return WIDTH;
  }

  @Override
  public double height() {
    return heading().bottom() + lanes.size() * ROW + 44 + Heading.EDGE;
  }

  private Heading heading() {
    return new Heading(title, Palette.of(spans.stream().map(Span::kind).toList()), WIDTH);
  }

  @Override
  public void draw(Canvas canvas) {
    Heading heading = heading();
    double top = heading.bottom();
    heading.draw(canvas);
    Axis x = Axis.of("time [ms]", new Scale(0, seconds * MILLI, false));
    Axis y = new Axis("", new Scale(0, 1, false), List.of(), NumberText::tick);
    double name = lanes.stream().mapToDouble(Frame.LABEL::length).max().orElse(0);
    var frame =
        new Frame(
            Heading.EDGE + name + 8, top, WIDTH - 2 * Heading.EDGE, top + lanes.size() * ROW, x, y);
    frame.draw(canvas);
    for (int lane = 0; lane < lanes.size(); lane++) {
      canvas.text(
          frame.left() - 8, top + (lane + 0.5) * ROW + 4, lanes.get(lane), Frame.LABEL.atEnd());
    }
    for (Span span : spans) {
      double left = frame.x(span.from() * MILLI);
      double wide = frame.x(span.to() * MILLI) - left;
      if (wide > 0) {
        canvas.rectangle(
            left,
            top + span.lane() * ROW + (ROW - BAR) / 2,
            Math.max(wide, VISIBLE),
            BAR,
            Ink.filled(heading.colours().getOrDefault(span.kind(), Palette.PLAIN)));
      }
    }
  }
}
