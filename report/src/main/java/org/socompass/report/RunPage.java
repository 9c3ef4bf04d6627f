package org.socompass.report;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.regex.Pattern;
import org.socompass.evaluation.DesignEvaluation;
import org.socompass.evaluation.Metric;
import org.socompass.evaluation.Metrics;
import org.socompass.inference.result.OperatorTime;
import org.socompass.inference.result.PhaseResult;
import org.socompass.inference.schedule.Timeline;

/** One inference as one HTML file: operators of both phases, roofline, timeline, and results. */
public final class RunPage {
  private static final double MICRO = 1e6;

  private RunPage() {}

  /** Returns the page. Equal runs have equal text. */
  public static String of(RunData run) {
    Map<String, Object> data = new LinkedHashMap<>();
    data.put("title", run.title());
    data.put("facts", Page.facts(run.facts()));
    data.put(
        "metrics",
        Metrics.all().stream()
            .filter(m -> !isQuantile(m))
            .map(m -> metric(m, run.evaluation()))
            .toList());
    data.putAll(charts(run, true));
    data.put("command", ShellQuote.line(run.command()));
    return Page.of(run.title(), "run.html", List.of("run-charts.js", "run.js"), data);
  }

  /**
   * Returns what the scripts draw: both phases below the ceilings of the device.
   *
   * @param hasTimelines whether with what ran when, which is most of the data
   */
  public static Map<String, Object> charts(RunData run, boolean hasTimelines) {
    DesignEvaluation evaluation = run.evaluation();
    Map<String, Object> data = new LinkedHashMap<>();
    data.put("bytesPerSecond", evaluation.result().device().memory().peakBytesPerSecond());
    data.put(
        "ceilings",
        Ceilings.of(evaluation.result(), evaluation.processors()).stream()
            .map(c -> List.of(c.name(), c.operationsPerSecond()))
            .toList());
    data.put("phases", run.phases().stream().map(p -> phase(p, hasTimelines)).toList());
    return data;
  }

  /** Quantiles of a metric stand beside it. */
  private static boolean isQuantile(Metric metric) {
    return Metrics.ids().stream()
        .anyMatch(id -> metric.id().matches(Pattern.quote(id) + "_p[0-9]+"));
  }

  private static OptionalDouble quantile(
      Metric metric, String suffix, DesignEvaluation evaluation) {
    String id = metric.id() + suffix;
    return Metrics.everyId().contains(id)
        ? Metrics.named(id).value(evaluation)
        : OptionalDouble.empty();
  }

  private static Map<String, Object> metric(Metric metric, DesignEvaluation evaluation) {
    Map<String, Object> item = new LinkedHashMap<>();
    item.put("label", metric.label());
    item.put("unit", metric.unit());
    item.put("kind", metric.kind().name().toLowerCase(Locale.ROOT));
    OptionalDouble value = metric.value(evaluation);
    item.put("value", value);
    quantile(metric, "_p10", evaluation).ifPresent(v -> item.put("p10", v));
    quantile(metric, "_p90", evaluation).ifPresent(v -> item.put("p90", v));
    Optional<String> reason = evaluation.reason(metric.id());
    if (value.isEmpty()) {
      item.put("reason", reason.orElse("not known"));
    }
    return item;
  }

  private static Map<String, Object> phase(PhaseResult phase, boolean hasTimeline) {
    Map<String, Object> item = new LinkedHashMap<>();
    item.put("id", phase.phase().id());
    item.put("title", RunData.title(phase));
    item.put("seconds", phase.seconds());
    item.put("operators", phase.operators().stream().map(o -> operator(phase, o)).toList());
    if (hasTimeline) {
      phase.timeline().ifPresent(t -> item.put("timeline", timeline(phase, t)));
    }
    return item;
  }

  private static Map<String, Object> operator(PhaseResult phase, OperatorTime operator) {
    Map<String, Object> item = new LinkedHashMap<>();
    item.put("name", operator.name());
    item.put("operator", operator.operator());
    item.put("class", OperatorGroup.of(operator.name()).id());
    item.put("shape", operator.shape());
    item.put("processor", operator.processor());
    item.put("count", operator.count());
    item.put("each", operator.seconds() * MICRO);
    item.put("share", 100 * operator.totalSeconds() / phase.seconds());
    item.put("bound", operator.boundBy().id());
    item.put("roofline", operator.rooflineSeconds() * MICRO);
    item.put("utilization", 100 * operator.utilization());
    item.put("bytes", operator.mainMemoryBytes());
    item.put("isPlaced", RunFigures.isPlaced(operator));
    item.put("operations", operator.operations());
    operator.energy().ifPresent(e -> item.put("joules", e.joules() * operator.count()));
    return item;
  }

  /** Kinds and names are written once, spans by their index. */
  private static Map<String, Object> timeline(PhaseResult phase, Timeline timeline) {
    List<RunSpan> spans = RunSpan.of(phase, timeline);
    Map<String, Integer> kinds = new LinkedHashMap<>();
    Map<String, Integer> names = new LinkedHashMap<>();
    List<List<Object>> rows = new ArrayList<>();
    for (RunSpan span : spans) {
      kinds.putIfAbsent(span.kind(), kinds.size());
      names.putIfAbsent(span.name(), names.size());
      rows.add(
          List.of(
              span.lane(),
              kinds.getOrDefault(span.kind(), 0),
              names.getOrDefault(span.name(), 0),
              span.from() * MICRO,
              span.to() * MICRO));
    }
    Map<String, Object> item = new LinkedHashMap<>();
    item.put("lanes", timeline.lanes());
    item.put("kinds", kinds.keySet());
    item.put("names", names.keySet());
    item.put("spans", rows);
    item.put("seconds", timeline.seconds());
    return item;
  }
}
