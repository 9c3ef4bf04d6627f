package org.socompass.cli.whatif;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.socompass.cli.chart.PlotOptions;
import org.socompass.cli.option.DeviceOptions;
import org.socompass.cli.option.SweepText;
import org.socompass.cost.die.ProcessNodes;
import org.socompass.inference.engine.DeviceSource;
import org.socompass.inference.result.InferenceRequest;
import org.socompass.input.InputException;
import org.socompass.study.RunStudy;
import org.socompass.study.whatif.WhatIfStudy;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;

/** What a run is compared with: itself with other values, or another device. */
public final class WhatIfOptions {
  private static final String PROMPT = "prompt";
  private static final String OUTPUT = "output-tokens";
  private static final String BATCH = "batch";
  private static final String ENGINE = "engine";
  private static final List<String> SIZES = List.of(PROMPT, OUTPUT, BATCH);
  private static final String NODE = "process_node";
  private static final List<String> WORDS = List.of(ENGINE, NODE);

  @Option(
      names = "--sweep",
      paramLabel = "PATH=VALUES",
      description =
          "Vary a template field (memory.channels=2,4,8), a length (prompt=128:1024:128,"
              + " output-tokens, batch) or the engine (engine=gpu-only,npu-only); one row for each"
              + " combination, with the change against the run as it is. --plot draws the decode"
              + " throughput over the first quantity. Repeatable.")
  List<String> sweeps = new ArrayList<>();

  @Mixin public PlotOptions plot = new PlotOptions();

  @Option(
      names = "--against",
      paramLabel = "ID|FILE",
      description =
          "Compare with another device: both in one table, with how surely the other is better.")
  @Nullable String against;

  /** Returns whether anything is compared. */
  public boolean isAsked() {
    return !sweeps.isEmpty() || against != null;
  }

  /**
   * Checks that the options go together.
   *
   * @throws ParameterException if they do not
   */
  public void check(CommandSpec spec) {
    if (plot.isAsked() && sweeps.isEmpty()) {
      throw new ParameterException(spec.commandLine(), "--plot draws a --sweep; name one");
    }
    if (against != null && !sweeps.isEmpty()) {
      throw new ParameterException(
          spec.commandLine(), "--sweep and --against are two tables; ask for one at a time");
    }
  }

  /** Returns the other device, if there is one. */
  public Optional<DeviceSource> other() {
    return Optional.ofNullable(against).map(id -> DeviceOptions.source(id, List.of()));
  }

  /**
   * Checks that only another device is asked for.
   *
   * @throws ParameterException if a sweep is
   */
  public void checkWithoutSweep(CommandSpec spec) {
    if (!sweeps.isEmpty()) {
      throw new ParameterException(
          spec.commandLine(), "--break-even and --sweep are two tables; ask for one at a time");
    }
  }

  /**
   * Returns what is compared.
   *
   * @param run the run as it is
   * @throws InputException if an axis is not valid
   */
  public WhatIfStudy.Request request(RunStudy.Request run) {
    List<String> axes = new ArrayList<>();
    List<String> plain = new ArrayList<>();
    List<WhatIfStudy.Variant> variants = new ArrayList<>();
    if (against != null) {
      axes.add("device");
      plain.add(run.source().idOrPath());
      variants.add(
          new WhatIfStudy.Variant(
              List.of(against), DeviceOptions.source(against, List.of()), run.inference()));
    } else {
      List<SweepText> read = new ArrayList<>();
      for (String text : sweeps) {
        SweepText axis =
            SweepText.parse(text, "memory.channels=2,4,8 or prompt=128:1024:128", SIZES, WORDS);
        if (axis.name().equals(NODE)) {
          axis.values().forEach(node -> checkNode(run.source(), node));
        }
        if (axes.contains(axis.name())) {
          throw new InputException("--sweep names " + axis.name() + " twice");
        }
        axes.add(axis.name());
        plain.add(current(run, axis.name()));
        read.add(axis);
      }
      combine(run, read, List.of(), variants);
    }
    return new WhatIfStudy.Request(
        axes,
        new WhatIfStudy.Variant(plain, run.source(), run.inference()),
        variants,
        run.background(),
        run.costing(),
        run.command());
  }

  private static void checkNode(DeviceSource source, String node) {
    ProcessNodes.builtIn().check(source.template().tree(List.of(NODE + "=" + node)));
  }

  /** Returns the value of an axis in the run as it is. */
  private static String current(RunStudy.Request run, String name) {
    return switch (name) {
      case PROMPT -> Long.toString(run.inference().promptTokens());
      case OUTPUT -> Long.toString(run.inference().outputTokens());
      case BATCH -> Long.toString(run.inference().batch());
      case ENGINE -> run.inference().engine();
      default -> field(run.source(), name).orElse("-");
    };
  }

  private static Optional<String> field(DeviceSource source, String path) {
    return org.socompass.hardware.template.TemplateTree.fields(
            source.template().tree(source.overrides()))
        .stream()
        .filter(f -> f.path().equals(path))
        .map(org.socompass.hardware.template.TemplateTree.Field::text)
        .findFirst();
  }

  private static void combine(
      RunStudy.Request run,
      List<SweepText> axes,
      List<String> values,
      List<WhatIfStudy.Variant> into) {
    if (values.size() < axes.size()) {
      for (String value : axes.get(values.size()).values()) {
        List<String> longer = new ArrayList<>(values);
        longer.add(value);
        combine(run, axes, longer, into);
      }
      return;
    }
    List<String> overrides = new ArrayList<>(run.source().overrides());
    InferenceRequest inference = run.inference();
    for (int i = 0; i < axes.size(); i++) {
      String value = values.get(i);
      switch (axes.get(i).name()) {
        case PROMPT ->
            inference = sized(inference, whole(value), inference.outputTokens(), inference.batch());
        case OUTPUT ->
            inference = sized(inference, inference.promptTokens(), whole(value), inference.batch());
        case BATCH ->
            inference =
                sized(inference, inference.promptTokens(), inference.outputTokens(), whole(value));
        case ENGINE -> inference = inference.under(value);
        default -> overrides.add(axes.get(i).name() + "=" + value);
      }
    }
    into.add(new WhatIfStudy.Variant(values, run.source().overriddenBy(overrides), inference));
  }

  private static long whole(String value) {
    return Long.parseLong(value);
  }

  private static InferenceRequest sized(
      InferenceRequest request, long prompt, long output, long batch) {
    return request.withLengths(prompt, output, batch);
  }
}
