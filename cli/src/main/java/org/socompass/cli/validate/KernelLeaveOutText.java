package org.socompass.cli.validate;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.socompass.calibration.LeaveOut;
import org.socompass.cli.format.Listing;
import org.socompass.cli.format.TextTable;

/**
 * Errors of kernels on devices left out, as text, rows and JSON.
 *
 * @param result the result
 */
record KernelLeaveOutText(LeaveOut.Result result) {
  static final List<String> HEADER =
      List.of(
          "device",
          "operator",
          "rows",
          "shipped_mape_percent",
          "left_out_mape_percent",
          "left_out_bias_percent",
          "three_kernels_mape_percent");

  String table() {
    var table =
        new TextTable(
            "device", "operator", "rows", "shipped %", "left out %", "bias %", "three kernels %");
    for (LeaveOut.ErrorRow row : result.rows()) {
      table.row(
          row.device(),
          row.operator(),
          Integer.toString(row.rows()),
          one(row.shippedPercent()),
          one(row.leftOutPercent()),
          one(row.biasPercent()),
          one(row.threePercent()));
    }
    var text = new StringBuilder(table.render());
    text.append(
        "\nLeft out: shared constants fitted to all other devices. Three kernels: then to the"
            + " shortest, the middle\nand the longest product and attention of the device.\n");
    if (!result.constants().isEmpty()) {
      var constants = new TextTable("constant", "prior", "fitted to all");
      for (LeaveOut.Constant c : result.constants()) {
        constants.row(c.path(), digits(c.prior()), digits(c.fitted()));
      }
      text.append('\n').append(constants.render());
    }
    return text.toString();
  }

  List<List<Object>> rows() {
    List<List<Object>> rows = new ArrayList<>();
    for (LeaveOut.ErrorRow row : result.rows()) {
      rows.add(
          List.of(
              row.device(),
              row.operator(),
              row.rows(),
              row.shippedPercent(),
              row.leftOutPercent(),
              row.biasPercent(),
              row.threePercent()));
    }
    return rows;
  }

  Map<String, ?> json() {
    List<Map<String, Object>> lines = new Listing("rows", HEADER, rows()).objects();
    List<Map<String, Object>> constants = new ArrayList<>();
    for (LeaveOut.Constant c : result.constants()) {
      constants.add(Map.of("path", c.path(), "prior", c.prior(), "fitted", c.fitted()));
    }
    return Map.of("rows", lines, "constants", constants);
  }

  private static String one(double percent) {
    return String.format(Locale.ROOT, "%.1f", percent);
  }

  private static String digits(double value) {
    return String.format(Locale.ROOT, "%.4g", value);
  }
}
