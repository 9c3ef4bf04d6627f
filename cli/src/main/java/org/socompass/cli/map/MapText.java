package org.socompass.cli.map;

import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import org.socompass.cli.format.Facts;
import org.socompass.cli.format.Numbers;
import org.socompass.cli.format.TextTable;
import org.socompass.inference.cut.Piece;
import org.socompass.inference.trust.Trust;
import org.socompass.mapper.MappedOperator;
import org.socompass.mapper.explain.Explanation;
import org.socompass.operator.BufferUse;
import org.socompass.operator.MemoryLevel;
import org.socompass.operator.OperatorCost;
import org.socompass.study.MapStudy;

/** What {@code map} reports, as a table. */
final class MapText {
  private final MapStudy.Result report;
  private final OperatorCost cost;

  MapText(MapStudy.Result report) {
    this.report = report;
    this.cost = report.cost();
  }

  String render() {
    return summary() + busy() + traffic() + mapping() + buffers() + gains() + searched();
  }

  private String summary() {
    MappedOperator shown = report.shown();
    var facts = new Facts();
    facts
        .add("device", report.device().id() + ", " + report.device().name())
        .add("processor", report.processor().id() + ", " + report.processor().name())
        .add(
            "operator",
            shown.operator().id()
                + " "
                + shown.operator().shape()
                + ", "
                + shown.operator().types())
        .add(
            "latency",
            "%s (p10 %s, p90 %s), %s cycles at %s GHz"
                .formatted(
                    Numbers.seconds(cost.latencySeconds()),
                    Numbers.seconds(cost.latencySeconds() * report.band().lowFactor()),
                    Numbers.seconds(cost.latencySeconds() * report.band().highFactor()),
                    Numbers.readable(report.cycles()),
                    Numbers.readable(report.processor().clockHz() / 1e9)))
        .add("trust", report.trust().line(Trust.factors(report.band())))
        .add("bound by", cost.boundBy().id())
        .add(
            "roofline",
            Numbers.seconds(cost.rooflineSeconds())
                + ", utilization "
                + percent(cost.utilization()));
    if (report.isForUnits()) {
      facts.add("in memory", inMemory());
    }
    return facts.render();
  }

  /** What units in main memory would take, if B are weights, which engines leave there. */
  private String inMemory() {
    String memory = report.device().memory().type();
    if (report.inMemory().isEmpty()) {
      return "units of " + memory + " do not take such types or so many rows";
    }
    Piece inside = report.inMemory().get();
    double seconds = inside.visibleSeconds(false);
    double times = cost.latencySeconds() / seconds;
    return "%s by units of %s, %s as fast, if B are weights there; %s are read inside, %s cross the bus"
        .formatted(
            Numbers.seconds(seconds),
            memory,
            Numbers.readable(times) + " times",
            Numbers.bytes(inside.inMemoryBytes()),
            Numbers.bytes(inside.bytes()));
  }

  private String busy() {
    var table = new TextTable("resource", "busy", "of the latency");
    report
        .busySeconds()
        .forEach(
            (bound, seconds) ->
                table.row(
                    bound.id(),
                    Numbers.seconds(seconds),
                    percent(seconds / cost.latencySeconds())));
    return "\nResources work at the same time; the longest busy one bounds the operator.\n"
        + table.render();
  }

  private String traffic() {
    var table = new TextTable("level", "traffic", "of the compulsory");
    for (MemoryLevel level : MemoryLevel.values()) {
      double bytes = cost.traffic(level);
      table.row(
          level.id(),
          Numbers.bytes(bytes),
          percent(bytes / report.shown().operator().compulsoryBytes()));
    }
    return "\n" + table.render();
  }

  private String mapping() {
    var facts = new Facts();
    report.shown().mapping().describe().forEach((k, v) -> facts.add("  " + k, String.valueOf(v)));
    var text = new StringBuilder("\nMapping\n").append(facts.render());
    if (!report.explanation().buffers().isEmpty()) {
      text.append("\nLoops\n");
      report.explanation().loopNest().forEach(line -> text.append("  " + line + "\n"));
    }
    return text.toString();
  }

  private String buffers() {
    if (report.explanation().buffers().isEmpty()) {
      return "";
    }
    var table = new TextTable("buffer", "live", "capacity", "used");
    for (BufferUse use : report.explanation().buffers()) {
      table.row(
          use.buffer(),
          Numbers.bytes(use.bytes()),
          Numbers.bytes(use.capacityBytes()),
          percent(use.share()));
    }
    return "\n" + table.render();
  }

  private String gains() {
    var table = new TextTable("one more", "of", "latency", "change");
    for (Explanation.Gain gain : report.explanation().gains()) {
      table.row(
          gain.resource().label(),
          gain.resource().id(),
          Numbers.seconds(gain.latencySeconds()),
          percent(gain.change()));
    }
    return "\n" + table.render();
  }

  private String searched() {
    MappedOperator best = report.best();
    var facts = new Facts();
    if (report.given().isPresent()) {
      facts.add("best", compared(best.cost().latencySeconds(), best.mapping().describe()));
    } else {
      facts.add(
          "runner-up",
          best.runnerUp()
              .map(other -> compared(other.latencySeconds(), other.mapping().describe()))
              .orElse(
                  best.search().optimal()
                      ? "none: all mappings are of one class"
                      : "none was looked at"));
    }
    MappedOperator.Search search = best.search();
    String proof =
        search.optimal()
            ? "the best of all"
            : "stopped by the budget, one of the others may be %s faster at most"
                .formatted(percent(search.gap()));
    return "\n"
        + facts
            .add(
                "search",
                String.format(
                    Locale.ROOT,
                    "%,d mappings: %,d evaluated, %,d do not fit or can't be better; %s; %s",
                    search.total(),
                    search.evaluated(),
                    search.pruned(),
                    Numbers.seconds(search.seconds()),
                    proof))
            .render();
  }

  /** Returns another mapping beside the one that is shown: the choices that differ. */
  private String compared(double otherSeconds, Map<String, Object> other) {
    Map<String, Object> own = report.shown().mapping().describe();
    Map<String, Object> different = new LinkedHashMap<>();
    other.forEach(
        (name, value) -> {
          if (!value.equals(own.get(name))) {
            different.put(name, value);
          }
        });
    if (different.isEmpty()) {
      return "this mapping";
    }
    double change = otherSeconds / cost.latencySeconds() - 1;
    return "%s, %s %s: %s"
        .formatted(
            Numbers.seconds(otherSeconds),
            percent(Math.abs(change)),
            change < 0 ? "faster" : "slower",
            MapReport.described(different));
  }

  private static String percent(double fraction) {
    return Numbers.readable(100 * fraction) + " %";
  }
}
