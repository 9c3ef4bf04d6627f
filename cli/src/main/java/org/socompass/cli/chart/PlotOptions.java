package org.socompass.cli.chart;

import java.nio.file.Path;
import org.jspecify.annotations.Nullable;
import org.socompass.cli.option.OutputOptions;
import org.socompass.report.chart.Chart;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Where the one chart of a command goes. */
public final class PlotOptions {
  private @Nullable Path plot;

  @Mixin public FigureOptions figure = new FigureOptions();

  @Option(
      names = "--plot",
      paramLabel = "FILE",
      description =
          "Also draw the result, as SVG, or as PDF if FILE ends in .pdf; the numbers of the chart go"
              + " beside it as CSV.")
  void plot(Path file) {
    plot = file;
  }

  /** Takes the name that the option had at first. */
  @Option(names = "--chart", paramLabel = "FILE", hidden = true)
  void chart(Path file) {
    plot = file;
  }

  /** Returns whether a chart is asked for. */
  public boolean isAsked() {
    return plot != null;
  }

  /** Writes the chart, if it is asked for. */
  public void write(Chart chart, OutputOptions output) {
    if (plot != null) {
      ChartFiles.write(plot, chart, figure, output);
    }
  }
}
