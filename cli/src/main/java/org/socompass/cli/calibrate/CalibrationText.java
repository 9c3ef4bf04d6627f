package org.socompass.cli.calibrate;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import org.socompass.calibration.CalibrationResult;
import org.socompass.calibration.CalibrationResult.ErrorRow;
import org.socompass.calibration.CalibrationResult.Fitted;
import org.socompass.calibration.CalibrationResult.Held;
import org.socompass.calibration.Parameter;
import org.socompass.cli.format.TextTable;

/**
 * A fit in all forms.
 *
 * @param result the fit
 */
record CalibrationText(CalibrationResult result) {
  static final List<String> HEADER =
      List.of(
          "record",
          "name",
          "types",
          "unit",
          "start",
          "fitted",
          "ci95_low",
          "ci95_high",
          "min",
          "max",
          "at_bound",
          "note",
          "points",
          "families",
          "mape_before_percent",
          "mape_after_percent",
          "mape_cross_validated_percent");

  /** Returns the fit for people. */
  String table() {
    var text = new StringBuilder();
    text.append(
        String.format(
            Locale.ROOT,
            "%s fitted to %s: %d points, %d shape families, %s%n%n",
            result.device(),
            String.join(" and ", result.datasets()),
            result.points(),
            result.families(),
            result.folds() == 0
                ? "too few for a cross validation"
                : result.folds() + " folds, seed " + result.seed()));
    var fitted =
        new TextTable(
            "parameter", "unit", "start", "fitted", "95 % from", "to", "min", "max", "at");
    for (Fitted f : result.fitted()) {
      Parameter p = f.parameter();
      fitted.row(
          p.path(),
          p.unit().isEmpty() ? "-" : p.unit(),
          four(p.start()),
          four(f.value()),
          four(f.low()),
          four(f.high()),
          four(p.minimum()),
          four(p.maximum()),
          f.bound().orElse("-"));
    }
    text.append(fitted.render());
    if (!result.held().isEmpty()) {
      text.append("\nKept as they are:\n");
      for (Held h : result.held()) {
        text.append("  ").append(h.parameter().path()).append(": ").append(h.reason()).append('\n');
      }
    }
    var errors =
        new TextTable(
            "operator", "types", "points", "families", "before %", "after %", "cross-validated %");
    for (ErrorRow row : result.errors()) {
      errors.row(
          row.operator(),
          row.types().isEmpty() ? "-" : row.types(),
          Integer.toString(row.points()),
          Integer.toString(row.families()),
          percent(OptionalDouble.of(row.beforePercent())),
          percent(OptionalDouble.of(row.afterPercent())),
          percent(row.crossValidatedPercent()));
    }
    text.append('\n').append(errors.render());
    text.append(
        "\nErrors are means of |predicted - measured| / measured of latency. Cross-validated: each"
            + " shape\nfamily is predicted by a fit to the others.\n");
    if (!result.skipped().isEmpty()) {
      text.append("\nSkipped:\n");
      result.skipped().forEach((why, n) -> text.append("  %3d  %s%n".formatted(n, why)));
    }
    return text.toString();
  }

  /** Returns the rows of {@link #HEADER}. */
  List<List<Object>> rows() {
    List<List<Object>> rows = new ArrayList<>();
    for (Fitted f : result.fitted()) {
      Parameter p = f.parameter();
      rows.add(
          row(
              "fitted",
              p.path(),
              "",
              p.unit(),
              p.start(),
              f.value(),
              f.low(),
              f.high(),
              p.minimum(),
              p.maximum(),
              f.bound().orElse("")));
    }
    for (Held h : result.held()) {
      Parameter p = h.parameter();
      rows.add(
          row(
              "held",
              p.path(),
              "",
              p.unit(),
              p.start(),
              "",
              "",
              "",
              p.minimum(),
              p.maximum(),
              "",
              h.reason()));
    }
    for (ErrorRow e : result.errors()) {
      List<Object> row = row("error", e.operator(), e.types());
      rows.add(row);
      int first = HEADER.indexOf("points");
      row.set(first, e.points());
      row.set(first + 1, e.families());
      row.set(first + 2, e.beforePercent());
      row.set(first + 3, e.afterPercent());
      row.set(first + 4, e.crossValidatedPercent());
    }
    return rows;
  }

  /** Returns a row with the first cells given and the others empty. */
  private static List<Object> row(Object... first) {
    List<Object> row = new ArrayList<>(List.of(first));
    while (row.size() < HEADER.size()) {
      row.add("");
    }
    return row;
  }

  /** Returns the document. */
  Map<String, ?> json() {
    List<Map<String, Object>> fitted = new ArrayList<>();
    for (Fitted f : result.fitted()) {
      Map<String, Object> item = parameter(f.parameter());
      item.put("fitted", f.value());
      item.put("ci95_low", f.low());
      item.put("ci95_high", f.high());
      item.put("at_bound", f.bound());
      fitted.add(item);
    }
    List<Map<String, Object>> held = new ArrayList<>();
    for (Held h : result.held()) {
      Map<String, Object> item = parameter(h.parameter());
      item.put("reason", h.reason());
      held.add(item);
    }
    List<Map<String, Object>> errors = new ArrayList<>();
    for (ErrorRow e : result.errors()) {
      Map<String, Object> item = new LinkedHashMap<>();
      item.put("operator", e.operator());
      item.put("types", e.types().isEmpty() ? Optional.empty() : e.types());
      item.put("points", e.points());
      item.put("families", e.families());
      item.put("mape_before_percent", e.beforePercent());
      item.put("mape_after_percent", e.afterPercent());
      item.put("mape_cross_validated_percent", e.crossValidatedPercent());
      errors.add(item);
    }
    Map<String, Object> root = new LinkedHashMap<>();
    root.put("device", result.device());
    root.put("datasets", result.datasets());
    root.put("points", result.points());
    root.put("families", result.families());
    root.put("folds", result.folds());
    root.put("seed", result.seed());
    root.put("parameters", fitted);
    root.put("held", held);
    root.put("errors", errors);
    root.put("skipped", result.skipped());
    return root;
  }

  private static Map<String, Object> parameter(Parameter p) {
    Map<String, Object> item = new LinkedHashMap<>();
    item.put("path", p.path());
    item.put("unit", p.unit());
    item.put("start", p.start());
    item.put("min", p.minimum());
    item.put("max", p.maximum());
    return item;
  }

  private static String four(double value) {
    return new java.math.BigDecimal(value)
        .round(new java.math.MathContext(4))
        .stripTrailingZeros()
        .toPlainString();
  }

  private static String percent(OptionalDouble value) {
    return value.isPresent() ? String.format(Locale.ROOT, "%.2f", value.getAsDouble()) : "-";
  }
}
