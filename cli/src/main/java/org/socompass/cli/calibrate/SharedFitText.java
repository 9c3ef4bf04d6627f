package org.socompass.cli.calibrate;

import java.math.BigDecimal;
import java.math.MathContext;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Collectors;
import org.socompass.calibration.Parameter;
import org.socompass.calibration.SharedFit;
import org.socompass.cli.format.TextTable;

/**
 * Shared constants in all forms.
 *
 * @param result the fit
 */
record SharedFitText(SharedFit.Result result) {
  static final List<String> HEADER =
      List.of(
          "record",
          "name",
          "unit",
          "before",
          "before_sigma",
          "fitted",
          "fitted_sigma",
          "telling_devices",
          "devices",
          "rows",
          "mape_before_percent",
          "mape_shared_percent",
          "mape_own_percent");

  String table() {
    var text = new StringBuilder();
    text.append(
        String.format(
            Locale.ROOT,
            "%s fitted together to %s: %d rows%n%n",
            result.errors().stream()
                .map(SharedFit.DeviceError::device)
                .collect(Collectors.joining(", ")),
            String.join(" and ", result.datasets()),
            result.rows()));
    var constants =
        new TextTable(
            "constant", "unit", "before", "sigma", "fitted", "sigma", "told by", "own values");
    for (SharedFit.Constant c : result.constants()) {
      constants.row(
          c.before().path(),
          c.before().unit().isEmpty() ? "-" : c.before().unit(),
          four(c.before().start()),
          sigma(c.before()),
          c.isFitted() ? four(c.fitted().start()) : "kept",
          c.isFitted() ? sigma(c.fitted()) : "kept",
          c.tellingDevices() + " of " + c.own().size(),
          own(c));
    }
    text.append(constants.render());
    var errors = new TextTable("device", "rows", "before %", "shared %", "own %");
    for (SharedFit.DeviceError e : result.errors()) {
      errors.row(
          e.device(),
          Integer.toString(e.rows()),
          one(e.beforePercent()),
          one(e.sharedPercent()),
          one(e.ownPercent()));
    }
    text.append('\n').append(errors.render());
    text.append(
        "\nSigma: standard deviation of a value's logarithm between devices. Kept: told by fewer"
            + " than three\ndevices. Errors are means of |predicted - measured| / measured of the"
            + " rows that were fitted.\n");
    return text.toString();
  }

  private static String own(SharedFit.Constant c) {
    if (c.own().isEmpty()) {
      return "-";
    }
    double least = c.own().values().stream().mapToDouble(v -> v).min().orElseThrow();
    double greatest = c.own().values().stream().mapToDouble(v -> v).max().orElseThrow();
    return four(least) + " to " + four(greatest);
  }

  List<List<Object>> rows() {
    List<List<Object>> rows = new ArrayList<>();
    for (SharedFit.Constant c : result.constants()) {
      rows.add(
          List.of(
              "constant",
              c.before().path(),
              c.before().unit(),
              c.before().start(),
              sigma(c.before()),
              c.fitted().start(),
              sigma(c.fitted()),
              c.tellingDevices(),
              c.own().size(),
              "",
              "",
              "",
              ""));
    }
    for (SharedFit.DeviceError e : result.errors()) {
      rows.add(
          List.of(
              "error",
              e.device(),
              "",
              "",
              "",
              "",
              "",
              "",
              "",
              e.rows(),
              e.beforePercent(),
              e.sharedPercent(),
              e.ownPercent()));
    }
    return rows;
  }

  Map<String, ?> json() {
    List<Map<String, Object>> constants = new ArrayList<>();
    for (SharedFit.Constant c : result.constants()) {
      Map<String, Object> item = new LinkedHashMap<>();
      item.put("path", c.before().path());
      item.put("unit", c.before().unit());
      item.put("before", c.before().start());
      item.put("before_sigma", Double.valueOf(c.before().bounds().sigma().orElse("0")));
      item.put("fitted", c.fitted().start());
      item.put("fitted_sigma", Double.valueOf(c.fitted().bounds().sigma().orElse("0")));
      item.put("is_fitted", c.isFitted());
      item.put("telling_devices", c.tellingDevices());
      item.put("own", c.own());
      constants.add(item);
    }
    List<Map<String, Object>> errors = new ArrayList<>();
    for (SharedFit.DeviceError e : result.errors()) {
      Map<String, Object> item = new LinkedHashMap<>();
      item.put("device", e.device());
      item.put("rows", e.rows());
      item.put("mape_before_percent", e.beforePercent());
      item.put("mape_shared_percent", e.sharedPercent());
      item.put("mape_own_percent", e.ownPercent());
      errors.add(item);
    }
    Map<String, Object> root = new LinkedHashMap<>();
    root.put("datasets", result.datasets());
    root.put("rows", result.rows());
    root.put("constants", constants);
    root.put("errors", errors);
    return root;
  }

  private static String sigma(Parameter p) {
    return p.bounds().sigma().orElse("-");
  }

  private static String one(double value) {
    return String.format(Locale.ROOT, "%.1f", value);
  }

  private static String four(double value) {
    return new BigDecimal(value).round(new MathContext(4)).stripTrailingZeros().toPlainString();
  }
}
