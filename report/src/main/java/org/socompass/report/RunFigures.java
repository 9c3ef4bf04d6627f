package org.socompass.report;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.socompass.inference.result.OperatorTime;
import org.socompass.inference.result.PhaseResult;
import org.socompass.operator.energy.Energy;
import org.socompass.report.chart.BarChart;
import org.socompass.report.chart.Chart;
import org.socompass.report.chart.RooflineChart;
import org.socompass.report.chart.TimelineChart;

/** Charts of one inference for papers. */
public final class RunFigures {
  private static final double MILLI = 1e3;

  private RunFigures() {}

  /** Returns the charts by file name without extension; those without data are left out. */
  public static Map<String, Chart> of(RunData run) {
    Map<String, Chart> charts = new LinkedHashMap<>();
    for (PhaseResult phase : run.phases()) {
      String id = phase.phase().id();
      charts.put("operators-" + id, operators(run, phase));
      roofline(run, phase).ifPresent(chart -> charts.put("roofline-" + id, chart));
      timeline(run, phase).ifPresent(chart -> charts.put("timeline-" + id, chart));
      energy(run, phase).ifPresent(chart -> charts.put("energy-" + id, chart));
    }
    run.evaluation()
        .cost()
        .reports()
        .ifPresent(
            reports -> {
              String device = run.evaluation().result().device().id();
              if (!reports.area().blocks().isEmpty()) {
                charts.put("area", DeviceFigures.area(device, reports.area()));
              }
              if (reports.cost().chip().isPresent()) {
                charts.put("cost", DeviceFigures.cost(device, reports.cost()));
              }
            });
    return charts;
  }

  /** A bar for each operator, in the colour of what bounds it. */
  private static Chart operators(RunData run, PhaseResult phase) {
    List<BarChart.Bar> bars = new ArrayList<>();
    for (OperatorTime operator : phase.operators()) {
      var part = new BarChart.Part(operator.boundBy().id(), operator.totalSeconds() * MILLI);
      bars.add(new BarChart.Bar(operator.name(), List.of(part)));
    }
    return new BarChart(run.figureTitle(phase), "time of all runs [ms]", bars);
  }

  /** Returns the energy of a phase, of each processor by cause. */
  private static Optional<Chart> energy(RunData run, PhaseResult phase) {
    return phase
        .energy(run.evaluation().result().device())
        .map(
            energy -> {
              List<BarChart.Bar> bars = new ArrayList<>();
              energy.byProcessor().forEach((id, e) -> bars.add(causes(id, e)));
              bars.add(
                  new BarChart.Bar(
                      "memory at rest",
                      List.of(new BarChart.Part("memory", energy.memoryIdleJoules()))));
              return new BarChart(run.figureTitle(phase), "energy [J]", bars);
            });
  }

  private static BarChart.Bar causes(String processor, Energy energy) {
    return new BarChart.Bar(
        processor,
        List.of(
            new BarChart.Part("idle", energy.idleJoules()),
            new BarChart.Part("clock", energy.clockJoules()),
            new BarChart.Part("operations", energy.operationJoules()),
            new BarChart.Part("transfers", energy.transferJoules()),
            new BarChart.Part("memory", energy.memoryJoules())));
  }

  /** Operators that compute, in the colour of what bounds them. */
  private static Optional<Chart> roofline(RunData run, PhaseResult phase) {
    Map<String, List<RooflineChart.Point>> groups = new LinkedHashMap<>();
    for (OperatorTime operator : phase.operators()) {
      if (isPlaced(operator)) {
        groups
            .computeIfAbsent(operator.boundBy().id(), bound -> new ArrayList<>())
            .add(
                new RooflineChart.Point(
                    operator.name(),
                    operator.operations() / operator.mainMemoryBytes(),
                    operator.operations() / operator.seconds()));
      }
    }
    List<RooflineChart.Group> all = new ArrayList<>();
    groups.forEach((bound, points) -> all.add(new RooflineChart.Group(bound, points)));
    return all.isEmpty()
        ? Optional.empty()
        : Optional.of(
            new RooflineChart(
                run.figureTitle(phase),
                run.evaluation().result().device().memory().peakBytesPerSecond(),
                Ceilings.of(run.evaluation().result(), run.evaluation().processors()),
                all));
  }

  /** Returns whether an operator has a place below a roofline: it computes, and moves data. */
  static boolean isPlaced(OperatorTime operator) {
    return operator.operations() > 0 && operator.mainMemoryBytes() > 0 && operator.seconds() > 0;
  }

  private static Optional<Chart> timeline(RunData run, PhaseResult phase) {
    return phase
        .timeline()
        .filter(t -> t.seconds() > 0)
        .map(
            t ->
                new TimelineChart(
                    run.figureTitle(phase),
                    t.lanes(),
                    RunSpan.of(phase, t).stream()
                        .map(s -> new TimelineChart.Span(s.kind(), s.lane(), s.from(), s.to()))
                        .toList(),
                    t.seconds()));
  }
}
