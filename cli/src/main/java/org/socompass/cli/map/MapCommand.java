package org.socompass.cli.map;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import org.socompass.cli.chart.PlotOptions;
import org.socompass.cli.option.CacheOptions;
import org.socompass.cli.option.DeviceOptions;
import org.socompass.cli.option.ExitCode;
import org.socompass.cli.option.OperatorOptions;
import org.socompass.cli.option.OutputOptions;
import org.socompass.cli.option.UserInput;
import org.socompass.input.InputException;
import org.socompass.input.TextFile;
import org.socompass.mapper.MappedOperator;
import org.socompass.mapper.MappingReader;
import org.socompass.mapper.SearchBudget;
import org.socompass.study.MapStudy;
import org.socompass.study.MapSweepStudy;
import org.socompass.study.whatif.IdleOverrides;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** {@code socompass map}: the best mapping of one operator. */
@Command(
    name = "map",
    mixinStandardHelpOptions = true,
    addMethodSubcommands = false,
    abbreviateSynopsis = true,
    sortOptions = false,
    description =
        "Find the best mapping of one operator on one processor, and show what bounds it. The"
            + " operator is launched alone and waited for.",
    footerHeading = "%nExamples:%n",
    footer = {
      "  # A projection of Llama-3 8B over a prompt of 1024 tokens",
      "  socompass map --device jetson-agx-orin matmul --m 1024 --k 4096 --n 4096",
      "",
      "  # Its attention for one token at a context of 4096",
      "  socompass map --device jetson-agx-orin attention --query-len 1 --kv-len 4096 \\",
      "    --query-heads 32 --kv-heads 8 --head-dim 128",
      "",
      "  # GPU against NPU over the rows, as CSV and as a picture",
      "  socompass map --device snapdragon-8-gen-3 matmul --k 4096 --n 4096 \\",
      "    --sweep m=32:1024:32 --sweep processor=gpu,npu --format csv --plot rows.svg"
    })
public final class MapCommand implements Callable<Integer> {
  private static final long GREATEST_FILE_BYTES = 1 << 20;

  @Mixin DeviceOptions device = new DeviceOptions();

  @Option(
      names = "--processor",
      paramLabel = "ID",
      description = "Processor of the device. Default: the GPU if there is one, else the first.")
  @Nullable String processor;

  @Mixin OperatorOptions operator = new OperatorOptions();

  @Mixin OutputOptions output = new OutputOptions();

  @Option(
      names = "--search-budget",
      paramLabel = "N",
      description =
          "Evaluate at most N mappings, and say how much faster one that was not looked at may be."
              + " Default: as many as prove the best.")
  @Nullable Long searchBudget;

  @Option(
      names = "--save-mapping",
      paramLabel = "FILE",
      description = "Also write the mapping as YAML.")
  @Nullable Path saveMapping;

  @Option(
      names = "--mapping",
      paramLabel = "FILE",
      description = "Show the mapping of a YAML file, and how far it is from the best.")
  @Nullable Path mappingFile;

  @Mixin CacheOptions cache = new CacheOptions();

  @Option(
      names = "--sweep",
      paramLabel = "NAME=VALUES",
      description =
          "Vary a size (m=32:1024:32), the processor (processor=gpu,npu) or a template field"
              + " (processors.npu.lanes=1,2); one row for each combination. --plot draws the latencies over the first size. Repeatable.")
  List<String> sweeps = new ArrayList<>();

  @Mixin PlotOptions plot = new PlotOptions();

  @Spec CommandSpec spec;

  @Override
  public Integer call() {
    if (searchBudget != null) {
      UserInput.inRange(spec, "--search-budget", searchBudget, Long.MAX_VALUE);
    }
    if (!sweeps.isEmpty()) {
      return sweep();
    }
    if (plot.isAsked()) {
      throw new ParameterException(spec.commandLine(), "--plot draws a --sweep; name one");
    }
    var request =
        new MapStudy.Request(
            device.source(),
            Optional.ofNullable(processor),
            operator.operator(spec),
            searchBudget == null ? SearchBudget.UNLIMITED : new SearchBudget(searchBudget),
            Optional.ofNullable(mappingFile).map(MapCommand::given),
            UserInput.commandLine(spec));
    MapStudy.Result result;
    try (CacheOptions.Opened opened = cache.open(spec)) {
      result = opened.ask(mappings -> MapStudy.of(request, mappings));
      String runs = result.processor().id();
      output.warnOfIdle(opened.ask(mappings -> IdleOverrides.of(request, runs, mappings)));
    }
    if (saveMapping != null) {
      MappedOperator shown = result.shown();
      String what =
          "%s %s, %s on %s of %s"
              .formatted(
                  shown.operator().id(),
                  shown.operator().shape(),
                  shown.operator().types(),
                  result.processor().id(),
                  result.device().id());
      OutputOptions.writeFile(saveMapping, MappingReader.yaml(shown.mapping(), what));
    }
    var report = new MapReport(result);
    output.madeBy(result.provenance());
    output.write(
        () -> new MapText(result).render(),
        report.header(),
        () -> List.of(report.row()),
        report::json);
    cache.print(spec, result.searches());
    return ExitCode.OK;
  }

  private static MapStudy.Given given(Path file) {
    String text = TextFile.read(file, GREATEST_FILE_BYTES);
    return new MapStudy.Given(file.toString(), MappingReader.read(file.toString(), text));
  }

  private int sweep() {
    for (String single : List.of("--search-budget", "--save-mapping", "--mapping", "--stats")) {
      if (spec.commandLine().getParseResult().hasMatchedOption(single)) {
        throw new ParameterException(
            spec.commandLine(), single + " is for one operator, not a --sweep");
      }
    }
    List<MapSweepStudy.Axis> axes = sweeps.stream().map(SweepAxes::parse).toList();
    MapSweepStudy.check(axes);
    // As if the user had given the first value of each.
    axes.stream()
        .filter(MapSweepStudy.Axis::isSize)
        .forEach(axis -> operator.size(axis.name(), Long.parseLong(axis.values().get(0))));
    var request =
        new MapSweepStudy.Request(
            device.source(),
            Optional.ofNullable(processor),
            operator.operator(spec),
            axes,
            UserInput.commandLine(spec));
    MapSweepStudy.Result result;
    try (CacheOptions.Opened opened = cache.open(spec)) {
      result = opened.ask(mappings -> MapSweepStudy.of(request, mappings));
    }
    List<MapSweepStudy.Point> points = result.points();
    var text = new MapSweepText(result);
    long failed = points.stream().filter(p -> p.reason().isPresent()).count();
    if (failed == points.size()) {
      throw new InputException("no point has a mapping: " + points.get(0).reason().orElseThrow());
    }
    if (plot.isAsked()) {
      plot.write(
          text.plot(
              operator.describedWithout(axes.stream().map(MapSweepStudy.Axis::name).toList())),
          output);
    }
    output.madeBy(result.provenance());
    output.write(text::table, text.header(), text::rows, text::json);
    if (failed > 0) {
      output.warn(failed + " of " + points.size() + " points have no mapping");
    }
    return failed > 0 ? ExitCode.CHECK_FAILED : ExitCode.OK;
  }
}
