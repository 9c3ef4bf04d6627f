package org.socompass.inference.pass;

import java.util.ArrayList;
import java.util.List;
import org.socompass.inference.schedule.Timeline;

/**
 * Chunks of a prompt in a steady state.
 *
 * @param from the first chunk
 * @param to the first chunk behind them
 * @param seconds time of each [s]
 * @param busySeconds time of each on each lane [s]
 * @param bytes bytes that each lane moves for each [B]
 */
record SteadySpan(
    long from, long to, double seconds, List<Double> busySeconds, List<Double> bytes) {
  SteadySpan {
    busySeconds = List.copyOf(busySeconds);
    bytes = List.copyOf(bytes);
  }

  /**
   * Returns a timeline with spans behind its end. On each lane the chunks of a span are one task
   * that is as long as they are busy, at a constant bandwidth.
   */
  static Timeline append(Timeline first, List<SteadySpan> spans) {
    List<Timeline.Span> tasks = new ArrayList<>(first.spans());
    List<Timeline.Step> steps = new ArrayList<>(first.bandwidth());
    double begin = first.seconds();
    double background =
        steps.isEmpty()
            ? 0
            : steps.get(steps.size() - 1).bytesPerSecond().get(first.lanes().size());
    for (SteadySpan span : spans) {
      long chunks = span.to() - span.from();
      double end = begin + chunks * span.seconds();
      String name = "chunks %d to %d".formatted(span.from(), span.to() - 1);
      List<Double> bandwidth = new ArrayList<>();
      for (int lane = 0; lane < first.lanes().size(); lane++) {
        double bytes = chunks * span.bytes().get(lane);
        double busy = Math.min(end, begin + chunks * span.busySeconds().get(lane));
        tasks.add(new Timeline.Span(name, lane, begin, begin, begin, busy, bytes));
        bandwidth.add(bytes / (end - begin));
      }
      bandwidth.add(background);
      steps.add(new Timeline.Step(begin, end, bandwidth));
      begin = end;
    }
    return new Timeline(first.lanes(), tasks, steps, begin);
  }
}
