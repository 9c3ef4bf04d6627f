package org.socompass.cli.validate;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.Set;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import org.socompass.cli.chart.ChartFiles;
import org.socompass.cli.cost.AreaValidationReport;
import org.socompass.cli.format.CsvText;
import org.socompass.cli.format.TextTable;
import org.socompass.cli.option.ExitCode;
import org.socompass.cli.option.OutputOptions;
import org.socompass.cli.option.Progress;
import org.socompass.cli.option.UserInput;
import org.socompass.inference.trust.Band;
import org.socompass.report.chart.Chart;
import org.socompass.report.chart.NumberText;
import org.socompass.report.chart.PredictionChart;
import org.socompass.study.ReliabilityStudy;
import org.socompass.study.ValidateStudy;
import org.socompass.validation.Point;
import org.socompass.validation.Summary;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code socompass validate}: predictions against measurements. */
@Command(
    name = "validate",
    mixinStandardHelpOptions = true,
    description = "Compare predictions with measurements.",
    footerHeading = "%nExamples:%n",
    footer = {
      "  socompass validate",
      "  socompass validate --data my-board/ --points points.csv --max-mape 10",
      "  socompass validate --area"
    })
public final class ValidateCommand implements Callable<Integer> {
  private static final List<String> HEADER =
      List.of(
          "dataset",
          "operator",
          "device",
          "processor",
          "points",
          "skipped",
          "mape_percent",
          "bias_percent",
          "max_error_percent",
          "roofline_mape_percent",
          "kendall_tau",
          "coverage_percent");

  private static final double MICRO = 1e6;

  @Option(
      names = "--data",
      paramLabel = "DIR",
      description =
          "Folder of a data set (dataset.yaml and CSV files), or of several, instead of those that"
              + " ship. Repeatable.")
  List<Path> data = new ArrayList<>();

  @Option(
      names = "--points",
      paramLabel = "FILE",
      description = "Also write one CSV row for each measurement.")
  @Nullable Path points;

  @Option(
      names = "--plots",
      paramLabel = "DIR",
      description = "Also draw predicted against measured latency, one SVG file for each operator.")
  @Nullable Path plots;

  @Option(
      names = "--max-mape",
      paramLabel = "PERCENT",
      description = "Exit with 1 if the mean error of any row is above this.")
  @Nullable Double maxMape;

  @Option(
      names = "--area",
      description =
          "Compare areas instead: blocks of dies as read off die shots, with constants that saw them"
              + " and with constants derived from the other chips. --max-mape then holds for the"
              + " latter.")
  boolean isArea;

  @Option(
      names = "--coverage",
      description =
          "Show instead how predictions err between and within devices, and how many rows of each"
              + " device the 80 %% band holds that the other devices' errors give.")
  boolean isCoverage;

  @Option(
      names = "--reliability",
      paramLabel = "DIR",
      description =
          "As --coverage, and write what the bands of all commands follow from below DIR:"
              + " kernels/ and engines/ with reliability.yaml and measured.csv.")
  @Nullable Path reliability;

  @Option(
      names = "--from-points",
      paramLabel = "FILE",
      description =
          "With --coverage or --reliability: take the errors of a file that --points wrote, in place"
              + " of predicting now. Where it has a column left_out, rows that say true are of"
              + " devices left out.")
  @Nullable Path fromPoints;

  @Option(
      names = "--set",
      paramLabel = "PATH=VALUE",
      description = "Override a template field of every device. Repeatable.")
  List<String> overrides = new ArrayList<>();

  @Mixin OutputOptions output = new OutputOptions();

  @Spec CommandSpec spec;

  @Override
  public Integer call() {
    if (maxMape != null && !(maxMape >= 0)) {
      throw new picocli.CommandLine.ParameterException(
          spec.commandLine(), "--max-mape must not be negative, but is " + maxMape);
    }
    if (isCoverage || reliability != null) {
      return coverage();
    }
    if (fromPoints != null) {
      throw new picocli.CommandLine.ParameterException(
          spec.commandLine(), "--from-points goes with --coverage or --reliability");
    }
    if (isArea) {
      return area();
    }
    var request = new ValidateStudy.Request(data, overrides, UserInput.commandLine(spec));
    ValidateStudy.Result result;
    try (var progress = new Progress(spec.commandLine().getErr())) {
      result = ValidateStudy.of(request, id -> progress.show("predicting " + id));
    }
    List<Point> all = result.points();
    List<Summary> summaries = result.summaries();
    if (points != null) {
      OutputOptions.writeFile(points, pointsCsv(all));
    }
    if (plots != null) {
      draw(plots, all);
    }
    output.write(
        () -> table(result),
        HEADER,
        () -> summaries.stream().map(ValidateCommand::cells).toList(),
        () -> json(summaries));
    if (result.isNonePredicted() && maxMape != null) {
      spec.commandLine().getErr().println("socompass: --max-mape: no row can be predicted");
      spec.commandLine().getErr().flush();
      return ExitCode.CHECK_FAILED;
    }
    return isExceeded(summaries) ? ExitCode.CHECK_FAILED : ExitCode.OK;
  }

  private int coverage() {
    if (isArea || points != null || plots != null || maxMape != null) {
      throw new picocli.CommandLine.ParameterException(
          spec.commandLine(),
          "--coverage and --reliability have a table of their own: leave out --area, --points,"
              + " --plots and --max-mape");
    }
    var request =
        new ReliabilityStudy.Request(
            data, Optional.ofNullable(fromPoints), overrides, UserInput.commandLine(spec));
    ReliabilityStudy.Result result;
    try (var progress = new Progress(spec.commandLine().getErr())) {
      result = ReliabilityStudy.of(request, id -> progress.show("predicting " + id));
    }
    if (reliability != null) {
      for (Map.Entry<String, String> file : result.files().entrySet()) {
        Path target = reliability.resolve(file.getKey());
        OutputOptions.createFolder(reliability);
        OutputOptions.createFolder(target.resolveSibling(".").normalize());
        OutputOptions.writeFile(target, file.getValue());
      }
    }
    var report = new CoverageReport(result);
    output.write(report::table, CoverageReport.HEADER, report::rows, report::json);
    return ExitCode.OK;
  }

  private int area() {
    if (!data.isEmpty() || !overrides.isEmpty() || points != null || plots != null) {
      throw new picocli.CommandLine.ParameterException(
          spec.commandLine(),
          "--area has measurements of its own: leave out --data, --points," + " --plots and --set");
    }
    ValidateStudy.AreaResult result = ValidateStudy.area(UserInput.commandLine(spec));
    var report = new AreaValidationReport(result);
    output.write(report::table, AreaValidationReport.HEADER, report::rows, report::json);
    return maxMape != null && result.heldOutPercent() > maxMape
        ? ExitCode.CHECK_FAILED
        : ExitCode.OK;
  }

  /** One picture for each data set and operator; series are processors and data types. */
  private static void draw(Path folder, List<Point> points) {
    OutputOptions.createFolder(folder);
    Map<String, List<Point>> pictures = new LinkedHashMap<>();
    for (Point p : points) {
      if (p.prediction().isPresent()) {
        pictures
            .computeIfAbsent(p.dataset() + "-" + p.operator(), name -> new ArrayList<>())
            .add(p);
      }
    }
    pictures.forEach(
        (name, some) ->
            ChartFiles.write(
                folder.resolve(name.replaceAll("[^A-Za-z0-9.-]", "-") + ".svg"), picture(some)));
  }

  private static Chart picture(List<Point> points) {
    Map<String, List<PredictionChart.Pair>> series = new LinkedHashMap<>();
    for (Point p : points) {
      p.prediction()
          .ifPresent(
              prediction ->
                  series
                      .computeIfAbsent(series(p), name -> new ArrayList<>())
                      .add(new PredictionChart.Pair(p.measured(), prediction.value())));
    }
    Point any = points.get(0);
    boolean isLatency = any.quantity() == Point.Quantity.LATENCY;
    return new PredictionChart(
        any.operator() + ", " + any.dataset(),
        isLatency ? "latency" : "power",
        isLatency ? NumberText::secondsTick : watts -> NumberText.tick(watts) + " W",
        series.entrySet().stream()
            .map(e -> new PredictionChart.Series(e.getKey(), e.getValue()))
            .toList());
  }

  private static String series(Point p) {
    Map<String, String> fields = p.row().fields();
    String types =
        fields.containsKey("activation_dtype")
            ? fields.get("activation_dtype") + " x " + fields.get("weight_dtype")
            : fields.getOrDefault("quantization", fields.getOrDefault("dtype", ""));
    return (p.processor() + " " + types).strip();
  }

  private boolean isExceeded(List<Summary> summaries) {
    if (maxMape == null) {
      return false;
    }
    boolean exceeded = false;
    for (Summary s : summaries) {
      if (s.mapePercent().orElse(0) > maxMape) {
        spec.commandLine()
            .getErr()
            .printf(
                java.util.Locale.ROOT,
                "socompass: mean error of %s %s %s is %.1f %%, above %.1f %%%n",
                s.group().dataset(),
                s.group().operator(),
                s.group().device(),
                s.mapePercent().orElse(0),
                maxMape);
        exceeded = true;
      }
    }
    spec.commandLine().getErr().flush();
    return exceeded;
  }

  private static List<Object> cells(Summary s) {
    return List.of(
        s.group().dataset(),
        s.group().operator(),
        s.group().device(),
        s.group().processor(),
        s.points(),
        s.skipped(),
        s.mapePercent(),
        s.biasPercent(),
        s.maxErrorPercent(),
        s.rooflineMapePercent(),
        s.kendallTau(),
        s.coveragePercent());
  }

  private static Map<String, ?> json(List<Summary> summaries) {
    List<Map<String, Object>> rows = new ArrayList<>();
    for (Summary s : summaries) {
      Map<String, Object> row = new LinkedHashMap<>();
      List<Object> cells = cells(s);
      for (int i = 0; i < HEADER.size(); i++) {
        row.put(HEADER.get(i), cells.get(i));
      }
      rows.add(row);
    }
    return Map.of("rows", rows);
  }

  private static String table(ValidateStudy.Result result) {
    var table =
        new TextTable(
            "dataset",
            "operator",
            "device",
            "processor",
            "points",
            "skipped",
            "MAPE %",
            "bias %",
            "max %",
            "roofline %",
            "tau",
            "in band %");
    for (Summary s : result.summaries()) {
      table.row(
          s.group().dataset(),
          s.group().operator(),
          s.group().device(),
          s.group().processor(),
          Integer.toString(s.points()),
          Integer.toString(s.skipped()),
          one(s.mapePercent()),
          one(s.biasPercent()),
          one(s.maxErrorPercent()),
          one(s.rooflineMapePercent()),
          s.kendallTau().isPresent()
              ? String.format(java.util.Locale.ROOT, "%.2f", s.kendallTau().getAsDouble())
              : "-",
          s.coveragePercent().isPresent()
              ? String.format(java.util.Locale.ROOT, "%.0f", s.coveragePercent().getAsDouble())
              : "-");
    }
    var text = new StringBuilder(table.render());
    text.append(
        "\nErrors are (predicted - measured) / measured of latency, or of power in the rows called power-*."
            + "\nMAPE: mean of magnitudes; bias: mean; roofline: MAPE of peak rates alone; tau: rank"
            + " correlation (Kendall); in band: rows inside the 80 % band that a device\nnever measured"
            + " would have ('validate --coverage' leaves devices out).\n");
    Map<String, Integer> reasons = result.skipped();
    if (!reasons.isEmpty()) {
      text.append("\nSkipped:\n");
      reasons.forEach((reason, n) -> text.append("  %3d  %s%n".formatted(n, reason)));
    }
    return text.toString();
  }

  private static String one(OptionalDouble value) {
    return value.isPresent()
        ? String.format(java.util.Locale.ROOT, "%.1f", value.getAsDouble())
        : "-";
  }

  private static OptionalDouble scaled(OptionalDouble value, double factor) {
    return value.isPresent()
        ? OptionalDouble.of(value.getAsDouble() * factor)
        : OptionalDouble.empty();
  }

  private static OptionalDouble seconds(OptionalDouble value, Optional<Double> factor) {
    return factor.map(f -> scaled(value, f)).orElse(OptionalDouble.empty());
  }

  private static OptionalDouble rate(double tokens, OptionalDouble seconds) {
    return tokens > 0 && seconds.isPresent()
        ? OptionalDouble.of(tokens / seconds.getAsDouble())
        : OptionalDouble.empty();
  }

  /** One row a measurement: all input columns of all tables, then the prediction. */
  private static String pointsCsv(List<Point> points) {
    Set<String> columns = new LinkedHashSet<>();
    points.forEach(p -> columns.addAll(p.row().fields().keySet()));
    List<String> header = new ArrayList<>(List.of("dataset", "measured"));
    header.addAll(columns);
    header.addAll(
        List.of(
            "predicted_us",
            "predicted_tokens_per_second",
            "predicted_w",
            "roofline_us",
            "error_percent",
            "skip_reason",
            "predicted_us_p10",
            "predicted_us_p90",
            "predicted_tokens_per_second_p10",
            "predicted_tokens_per_second_p90"));
    List<List<Object>> rows = new ArrayList<>();
    for (Point p : points) {
      List<Object> row = new ArrayList<>(List.of(p.dataset(), p.operator()));
      columns.forEach(c -> row.add(p.row().fields().getOrDefault(c, "")));
      Optional<Point.Prediction> prediction = p.prediction();
      boolean isLatency = p.quantity() == Point.Quantity.LATENCY;
      OptionalDouble value =
          prediction.isPresent()
              ? OptionalDouble.of(prediction.get().value())
              : OptionalDouble.empty();
      OptionalDouble seconds = isLatency ? value : OptionalDouble.empty();
      row.add(scaled(seconds, MICRO));
      row.add(
          p.tokens() > 0 && seconds.isPresent()
              ? (Object) (p.tokens() / seconds.getAsDouble())
              : "");
      row.add(isLatency ? "" : value);
      row.add(
          scaled(prediction.map(Point.Prediction::roofline).orElse(OptionalDouble.empty()), MICRO));
      row.add(prediction.isPresent() ? (Object) (p.relativeError() * 100) : "");
      row.add(p.skipReason());
      Optional<Band> band = isLatency && prediction.isPresent() ? p.band() : Optional.empty();
      OptionalDouble low = seconds(seconds, band.map(Band::lowFactor));
      OptionalDouble high = seconds(seconds, band.map(Band::highFactor));
      row.add(scaled(low, MICRO));
      row.add(scaled(high, MICRO));
      row.add(rate(p.tokens(), high));
      row.add(rate(p.tokens(), low));
      rows.add(row);
    }
    return CsvText.of(header, rows);
  }
}
