package org.socompass.cli.cost;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.socompass.cli.format.Numbers;
import org.socompass.cli.format.TextTable;
import org.socompass.cost.draws.Quantiles;
import org.socompass.study.CostAccount;
import org.socompass.study.CostComparison;

/**
 * Two devices beside each other in all forms.
 *
 * @param comparison the comparison
 */
record ComparisonText(CostComparison comparison) {
  static final List<String> HEADER =
      List.of(
          "device",
          "against",
          "item",
          "value",
          "against_value",
          "unit",
          "ratio",
          "ratio_p10",
          "ratio_p50",
          "ratio_p90",
          "less_in_percent");

  /** Returns the rows of {@link #HEADER}. */
  List<List<Object>> rows() {
    List<List<Object>> rows = new ArrayList<>();
    for (CostComparison.Row row : comparison.rows()) {
      Quantiles q = row.ratio().quantiles();
      rows.add(
          List.of(
              comparison.of().device().id(),
              comparison.against().device().id(),
              row.item(),
              row.value(),
              row.other(),
              row.unit(),
              row.ratio().value(),
              q.p10(),
              q.p50(),
              q.p90(),
              row.less()));
    }
    return rows;
  }

  /** Returns the comparison as a list of objects. */
  List<Map<String, Object>> json() {
    List<Map<String, Object>> items = new ArrayList<>();
    for (List<Object> row : rows()) {
      Map<String, Object> item = new LinkedHashMap<>();
      for (int i = 2; i < HEADER.size(); i++) {
        item.put(HEADER.get(i), row.get(i));
      }
      items.add(item);
    }
    return items;
  }

  /** Returns the comparison for people. */
  String table() {
    var table =
        new TextTable(
            "item",
            name(),
            comparison.against().device().id(),
            "unit",
            "ratio",
            "p10",
            "p50",
            "p90",
            "less in");
    for (CostComparison.Row row : comparison.rows()) {
      Quantiles q = row.ratio().quantiles();
      table.row(
          row.item().replace('_', ' '),
          Numbers.readable(row.value()),
          Numbers.readable(row.other()),
          row.unit(),
          Numbers.readable(row.ratio().value()),
          Numbers.readable(q.p10()),
          Numbers.readable(q.p50()),
          Numbers.readable(q.p90()),
          String.format(Locale.ROOT, "%.0f %%", row.less()));
    }
    return "Ratio of "
        + name()
        + " to "
        + comparison.against().device().id()
        + ", both with the same draws; the last column is the share of draws in which it is less"
        + " than 1\n"
        + table.render()
        + unknown(comparison.of())
        + unknown(comparison.against());
  }

  private static String unknown(CostAccount account) {
    String missing = AreaText.missingText(account.missing());
    return missing.isEmpty() ? "" : "\n" + account.device().id() + missing;
  }

  /** Returns the id of the device; marked where only overrides tell it from the other. */
  private String name() {
    String id = comparison.of().device().id();
    return id.equals(comparison.against().device().id()) ? id + " as set" : id;
  }
}
