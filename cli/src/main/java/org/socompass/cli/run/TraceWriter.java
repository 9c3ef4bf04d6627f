package org.socompass.cli.run;

import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.socompass.cli.format.JsonText;
import org.socompass.inference.result.InferenceResult;
import org.socompass.inference.result.PhaseResult;
import org.socompass.inference.schedule.Timeline;

/**
 * Timelines in the trace-event format of Chrome, which Perfetto opens: a process for each phase, a
 * thread for each processor, and counters of the bandwidth. Times are in microseconds.
 *
 * <p><b>Source.</b> Trace Event Format, Google, 2016: events X (complete), C (counter), M
 * (metadata).
 */
public final class TraceWriter {
  private static final double MICRO = 1e6;
  private static final double GRID = 1 << 10;
  private static final double GIGA = 1e9;

  private TraceWriter() {}

  /** Returns the document of prefill and one token of decode. */
  public static String of(InferenceResult result) {
    List<Map<String, Object>> events = new ArrayList<>();
    int process = 1;
    for (PhaseResult phase : List.of(result.prefill(), result.decode())) {
      int id = process++;
      phase.timeline().ifPresent(timeline -> add(events, id, phase.phase().id(), timeline));
    }
    Map<String, Object> root = new LinkedHashMap<>();
    root.put("displayTimeUnit", "ms");
    root.put("traceEvents", events);
    // All digits: what is rounded by itself would not add up.
    return JsonText.of(root, v -> new BigDecimal(v).toPlainString());
  }

  private static void add(
      List<Map<String, Object>> events, int process, String phase, Timeline timeline) {
    events.add(metadata("process_name", process, 0, phase));
    for (int lane = 0; lane < timeline.lanes().size(); lane++) {
      events.add(metadata("thread_name", process, lane + 1, timeline.lanes().get(lane)));
    }
    for (Timeline.Span span : timeline.spans()) {
      int thread = span.lane() + 1;
      if (span.beginSeconds() > span.freeSeconds()) {
        events.add(
            complete(
                "hand-over", "sync", process, thread, span.freeSeconds(), span.beginSeconds()));
      }
      if (span.startSeconds() > span.beginSeconds()) {
        events.add(
            complete(
                "submit", "launch", process, thread, span.beginSeconds(), span.startSeconds()));
      }
      Map<String, Object> event =
          complete(
              span.name(), "operator", process, thread, span.startSeconds(), span.endSeconds());
      event.put("args", Map.of("bytes", span.bytes()));
      events.add(event);
    }
    for (Timeline.Step step : timeline.bandwidth()) {
      events.add(counter(process, step.fromSeconds(), timeline.lanes(), step.bytesPerSecond()));
    }
    events.add(
        counter(
            process,
            timeline.seconds(),
            timeline.lanes(),
            timeline.lanes().stream().map(lane -> 0.0).toList()));
  }

  private static Map<String, Object> metadata(String name, int process, int thread, String value) {
    Map<String, Object> event = event(name, "M", process, thread);
    event.put("args", Map.of("name", value));
    return event;
  }

  /**
   * Returns a time in microseconds on a grid of 2^-10, about a nanosecond: sums and differences of
   * such numbers are exact, so that a slice ends where the next begins.
   */
  static double micros(double seconds) {
    return Math.rint(seconds * MICRO * GRID) / GRID;
  }

  private static Map<String, Object> complete(
      String name, String category, int process, int thread, double from, double to) {
    Map<String, Object> event = event(name, "X", process, thread);
    event.put("cat", category);
    event.put("ts", micros(from));
    event.put("dur", micros(to) - micros(from));
    return event;
  }

  private static Map<String, Object> counter(
      int process, double at, List<String> lanes, List<Double> bytesPerSecond) {
    Map<String, Object> values = new LinkedHashMap<>();
    for (int lane = 0; lane < lanes.size(); lane++) {
      values.put(lanes.get(lane), bytesPerSecond.get(lane) / GIGA);
    }
    Map<String, Object> event = event("main memory GB/s", "C", process, 0);
    event.put("ts", micros(at));
    event.put("args", values);
    return event;
  }

  private static Map<String, Object> event(String name, String kind, int process, int thread) {
    Map<String, Object> event = new LinkedHashMap<>();
    event.put("name", name);
    event.put("ph", kind);
    event.put("pid", process);
    event.put("tid", thread);
    return event;
  }
}
