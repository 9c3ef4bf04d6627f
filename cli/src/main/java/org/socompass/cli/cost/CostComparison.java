package org.socompass.cli.cost;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import org.socompass.cli.format.Numbers;
import org.socompass.cli.format.TextTable;
import org.socompass.cost.draws.Quantiles;
import org.socompass.cost.draws.Uncertain;

/**
 * Two devices of one experiment, and the distribution of their ratios: what both share cancels.
 *
 * @param of the device
 * @param against what it is compared with
 */
record CostComparison(CostAccount of, CostAccount against) {
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

  private static final List<String> ITEMS =
      List.of("die_area", "die", "chip", "memory", "system", "carbon_total");

  /**
   * An item that both have.
   *
   * @param less share of the draws in which the device has less than the other [%]
   */
  private record Row(
      String item, double value, double other, String unit, Uncertain ratio, double less) {}

  private List<Row> compared() {
    List<Row> rows = new ArrayList<>();
    for (String item : ITEMS) {
      Optional<CostAccount.Line> mine = line(of, item);
      Optional<CostAccount.Line> other = line(against, item);
      Optional<Uncertain> a = mine.flatMap(CostAccount.Line::value);
      Optional<Uncertain> b = other.flatMap(CostAccount.Line::value);
      if (mine.isPresent() && a.isPresent() && b.isPresent()) {
        Uncertain ratio = a.get().over(b.get());
        rows.add(
            new Row(
                item,
                a.get().value(),
                b.get().value(),
                mine.get().unit(),
                ratio,
                100 * ratio.shareBelow(1)));
      }
    }
    return rows;
  }

  private static Optional<CostAccount.Line> line(CostAccount account, String item) {
    return account.lines().stream().filter(l -> l.item().equals(item)).findFirst();
  }

  /** Returns the rows of {@link #HEADER}. */
  List<List<Object>> rows() {
    List<List<Object>> rows = new ArrayList<>();
    for (Row row : compared()) {
      Quantiles q = row.ratio.quantiles();
      rows.add(
          List.of(
              of.device().id(),
              against.device().id(),
              row.item,
              row.value,
              row.other,
              row.unit,
              row.ratio.value(),
              q.p10(),
              q.p50(),
              q.p90(),
              row.less));
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
            "item", name(), against.device().id(), "unit", "ratio", "p10", "p50", "p90", "less in");
    for (Row row : compared()) {
      Quantiles q = row.ratio.quantiles();
      table.row(
          row.item.replace('_', ' '),
          Numbers.readable(row.value),
          Numbers.readable(row.other),
          row.unit,
          Numbers.readable(row.ratio.value()),
          Numbers.readable(q.p10()),
          Numbers.readable(q.p50()),
          Numbers.readable(q.p90()),
          String.format(Locale.ROOT, "%.0f %%", row.less));
    }
    return "Ratio of "
        + name()
        + " to "
        + against.device().id()
        + ", both with the same draws; the last column is the share of draws in which it is less"
        + " than 1\n"
        + table.render();
  }

  /** Returns the id of the device; marked where only overrides tell it from the other. */
  private String name() {
    String id = of.device().id();
    return id.equals(against.device().id()) ? id + " as set" : id;
  }
}
