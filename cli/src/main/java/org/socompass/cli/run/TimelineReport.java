package org.socompass.cli.run;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.socompass.cli.format.Numbers;
import org.socompass.cli.format.TextTable;
import org.socompass.inference.result.PhaseResult;
import org.socompass.inference.schedule.Timeline;

/** How a phase spent the time of its processors and the bandwidth of the memory. */
public final class TimelineReport {
  private static final double GIGA = 1e9;
  private static final double MILLI = 1e3;
  private static final double PERCENT = 100;
  private static final int INTERVALS = 32;

  private TimelineReport() {}

  /** Returns the shares of each processor; none if the phase was not scheduled. */
  static List<Timeline.Shares> shares(PhaseResult phase) {
    return phase.timeline().map(Timeline::shares).orElse(List.of());
  }

  /** Returns the mean bandwidth of all processors [GB/s]. */
  public static double bandwidth(PhaseResult phase) {
    return phase.timeline().map(Timeline::meanBytesPerSecond).orElse(0.0) / GIGA;
  }

  /** Returns how busy each processor is, as in {@code gpu 99 npu 83} [%]. */
  public static String busy(PhaseResult phase) {
    List<String> parts = new ArrayList<>();
    for (Timeline.Shares s : shares(phase)) {
      parts.add(String.format(Locale.ROOT, "%s %.0f", s.lane(), s.busy() * PERCENT));
    }
    return String.join(" ", parts);
  }

  /** Returns the shares for JSON. */
  public static List<Map<String, Object>> processors(PhaseResult phase) {
    List<Map<String, Object>> result = new ArrayList<>();
    for (Timeline.Shares s : shares(phase)) {
      Map<String, Object> one = new LinkedHashMap<>();
      one.put("processor", s.lane());
      one.put("busy_percent", s.busy() * PERCENT);
      one.put("submit_percent", s.submitting() * PERCENT);
      one.put("synchronization_percent", s.synchronizing() * PERCENT);
      one.put("wait_percent", s.waiting() * PERCENT);
      one.put("bandwidth_while_busy_gb_per_s", s.bytesPerSecond() / GIGA);
      result.add(one);
    }
    return result;
  }

  /** Returns the bandwidth over time for JSON: means of equal intervals, by processor. */
  static List<Map<String, Object>> bandwidthOverTime(PhaseResult phase) {
    List<Map<String, Object>> result = new ArrayList<>();
    if (phase.timeline().isEmpty()) {
      return result;
    }
    Timeline timeline = phase.timeline().get();
    for (Timeline.Step step : timeline.bandwidthIn(INTERVALS)) {
      Map<String, Object> one = new LinkedHashMap<>();
      one.put("from_ms", step.fromSeconds() * MILLI);
      one.put("to_ms", step.toSeconds() * MILLI);
      Map<String, Object> lanes = new LinkedHashMap<>();
      for (int lane = 0; lane < timeline.lanes().size(); lane++) {
        lanes.put(timeline.lanes().get(lane), step.bytesPerSecond().get(lane) / GIGA);
      }
      one.put("gb_per_s", lanes);
      result.add(one);
    }
    return result;
  }

  /** Returns the shares as a table; empty if the phase was not scheduled. */
  static String table(PhaseResult phase) {
    var table =
        new TextTable(
            "processor", "busy %", "submit %", "hand-over %", "wait %", "GB/s while busy");
    for (Timeline.Shares s : shares(phase)) {
      table.row(
          s.lane(),
          percent(s.busy()),
          percent(s.submitting()),
          percent(s.synchronizing()),
          percent(s.waiting()),
          Numbers.readable(s.bytesPerSecond() / GIGA));
    }
    return phase.timeline().isEmpty() ? "" : '\n' + table.render();
  }

  private static String percent(double share) {
    return String.format(Locale.ROOT, "%.1f", share * PERCENT);
  }
}
