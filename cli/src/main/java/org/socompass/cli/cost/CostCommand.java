package org.socompass.cli.cost;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.socompass.cli.chart.Charts;
import org.socompass.cli.chart.Tornado;
import org.socompass.cli.format.Facts;
import org.socompass.cli.option.CostOptions;
import org.socompass.cli.option.DeviceOptions;
import org.socompass.cli.option.ExitCode;
import org.socompass.cli.option.OutputOptions;
import org.socompass.cost.CostExperiment;
import org.socompass.cost.CostExperiment.Outcome;
import org.socompass.cost.draws.Uncertain;
import org.socompass.hardware.Device;
import org.socompass.inference.engine.DeviceSource;
import org.socompass.input.InputException;
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
    abbreviateSynopsis = true,
    sortOptions = false,
    description =
        "Show what a device costs to make: wafer, yield, die, package, test, main memory; its"
            + " embodied carbon; and how uncertain they are. Selling prices are three to five times"
            + " this.",
    footerHeading = "%nExamples:%n",
    footer = {
      "  socompass cost --device snapdragon-8-gen-3",
      "  socompass cost --device snapdragon-8-gen-3 --set memory.capacity=24GB --format json",
      "",
      "  # Which constant the cost depends on most",
      "  socompass cost --device snapdragon-8-gen-3 --sensitivity --chart tornado.svg",
      "",
      "  # Whether another die is cheaper, whatever the constants are",
      "  socompass cost --device snapdragon-8-elite --against snapdragon-8-gen-3"
    })
public final class CostCommand implements Callable<Integer> {
  private static final int MOST_BARS = 15;

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

  @Option(
      names = "--chart",
      paramLabel = "FILE",
      description = "Also draw the parts of the cost, or with --sensitivity the tornado, as SVG.")
  @Nullable Path chart;

  @Mixin OutputOptions output = new OutputOptions();

  @Spec CommandSpec spec;

  @Override
  public Integer call() {
    CostExperiment experiment = options.costing(spec).experiment();
    if (isSensitivity && against != null) {
      throw new ParameterException(
          spec.commandLine(), "--sensitivity and --against are two questions; ask one at a time");
    }
    DeviceSource source = device.source();
    Device target = source.load();
    Device anchor = source.anchor();
    var account =
        new CostAccount(target, InputException.checked(() -> experiment.of(target, anchor)));
    if (against != null) {
      compare(experiment, account, new DeviceSource(against, List.of()));
    } else if (isSensitivity) {
      Tornado tornado = tornado(experiment, target, anchor, account);
      if (chart != null) {
        OutputOptions.writeFile(chart, Charts.tornado(tornado, MOST_BARS));
      }
      output.write(
          () -> heading(account) + account.table() + "\n" + tornado.table(),
          Tornado.HEADER,
          tornado::rows,
          () -> json(account, "sensitivity", tornado.json()));
    } else {
      if (chart != null) {
        OutputOptions.writeFile(chart, Charts.cost(account));
      }
      output.write(
          () -> heading(account) + account.table(),
          CostAccount.HEADER,
          account::rows,
          () -> json(account, "sensitivity", Optional.empty()));
    }
    return ExitCode.OK;
  }

  private void compare(CostExperiment experiment, CostAccount account, DeviceSource other) {
    if (chart != null) {
      throw new ParameterException(
          spec.commandLine(), "--chart draws one device, without --against");
    }
    Device device = other.load();
    var comparison =
        new CostComparison(
            account,
            new CostAccount(
                device, InputException.checked(() -> experiment.of(device, other.anchor()))));
    output.write(
        () -> heading(account) + comparison.table(),
        CostComparison.HEADER,
        comparison::rows,
        () -> {
          Map<String, Object> root = json(account, "against", device.id());
          root.put("comparison", comparison.json());
          return root;
        });
  }

  /** Returns what moves the system cost, or the chip's where the system's is not known. */
  private Tornado tornado(
      CostExperiment experiment, Device target, Device anchor, CostAccount account) {
    boolean isSystem = account.outcome().cost().system().isPresent();
    Function<Outcome, Optional<Uncertain>> result =
        isSystem ? o -> o.cost().system() : o -> o.cost().chip();
    Uncertain value =
        result
            .apply(account.outcome())
            .orElseThrow(
                () ->
                    new ParameterException(
                        spec.commandLine(),
                        "neither the cost of the system nor of the chip is known: "
                            + account.missing().get(0)));
    return new Tornado(
        target.id(),
        isSystem ? "system cost" : "chip cost",
        "USD",
        value.value(),
        experiment.sensitivity(target, anchor, result),
        "Performance per cost moves the other way");
  }

  private String heading(CostAccount account) {
    return new Facts()
            .add("device", account.device().id() + ", " + account.device().name())
            .add("process node", AreaCommand.node(account.device(), account.outcome().area()))
            .add("yield model", options.costing(spec).yieldModel().id())
            .add("draws", options.draw.samples + ", seed " + options.draw.seed)
            .render()
        + "\n";
  }

  private Map<String, Object> json(CostAccount account, String key, Object more) {
    Map<String, Object> root = account.json();
    root.put("yield_model", options.costing(spec).yieldModel().id());
    root.put("samples", options.draw.samples);
    root.put("seed", options.draw.seed);
    root.put(key, more);
    return root;
  }
}
