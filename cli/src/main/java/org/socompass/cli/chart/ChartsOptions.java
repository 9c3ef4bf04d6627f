package org.socompass.cli.chart;

import java.nio.file.Path;
import java.util.Map;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.socompass.cli.option.OutputOptions;
import org.socompass.report.chart.Chart;
import picocli.CommandLine.Option;

/** Where the charts of a command go that draws several. */
public final class ChartsOptions {
  private @Nullable Path charts;

  @Option(
      names = "--charts",
      paramLabel = "DIR",
      description =
          "Also draw the result: every chart as SVG and PDF, and its numbers beside it as CSV.")
  void charts(Path folder) {
    charts = folder;
  }

  /** Takes the name that the option had at first. */
  @Option(names = "--plots", paramLabel = "DIR", hidden = true)
  void plots(Path folder) {
    charts = folder;
  }

  /** Returns whether charts are asked for. */
  public boolean isAsked() {
    return charts != null;
  }

  /** Writes the charts, if they are asked for. */
  public void write(
      Supplier<? extends Map<String, ? extends Chart>> drawn,
      FigureOptions figure,
      OutputOptions output) {
    if (charts != null) {
      ChartFiles.write(charts, drawn.get(), figure, output);
    }
  }
}
