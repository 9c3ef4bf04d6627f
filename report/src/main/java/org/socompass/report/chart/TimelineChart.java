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
  private static final double BAR_SHARE = 0.63;
  private static final double LEAST_ROW = 1.3;
  private static final double AXIS = 44;
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
  public double width(Look look) {
    return look.wide(WIDTH);
  }

  @Override
  public double height(Look look) {
    Heading heading = heading(look);
    double content =
        heading.bottom() + lanes.size() * row(heading) + look.of(AXIS) + Heading.edge(look);
    return Math.max(content, look.height().orElse(0));
  }

  /** Returns the height of a lane: what the look leaves, but no less than its type takes [pt]. */
  private double row(Heading heading) {
    Look look = heading.look();
    if (look.height().isEmpty() || lanes.isEmpty()) {
      return look.of(ROW);
    }
    double around = heading.bottom() + look.of(AXIS) + Heading.edge(look);
    return Math.max(
        LEAST_ROW * look.labelPoints(), (look.height().getAsDouble() - around) / lanes.size());
  }

  private Heading heading(Look look) {
    return new Heading(
        title, Palette.of(spans.stream().map(Span::kind).toList()), width(look), look);
  }

  @Override
  public ChartTable table() {
    return new ChartTable(
        List.of("processor", "work", "from [ms]", "to [ms]"),
        spans.stream()
            .map(
                s ->
                    List.<Object>of(
                        lanes.get(s.lane()), s.kind(), s.from() * MILLI, s.to() * MILLI))
            .toList());
  }

  @Override
  public void draw(Canvas canvas, Look look) {
    Heading heading = heading(look);
    double top = heading.bottom();
    double row = row(heading);
    heading.draw(canvas);
    Axis x = Axis.of("time [ms]", new Scale(0, seconds * MILLI, false));
    double name = lanes.stream().mapToDouble(look.label()::length).max().orElse(0);
    var frame =
        new Frame(
            Heading.edge(look) + name + look.of(8),
            top,
            width(look) - 2 * Heading.edge(look),
            top + lanes.size() * row,
            x,
            Axis.NONE,
            look);
    frame.draw(canvas);
    for (int lane = 0; lane < lanes.size(); lane++) {
      canvas.text(
          frame.left() - look.of(8),
          top + (lane + 0.5) * row + look.of(4),
          lanes.get(lane),
          look.label().atEnd());
    }
    for (Span span : spans) {
      double left = frame.x(span.from() * MILLI);
      double wide = frame.x(span.to() * MILLI) - left;
      if (wide > 0) {
        canvas.rectangle(
            left,
            top + (span.lane() + (1 - BAR_SHARE) / 2) * row,
            Math.max(wide, VISIBLE),
            BAR_SHARE * row,
            Ink.filled(heading.colours().getOrDefault(span.kind(), Palette.PLAIN)));
      }
    }
  }
}
