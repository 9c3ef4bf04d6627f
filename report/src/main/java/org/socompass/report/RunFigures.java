package org.socompass.report;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import org.socompass.cost.area.AreaReport;
import org.socompass.cost.manufacture.CostReport;
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
      charts.put("operators-" + id, operators(phase));
      roofline(run, phase).ifPresent(chart -> charts.put("roofline-" + id, chart));
      timeline(phase).ifPresent(chart -> charts.put("timeline-" + id, chart));
      energy(run, phase).ifPresent(chart -> charts.put("energy-" + id, chart));
    }
    run.evaluation()
        .cost()
        .reports()
        .ifPresent(
            reports -> {
              area(reports.area()).ifPresent(chart -> charts.put("area", chart));
              cost(reports.cost()).ifPresent(chart -> charts.put("cost", chart));
            });
    return charts;
  }

  /** A bar for each operator, in the colour of what bounds it. */
  private static Chart operators(PhaseResult phase) {
    List<BarChart.Bar> bars = new ArrayList<>();
    for (OperatorTime operator : phase.operators()) {
      var part = new BarChart.Part(operator.boundBy().id(), operator.totalSeconds() * MILLI);
      bars.add(new BarChart.Bar(operator.name(), List.of(part)));
    }
    return new BarChart(RunData.title(phase), "time of all runs [ms]", bars);
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
              return new BarChart(RunData.title(phase), "energy [J]", bars);
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

  /** Returns the blocks of the dies, those of a part in one colour. */
  private static Optional<Chart> area(AreaReport area) {
    List<BarChart.Bar> bars =
        area.blocks().stream()
            .map(b -> new BarChart.Bar(b.name(), List.of(new BarChart.Part(b.part(), b.mm2()))))
            .toList();
    return bars.isEmpty()
        ? Optional.empty()
        : Optional.of(new BarChart("Area of the blocks", "area [mm2]", bars));
  }

  /** Returns the parts of the cost of one device that are known. */
  private static Optional<Chart> cost(CostReport cost) {
    Map<String, OptionalDouble> parts = new LinkedHashMap<>();
    parts.put("dies", cost.allDiesUsd());
    parts.put("package", cost.packageUsd());
    parts.put("test", OptionalDouble.of(cost.test().value()));
    parts.put("memory", cost.memoryUsd());
    List<BarChart.Bar> bars = new ArrayList<>();
    parts.forEach(
        (name, usd) ->
            usd.ifPresent(
                value ->
                    bars.add(
                        new BarChart.Bar(name, List.of(new BarChart.Part("one device", value))))));
    return cost.chipUsd().isEmpty()
        ? Optional.empty()
        : Optional.of(
            new BarChart(
                "Cost of one device before the yield of its assembly", "cost [USD]", bars));
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
                RunData.title(phase),
                run.evaluation().result().device().memory().peakBytesPerSecond(),
                Ceilings.of(run.evaluation().result(), run.evaluation().processors()),
                all));
  }

  /** Returns whether an operator has a place below a roofline: it computes, and moves data. */
  static boolean isPlaced(OperatorTime operator) {
    return operator.operations() > 0 && operator.mainMemoryBytes() > 0 && operator.seconds() > 0;
  }

  private static Optional<Chart> timeline(PhaseResult phase) {
    return phase
        .timeline()
        .filter(t -> t.seconds() > 0)
        .map(
            t ->
                new TimelineChart(
                    RunData.title(phase),
                    t.lanes(),
                    RunSpan.of(phase, t).stream()
                        .map(s -> new TimelineChart.Span(s.kind(), s.lane(), s.from(), s.to()))
                        .toList(),
                    t.seconds()));
  }
}
