package org.socompass.cli.whatif;

import org.jspecify.annotations.Nullable;
import org.socompass.cli.chart.PlotOptions;
import org.socompass.cli.option.CacheOptions;
import org.socompass.cli.option.ExitCode;
import org.socompass.cli.option.OutputOptions;
import org.socompass.cli.option.Progress;
import org.socompass.study.whatif.WhatIfStudy;
import picocli.CommandLine.Model.CommandSpec;

/** The answer to designs side by side, for every command that asks for them. */
public final class WhatIfAnswer {
  private WhatIfAnswer() {}

  /**
   * Predicts the designs, writes the answer, and returns the exit code.
   *
   * @param plot where the chart goes; nowhere if null
   */
  public static int write(
      CommandSpec spec,
      WhatIfStudy.Request request,
      CacheOptions cache,
      OutputOptions output,
      @Nullable PlotOptions plot) {
    WhatIfStudy.Result result;
    try (CacheOptions.Opened opened = cache.open(spec);
        var progress = new Progress(spec.commandLine().getErr())) {
      int all = request.variants().size() + 1;
      result =
          opened.ask(
              mappings ->
                  WhatIfStudy.of(
                      request, mappings, done -> progress.show("%d of %d".formatted(done, all))));
    }
    output.madeBy(result.provenance());
    var text = new WhatIfText(result);
    if (plot != null && plot.isAsked()) {
      plot.write(text.plot(), output);
    }
    output.write(text::table, text.header(), text::rows, text::json);
    return text.failed() > 0 ? ExitCode.CHECK_FAILED : ExitCode.OK;
  }
}
