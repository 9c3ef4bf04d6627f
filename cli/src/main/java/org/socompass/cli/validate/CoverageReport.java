package org.socompass.cli.validate;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.OptionalDouble;
import org.socompass.cli.format.TextTable;
import org.socompass.inference.trust.Trust;
import org.socompass.inference.trust.Variances;
import org.socompass.reliability.Coverage;
import org.socompass.study.ReliabilityStudy;
import org.socompass.validation.ErrorKind;

/**
 * How predictions err, and how often the bands hold, as rows and as a document.
 *
 * @param result the result
 */
record CoverageReport(ReliabilityStudy.Result result) {
  private static final double PERCENT = 100;

  static final List<String> HEADER =
      List.of(
          "kind",
          "of",
          "between",
          "within",
          "devices",
          "rows",
          "p10_factor",
          "p90_factor",
          "device",
          "device_rows",
          "coverage_percent");

  /** Returns a row for each kind, and one for each device of it that was left out. */
  List<List<Object>> rows() {
    List<List<Object>> rows = new ArrayList<>();
    result
        .variances()
        .forEach(
            (kind, v) -> {
              List<Coverage> own = coverage(kind);
              rows.add(row(kind, v, "all", v.rows(), mean(own)));
              for (Coverage c : own) {
                rows.add(
                    row(kind, v, c.device(), c.rows(), OptionalDouble.of(PERCENT * c.share())));
              }
            });
    return rows;
  }

  private static List<Object> row(
      ErrorKind kind, Variances v, String device, int deviceRows, OptionalDouble coverage) {
    return List.of(
        kind.subject(),
        kind.detail(),
        v.between(),
        v.within(),
        v.devices(),
        v.rows(),
        v.unseen().lowFactor(),
        v.unseen().highFactor(),
        device,
        deviceRows,
        coverage);
  }

  private List<Coverage> coverage(ErrorKind kind) {
    return result.coverage().stream().filter(c -> c.kind().equals(kind)).toList();
  }

  private static OptionalDouble mean(List<Coverage> all) {
    return all.isEmpty() ? OptionalDouble.empty() : OptionalDouble.of(PERCENT * Coverage.mean(all));
  }

  /** Returns the JSON document. */
  Map<String, ?> json() {
    List<Map<String, Object>> list = new ArrayList<>();
    for (List<Object> row : rows()) {
      Map<String, Object> item = new LinkedHashMap<>();
      for (int i = 0; i < HEADER.size(); i++) {
        item.put(HEADER.get(i), row.get(i));
      }
      list.add(item);
    }
    Map<String, Object> root = new LinkedHashMap<>();
    root.put("coverage_percent", mean(result.coverage()));
    root.put("rows", list);
    return root;
  }

  String table() {
    var table =
        new TextTable(
            "errors of",
            "",
            "between",
            "within",
            "devices",
            "rows",
            "80 % of a new one",
            "holds %");
    result
        .variances()
        .forEach(
            (kind, v) ->
                table.row(
                    kind.subject(),
                    kind.detail(),
                    three(v.between()),
                    three(v.within()),
                    Integer.toString(v.devices()),
                    Integer.toString(v.rows()),
                    Trust.factors(v.unseen()),
                    percent(mean(coverage(kind)))));
    var devices = new TextTable("errors of", "", "left out", "rows", "80 % band", "holds %");
    for (Coverage c : result.coverage()) {
      devices.row(
          c.kind().subject(),
          c.kind().detail(),
          c.device(),
          Integer.toString(c.rows()),
          Trust.factors(c.band()),
          percent(OptionalDouble.of(PERCENT * c.share())));
    }
    return table.render()
        + "\nStandard deviations of ln(measured / predicted), between devices and between rows of"
        + " one. The band is of a device\nthat was never measured; it holds where the errors of the"
        + " other devices give it.\n\n"
        + devices.render()
        + "\nThe band holds "
        + percent(mean(result.coverage()))
        + " % of the rows of a device left out, each device of a kind counting alike; it should hold"
        + " 80 %.\n";
  }

  private static String three(double value) {
    return String.format(Locale.ROOT, "%.3f", value);
  }

  private static String percent(OptionalDouble value) {
    return value.isPresent() ? String.format(Locale.ROOT, "%.0f", value.getAsDouble()) : "-";
  }
}
