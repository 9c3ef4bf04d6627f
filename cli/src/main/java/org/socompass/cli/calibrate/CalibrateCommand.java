package org.socompass.cli.calibrate;

import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import org.socompass.calibration.Calibration;
import org.socompass.calibration.CalibrationResult;
import org.socompass.calibration.CalibrationResult.ErrorRow;
import org.socompass.calibration.CalibrationResult.Fitted;
import org.socompass.calibration.CalibrationResult.Held;
import org.socompass.calibration.CalibrationSettings;
import org.socompass.calibration.FittedTemplate;
import org.socompass.calibration.Parameter;
import org.socompass.cli.format.CsvText;
import org.socompass.cli.format.Format;
import org.socompass.cli.format.JsonText;
import org.socompass.cli.format.LatexText;
import org.socompass.cli.format.TextTable;
import org.socompass.cli.option.ExitCode;
import org.socompass.cli.option.OutputOptions;
import org.socompass.cli.option.Progress;
import org.socompass.hardware.template.DeviceLibrary;
import org.socompass.input.InputException;
import org.socompass.validation.Dataset;
import org.socompass.validation.DatasetReader;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** {@code socompass calibrate}: a template's empirical parameters from measurements. */
@Command(
    name = "calibrate",
    mixinStandardHelpOptions = true,
    sortOptions = false,
    description = {
      "Fit the empirical parameters of a template (fields with 'min' and 'max') to the measurements"
          + " of its device, at most 12 a processor. Prints each value with its 95 %% confidence"
          + " interval, and the error before, after and cross-validated over shape families.",
      "",
      "Parameters that the data can't identify keep their value, and the reason is printed."
          + " Intervals are from finite differences of the predictions and the median magnitude of"
          + " the residuals of each operator, as if errors of neighbouring shapes were independent."
    },
    footerHeading = "%nExamples:%n",
    footer = {
      "  socompass calibrate --device jetson-agx-orin --data my-board/ --output my-board.yaml",
      "  socompass calibrate --device mi210 --data my-board/ --parameters"
          + " processors.gpu.launch.matmul"
    })
public final class CalibrateCommand implements Callable<Integer> {
  private static final List<String> HEADER =
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

  private static final int MOST_FOLDS = 1000;

  @Option(
      names = {"-d", "--device"},
      required = true,
      paramLabel = "ID|FILE",
      description =
          "Template id ('socompass list devices') or path to a template file. Rows name a file by"
              + " its name without the ending.")
  String device = "";

  @Option(
      names = "--data",
      required = true,
      paramLabel = "DIR",
      description = "Folder of a data set (dataset.yaml and CSV files), or of several. Repeatable.")
  List<Path> data = new ArrayList<>();

  @Option(
      names = "--processor",
      paramLabel = "ID",
      description = "Use the rows of this processor only.")
  @Nullable String processor;

  @Option(
      names = "--parameters",
      paramLabel = "PATH",
      split = ",",
      description =
          "Fit these only, separated by commas, and fail if the data can't identify one of them."
              + " Default: chosen by the data.")
  List<String> parameters = new ArrayList<>();

  @Option(
      names = "--folds",
      paramLabel = "N",
      defaultValue = "5",
      description = "Parts of the cross validation. Default: ${DEFAULT-VALUE}.")
  long folds = CalibrationSettings.FOLDS;

  @Option(
      names = "--seed",
      paramLabel = "N",
      defaultValue = "1",
      description = "Seed that assigns shape families to parts. Default: ${DEFAULT-VALUE}.")
  long seed = 1;

  @Option(
      names = "--format",
      paramLabel = "table|csv|json|latex",
      defaultValue = "table",
      description = "Form of the result. Default: ${DEFAULT-VALUE}.")
  Format format = Format.TABLE;

  @Option(
      names = {"-o", "--output"},
      paramLabel = "FILE",
      description =
          "Write a template that extends the device and has the fitted values. The result still"
              + " goes to standard output.")
  @Nullable Path output;

  @Spec CommandSpec spec;

  @Override
  public Integer call() {
    if (folds < 2 || folds > MOST_FOLDS) {
      throw new ParameterException(
          spec.commandLine(), "--folds must be in [2, " + MOST_FOLDS + "], but is " + folds);
    }
    if (output != null) {
      requireWritable(output);
    }
    List<Dataset> datasets = new ArrayList<>();
    data.forEach(folder -> datasets.addAll(DatasetReader.folder(folder)));
    CalibrationResult result;
    try (var progress = new Progress(spec.commandLine().getErr())) {
      result =
          Calibration.fit(
              datasets,
              device,
              new CalibrationSettings(
                  Optional.ofNullable(processor), parameters, Math.toIntExact(folds), seed),
              progress::show);
    }
    if (output != null) {
      writeTemplate(result, output);
    }
    PrintWriter out = spec.commandLine().getOut();
    out.print(
        switch (format) {
          case TABLE -> table(result);
          case CSV -> CsvText.of(HEADER, rows(result));
          case JSON -> JsonText.of(json(result));
          case LATEX -> LatexText.of(HEADER, rows(result));
        });
    out.flush();
    return ExitCode.OK;
  }

  /** Before the work, not after it. */
  private void requireWritable(Path file) {
    if (Files.isDirectory(file)) {
      throw new InputException(file + ": is a folder; name a file");
    }
    String name = String.valueOf(file.getFileName());
    if (!name.endsWith(".yaml") && !name.endsWith(".yml")) {
      throw new InputException(file + ": the name of a template ends in .yaml or .yml");
    }
    Path parent = file.toAbsolutePath().getParent();
    if (parent == null || !Files.isDirectory(parent)) {
      throw new InputException(file + ": there is no folder " + parent);
    }
    if (isFile() && file.toAbsolutePath().normalize().equals(devicePath())) {
      throw new InputException(
          file + ": is the template that is fitted, which the new one extends; name another file");
    }
  }

  private boolean isFile() {
    return !DeviceLibrary.ids().contains(device);
  }

  private Path devicePath() {
    return Path.of(device).toAbsolutePath().normalize();
  }

  /** Returns the device as the new template calls it: its id, or its path from there. */
  private String extended(Path file) {
    if (!isFile()) {
      return device;
    }
    Path folder = Optional.ofNullable(file.toAbsolutePath().normalize().getParent()).orElse(file);
    try {
      String path = folder.relativize(devicePath()).toString();
      return path.contains("/") || path.endsWith(".yaml") || path.endsWith(".yml")
          ? path
          : "./" + path;
    } catch (IllegalArgumentException e) {
      return devicePath().toString();
    }
  }

  /** The template takes its place only if it can be read and has the fitted values. */
  private void writeTemplate(CalibrationResult result, Path file) {
    String text = FittedTemplate.of(result, extended(file));
    Path trial = file.resolveSibling(".socompass-trial-" + ProcessHandle.current().pid() + ".yaml");
    try {
      OutputOptions.writeFile(trial, text);
      FittedTemplate.check(trial.toString(), result);
    } finally {
      delete(trial);
    }
    OutputOptions.writeFile(file, text);
  }

  private static void delete(Path file) {
    try {
      Files.deleteIfExists(file);
    } catch (java.io.IOException e) {
      throw new InputException(file + ": can't be deleted: " + e.getMessage(), e);
    }
  }

  private static String table(CalibrationResult result) {
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

  private static List<List<Object>> rows(CalibrationResult result) {
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

  private static Map<String, ?> json(CalibrationResult result) {
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
