package org.socompass.report;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.OptionalDouble;

/** A sweep as one HTML file: charts that can be brushed, a table, and every design in detail. */
public final class SweepPage {
  private SweepPage() {}

  /** Returns the page. Equal reports have equal text. */
  public static String of(SweepData report) {
    Map<String, Object> data = new LinkedHashMap<>();
    data.put("title", report.title());
    data.put("facts", Page.facts(report.facts()));
    data.put("points", report.points());
    data.put("columns", report.columns().stream().map(SweepPage::column).toList());
    data.put("names", report.designs().stream().map(SweepDesign::name).toList());
    data.put("standing", report.designs().stream().map(d -> code(d.standing())).toList());
    Map<String, String> reasons = new LinkedHashMap<>();
    for (int i = 0; i < report.designs().size(); i++) {
      String reason = report.designs().get(i).reason();
      if (!reason.isEmpty()) {
        reasons.put(Integer.toString(i), reason);
      }
    }
    data.put("reasons", reasons);
    var words = new Distinct();
    data.put(
        "arguments",
        report.designs().stream()
            .map(d -> d.arguments().stream().map(words::index).toList())
            .toList());
    data.put("argumentWords", words.all().stream().map(ShellQuote::word).toList());
    data.put("breakdowns", report.breakdowns().stream().map(SweepPage::breakdown).toList());
    data.put(
        "commands",
        report.commands().stream()
            .map(c -> List.of(c.label(), ShellQuote.line(c.words())))
            .toList());
    return Page.of(
        report.title(), "sweep.html", List.of("designs.js", "table.js", "sweep.js"), data);
  }

  /** Returns the place of a standing in the list of the scripts. */
  private static int code(SweepDesign.Standing standing) {
    return switch (standing) {
      case FRONT -> 0;
      case FEASIBLE -> 1;
      case INFEASIBLE -> 2;
      case INVALID -> 3;
    };
  }

  private static Map<String, Object> column(SweepColumn column) {
    Map<String, Object> item = new LinkedHashMap<>();
    item.put("id", column.id());
    item.put("label", column.label());
    item.put("unit", column.unit());
    item.put("role", column.role().name().toLowerCase(Locale.ROOT));
    column.better().ifPresent(b -> item.put("better", b.name().toLowerCase(Locale.ROOT)));
    column.limits().least().ifPresent(v -> item.put("least", v));
    column.limits().most().ifPresent(v -> item.put("most", v));
    if (column.values() instanceof SweepColumn.Numbers numbers) {
      item.put("numbers", same(numbers.all()));
    } else if (column.values() instanceof SweepColumn.Words words) {
      var distinct = new Distinct();
      item.put("index", words.all().stream().map(distinct::index).toList());
      item.put("words", distinct.all());
    }
    column
        .spread()
        .ifPresent(
            s -> {
              item.put("p10", s.low());
              item.put("p90", s.high());
            });
    return item;
  }

  private static Map<String, Object> breakdown(SweepBreakdown breakdown) {
    Map<String, Object> item = new LinkedHashMap<>();
    item.put("label", breakdown.label());
    item.put("unit", breakdown.unit());
    item.put("parts", breakdown.parts().stream().map(SweepBreakdown.Part::label).toList());
    item.put("values", breakdown.parts().stream().map(p -> values(p.values())).toList());
    return item;
  }

  /** Words that repeat: each is written once, and then its index. */
  private static final class Distinct {
    private final Map<String, Integer> indexes = new LinkedHashMap<>();

    int index(String word) {
      return indexes.computeIfAbsent(word, w -> indexes.size());
    }

    List<String> all() {
      return List.copyOf(indexes.keySet());
    }
  }

  /** Returns a list, or its only value if all are the same: scripts repeat it. */
  private static Object same(List<OptionalDouble> values) {
    return values.stream().distinct().count() == 1 ? values.get(0) : values;
  }

  /** Returns a list, or a map by index where most are not known: scripts read both alike. */
  private static Object values(List<OptionalDouble> values) {
    Map<String, OptionalDouble> known = new LinkedHashMap<>();
    for (int i = 0; i < values.size(); i++) {
      if (values.get(i).isPresent()) {
        known.put(Integer.toString(i), values.get(i));
      }
    }
    return known.size() * 2 < values.size() ? known : values;
  }
}
