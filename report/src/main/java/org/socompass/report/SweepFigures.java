package org.socompass.report;

import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.TreeSet;
import java.util.function.Function;
import java.util.function.ToDoubleFunction;
import java.util.stream.DoubleStream;
import org.socompass.evaluation.Metric.Better;
import org.socompass.report.chart.Axis;
import org.socompass.report.chart.BarChart;
import org.socompass.report.chart.Chart;
import org.socompass.report.chart.HeatMapChart;
import org.socompass.report.chart.NumberText;
import org.socompass.report.chart.Palette;
import org.socompass.report.chart.ParallelChart;
import org.socompass.report.chart.Range;
import org.socompass.report.chart.Scale;
import org.socompass.report.chart.ScatterChart;

/** Charts of a sweep for papers: what its page shows first, drawn once. */
public final class SweepFigures {
  /** More lines can't be told apart. */
  private static final int LINES = 2000;

  private static final int AXES = 10;
  private static final int CELLS = 16;
  private static final int BARS = 20;

  private final SweepData report;
  private final String title;
  private final List<SweepColumn> objectives;
  private final List<SweepColumn> varied;

  private SweepFigures(SweepData report) {
    this.report = report;
    this.title =
        report.designs().size() < report.points()
            ? String.format(
                Locale.ROOT,
                "%s, %,d of %,d points",
                report.title(),
                report.designs().size(),
                report.points())
            : report.title();
    List<SweepColumn> numbers =
        report.columns(SweepColumn.Role.OBJECTIVE).stream().filter(SweepFigures::isKnown).toList();
    this.objectives =
        numbers.size() > 1
            ? numbers
            : report.columns().stream()
                .filter(
                    c ->
                        c.role() != SweepColumn.Role.IDENTITY
                            && c.role() != SweepColumn.Role.PARAMETER)
                .filter(SweepFigures::isKnown)
                .toList();
    this.varied =
        report.columns(SweepColumn.Role.PARAMETER).stream()
            .filter(c -> steps(c).names().size() > 1)
            .toList();
  }

  /** Returns the charts by file name without extension; those without data are left out. */
  public static Map<String, Chart> of(SweepData report) {
    var figures = new SweepFigures(report);
    Map<String, Chart> charts = new LinkedHashMap<>();
    figures.pareto().ifPresent(c -> charts.put("pareto", c));
    figures.parallel().ifPresent(c -> charts.put("parallel", c));
    figures.heatMap().ifPresent(c -> charts.put("heat-map", c));
    for (int i = 0; i < report.breakdowns().size(); i++) {
      SweepBreakdown breakdown = report.breakdowns().get(i);
      String name = breakdown.label().toLowerCase(Locale.ROOT).replaceAll("[^a-z0-9]+", "-");
      figures.bars(breakdown).ifPresent(c -> charts.put(unused("breakdown-" + name, charts), c));
    }
    return charts;
  }

  private static String unused(String name, Map<String, Chart> charts) {
    String result = name;
    for (int i = 2; charts.containsKey(result); i++) {
      result = name + "-" + i;
    }
    return result;
  }

  private static boolean isKnown(SweepColumn column) {
    return column.values() instanceof SweepColumn.Numbers numbers
        && numbers.all().stream().anyMatch(OptionalDouble::isPresent);
  }

  private static double[] known(SweepColumn column) {
    return column.values() instanceof SweepColumn.Numbers numbers
        ? numbers.all().stream()
            .filter(OptionalDouble::isPresent)
            .mapToDouble(OptionalDouble::getAsDouble)
            .toArray()
        : new double[0];
  }

  private Optional<Chart> pareto() {
    if (objectives.size() < 2) {
      return Optional.empty();
    }
    SweepColumn y = objectives.get(0);
    SweepColumn x = objectives.get(1);
    List<ScatterChart.Series> series = new ArrayList<>();
    series.add(dots("infeasible", Palette.FAINT, 2.5, 0.5, x, y, SweepDesign.Standing.INFEASIBLE));
    series.add(dots("feasible", Palette.PLAIN, 2.5, 0.6, x, y, SweepDesign.Standing.FEASIBLE));
    series.add(dots("Pareto front", Palette.ACCENT, 4, 1, x, y, SweepDesign.Standing.FRONT));
    series.removeIf(s -> s.dots().isEmpty());
    List<ScatterChart.Dot> dots = series.stream().flatMap(s -> s.dots().stream()).toList();
    return Optional.of(
        new ScatterChart(
            title,
            Axis.of(x.title(), scale(dots, ScatterChart.Dot::x, ScatterChart.Dot::xRange)),
            Axis.of(y.title(), scale(dots, ScatterChart.Dot::y, ScatterChart.Dot::yRange)),
            series,
            List.of(),
            false));
  }

  private ScatterChart.Series dots(
      String name,
      String colour,
      double radius,
      double opacity,
      SweepColumn x,
      SweepColumn y,
      SweepDesign.Standing standing) {
    boolean isFront = standing == SweepDesign.Standing.FRONT;
    List<ScatterChart.Dot> dots = new ArrayList<>();
    for (int i : report.indices(standing)) {
      if (x.number(i).isPresent() && y.number(i).isPresent()) {
        dots.add(
            new ScatterChart.Dot(
                x.number(i).getAsDouble(),
                y.number(i).getAsDouble(),
                isFront ? range(x, i) : Optional.empty(),
                isFront ? range(y, i) : Optional.empty()));
      }
    }
    return new ScatterChart.Series(name, colour, radius, opacity, false, dots);
  }

  /** Returns a scale that holds points and their ranges. */
  private static Scale scale(
      List<ScatterChart.Dot> dots,
      ToDoubleFunction<ScatterChart.Dot> value,
      Function<ScatterChart.Dot, Optional<Range>> range) {
    return Scale.holding(
        DoubleStream.concat(
                dots.stream().mapToDouble(value),
                dots.stream()
                    .flatMap(dot -> range.apply(dot).stream())
                    .flatMapToDouble(r -> DoubleStream.of(r.low(), r.high())))
            .toArray());
  }

  private static Optional<Range> range(SweepColumn column, int design) {
    if (column.spread().isEmpty()) {
      return Optional.empty();
    }
    OptionalDouble low = column.spread().get().low().get(design);
    OptionalDouble high = column.spread().get().high().get(design);
    return low.isPresent() && high.isPresent()
        ? Optional.of(new Range(low.getAsDouble(), high.getAsDouble()))
        : Optional.empty();
  }

  private Optional<Chart> parallel() {
    List<SweepColumn> shown = new ArrayList<>(varied);
    objectives.stream().filter(c -> !shown.contains(c)).forEach(shown::add);
    List<SweepColumn> columns = shown.subList(0, Math.min(AXES, shown.size()));
    if (columns.size() < 2) {
      return Optional.empty();
    }
    List<Steps> steps = columns.stream().map(SweepFigures::steps).toList();
    List<Axis> axes = new ArrayList<>();
    for (int i = 0; i < columns.size(); i++) {
      SweepColumn column = columns.get(i);
      axes.add(
          column.values() instanceof SweepColumn.Words
              ? Axis.ofNames(column.title(), steps.get(i).names())
              : Axis.of(column.title(), Scale.holding(known(column))));
    }
    List<Integer> others = new ArrayList<>(report.indices(SweepDesign.Standing.INFEASIBLE));
    others.addAll(report.indices(SweepDesign.Standing.FEASIBLE));
    List<ParallelChart.Group> groups = new ArrayList<>();
    groups.add(
        new ParallelChart.Group("designs", Palette.PLAIN, 0.7, 0.2, lines(columns, steps, others)));
    groups.add(
        new ParallelChart.Group(
            "Pareto front",
            Palette.ACCENT,
            1.3,
            0.9,
            lines(columns, steps, report.indices(SweepDesign.Standing.FRONT))));
    groups.removeIf(g -> g.lines().isEmpty());
    return Optional.of(new ParallelChart(title, axes, groups));
  }

  private static List<List<Double>> lines(
      List<SweepColumn> columns, List<Steps> steps, List<Integer> designs) {
    List<List<Double>> lines = new ArrayList<>();
    for (int design : designs) {
      List<Double> line = new ArrayList<>();
      for (int i = 0; i < columns.size(); i++) {
        SweepColumn column = columns.get(i);
        OptionalDouble value =
            column.values() instanceof SweepColumn.Words
                ? steps.get(i).index(design)
                : column.number(design);
        value.ifPresent(line::add);
      }
      if (line.size() == columns.size()) {
        lines.add(line);
      }
    }
    if (lines.size() <= LINES) {
      return lines;
    }
    List<List<Double>> some = new ArrayList<>();
    for (int i = 0; i < LINES; i++) {
      some.add(lines.get((int) ((long) i * lines.size() / LINES)));
    }
    return some;
  }

  /** The best value of the first objective in each cell of the two parameters with most values. */
  private Optional<Chart> heatMap() {
    List<SweepColumn> parameters =
        varied.stream()
            .filter(c -> steps(c).names().size() <= CELLS)
            .sorted(Comparator.comparing(c -> -steps(c).names().size()))
            .toList();
    if (parameters.size() < 2 || objectives.isEmpty()) {
      return Optional.empty();
    }
    SweepColumn value = objectives.get(0);
    Steps x = steps(parameters.get(0));
    Steps y = steps(parameters.get(1));
    List<List<OptionalDouble>> rows = new ArrayList<>();
    for (int j = 0; j < y.names().size(); j++) {
      rows.add(new ArrayList<>(x.names().stream().map(n -> OptionalDouble.empty()).toList()));
    }
    boolean isMost = value.better().equals(Optional.of(Better.MAX));
    List<Integer> feasible = new ArrayList<>(report.indices(SweepDesign.Standing.FRONT));
    feasible.addAll(report.indices(SweepDesign.Standing.FEASIBLE));
    for (int design : feasible) {
      OptionalDouble number = value.number(design);
      if (number.isPresent() && x.index(design).isPresent() && y.index(design).isPresent()) {
        List<OptionalDouble> row = rows.get((int) y.index(design).getAsDouble());
        int at = (int) x.index(design).getAsDouble();
        OptionalDouble best = row.get(at);
        if (best.isEmpty()
            || (isMost
                ? number.getAsDouble() > best.getAsDouble()
                : number.getAsDouble() < best.getAsDouble())) {
          row.set(at, number);
        }
      }
    }
    if (rows.stream().flatMap(List::stream).noneMatch(OptionalDouble::isPresent)) {
      return Optional.empty();
    }
    return Optional.of(
        new HeatMapChart(
            title,
            "best " + value.title(),
            Axis.ofNames(parameters.get(0).title(), x.names()),
            Axis.ofNames(parameters.get(1).title(), y.names()),
            rows));
  }

  /** Designs of the front, evenly chosen if there are many. */
  private Optional<Chart> bars(SweepBreakdown breakdown) {
    List<Integer> front = report.indices(SweepDesign.Standing.FRONT);
    int count = Math.min(BARS, front.size());
    List<BarChart.Bar> bars = new ArrayList<>();
    for (int k = 0; k < count; k++) {
      int design = front.get((int) ((long) k * front.size() / count));
      List<BarChart.Part> parts = new ArrayList<>();
      for (SweepBreakdown.Part part : breakdown.parts()) {
        part.values()
            .get(design)
            .ifPresent(v -> parts.add(new BarChart.Part(part.label(), Math.max(0, v))));
      }
      if (!parts.isEmpty()) {
        bars.add(new BarChart.Bar("design " + report.designs().get(design).name(), parts));
      }
    }
    return bars.isEmpty()
        ? Optional.empty()
        : Optional.of(
            new BarChart(
                breakdown.label() + " of the Pareto front",
                breakdown.label() + " [" + breakdown.unit() + "]",
                bars));
  }

  /**
   * Distinct values of a column in order.
   *
   * @param names the values as text
   * @param of index of the value of each design; empty where it has none
   */
  private record Steps(List<String> names, List<OptionalDouble> of) {
    OptionalDouble index(int design) {
      return of.get(design);
    }
  }

  private static Steps steps(SweepColumn column) {
    if (column.values() instanceof SweepColumn.Words words) {
      List<String> names = words.all().stream().filter(w -> !w.isEmpty()).distinct().toList();
      return new Steps(names, words.all().stream().map(w -> index(names.indexOf(w))).toList());
    }
    List<Double> values = new ArrayList<>(new TreeSet<>(doubles(column)));
    List<OptionalDouble> of = new ArrayList<>();
    for (int i = 0; i < column.values().count(); i++) {
      OptionalDouble number = column.number(i);
      of.add(
          number.isPresent()
              ? index(Collections.binarySearch(values, number.getAsDouble()))
              : number);
    }
    return new Steps(values.stream().map(NumberText::tick).toList(), of);
  }

  private static List<Double> doubles(SweepColumn column) {
    List<Double> result = new ArrayList<>();
    for (double value : known(column)) {
      result.add(value);
    }
    return result;
  }

  private static OptionalDouble index(int at) {
    return at < 0 ? OptionalDouble.empty() : OptionalDouble.of(at);
  }
}
