package org.socompass.cli.calibrate;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import org.socompass.cli.format.TextTable;
import org.socompass.inference.rates.RateConstants;
import org.socompass.study.calibrate.OneMeasurementStudy;

/** Constants of an engine from one measurement, as text, rows, JSON and files. */
final class OneMeasurementText {
  static final List<String> HEADER = List.of("constant", "before", "after");

  private static final double GIGA = 1e9;

  private final OneMeasurementStudy.Result result;

  OneMeasurementText(OneMeasurementStudy.Result result) {
    this.result = result;
  }

  /** Returns the file of the engine beside the file of the template. */
  static Path engineFile(Path template) {
    String name = String.valueOf(template.getFileName());
    int dot = name.lastIndexOf('.');
    return template.resolveSibling(name.substring(0, dot) + "-engine" + name.substring(dot));
  }

  /** Returns a template that extends the device. */
  String template(String extended) {
    return "extends: "
        + extended
        + "\n"
        + String.join("\n", result.templateFields())
        + (result.templateFields().isEmpty() ? "" : "\n");
  }

  List<List<Object>> rows() {
    List<List<Object>> rows = new ArrayList<>();
    result
        .fitted()
        .constants()
        .forEach(
            (name, value) ->
                rows.add(List.of(name, RateConstants.value(result.before(), name), value)));
    return rows;
  }

  Map<String, ?> json() {
    Map<String, Object> json = new LinkedHashMap<>();
    json.put("engine", result.engine());
    json.put("processor", result.processor());
    json.put("prefill_factor", result.fitted().prefillFactor());
    json.put("decode_factor", result.fitted().decodeFactor());
    json.put("bandwidth_bytes_per_s", result.fitted().bytesPerSecond());
    Map<String, Object> constants = new LinkedHashMap<>(result.fitted().constants());
    json.put("constants", constants);
    return json;
  }

  String table(Optional<Path> template, String engineFile) {
    var table = new TextTable("constant of " + result.engine(), "before", "after");
    for (List<Object> row : rows()) {
      table.row(String.valueOf(row.get(0)), four(row.get(1)), four(row.get(2)));
    }
    var text = new StringBuilder(table.render());
    factor(text, "prompts", result.fitted().prefillFactor());
    factor(text, "decode", result.fitted().decodeFactor());
    result
        .fitted()
        .bytesPerSecond()
        .ifPresent(
            b ->
                text.append(
                    String.format(
                        Locale.ROOT,
                        "%s reaches %.4g GB/s of main memory\n",
                        result.processor(),
                        b / GIGA)));
    template.ifPresent(
        file ->
            text.append(
                "written: "
                    + file
                    + " and "
                    + engineFile
                    + "\nuse: socompass run --device "
                    + file
                    + " --engine "
                    + engineFile
                    + " ...\n"));
    return text.toString();
  }

  private static void factor(StringBuilder text, String what, OptionalDouble factor) {
    factor.ifPresent(
        f ->
            text.append(
                String.format(
                    Locale.ROOT,
                    "%s: %.3f times the rates of the engine on all devices\n",
                    what,
                    f)));
  }

  private static String four(Object value) {
    return String.format(Locale.ROOT, "%.4g", (Double) value);
  }
}
