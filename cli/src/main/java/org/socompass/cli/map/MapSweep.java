package org.socompass.cli.map;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import org.socompass.cli.format.Numbers;
import org.socompass.cli.format.TextTable;
import org.socompass.cli.option.DeviceOptions;
import org.socompass.cli.option.OperatorOptions;
import org.socompass.hardware.Device;
import org.socompass.hardware.Processor;
import org.socompass.input.InputException;
import org.socompass.mapper.MapResult;
import org.socompass.mapper.MappedOperator;
import org.socompass.mapper.OperatorCache;
import org.socompass.mapper.OperatorMapper;
import org.socompass.operator.MemoryLevel;
import org.socompass.operator.Operator;
import org.socompass.operator.OperatorCost;
import org.socompass.report.chart.Axis;
import org.socompass.report.chart.Chart;
import org.socompass.report.chart.LineChart;
import org.socompass.report.chart.NumberText;
import org.socompass.report.chart.Scale;
import org.socompass.report.chart.ScatterChart;
import picocli.CommandLine.Model.CommandSpec;

/** One operator mapped again and again while sizes, processor or template fields vary. */
final class MapSweep {
  private static final int MOST_POINTS = 20_000;
  private static final double MICRO = 1e6;
  private static final double PERCENT = 100;

  private final List<SweepAxis> axes;
  private final DeviceOptions device;
  private final OperatorOptions operator;
  private final CommandSpec spec;
  private final OperatorCache cache;
  private final Map<List<String>, OperatorMapper> mappers = new HashMap<>();

  /**
   * Creates a sweep.
   *
   * @param sweeps what varies, as the user wrote it
   * @param device the device, whose fields may vary
   * @param operator the operator, whose sizes may vary
   * @param spec the command, for messages
   * @param cache where mappings are kept
   * @throws InputException if a text states no axis, one is named twice, or there are too many
   *     points
   */
  MapSweep(
      List<String> sweeps,
      DeviceOptions device,
      OperatorOptions operator,
      CommandSpec spec,
      OperatorCache cache) {
    this.axes = sweeps.stream().map(SweepAxis::parse).toList();
    this.device = device;
    this.operator = operator;
    this.spec = spec;
    this.cache = cache;
    long points = 1;
    for (SweepAxis axis : axes) {
      points *= axis.values().size();
      if (axes.stream().filter(a -> a.name().equals(axis.name())).count() > 1) {
        throw new InputException("--sweep names " + axis.name() + " twice");
      }
      if (points > MOST_POINTS) {
        throw new InputException(
            "the sweeps have more than " + MOST_POINTS + " points; take larger steps");
      }
    }
  }

  /**
   * A point of the sweep.
   *
   * @param values of the axes, in their order
   * @param device id of the device
   * @param processor that runs it
   * @param operator the operator
   * @param result its best mapping, or why it has none
   */
  record Point(
      List<String> values, String device, String processor, Operator operator, MapResult result) {
    Optional<OperatorCost> cost() {
      return result instanceof MappedOperator mapped
          ? Optional.of(mapped.cost())
          : Optional.empty();
    }

    Optional<String> reason() {
      return result instanceof MapResult.Infeasible infeasible
          ? Optional.of(infeasible.reason())
          : Optional.empty();
    }
  }

  /** Returns all points, the last axis varying fastest. */
  List<Point> points(Optional<String> processor) {
    List<Point> result = new ArrayList<>();
    add(new ArrayList<>(), processor, result);
    return result;
  }

  private void add(List<String> values, Optional<String> processor, List<Point> result) {
    if (values.size() < axes.size()) {
      for (String value : axes.get(values.size()).values()) {
        List<String> longer = new ArrayList<>(values);
        longer.add(value);
        add(longer, processor, result);
      }
      return;
    }
    List<String> overrides = new ArrayList<>(device.overrides);
    Optional<String> on = processor;
    for (int i = 0; i < axes.size(); i++) {
      SweepAxis axis = axes.get(i);
      String value = values.get(i);
      if (axis.isSize()) {
        operator.size(axis.name(), Long.parseLong(value));
      } else if (axis.name().equals(SweepAxis.PROCESSOR)) {
        on = Optional.of(value);
      } else {
        overrides.add(axis.name() + "=" + value);
      }
    }
    OperatorMapper mapper =
        mappers.computeIfAbsent(
            overrides,
            o -> new OperatorMapper(DeviceOptions.source(device.device, o).load(), cache));
    Device target = mapper.device();
    Operator wanted = operator.operator(spec, target);
    Processor runs = target.processor(on.orElseGet(() -> MapCommand.defaultProcessor(target)));
    MapResult mapped = InputException.checked(() -> mapper.map(wanted, runs.id()));
    result.add(new Point(List.copyOf(values), target.id(), runs.id(), wanted, mapped));
  }

  /** Returns the header of the CSV. */
  List<String> header() {
    List<String> header = new ArrayList<>(axes.stream().map(SweepAxis::name).toList());
    header.addAll(
        List.of(
            "device",
            "on_processor",
            "operator",
            "shape",
            "types",
            "latency_us",
            "roofline_us",
            "bound_by",
            "utilization_percent",
            "main_memory_bytes",
            "mapping",
            "reason"));
    return header;
  }

  /** Returns a row for each point; what an operator without a mapping lacks is empty. */
  List<List<Object>> rows(List<Point> points) {
    return points.stream().map(this::row).toList();
  }

  private List<Object> row(Point point) {
    Optional<OperatorCost> cost = point.cost();
    List<Object> row = new ArrayList<>(point.values());
    row.add(point.device());
    row.add(point.processor());
    row.add(point.operator().id());
    row.add(point.operator().shape());
    row.add(OperatorOptions.types(point.operator()));
    row.add(cost.map(c -> c.latencySeconds() * MICRO));
    row.add(cost.map(c -> c.rooflineSeconds() * MICRO));
    row.add(cost.map(c -> c.boundBy().id()));
    row.add(cost.map(c -> c.utilization() * PERCENT));
    row.add(cost.map(c -> Numbers.wholeBytes(c.traffic(MemoryLevel.MAIN_MEMORY))));
    row.add(
        point.result() instanceof MappedOperator mapped
            ? Optional.of(described(mapped.mapping().describe()))
            : Optional.empty());
    row.add(point.reason());
    return row;
  }

  private static String described(Map<String, Object> mapping) {
    return mapping.entrySet().stream()
        .map(e -> e.getKey() + "=" + e.getValue())
        .collect(Collectors.joining(" "));
  }

  /** Returns the document. */
  Map<String, ?> json(List<Point> points) {
    List<String> header = header();
    List<Map<String, Object>> list = new ArrayList<>();
    for (List<Object> row : rows(points)) {
      Map<String, Object> one = new LinkedHashMap<>();
      for (int i = 0; i < header.size(); i++) {
        one.put(header.get(i), row.get(i));
      }
      list.add(one);
    }
    return Map.of("points", list);
  }

  /** Returns the text for people. */
  String table(List<Point> points) {
    List<String> header = new ArrayList<>(axes.stream().map(SweepAxis::name).toList());
    header.addAll(List.of("on", "shape", "latency", "bound by", "util %"));
    var table = new TextTable(header.toArray(String[]::new));
    for (Point point : points) {
      List<String> row = new ArrayList<>(point.values());
      row.add(point.processor());
      row.add(point.operator().shape());
      row.add(point.cost().map(c -> Numbers.seconds(c.latencySeconds())).orElse("no mapping"));
      row.add(point.cost().map(c -> c.boundBy().id()).orElse("-"));
      row.add(point.cost().map(c -> Numbers.readable(PERCENT * c.utilization())).orElse("-"));
      table.row(row.toArray(String[]::new));
    }
    return table.render();
  }

  /**
   * Returns latencies over the first axis, one line for each combination of the others.
   *
   * @throws InputException if the first axis has no numbers
   */
  Chart plot(List<Point> points) {
    SweepAxis x = axes.get(0);
    if (!x.isSize()) {
      throw new InputException("--plot needs a size as the first --sweep, but it is " + x.name());
    }
    Map<String, List<ScatterChart.Dot>> lines = new LinkedHashMap<>();
    for (Point point : points) {
      point
          .cost()
          .ifPresent(
              c ->
                  lines
                      .computeIfAbsent(line(point), name -> new ArrayList<>())
                      .add(
                          new ScatterChart.Dot(
                              Double.parseDouble(point.values().get(0)), c.latencySeconds())));
    }
    List<ScatterChart.Dot> dots = lines.values().stream().flatMap(List::stream).toList();
    Point any = points.get(0);
    return new LineChart(
        "%s %s on %s"
            .formatted(
                any.operator().id(),
                operator.describedWithout(axes.stream().map(SweepAxis::name).toList()),
                any.device()),
        Axis.of(x.name(), Scale.fromZero(dots.stream().mapToDouble(d -> d.x()).toArray())),
        Axis.of(
            "latency",
            Scale.fromZero(dots.stream().mapToDouble(d -> d.y()).toArray()),
            NumberText::secondsTick),
        lines.entrySet().stream().map(e -> new LineChart.Line(e.getKey(), e.getValue())).toList());
  }

  private String line(Point point) {
    List<String> names = new ArrayList<>();
    for (int i = 1; i < axes.size(); i++) {
      String name = axes.get(i).name();
      names.add(name.substring(name.lastIndexOf('.') + 1) + " " + point.values().get(i));
    }
    return names.isEmpty() ? point.processor() : String.join(", ", names);
  }
}
