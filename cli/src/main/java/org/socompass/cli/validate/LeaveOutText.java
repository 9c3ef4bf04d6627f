package org.socompass.cli.validate;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.OptionalDouble;
import org.socompass.cli.format.Listing;
import org.socompass.cli.format.TextTable;
import org.socompass.study.leaveout.EngineLeaveOutStudy;

/** Errors of engines on devices left out, as text, rows and JSON. */
final class LeaveOutText {
  static final List<String> HEADER =
      List.of(
          "engine",
          "phase",
          "device",
          "rows",
          "in_sample_mape_percent",
          "left_out_mape_percent",
          "left_out_bias_percent");

  private final EngineLeaveOutStudy.Result result;

  LeaveOutText(EngineLeaveOutStudy.Result result) {
    this.result = result;
  }

  String table() {
    var table =
        new TextTable("engine", "phase", "device", "rows", "in sample %", "left out %", "bias %");
    for (EngineLeaveOutStudy.Line line : result.lines()) {
      table.row(
          line.engine(),
          line.phase(),
          line.device(),
          Integer.toString(line.rows()),
          one(OptionalDouble.of(line.inSamplePercent())),
          one(line.leftOutPercent()),
          one(line.biasPercent()));
    }
    return table.render()
        + "\nLeft out: constants of the engine fitted without the rows of the device; of an engine"
        + " that was measured on one device alone\nthose of kernels of the same kind, '-' where"
        + " there are none. 'several devices': rows of engines that have others.\nErrors are (predicted - measured) / measured of"
        + " latency. Order of devices that run the same (Kendall's tau): in sample "
        + two(result.tauInSample())
        + ", left out "
        + two(result.tauLeftOut())
        + ".\n";
  }

  List<List<Object>> rows() {
    List<List<Object>> rows = new ArrayList<>();
    for (EngineLeaveOutStudy.Line line : result.lines()) {
      rows.add(
          List.of(
              line.engine(),
              line.phase(),
              line.device(),
              line.rows(),
              line.inSamplePercent(),
              line.leftOutPercent(),
              line.biasPercent()));
    }
    return rows;
  }

  Map<String, ?> json() {
    List<Map<String, Object>> lines = new Listing("rows", HEADER, rows()).objects();
    Map<String, Object> json = new LinkedHashMap<>();
    json.put("rows", lines);
    json.put("kendall_tau_in_sample", result.tauInSample());
    json.put("kendall_tau_left_out", result.tauLeftOut());
    return json;
  }

  private static String one(OptionalDouble value) {
    return value.isPresent() ? String.format(Locale.ROOT, "%.1f", value.getAsDouble()) : "-";
  }

  private static String two(OptionalDouble value) {
    return value.isPresent() ? String.format(Locale.ROOT, "%.2f", value.getAsDouble()) : "-";
  }
}
