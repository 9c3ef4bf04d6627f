package org.socompass.cli.cost;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import org.socompass.cli.format.Numbers;
import org.socompass.cli.format.TextTable;
import org.socompass.cost.draws.Quantiles;
import org.socompass.study.CostAccount;

/**
 * Cost and carbon of a device in all forms.
 *
 * @param account the account
 */
record CostText(CostAccount account) {
  static final List<String> HEADER =
      List.of("device", "item", "value", "p10", "p50", "p90", "unit", "source");

  /** Returns the rows of {@link #HEADER}. */
  List<List<Object>> rows() {
    List<List<Object>> rows = new ArrayList<>();
    for (CostAccount.Line line : account.lines()) {
      Optional<Quantiles> q = line.quantiles();
      rows.add(
          List.of(
              account.device().id(),
              line.item(),
              line.typical(),
              q.map(Quantiles::p10),
              q.map(Quantiles::p50),
              q.map(Quantiles::p90),
              line.unit(),
              line.source()));
    }
    return rows;
  }

  /** Returns the account as fields of a document. */
  Map<String, Object> json() {
    Map<String, Object> root = new LinkedHashMap<>();
    root.put("device", account.device().id());
    root.put("process_node", account.device().processNode());
    root.put("process_node_figures", account.outcome().area().node().id());
    root.put("die_area_mm2", account.outcome().area().dieMm2());
    root.put("silicon_area_mm2", account.outcome().area().siliconMm2());
    root.put("dies", account.outcome().area().dies());
    root.put(
        "gross_dies_per_wafer",
        account.outcome().cost().grossDiesPerWafer().isPresent()
            ? Optional.of(account.outcome().cost().grossDiesPerWafer().getAsLong())
            : Optional.empty());
    root.put(
        "wafer_usd",
        account.outcome().cost().dies().size() == 1
            ? Optional.of(account.outcome().cost().dies().get(0).waferUsd().value())
            : Optional.empty());
    root.put("die_yield", account.outcome().cost().dieYield());
    root.put("die_usd", account.outcome().cost().dieUsd());
    root.put("package_usd", account.outcome().cost().packageUsd());
    root.put(
        "packaging",
        account.outcome().cost().packaging().map(p -> p.name().toLowerCase(Locale.ROOT)));
    root.put("test_usd", account.outcome().cost().test().value());
    root.put("chip_usd", account.outcome().cost().chipUsd());
    root.put("nre_usd_per_chip", account.outcome().cost().nreUsdPerChip());
    root.put("memory_usd", account.outcome().cost().memoryUsd());
    root.put("memory_price_type", account.outcome().cost().memoryPrice().map(p -> p.type()));
    root.put(
        "memory_price_date", account.outcome().cost().memoryPrice().map(p -> p.date().toString()));
    root.put("system_cost_usd", account.outcome().cost().systemUsd());
    root.put("carbon_die_kg", account.outcome().carbon().dieKg());
    root.put("carbon_die_imec_kg", account.outcome().carbon().dieImecKg());
    root.put("carbon_package_kg", account.outcome().carbon().packageKg());
    root.put("carbon_memory_kg", account.outcome().carbon().memoryKg());
    root.put("carbon_total_kg", account.outcome().carbon().totalKg());
    Map<String, Object> percentiles = new LinkedHashMap<>();
    Map<String, Object> sources = new LinkedHashMap<>();
    for (CostAccount.Line line : account.lines()) {
      line.quantiles().ifPresent(q -> percentiles.put(line.item(), json(q)));
      sources.put(line.item(), line.source());
    }
    root.put("percentiles", percentiles);
    root.put("sources", sources);
    root.put("notes", account.outcome().cost().notes());
    root.put("missing", AreaText.missingJson(account.missing()));
    return root;
  }

  static Map<String, Object> json(Quantiles q) {
    Map<String, Object> item = new LinkedHashMap<>();
    item.put("p10", q.p10());
    item.put("p50", q.p50());
    item.put("p90", q.p90());
    return item;
  }

  /** Returns the account for people. */
  String table() {
    var table = new TextTable("item", "value", "p10", "p50", "p90", "unit", "source");
    for (CostAccount.Line line : account.lines()) {
      Optional<Quantiles> q = line.quantiles();
      table.row(
          line.item().replace('_', ' '),
          cell(line.typical()),
          cell(q.map(Quantiles::p10)),
          cell(q.map(Quantiles::p50)),
          cell(q.map(Quantiles::p90)),
          line.unit(),
          line.source());
    }
    var text = new StringBuilder(table.render());
    if (!account.outcome().cost().notes().isEmpty()) {
      text.append("\nNotes:\n");
      account.outcome().cost().notes().forEach(note -> text.append("  ").append(note).append('\n'));
    }
    return text.append(AreaText.missingText(account.missing())).toString();
  }

  private static String cell(OptionalDouble value) {
    return value.isPresent() ? Numbers.readable(value.getAsDouble()) : "-";
  }

  private static String cell(Optional<Double> value) {
    return value.map(Numbers::readable).orElse("-");
  }
}
