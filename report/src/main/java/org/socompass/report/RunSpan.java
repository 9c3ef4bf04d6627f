package org.socompass.report;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.socompass.inference.result.OperatorTime;
import org.socompass.inference.result.PhaseResult;
import org.socompass.inference.schedule.Timeline;

/**
 * What a timeline shows of one piece of work.
 *
 * @param name what it did
 * @param kind the operator, or {@code hand-over} or {@code submission} for the time before it
 * @param lane index of its processor
 * @param from when it began [s]
 * @param to when it ended [s]
 */
record RunSpan(String name, String kind, int lane, double from, double to) {
  private static final String WORK = "work";

  /** Returns the work on a timeline with the waits before it, in the order of its tasks. */
  static List<RunSpan> of(PhaseResult phase, Timeline timeline) {
    Map<String, String> kinds = new HashMap<>();
    for (OperatorTime operator : phase.operators()) {
      kinds.putIfAbsent(operator.name(), operator.operator());
    }
    List<RunSpan> result = new ArrayList<>();
    for (Timeline.Span span : timeline.spans()) {
      add(result, span, "hand-over", span.freeSeconds(), span.beginSeconds());
      add(result, span, "submission", span.beginSeconds(), span.startSeconds());
      // Spans of chunks are called after their chunk, layer, and first operator.
      String last = span.name().substring(span.name().lastIndexOf(' ') + 1);
      add(result, span, kinds.getOrDefault(last, WORK), span.startSeconds(), span.endSeconds());
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
