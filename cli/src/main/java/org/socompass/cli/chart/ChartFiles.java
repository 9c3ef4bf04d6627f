package org.socompass.cli.chart;

import java.nio.file.Path;
import java.util.Locale;
import java.util.Map;
import org.socompass.cli.option.OutputOptions;
import org.socompass.report.chart.Chart;

/** Charts as files. */
public final class ChartFiles {
  private ChartFiles() {}

  /**
   * Writes charts as SVG and PDF.
   *
   * @param folder where; made if it is not there
   * @param charts charts by file name without extension
   */
  public static void write(Path folder, Map<String, Chart> charts) {
    OutputOptions.createFolder(folder);
    charts.forEach(
        (name, chart) -> {
          write(folder.resolve(name + ".svg"), chart);
          write(folder.resolve(name + ".pdf"), chart);
        });
  }

  /** Writes a chart as PDF if the file is called {@code .pdf}, else as SVG. */
  public static void write(Path file, Chart chart) {
    if (file.toString().toLowerCase(Locale.ROOT).endsWith(".pdf")) {
      OutputOptions.writeFile(file, chart.pdf());
    } else {
      OutputOptions.writeFile(file, chart.svg());
    }
  }
}
