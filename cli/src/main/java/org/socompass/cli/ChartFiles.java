package org.socompass.cli;

import java.nio.file.Path;
import java.util.Map;
import org.socompass.report.chart.Chart;

/** Charts as files. */
final class ChartFiles {
  private ChartFiles() {}

  /**
   * Writes charts as SVG and PDF.
   *
   * @param folder where; made if it is not there
   * @param charts charts by file name without extension
   */
  static void write(Path folder, Map<String, Chart> charts) {
    OutputOptions.createFolder(folder);
    charts.forEach(
        (name, chart) -> {
          OutputOptions.writeFile(folder.resolve(name + ".svg"), chart.svg());
          OutputOptions.writeFile(folder.resolve(name + ".pdf"), chart.pdf());
        });
  }
}
