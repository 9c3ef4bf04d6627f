package org.socompass.report;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.OptionalDouble;
import org.socompass.evaluation.Metric.Better;
import org.socompass.report.chart.Axis;
import org.socompass.report.chart.Chart;
import org.socompass.report.chart.HeatMapChart;
import org.socompass.report.chart.NumberText;

/**
 * The best value of the first objective in each cell of the two parameters with most values, over
 * the designs to choose from.
 */
final class SweepHeatMap {
  private static final int CELLS = 16;

  private final SweepData report;
  private final SweepColumn value;
  private final SweepSteps x;
  private final SweepSteps y;

  private SweepHeatMap(SweepData report, SweepColumn value, SweepSteps x, SweepSteps y) {
    this.report = report;
    this.value = value;
    this.x = x;
    this.y = y;
  }

  /** Returns the chart; empty if fewer than two parameters vary or no design has a value. */
  static Optional<Chart> of(
      SweepData report, String title, List<SweepColumn> varied, List<SweepColumn> objectives) {
    List<SweepColumn> parameters =
        varied.stream()
            .filter(c -> SweepSteps.count(c) <= CELLS)
            .sorted(Comparator.comparing(c -> -SweepSteps.count(c)))
            .toList();
    if (parameters.size() < 2 || objectives.isEmpty()) {
      return Optional.empty();
    }
    SweepColumn across = parameters.get(0);
    SweepColumn up = parameters.get(1);
    SweepColumn value = objectives.get(0);
    var map = new SweepHeatMap(report, value, SweepSteps.of(across), SweepSteps.of(up));
    List<List<Optional<Integer>>> best = map.best();
    if (best.stream().flatMap(List::stream).allMatch(Optional::isEmpty)) {
      return Optional.empty();
    }
    return Optional.of(
        new HeatMapChart(
            title,
            map.note(best.stream().flatMap(List::stream).flatMap(Optional::stream).toList()),
            "best " + value.title(),
            Axis.ofNames(across.title(), map.x.names()),
            Axis.ofNames(up.title(), map.y.names()),
            best.stream()
                .map(
                    row ->
                        row.stream()
                            .map(d -> d.map(value::number).orElse(OptionalDouble.empty()))
                            .toList())
                .toList()));
  }

  /** Returns the best design of each cell, in rows from the bottom. */
  private List<List<Optional<Integer>>> best() {
    List<List<Optional<Integer>>> rows = new ArrayList<>();
    for (int j = 0; j < y.count(); j++) {
      rows.add(new ArrayList<>(Collections.nCopies(x.count(), Optional.empty())));
    }
    boolean isMost = value.better().equals(Optional.of(Better.MAX));
    for (int design : report.choosable()) {
      if (value.number(design).isPresent()
          && x.at(design).isPresent()
          && y.at(design).isPresent()) {
        List<Optional<Integer>> row = rows.get((int) y.at(design).getAsDouble());
        int at = (int) x.at(design).getAsDouble();
        double number = value.number(design).getAsDouble();
        boolean isBetter =
            row.get(at)
                .map(
                    other ->
                        isMost
                            ? number > value.number(other).orElseThrow()
                            : number < value.number(other).orElseThrow())
                .orElse(true);
        if (isBetter) {
          row.set(at, Optional.of(design));
        }
      }
    }
    return rows;
  }

  /** Says so if the values of the cells are closer to each other than any of them is known. */
  private String note(List<Integer> designs) {
    double[] values = designs.stream().mapToDouble(d -> value.number(d).orElseThrow()).toArray();
    double[] widths =
        designs.stream()
            .flatMap(d -> value.range(d).stream())
            .mapToDouble(r -> r.high() - r.low())
            .sorted()
            .toArray();
    if (widths.length == 0) {
      return "";
    }
    double span =
        Arrays.stream(values).max().orElseThrow() - Arrays.stream(values).min().orElseThrow();
    double median = widths[(widths.length - 1) / 2];
    return span >= median
        ? ""
        : String.format(
            Locale.ROOT,
            "The cells differ by at most %s %s, less than the 80 %% interval of one: %s",
            NumberText.readable(span),
            value.unit(),
            NumberText.readable(median));
  }
}
