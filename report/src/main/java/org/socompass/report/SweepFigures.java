package org.socompass.report;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.Set;
import java.util.function.Function;
import java.util.function.ToDoubleFunction;
import java.util.stream.DoubleStream;
import org.socompass.report.chart.Axis;
import org.socompass.report.chart.BarChart;
import org.socompass.report.chart.Chart;
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
  private static final int BARS = 20;

  private final SweepData report;
  private final String title;
  private final List<SweepColumn> objectives;
  private final List<SweepColumn> varied;

  private SweepFigures(SweepData report) {
    this.report = report;
    String named =
        report.subject().isEmpty() ? report.title() : report.title() + ": " + report.subject();
    this.title =
        report.designs().size() < report.points()
            ? String.format(
                Locale.ROOT,
                "%s, %,d of %,d points",
                named,
                report.designs().size(),
                report.points())
            : named;
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
            .filter(c -> SweepSteps.count(c) > 1)
            .toList();
  }

  /** Returns the charts by file name without extension; those without data are left out. */
  public static Map<String, Chart> of(SweepData report) {
    var figures = new SweepFigures(report);
    Map<String, Chart> charts = new LinkedHashMap<>();
    figures.pareto().ifPresent(c -> charts.put("pareto", c));
    figures.parallel().ifPresent(c -> charts.put("parallel", c));
    SweepHeatMap.of(report, figures.title, figures.varied, figures.objectives)
        .ifPresent(c -> charts.put("heat-map", c));
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
    // The axes hold the designs to choose from; those that break a constraint may lie far outside.
    boolean isAnyFeasible = series.stream().skip(1).anyMatch(s -> !s.dots().isEmpty());
    List<ScatterChart.Dot> dots =
        series.stream().skip(isAnyFeasible ? 1 : 0).flatMap(s -> s.dots().stream()).toList();
    Scale across = scale(dots, ScatterChart.Dot::x, ScatterChart.Dot::xRange);
    Scale up = scale(dots, ScatterChart.Dot::y, ScatterChart.Dot::yRange);
    ScatterChart.Series all = series.get(0);
    List<ScatterChart.Dot> inside =
        all.dots().stream().filter(d -> across.holds(d.x()) && up.holds(d.y())).toList();
    int outside = all.dots().size() - inside.size();
    series.set(0, all.of(inside));
    series.removeIf(s -> s.dots().isEmpty());
    return Optional.of(
        new ScatterChart(
            title,
            outside == 0
                ? ""
                : String.format(
                    Locale.ROOT, "%,d infeasible designs lie outside the axes", outside),
            Axis.of(x.title(), across),
            Axis.of(y.title(), up),
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
                isFront ? x.range(i) : Optional.empty(),
                isFront ? y.range(i) : Optional.empty()));
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

  private Optional<Chart> parallel() {
    List<SweepColumn> shown = new ArrayList<>(varied);
    objectives.stream().filter(c -> !shown.contains(c)).forEach(shown::add);
    List<SweepColumn> columns = shown.subList(0, Math.min(AXES, shown.size()));
    if (columns.size() < 2) {
      return Optional.empty();
    }
    // Of words alone: numbers are drawn where they are.
    List<Optional<SweepSteps>> steps =
        columns.stream()
            .map(
                c ->
                    c.values() instanceof SweepColumn.Words
                        ? Optional.of(SweepSteps.of(c))
                        : Optional.<SweepSteps>empty())
            .toList();
    List<Integer> choosable = report.choosable();
    List<Axis> axes = new ArrayList<>();
    for (int i = 0; i < columns.size(); i++) {
      axes.add(axis(columns.get(i), steps.get(i), choosable));
    }
    List<Integer> others = new ArrayList<>(choosable);
    others.removeAll(Set.copyOf(report.indices(SweepDesign.Standing.FRONT)));
    int left = report.designs().size() - choosable.size();
    String note =
        left == 0
            ? ""
            : String.format(Locale.ROOT, "without %,d infeasible or invalid designs", left);
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
    return Optional.of(new ParallelChart(title, note, axes, groups));
  }

  private static Axis axis(SweepColumn column, Optional<SweepSteps> steps, List<Integer> designs) {
    if (steps.isPresent()) {
      return Axis.ofNames(column.title(), steps.get().names());
    }
    double[] values =
        designs.stream()
            .map(column::number)
            .filter(OptionalDouble::isPresent)
            .mapToDouble(OptionalDouble::getAsDouble)
            .toArray();
    return column.role() == SweepColumn.Role.PARAMETER
        ? Axis.ofValues(column.title(), Scale.holding(values), values)
        : Axis.of(column.title(), Scale.holding(values));
  }

  private static List<List<Double>> lines(
      List<SweepColumn> columns, List<Optional<SweepSteps>> steps, List<Integer> designs) {
    List<List<Double>> lines = new ArrayList<>();
    for (int design : designs) {
      List<Double> line = new ArrayList<>();
      for (int i = 0; i < columns.size(); i++) {
        SweepColumn column = columns.get(i);
        OptionalDouble value =
            steps.get(i).isPresent() ? steps.get(i).get().at(design) : column.number(design);
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

  /** Designs of the front, evenly chosen if there are many. */
  private Optional<Chart> bars(SweepBreakdown breakdown) {
    List<Integer> front = report.indices(SweepDesign.Standing.FRONT);
    int count = Math.min(BARS, front.size());
    List<BarChart.Bar> bars = new ArrayList<>();
    for (int k = 0; k < count; k++) {
      int design = front.get((int) ((long) k * front.size() / count));
      // Operators by what they are for: nineteen colours can't be told apart.
      Map<String, Double> sums = new LinkedHashMap<>();
      for (SweepBreakdown.Part part : breakdown.parts()) {
        String name =
            breakdown.isOfOperators() ? OperatorGroup.of(part.label()).id() : part.label();
        part.values().get(design).ifPresent(v -> sums.merge(name, Math.max(0, v), Double::sum));
      }
      List<BarChart.Part> parts =
          sums.entrySet().stream().map(e -> new BarChart.Part(e.getKey(), e.getValue())).toList();
      if (!parts.isEmpty()) {
        bars.add(new BarChart.Bar("design " + report.designs().get(design).name(), parts));
      }
    }
    return bars.isEmpty()
        ? Optional.empty()
        : Optional.of(
            new BarChart(
                breakdown.label() + " of the Pareto front, " + title,
                breakdown.label() + " [" + breakdown.unit() + "]",
                bars));
  }
}
