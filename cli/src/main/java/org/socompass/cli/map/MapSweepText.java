package org.socompass.cli.map;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.socompass.cli.format.Numbers;
import org.socompass.cli.format.TextTable;
import org.socompass.inference.trust.Trust;
import org.socompass.input.InputException;
import org.socompass.mapper.MappedOperator;
import org.socompass.operator.MemoryLevel;
import org.socompass.operator.OperatorCost;
import org.socompass.report.chart.Axis;
import org.socompass.report.chart.Chart;
import org.socompass.report.chart.LineChart;
import org.socompass.report.chart.Range;
import org.socompass.report.chart.Scale;
import org.socompass.report.chart.ScatterChart;
import org.socompass.study.MapSweepStudy;
import org.socompass.study.MapSweepStudy.Point;

/** One operator mapped again and again, in all forms. */
final class MapSweepText {
  private static final double MICRO = 1e6;
  private static final double PERCENT = 100;

  private final List<MapSweepStudy.Axis> axes;
  private final List<Point> points;

  MapSweepText(MapSweepStudy.Result result) {
    this.axes = result.axes();
    this.points = result.points();
  }

  /** Returns the header of the CSV. */
  List<String> header() {
    List<String> header = new ArrayList<>(axes.stream().map(MapSweepStudy.Axis::name).toList());
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
            "reason",
            "latency_us_p10",
            "latency_us_p90"));
    return header;
  }

  /** Returns a row for each point; what an operator without a mapping lacks is empty. */
  List<List<Object>> rows() {
    return points.stream().map(this::row).toList();
  }

  private List<Object> row(Point point) {
    Optional<OperatorCost> cost = point.cost();
    List<Object> row = new ArrayList<>(point.values());
    row.add(point.device());
    row.add(point.processor());
    row.add(point.operator().id());
    row.add(point.operator().shape());
    row.add(point.operator().types());
    row.add(cost.map(c -> c.latencySeconds() * MICRO));
    row.add(cost.map(c -> c.rooflineSeconds() * MICRO));
    row.add(cost.map(c -> c.boundBy().id()));
    row.add(cost.map(c -> c.utilization() * PERCENT));
    row.add(cost.map(c -> Numbers.wholeBytes(c.traffic(MemoryLevel.MAIN_MEMORY))));
    row.add(
        point.result() instanceof MappedOperator mapped
            ? Optional.of(MapReport.described(mapped.mapping().describe()))
            : Optional.empty());
    row.add(point.reason());
    row.add(cost.map(c -> c.latencySeconds() * MICRO * point.band().lowFactor()));
    row.add(cost.map(c -> c.latencySeconds() * MICRO * point.band().highFactor()));
    return row;
  }

  /** Returns the document. */
  Map<String, ?> json() {
    List<String> header = header();
    List<Map<String, Object>> list = new ArrayList<>();
    for (List<Object> row : rows()) {
      Map<String, Object> one = new LinkedHashMap<>();
      for (int i = 0; i < header.size(); i++) {
        one.put(header.get(i), row.get(i));
      }
      list.add(one);
    }
    return Map.of("points", list);
  }

  /** Returns the text for people. */
  String table() {
    List<String> header = new ArrayList<>(axes.stream().map(MapSweepStudy.Axis::name).toList());
    header.addAll(List.of("on", "shape", "latency", "80 %", "bound by", "util %"));
    var table = new TextTable(header.toArray(String[]::new));
    for (Point point : points) {
      List<String> row = new ArrayList<>(point.values());
      row.add(point.processor());
      row.add(point.operator().shape());
      row.add(point.cost().map(c -> Numbers.seconds(c.latencySeconds())).orElse("no mapping"));
      row.add(point.cost().map(c -> Trust.factors(point.band())).orElse("-"));
      row.add(point.cost().map(c -> c.boundBy().id()).orElse("-"));
      row.add(point.cost().map(c -> Numbers.readable(PERCENT * c.utilization())).orElse("-"));
      table.row(row.toArray(String[]::new));
    }
    return table.render();
  }

  /**
   * Returns latencies over the first axis, one line for each combination of the others.
   *
   * @param described sizes and types that do not vary
   * @throws InputException if the first axis has no numbers
   */
  Chart plot(String described) {
    MapSweepStudy.Axis x = axes.get(0);
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
                              Double.parseDouble(point.values().get(0)),
                              c.latencySeconds(),
                              Optional.empty(),
                              Optional.of(
                                  new Range(
                                      c.latencySeconds() * point.band().lowFactor(),
                                      c.latencySeconds() * point.band().highFactor())))));
    }
    List<ScatterChart.Dot> dots = lines.values().stream().flatMap(List::stream).toList();
    double[] xs = dots.stream().mapToDouble(d -> d.x()).toArray();
    Point any = points.get(0);
    return new LineChart(
        "%s %s on %s".formatted(any.operator().id(), described, any.device()),
        Axis.ofValues(x.name(), Scale.fromZero(xs), xs),
        Axis.ofSeconds(
            "latency",
            Scale.fromZero(
                dots.stream()
                    .mapToDouble(d -> d.yRange().map(Range::high).orElse(d.y()))
                    .toArray())),
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
