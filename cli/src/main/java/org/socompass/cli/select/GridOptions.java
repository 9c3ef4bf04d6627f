package org.socompass.cli.select;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.function.Function;
import org.socompass.selection.AttentionPoint;
import org.socompass.selection.Grid;
import org.socompass.selection.Precision;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;

/** The shapes of attention that are profiled, or asked about. */
final class GridOptions {
  @Option(
      names = "--n",
      paramLabel = "TOKENS,...",
      split = ",",
      hideParamSyntax = true,
      description =
          "Lengths of the sequence; in decode of the context. Default: 24 from 8 to 4096.")
  List<Long> lengths = new ArrayList<>();

  @Option(
      names = "--d",
      paramLabel = "SIZE,...",
      split = ",",
      hideParamSyntax = true,
      description = "Hidden sizes. Default: 10 from 512 to 6144.")
  List<Long> hiddenSizes = new ArrayList<>();

  @Option(
      names = "--precision",
      paramLabel = "fp16|int8,...",
      split = ",",
      hideParamSyntax = true,
      description = "Precisions. Default: both.")
  List<String> precisions = new ArrayList<>();

  @Option(
      names = "--phase",
      paramLabel = "prefill|decode,...",
      split = ",",
      hideParamSyntax = true,
      description = "Phases. Default: both.")
  List<String> phases = new ArrayList<>();

  /**
   * Returns the grid; what the user left out is that of the study.
   *
   * @throws ParameterException if a name is unknown
   */
  Grid grid(CommandSpec spec) {
    Grid standard = Grid.DEFAULT;
    return new Grid(
        lengths.isEmpty() ? standard.lengths() : lengths,
        hiddenSizes.isEmpty() ? standard.hiddenSizes() : hiddenSizes,
        precisions.isEmpty()
            ? standard.precisions()
            : named(spec, "--precision", precisions, Precision::of),
        phases.isEmpty()
            ? standard.phases()
            : named(spec, "--phase", phases, AttentionPoint::phase));
  }

  private static <T> List<T> named(
      CommandSpec spec, String option, List<String> names, Function<String, T> reader) {
    try {
      return names.stream().map(n -> n.toLowerCase(Locale.ROOT)).map(reader).toList();
    } catch (IllegalArgumentException e) {
      throw new ParameterException(
          spec.commandLine(), "invalid value for option '" + option + "': " + e.getMessage(), e);
    }
  }
}
