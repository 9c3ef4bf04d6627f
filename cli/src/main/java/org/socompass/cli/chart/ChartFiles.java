package org.socompass.cli.chart;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.OptionalDouble;
import org.socompass.cli.format.CsvText;
import org.socompass.cli.option.OutputOptions;
import org.socompass.report.chart.Chart;
import org.socompass.report.chart.Look;
import org.socompass.study.Workers;

/** Charts as files, each with the numbers that it shows beside it. */
public final class ChartFiles {
  private static final double ROUNDING = 0.5;

  private final Look look;
  private final OutputOptions output;
  private final List<String> higher = new ArrayList<>();

  private ChartFiles(Look look, OutputOptions output) {
    this.look = look;
    this.output = output;
  }

  /**
   * Writes charts as SVG, PDF and CSV.
   *
   * @param folder where; made if it is not there
   * @param charts charts by file name without extension
   * @param options how large they are
   * @param output where warnings go
   */
  public static void write(
      Path folder,
      Map<String, ? extends Chart> charts,
      FigureOptions options,
      OutputOptions output) {
    var files = new ChartFiles(options.look(), output);
    files.work(folder, charts).forEach(Runnable::run);
    files.warn(charts);
  }

  /**
   * Does the same beside other work.
   *
   * @param workers do all of it
   * @param others what they do beside it
   */
  public static void write(
      Path folder,
      Map<String, ? extends Chart> charts,
      FigureOptions options,
      OutputOptions output,
      Workers workers,
      List<Runnable> others) {
    var files = new ChartFiles(options.look(), output);
    List<Runnable> all = new ArrayList<>(others);
    all.addAll(files.work(folder, charts));
    workers.run(all);
    files.warn(charts);
  }

  /** Makes the folder, and returns what writes each file. */
  private List<Runnable> work(Path folder, Map<String, ? extends Chart> charts) {
    OutputOptions.createFolder(folder);
    List<Runnable> work = new ArrayList<>();
    charts.forEach(
        (name, chart) -> {
          work.add(() -> svg(folder.resolve(name + ".svg"), chart));
          work.add(() -> pdf(folder.resolve(name + ".pdf"), chart));
          work.add(() -> csv(folder.resolve(name + ".csv"), chart));
        });
    return work;
  }

  private void warn(Map<String, ? extends Chart> charts) {
    charts.forEach(this::check);
    warn();
  }

  /**
   * Writes a chart as PDF if the file is called {@code .pdf}, else as SVG; and CSV of the same name
   * beside it, unless the result of the command is written there.
   */
  public static void write(Path file, Chart chart, FigureOptions options, OutputOptions output) {
    var files = new ChartFiles(options.look(), output);
    if (file.toString().toLowerCase(Locale.ROOT).endsWith(".pdf")) {
      files.pdf(file, chart);
    } else {
      files.svg(file, chart);
    }
    Path name = file.getFileName();
    if (name != null) {
      String base = name.toString().replaceFirst("\\.[^.]*$", "");
      Path table = file.resolveSibling(base + ".csv");
      boolean isTaken =
          table.equals(file)
              || (output.output != null
                  && table.toAbsolutePath().equals(output.output.toAbsolutePath()));
      if (!isTaken) {
        csv(table, chart);
      }
    }
    files.check(file.toString(), chart);
    files.warn();
  }

  private void svg(Path file, Chart chart) {
    OutputOptions.writeFile(file, chart.svg(look));
  }

  private void pdf(Path file, Chart chart) {
    OutputOptions.writeFile(file, chart.pdf(look));
  }

  private static void csv(Path file, Chart chart) {
    OutputOptions.writeFile(file, CsvText.of(chart.table().header(), chart.table().rows()));
  }

  private void check(String name, Chart chart) {
    OptionalDouble asked = look.height();
    double height = chart.height(look);
    if (asked.isPresent() && height > asked.getAsDouble() + ROUNDING) {
      higher.add(String.format(Locale.ROOT, "%s takes %.0f pt", name, Math.ceil(height)));
    }
  }

  private void warn() {
    if (!higher.isEmpty()) {
      output.warn(
          String.format(
              Locale.ROOT,
              "higher than the %.0f pt of --chart-size, so that type does not overlap: %s",
              look.height().orElse(0),
              String.join(", ", higher)));
    }
  }
}
