package org.socompass.cli.validate;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.socompass.calibration.LeaveOut;
import org.socompass.cli.chart.ChartsOptions;
import org.socompass.cli.chart.FigureOptions;
import org.socompass.cli.cost.AreaValidationReport;
import org.socompass.cli.format.CsvText;
import org.socompass.cli.option.ExitCode;
import org.socompass.cli.option.OutputOptions;
import org.socompass.cli.option.Progress;
import org.socompass.cli.option.UserInput;
import org.socompass.study.ReliabilityStudy;
import org.socompass.study.ValidateStudy;
import org.socompass.study.leaveout.EngineLeaveOutStudy;
import org.socompass.study.leaveout.KernelLeaveOutStudy;
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
    addMethodSubcommands = false,
    description = "Compare predictions with measurements.",
    footerHeading = "%nExamples:%n",
    footer = {
      "  socompass validate",
      "  socompass validate --data my-board/ --points points.csv --max-mape 10",
      "  socompass validate --llama-bench bench.md --device snapdragon-8-gen-3 --engine llama.cpp",
      "  socompass validate --leave-out engine-device",
      "  socompass validate --area"
    })
public final class ValidateCommand implements Callable<Integer> {
  private static final String ENGINE_DEVICE = "engine-device";
  private static final String EACH_DEVICE = "device";

  @Option(
      names = "--data",
      paramLabel = "DIR",
      description =
          "Folder of a data set (dataset.yaml and CSV files), or of several, instead of those that"
              + " ship. Repeatable.")
  List<Path> data = new ArrayList<>();

  @Mixin OwnOptions own = new OwnOptions();

  @Option(
      names = "--points",
      paramLabel = "FILE",
      description = "Also write one CSV row for each measurement.")
  @Nullable Path points;

  @Mixin ChartsOptions charts = new ChartsOptions();

  @Mixin FigureOptions figure = new FigureOptions();

  @Option(
      names = "--max-mape",
      paramLabel = "PERCENT",
      description = "Exit with 1 if the mean error of any row is above this.")
  @Nullable Double maxMape;

  @Option(
      names = "--area",
      description =
          "Compare areas instead: blocks of dies as read off die shots, with constants that saw"
              + " them and with constants derived from the other chips. --max-mape then holds for"
              + " the latter.")
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
              + " kernels/ and engines/ with reliability.yaml and measured.csv, and"
              + " trust/specifications.csv, what devices are compared by.")
  @Nullable Path reliability;

  @Option(
      names = "--from-points",
      paramLabel = "FILE",
      description =
          "With --coverage or --reliability: take the errors of a file that --points wrote, in"
              + " place of predicting now. Where it has a column left_out, rows that say true are"
              + " of devices left out. Repeatable.")
  List<Path> fromPoints = new ArrayList<>();

  @Option(
      names = "--leave-out",
      paramLabel = "device|engine-device|ID",
      description =
          "Fit constants without the rows of each device and score them on it: those of engines"
              + " (engine-device), those that GPU kernels share (device, a few minutes), or"
              + " the latter without one device (its id).")
  @Nullable String leaveOut;

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
    if (!fromPoints.isEmpty()) {
      throw new picocli.CommandLine.ParameterException(
          spec.commandLine(), "--from-points goes with --coverage or --reliability");
    }
    if (isArea) {
      return area();
    }
    if (leaveOut != null) {
      return leaveOut(leaveOut);
    }
    var request =
        new ValidateStudy.Request(
            data, overrides, UserInput.commandLine(spec), own.devices, own.bench(spec, data));
    ValidateStudy.Opened opened = ValidateStudy.open(request);
    Optional<PredictionPlots> pictures =
        charts.isAsked() ? Optional.of(new PredictionPlots()) : Optional.empty();
    ValidateStudy.Result result =
        points == null
            ? predict(opened, pictures, point -> {})
            : OutputOptions.writeFile(
                points,
                out -> {
                  try (var rows = new CsvText.Rows(out, PointsCsv.header(opened.columns()))) {
                    return predict(opened, pictures, PointsCsv.writing(opened.columns(), rows));
                  }
                });
    List<Summary> summaries = result.summaries();
    charts.write(() -> pictures.orElseThrow().charts(), figure, output);
    output.madeBy(result.provenance());
    output.write(
        () -> ValidateText.table(result),
        ValidateText.HEADER,
        () -> summaries.stream().map(ValidateText::cells).toList(),
        () -> ValidateText.json(summaries));
    if (result.isNonePredicted()) {
      spec.commandLine().getErr().println("socompass: no row can be predicted");
      spec.commandLine().getErr().flush();
      return ExitCode.CHECK_FAILED;
    }
    return isExceeded(summaries) ? ExitCode.CHECK_FAILED : ExitCode.OK;
  }

  private ValidateStudy.Result predict(
      ValidateStudy.Opened opened, Optional<PredictionPlots> pictures, Consumer<Point> sink) {
    try (var progress = new Progress(spec.commandLine().getErr())) {
      return opened.predict(
          id -> progress.show("predicting " + id),
          point -> {
            pictures.ifPresent(p -> p.add(point));
            sink.accept(point);
          });
    }
  }

  private int coverage() {
    if (isArea || points != null || charts.isAsked() || maxMape != null) {
      throw new picocli.CommandLine.ParameterException(
          spec.commandLine(),
          "--coverage and --reliability have a table of their own: leave out --area, --points,"
              + " --charts and --max-mape");
    }
    var request =
        new ReliabilityStudy.Request(data, fromPoints, overrides, UserInput.commandLine(spec));
    ReliabilityStudy.Result result;
    try (var progress = new Progress(spec.commandLine().getErr())) {
      result = ReliabilityStudy.of(request, progress::show);
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
    output.madeBy(result.provenance());
    output.write(report::table, CoverageReport.HEADER, report::rows, report::json);
    return ExitCode.OK;
  }

  private int leaveOut(String what) {
    if (charts.isAsked()) {
      throw new picocli.CommandLine.ParameterException(
          spec.commandLine(), "--leave-out draws nothing: leave out --charts");
    }
    if (!what.equals(ENGINE_DEVICE)) {
      return leaveOutKernels(what);
    }
    EngineLeaveOutStudy.Result result;
    try (var progress = new Progress(spec.commandLine().getErr())) {
      result =
          EngineLeaveOutStudy.of(
              new EngineLeaveOutStudy.Request(data, overrides),
              text -> progress.show("fitting " + text));
    }
    if (points != null) {
      List<Point> all = result.predictions().stream().map(p -> p.point()).toList();
      List<Boolean> leftOut = result.predictions().stream().map(p -> p.own() > 0).toList();
      OutputOptions.writeFile(points, PointsCsv.of(all, leftOut));
    }
    var text = new LeaveOutText(result);
    output.madeBy(ValidateStudy.provenance(UserInput.commandLine(spec), data));
    output.write(text::table, LeaveOutText.HEADER, text::rows, text::json);
    boolean isExceeded =
        maxMape != null
            && result.lines().stream()
                .anyMatch(
                    line ->
                        line.engine().equals(EngineLeaveOutStudy.ALL)
                            && line.leftOutPercent().orElse(0) > maxMape);
    return isExceeded ? ExitCode.CHECK_FAILED : ExitCode.OK;
  }

  private int leaveOutKernels(String what) {
    if (points != null || !overrides.isEmpty()) {
      throw new picocli.CommandLine.ParameterException(
          spec.commandLine(),
          "--leave-out of kernels has a table of its own: leave out --points and --set");
    }
    LeaveOut.Result result;
    try (var progress = new Progress(spec.commandLine().getErr())) {
      result =
          KernelLeaveOutStudy.of(
              new KernelLeaveOutStudy.Request(
                  data, what.equals(EACH_DEVICE) ? Optional.empty() : Optional.of(what)),
              progress::show);
    }
    var text = new KernelLeaveOutText(result);
    output.madeBy(ValidateStudy.provenance(UserInput.commandLine(spec), data));
    output.write(text::table, KernelLeaveOutText.HEADER, text::rows, text::json);
    boolean isExceeded =
        maxMape != null && result.rows().stream().anyMatch(r -> r.leftOutPercent() > maxMape);
    return isExceeded ? ExitCode.CHECK_FAILED : ExitCode.OK;
  }

  private int area() {
    if (!data.isEmpty() || !overrides.isEmpty() || points != null || charts.isAsked()) {
      throw new picocli.CommandLine.ParameterException(
          spec.commandLine(),
          "--area has measurements of its own: leave out --data, --points,"
              + " --charts and --set");
    }
    ValidateStudy.AreaResult result = ValidateStudy.area(UserInput.commandLine(spec));
    var report = new AreaValidationReport(result);
    output.madeBy(result.provenance());
    output.write(report::table, AreaValidationReport.HEADER, report::rows, report::json);
    return maxMape != null && result.heldOutPercent() > maxMape
        ? ExitCode.CHECK_FAILED
        : ExitCode.OK;
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
                Locale.ROOT,
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
}
