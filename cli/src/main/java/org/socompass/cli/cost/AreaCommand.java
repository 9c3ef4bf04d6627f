package org.socompass.cli.cost;

import java.util.concurrent.Callable;
import org.socompass.cli.chart.PlotOptions;
import org.socompass.cli.option.DeviceOptions;
import org.socompass.cli.option.DrawOptions;
import org.socompass.cli.option.ExitCode;
import org.socompass.cli.option.OutputOptions;
import org.socompass.cli.option.UserInput;
import org.socompass.inference.engine.DeviceSource;
import org.socompass.report.DeviceFigures;
import org.socompass.study.CostStudy;
import org.socompass.study.whatif.IdleOverrides;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/** {@code socompass area}: the blocks of a die. */
@Command(
    name = "area",
    mixinStandardHelpOptions = true,
    addMethodSubcommands = false,
    abbreviateSynopsis = true,
    sortOptions = false,
    description =
        "Show the area of a device by block, and how each was found. Overrides change the measured"
            + " die by what they add or take away.",
    footerHeading = "%nExamples:%n",
    footer = {
      "  socompass area --device snapdragon-8-gen-3",
      "  socompass area --device apple-m1-8gpu --set processors.gpu.cores=16"
    })
public final class AreaCommand implements Callable<Integer> {
  @Mixin DeviceOptions device = new DeviceOptions();

  @Mixin DrawOptions options = new DrawOptions();

  @Mixin PlotOptions plot = new PlotOptions();

  @Mixin OutputOptions output = new OutputOptions();

  @Spec CommandSpec spec;

  @Override
  public Integer call() {
    DeviceSource source = device.source();
    options.check(spec);
    var request =
        new CostStudy.AreaRequest(
            source, options.samples, options.seed, UserInput.commandLine(spec));
    CostStudy.AreaResult result = CostStudy.of(request);
    output.warnOfIdle(IdleOverrides.of(request));
    plot.write(DeviceFigures.area(result.device().id(), result.area()), output);
    var text = new AreaText(result);
    output.madeBy(result.provenance());
    output.write(text::table, AreaText.HEADER, text::rows, text::json);
    return ExitCode.OK;
  }
}
