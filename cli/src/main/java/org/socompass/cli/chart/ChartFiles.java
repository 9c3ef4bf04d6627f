package org.socompass.cli.chart;

import java.nio.file.Path;
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
          OutputOptions.writeFile(folder.resolve(name + ".svg"), chart.svg());
          OutputOptions.writeFile(folder.resolve(name + ".pdf"), chart.pdf());
        });
  }
}
