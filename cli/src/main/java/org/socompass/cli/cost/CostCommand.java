package org.socompass.cli.cost;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import org.socompass.cli.chart.PlotOptions;
import org.socompass.cli.format.Facts;
import org.socompass.cli.format.TornadoListing;
import org.socompass.cli.option.CostOptions;
import org.socompass.cli.option.DeviceOptions;
import org.socompass.cli.option.ExitCode;
import org.socompass.cli.option.OutputOptions;
import org.socompass.cli.option.UserInput;
import org.socompass.evaluation.Tornado;
import org.socompass.report.DeviceFigures;
import org.socompass.study.CostAccount;
import org.socompass.study.CostComparison;
import org.socompass.study.CostStudy;
import org.socompass.study.Costing;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** {@code socompass cost}: manufacturing cost and embodied carbon. */
@Command(
    name = "cost",
    mixinStandardHelpOptions = true,
    addMethodSubcommands = false,
    abbreviateSynopsis = true,
    sortOptions = false,
    description =
        "Show what a device costs to make: wafer, yield, die, package, test, main memory; its"
            + " embodied carbon; and how uncertain they are. Selling prices are three to five times"
            + " this.",
    footerHeading = "%nExamples:%n",
    footer = {
      "  socompass cost --device snapdragon-8-gen-3",
      "  socompass cost --device snapdragon-8-gen-3 --set memory.capacity=24GiB --format json",
      "",
      "  # Which constant the cost depends on most",
      "  socompass cost --device snapdragon-8-gen-3 --sensitivity --plot tornado.svg",
      "",
      "  # Whether another die is cheaper, whatever the constants are",
      "  socompass cost --device snapdragon-8-elite --against snapdragon-8-gen-3"
    })
public final class CostCommand implements Callable<Integer> {
  @Mixin DeviceOptions device = new DeviceOptions();

  @Mixin CostOptions options = new CostOptions();

  @Option(
      names = "--sensitivity",
      description = "Show which constants move the system cost most, one at a time.")
  boolean isSensitivity;

  @Option(
      names = "--against",
      paramLabel = "ID|FILE",
      description = "Compare with another device, with the same draws.")
  @Nullable String against;

  @Mixin PlotOptions plot = new PlotOptions();

  @Mixin OutputOptions output = new OutputOptions();

  @Spec CommandSpec spec;

  @Override
  public Integer call() {
    Costing costing = options.costing(spec);
    if (isSensitivity && against != null) {
      throw new ParameterException(
          spec.commandLine(), "--sensitivity and --against are two questions; ask one at a time");
    }
    if (plot.isAsked() && against != null) {
      throw new ParameterException(
          spec.commandLine(), "--plot draws one device, without --against");
    }
    CostStudy.Result result =
        CostStudy.of(
            new CostStudy.Request(
                device.source(),
                costing,
                Optional.ofNullable(against).map(other -> DeviceOptions.source(other, List.of())),
                isSensitivity,
                UserInput.commandLine(spec)));
    if (isSensitivity) {
      sensitivity(result);
    } else if (result.comparison().isPresent()) {
      compare(result, result.comparison().get());
    } else {
      show(result);
    }
    return ExitCode.OK;
  }

  private void show(CostStudy.Result result) {
    output.madeBy(result.provenance());
    CostAccount account = result.account();
    var text = new CostText(account);
    plot.write(DeviceFigures.cost(account.device().id(), account.outcome().cost()), output);
    output.write(
        () -> heading(result) + text.table(),
        CostText.HEADER,
        text::rows,
        () -> json(result, "sensitivity", Optional.empty()));
  }

  private void sensitivity(CostStudy.Result result) {
    output.madeBy(result.provenance());
    Tornado tornado =
        result
            .sensitivity()
            .orElseThrow(
                () ->
                    new ParameterException(
                        spec.commandLine(),
                        "neither the cost of the system nor of the chip is known: "
                            + result.account().missing().get(0)));
    plot.write(DeviceFigures.tornado(tornado), output);
    var listing = new TornadoListing(tornado);
    output.write(
        () -> heading(result) + new CostText(result.account()).table() + "\n" + listing.table(),
        TornadoListing.HEADER,
        listing::rows,
        () -> json(result, "sensitivity", listing.json()));
  }

  private void compare(CostStudy.Result result, CostComparison comparison) {
    output.madeBy(result.provenance());
    var text = new ComparisonText(comparison);
    output.write(
        () -> heading(result) + text.table(),
        ComparisonText.HEADER,
        text::rows,
        () -> {
          Map<String, Object> root = json(result, "against", comparison.against().device().id());
          root.put("comparison", text.json());
          return root;
        });
  }

  private static String heading(CostStudy.Result result) {
    CostAccount account = result.account();
    return new Facts()
            .add("device", account.device().id() + ", " + account.device().name())
            .add(
                "process node",
                AreaText.node(account.device(), account.outcome().area())
                    + "; it moves area, cost and carbon, not energy")
            .add("yield model", result.costing().yieldModel().id())
            .add("draws", result.costing().samples() + ", seed " + result.costing().seed())
            .render()
        + "\n";
  }

  private static Map<String, Object> json(CostStudy.Result result, String key, Object more) {
    Map<String, Object> root = new CostText(result.account()).json();
    root.put("yield_model", result.costing().yieldModel().id());
    root.put("samples", result.costing().samples());
    root.put("seed", result.costing().seed());
    root.put(key, more);
    return root;
  }
}
