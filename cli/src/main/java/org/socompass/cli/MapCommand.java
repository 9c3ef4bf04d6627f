package org.socompass.cli;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.socompass.hardware.Device;
import org.socompass.hardware.Processor;
import org.socompass.hardware.ProcessorKind;
import org.socompass.input.InputException;
import org.socompass.mapper.MapResult;
import org.socompass.mapper.MappedOperator;
import org.socompass.mapper.OperatorMapper;
import org.socompass.operator.Bound;
import org.socompass.operator.MemoryLevel;
import org.socompass.operator.Operator;
import org.socompass.operator.OperatorCost;
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
final class MapCommand implements Callable<Integer> {
  private static final List<String> HEADER =
      List.of(
          "device",
          "processor",
          "operator",
          "shape",
          "types",
          "latency_us",
          "cycles",
          "roofline_us",
          "bound_by",
          "utilization_percent",
          "main_memory_bytes",
          "global_buffer_bytes",
          "local_buffer_bytes",
          "mapping",
          "mappings_total",
          "mappings_evaluated",
          "mappings_pruned",
          "optimal");

  @Mixin DeviceOptions device = new DeviceOptions();

  @Option(
      names = "--processor",
      paramLabel = "ID",
      description = "Processor of the device. Default: the GPU if there is one, else the first.")
  @Nullable String processor;

  @Mixin OperatorOptions operator = new OperatorOptions();

  @Mixin OutputOptions output = new OutputOptions();

  @Option(
      names = "--stats",
      description = "Print to standard error how often tiles were found in the cache.")
  boolean isStats;

  @Option(
      names = "--sweep",
      paramLabel = "NAME=VALUES",
      description =
          "Vary a size (m=32:1024:32), the processor (processor=gpu,npu) or a template field"
              + " (processors.npu.lanes=1,2); one row for each combination. Repeatable.")
  List<String> sweeps = new ArrayList<>();

  @Option(
      names = "--plot",
      paramLabel = "FILE",
      description =
          "Also draw the latencies of a sweep over its first size as SVG, a line for each"
              + " combination of the others.")
  @Nullable Path plot;

  @Spec CommandSpec spec;

  @Override
  public Integer call() {
    if (!sweeps.isEmpty()) {
      return sweep();
    }
    if (plot != null) {
      throw new ParameterException(spec.commandLine(), "--plot draws a --sweep; name one");
    }
    Device target = device.source().load();
    Operator wanted = operator.operator(spec, target);
    Processor runs = target.processor(processor == null ? defaultProcessor(target) : processor);
    var mapper = new OperatorMapper(target);
    MapResult result = UserInput.checked(() -> mapper.map(wanted, runs.id()));
    if (result instanceof MapResult.Infeasible infeasible) {
      throw new InputException(
          "%s %s has no mapping on %s of %s: %s"
              .formatted(wanted.id(), wanted.shape(), runs.id(), target.id(), infeasible.reason()));
    }
    var report = new Report(target, runs, (MappedOperator) result);
    output.write(report::table, HEADER, () -> List.of(report.row()), report::json);
    if (isStats) {
      RunCommand.printStatistics(spec, "", mapper);
    }
    return ExitCode.OK;
  }

  private int sweep() {
    if (isStats) {
      throw new ParameterException(
          spec.commandLine(), "--stats is for one operator, not a --sweep");
    }
    var sweep = new MapSweep(sweeps, device, operator, spec);
    List<MapSweep.Point> points = sweep.points(Optional.ofNullable(processor));
    long failed = points.stream().filter(p -> p.reason().isPresent()).count();
    if (failed == points.size()) {
      throw new InputException("no point has a mapping: " + points.get(0).reason().orElseThrow());
    }
    if (plot != null) {
      OutputOptions.writeFile(plot, sweep.plot(points));
    }
    output.write(
        () -> sweep.table(points),
        sweep.header(),
        () -> sweep.rows(points),
        () -> sweep.json(points));
    if (failed > 0) {
      output.warn(failed + " of " + points.size() + " points have no mapping");
    }
    return failed > 0 ? ExitCode.CHECK_FAILED : ExitCode.OK;
  }

  /** Returns the GPU of a device, or its first processor. */
  static String defaultProcessor(Device device) {
    return device.processors().values().stream()
        .filter(p -> p.kind() == ProcessorKind.GPU)
        .map(Processor::id)
        .findFirst()
        .orElseGet(() -> device.processorIds().get(0));
  }

  /** A mapping in all forms. */
  private record Report(Device device, Processor processor, MappedOperator mapped) {
    private OperatorCost cost() {
      return mapped.cost();
    }

    private double cycles() {
      return cost().latencySeconds() * processor.clockHz();
    }

    List<Object> row() {
      List<Object> row = new ArrayList<>();
      row.add(device.id());
      row.add(processor.id());
      row.add(mapped.operator().id());
      row.add(mapped.operator().shape());
      row.add(OperatorOptions.types(mapped.operator()));
      row.add(cost().latencySeconds() * 1e6);
      row.add(cycles());
      row.add(cost().rooflineSeconds() * 1e6);
      row.add(cost().boundBy().id());
      row.add(100 * cost().utilization());
      for (MemoryLevel level : MemoryLevel.values()) {
        row.add(Numbers.wholeBytes(cost().traffic(level)));
      }
      row.add(described(mapped.mapping().describe()));
      row.add(mapped.search().total());
      row.add(mapped.search().evaluated());
      row.add(mapped.search().pruned());
      row.add(mapped.search().optimal());
      return row;
    }

    Map<String, ?> json() {
      Map<String, Object> root = new LinkedHashMap<>();
      root.put("device", device.id());
      root.put("processor", processor.id());
      root.put("operator", mapped.operator().id());
      root.put("shape", mapped.operator().shape());
      root.put("types", OperatorOptions.types(mapped.operator()));
      root.put("latency_us", cost().latencySeconds() * 1e6);
      root.put("cycles", cycles());
      root.put("roofline_us", cost().rooflineSeconds() * 1e6);
      root.put("bound_by", cost().boundBy().id());
      root.put("utilization_percent", 100 * cost().utilization());
      Map<String, Object> busy = new LinkedHashMap<>();
      busySeconds().forEach((bound, seconds) -> busy.put(bound.id(), seconds * 1e6));
      root.put("busy_us", busy);
      Map<String, Object> traffic = new LinkedHashMap<>();
      for (MemoryLevel level : MemoryLevel.values()) {
        traffic.put(level.id(), Numbers.wholeBytes(cost().traffic(level)));
      }
      root.put("traffic", traffic);
      root.put("compulsory_bytes", Numbers.wholeBytes(mapped.operator().compulsoryBytes()));
      root.put("mapping", mapped.mapping().describe());
      root.put(
          "runner_up",
          mapped
              .runnerUp()
              .map(
                  other -> {
                    Map<String, Object> item = new LinkedHashMap<>();
                    item.put("latency_us", other.latencySeconds() * 1e6);
                    item.put("mapping", other.mapping().describe());
                    return item;
                  }));
      MappedOperator.Search search = mapped.search();
      Map<String, Object> found = new LinkedHashMap<>();
      found.put("mappings_total", search.total());
      found.put("mappings_evaluated", search.evaluated());
      found.put("mappings_pruned", search.pruned());
      found.put("seconds", search.seconds());
      found.put("optimal", search.optimal());
      root.put("search", found);
      return root;
    }

    private Map<Bound, Double> busySeconds() {
      Map<Bound, Double> busy = new LinkedHashMap<>();
      for (Bound bound : Bound.values()) {
        double seconds =
            bound == Bound.LAUNCH
                ? cost().launchSeconds()
                : cost().busySeconds().getOrDefault(bound, 0.0);
        if (seconds > 0) {
          busy.put(bound, seconds);
        }
      }
      return busy;
    }

    String table() {
      var text = new StringBuilder(summary());
      var busy = new TextTable("resource", "busy", "of the latency");
      busySeconds()
          .forEach(
              (bound, seconds) ->
                  busy.row(
                      bound.id(),
                      Numbers.seconds(seconds),
                      percent(seconds / cost().latencySeconds())));
      text.append("\nResources work at the same time; the longest busy one bounds the operator.\n")
          .append(busy.render());
      var traffic = new TextTable("level", "traffic", "of the compulsory");
      for (MemoryLevel level : MemoryLevel.values()) {
        double bytes = cost().traffic(level);
        traffic.row(
            level.id(), Numbers.bytes(bytes), percent(bytes / mapped.operator().compulsoryBytes()));
      }
      text.append('\n').append(traffic.render());
      var mapping = new Facts();
      mapped.mapping().describe().forEach((k, v) -> mapping.add("  " + k, String.valueOf(v)));
      text.append("\nMapping\n").append(mapping.render());
      text.append('\n').append(searched());
      return text.toString();
    }

    private String summary() {
      return new Facts()
          .add("device", device.id() + ", " + device.name())
          .add("processor", processor.id() + ", " + processor.name())
          .add(
              "operator",
              mapped.operator().id()
                  + " "
                  + mapped.operator().shape()
                  + ", "
                  + OperatorOptions.types(mapped.operator()))
          .add(
              "latency",
              "%s, %s cycles at %s GHz"
                  .formatted(
                      Numbers.seconds(cost().latencySeconds()),
                      Numbers.readable(cycles()),
                      Numbers.readable(processor.clockHz() / 1e9)))
          .add("bound by", cost().boundBy().id())
          .add(
              "roofline",
              Numbers.seconds(cost().rooflineSeconds())
                  + ", utilization "
                  + percent(cost().utilization()))
          .render();
    }

    private String searched() {
      MappedOperator.Search search = mapped.search();
      String runnerUp =
          mapped
              .runnerUp()
              .map(
                  other ->
                      "%s, %s slower: %s"
                          .formatted(
                              Numbers.seconds(other.latencySeconds()),
                              percent(other.latencySeconds() / cost().latencySeconds() - 1),
                              difference(other.mapping().describe())))
              .orElse("none: all mappings are of one class");
      return new Facts()
          .add("runner-up", runnerUp)
          .add(
              "search",
              String.format(
                  Locale.ROOT,
                  "%,d mappings: %,d evaluated, %,d do not fit; %s; %s",
                  search.total(),
                  search.evaluated(),
                  search.pruned(),
                  Numbers.seconds(search.seconds()),
                  search.optimal() ? "the best of all" : "not exhaustive"))
          .render();
    }

    /** Returns the choices of another mapping that differ from the best. */
    private String difference(Map<String, Object> other) {
      Map<String, Object> best = mapped.mapping().describe();
      Map<String, Object> different = new LinkedHashMap<>();
      other.forEach(
          (name, value) -> {
            if (!value.equals(best.get(name))) {
              different.put(name, value);
            }
          });
      return described(different);
    }

    private static String described(Map<String, Object> choices) {
      return choices.entrySet().stream()
          .map(e -> e.getKey() + "=" + e.getValue())
          .collect(Collectors.joining(" "));
    }

    private static String percent(double fraction) {
      return Numbers.readable(100 * fraction) + " %";
    }
  }
}
