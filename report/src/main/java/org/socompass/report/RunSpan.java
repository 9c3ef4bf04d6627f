package org.socompass.report;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import org.socompass.inference.result.OperatorTime;
import org.socompass.inference.result.PhaseResult;
import org.socompass.inference.schedule.Timeline;

/**
 * What a timeline shows of one piece of work.
 *
 * @param name what it did
 * @param kind what the operator is for, or {@code hand-over} or {@code submission} for the time
 *     before it
 * @param lane index of its processor
 * @param from when it began [s]
 * @param to when it ended [s]
 */
record RunSpan(String name, String kind, int lane, double from, double to) {
  private static final String WORK = "work";

  /** Returns the work on a timeline with the waits before it, in the order of its tasks. */
  static List<RunSpan> of(PhaseResult phase, Timeline timeline) {
    Set<String> names =
        phase.operators().stream().map(OperatorTime::name).collect(Collectors.toSet());
    List<RunSpan> result = new ArrayList<>();
    for (Timeline.Span span : timeline.spans()) {
      add(result, span, "hand-over", span.freeSeconds(), span.beginSeconds());
      add(result, span, "submission", span.beginSeconds(), span.startSeconds());
      // Spans of chunks are called after their chunk, layer, and first operator.
      String last = span.name().substring(span.name().lastIndexOf(' ') + 1);
      String kind = names.contains(last) ? OperatorGroup.of(last).id() : WORK;
      add(result, span, kind, span.startSeconds(), span.endSeconds());
    }
    return result;
  }

  private static void add(
      List<RunSpan> spans, Timeline.Span span, String kind, double from, double to) {
    if (to > from) {
      spans.add(new RunSpan(span.name(), kind, span.lane(), from, to));
    }
  }
}
