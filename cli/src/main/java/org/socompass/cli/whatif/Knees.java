package org.socompass.cli.whatif;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import org.socompass.cli.format.Numbers;
import org.socompass.evaluation.BatchKnee;
import org.socompass.report.chart.ScatterChart;
import org.socompass.study.whatif.WhatIfStudy;
import org.socompass.study.whatif.WhatIfStudy.Row;

/** The batches beyond which more no longer pay, of each combination of what else is varied. */
final class Knees {
  private static final String BATCH = "batch";
  private static final String RATE = "decode_tokens_per_second";
  private static final String PLAIN = "decode";

  private Knees() {}

  /**
   * A line and its knee.
   *
   * @param line what else is varied
   * @param knee the knee; empty if every step pays
   */
  record Of(String line, Optional<BatchKnee> knee) {}

  /** Returns the knees in the order of the lines; none if batches are not varied. */
  static List<Of> of(WhatIfStudy.Result result) {
    int axis = result.axes().indexOf(BATCH);
    Map<String, List<BatchKnee>> lines = new LinkedHashMap<>();
    if (axis >= 0) {
      for (Row row : result.rows().subList(1, result.rows().size())) {
        OptionalDouble rate = row.value(RATE);
        if (rate.isPresent()) {
          lines
              .computeIfAbsent(line(result, row, axis), name -> new ArrayList<>())
              .add(new BatchKnee(Double.parseDouble(row.values().get(axis)), rate.getAsDouble()));
        }
      }
    }
    return lines.entrySet().stream()
        .filter(e -> e.getValue().size() > 1)
        .map(e -> new Of(e.getKey(), BatchKnee.of(e.getValue())))
        .toList();
  }

  /** Returns the knees for people, a line each. */
  static String text(WhatIfStudy.Result result) {
    var text = new StringBuilder();
    for (Of each : of(result)) {
      text.append(each.line().equals(PLAIN) ? "" : each.line() + ": ")
          .append(
              each.knee()
                  .map(
                      knee ->
                          "knee at batch %s, %s tokens/s: twice as many give less than 1.5 times"
                              .formatted(
                                  Numbers.readable(knee.batch()),
                                  Numbers.readable(knee.tokensPerSecond())))
                  .orElse("no knee: each step pays"))
          .append('\n');
    }
    return text.toString();
  }

  /** Returns what a chart calls the knee of a line. */
  static String named(List<ScatterChart.Dot> line) {
    return BatchKnee.of(line.stream().map(d -> new BatchKnee(d.x(), d.y())).toList())
        .map(knee -> ", knee at " + Numbers.readable(knee.batch()))
        .orElse("");
  }

  /** Returns what is varied beside one axis. */
  static String line(WhatIfStudy.Result result, Row row, int axis) {
    List<String> names = new ArrayList<>();
    for (int i = 0; i < result.axes().size(); i++) {
      if (i != axis) {
        String name = result.axes().get(i);
        names.add(name.substring(name.lastIndexOf('.') + 1) + " " + row.values().get(i));
      }
    }
    return names.isEmpty() ? PLAIN : String.join(", ", names);
  }
}
