package org.socompass.cli.whatif;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.socompass.cli.format.Gaps;
import org.socompass.cli.format.Listing;
import org.socompass.cli.format.Numbers;
import org.socompass.cli.format.TextTable;
import org.socompass.cli.format.TrustCells;
import org.socompass.evaluation.BatchKnee;
import org.socompass.evaluation.DesignEvaluation;
import org.socompass.evaluation.Metrics;
import org.socompass.inference.result.InferenceRequest;
import org.socompass.inference.trust.Trust;
import org.socompass.input.InputException;
import org.socompass.report.chart.Axis;
import org.socompass.report.chart.Chart;
import org.socompass.report.chart.LineChart;
import org.socompass.report.chart.Range;
import org.socompass.report.chart.Scale;
import org.socompass.report.chart.ScatterChart;
import org.socompass.study.whatif.WhatIfStudy;
import org.socompass.study.whatif.WhatIfStudy.Row;

/**
 * Designs beside one that they differ from, in all forms.
 *
 * @param result the result
 */
public record WhatIfText(WhatIfStudy.Result result) {
  private static final String RATE = "decode_tokens_per_second";
  private static final String UNKNOWN = "-";
  private static final String BATCH = "batch";
  private static final List<String> FIGURES =
      List.of(
          "ttft_ms",
          "tpot_ms",
          "prefill_tokens_per_second",
          RATE,
          "decode_energy_j_per_token",
          "decode_average_power_w",
          "die_area_mm2",
          "system_cost_usd",
          "decode_tokens_per_second_per_usd",
          "embodied_carbon_kg",
          "weights_bytes",
          "memory_capacity_bytes");

  /** Figures whose change against the first row is stated. */
  private static final List<String> CHANGED =
      List.of(
          "ttft_ms",
          "tpot_ms",
          "decode_energy_j_per_token",
          "system_cost_usd",
          "decode_tokens_per_second_per_usd");

  private static final List<String> SURE =
      List.of("ttft_ms", "tpot_ms", "decode_tokens_per_second_per_usd");

  private static final List<String> SHOWN =
      List.of(
          "decode_energy_j_per_token",
          "system_cost_usd",
          "decode_tokens_per_second_per_usd",
          "embodied_carbon_kg");

  private static final Pattern QUANTITY = Pattern.compile("([0-9]+(?:\\.[0-9]+)?) ?(.*)");

  /** Returns the columns. */
  public List<String> header() {
    List<String> header = new ArrayList<>(result.axes());
    if (!header.contains("device")) {
      header.add("device");
    }
    header.addAll(List.of("engine_used", "fits_in_memory"));
    header.addAll(FIGURES);
    CHANGED.forEach(id -> header.add(id + "_change_percent"));
    SURE.forEach(id -> header.add(id + "_better_percent"));
    header.add("reason");
    header.addAll(Metrics.bandIds());
    header.addAll(TrustCells.HEADER);
    return header;
  }

  /** Returns a row for each design, the first that with which the others are compared. */
  public List<List<Object>> rows() {
    return result.rows().stream().map(this::row).toList();
  }

  private List<Object> row(Row row) {
    List<Object> cells = new ArrayList<>(row.values());
    if (!result.axes().contains("device")) {
      cells.add(row.device());
    }
    cells.add(row.evaluation().map(e -> e.result().engine().id()));
    cells.add(row.evaluation().map(e -> e.result().fitsInMemory()));
    FIGURES.forEach(id -> cells.add(row.value(id)));
    CHANGED.forEach(id -> cells.add(row.changePercent(id)));
    SURE.forEach(id -> cells.add(row.betterPercent(id)));
    cells.add(row.reason());
    Metrics.bandIds().forEach(id -> cells.add(row.value(id)));
    cells.addAll(
        row.trust()
            .map(TrustCells::cells)
            .orElse(java.util.Collections.nCopies(TrustCells.HEADER.size(), Optional.empty())));
    return cells;
  }

  /** Returns the document. */
  public Map<String, ?> json() {
    Map<String, Object> root = new LinkedHashMap<>();
    InferenceRequest request = base().result().request();
    root.put("model", request.model().id());
    root.put("quantization", request.quantization().id());
    root.put("axes", result.axes());
    if (result.axes().contains(BATCH)) {
      root.put(
          "knees",
          Knees.of(result).stream()
              .map(
                  k -> {
                    Map<String, Object> item = new LinkedHashMap<>();
                    item.put("of", k.line());
                    item.put("batch", k.knee().map(n -> (long) n.batch()));
                    item.put(RATE, k.knee().map(BatchKnee::tokensPerSecond));
                    return item;
                  })
              .toList());
    }
    root.put("points", new Listing("points", header(), rows()).objects());
    return root;
  }

  private DesignEvaluation base() {
    return result.rows().get(0).base().orElseThrow();
  }

  /** Returns the number of designs that can't run. */
  public long failed() {
    return result.rows().stream().filter(r -> r.evaluation().isEmpty()).count();
  }

  /** Returns the text for people. */
  public String table() {
    List<String> header = new ArrayList<>(result.axes());
    header.addAll(
        List.of(
            "engine",
            "TTFT",
            "TPOT",
            "80 % of TPOT",
            "J/token",
            "USD",
            "tok/s/USD",
            "kg CO2e",
            "TTFT %",
            "TPOT %",
            "J %",
            "USD %",
            "faster decode in %"));
    var table = new TextTable(header.toArray(String[]::new));
    var notes = new StringBuilder();
    Map<String, DesignEvaluation> designs = new LinkedHashMap<>();
    for (Row row : result.rows()) {
      List<String> cells = new ArrayList<>(row.values());
      if (row.evaluation().isEmpty()) {
        notes
            .append(String.join(", ", row.values()))
            .append(": ")
            .append(row.reason())
            .append('\n');
        continue;
      }
      DesignEvaluation evaluation = row.evaluation().get();
      if (!evaluation.result().fitsInMemory()) {
        notes.append(String.join(", ", row.values())).append(": the model does not fit\n");
      }
      cells.add(evaluation.result().engine().id());
      cells.add(Numbers.seconds(evaluation.result().ttftSeconds()));
      cells.add(Numbers.seconds(evaluation.result().tpotSeconds()));
      cells.add(Trust.factors(evaluation.latency().bands().decode()));
      designs.putIfAbsent(row.device(), evaluation);
      for (String id : SHOWN) {
        cells.add(text(row.value(id)));
      }
      for (String id : CHANGED.subList(0, 4)) {
        cells.add(change(row.changePercent(id)));
      }
      OptionalDouble sure = row.betterPercent("tpot_ms");
      cells.add(
          sure.isPresent() ? String.format(Locale.ROOT, "%.0f", sure.getAsDouble()) : UNKNOWN);
      table.row(cells.toArray(String[]::new));
    }
    return table.render()
        + "\n%: change against the first row; faster: probability by common draws.\n"
        + Knees.text(result)
        + notes
        + Gaps.below(designs, SHOWN);
  }

  private static String text(OptionalDouble value) {
    return value.isPresent() ? Numbers.readable(value.getAsDouble()) : UNKNOWN;
  }

  private static String change(OptionalDouble percent) {
    return percent.isPresent()
        ? String.format(Locale.ROOT, "%+.1f", percent.getAsDouble())
        : UNKNOWN;
  }

  /**
   * Returns decode throughput over the first axis, a line for each combination of the others.
   *
   * @throws InputException if the values of the first axis are no numbers of one unit
   */
  public Chart plot() {
    List<Row> points = result.rows().subList(1, result.rows().size());
    String unit = quantity(points.get(0)).group(2);
    Map<String, List<ScatterChart.Dot>> lines = new LinkedHashMap<>();
    for (Row row : points) {
      Matcher x = quantity(row);
      if (!x.group(2).equals(unit)) {
        throw new InputException(
            "--plot needs values of one unit, but %s has %s and %s"
                .formatted(result.axes().get(0), unit, x.group(2)));
      }
      row.value(RATE)
          .ifPresent(
              y ->
                  lines
                      .computeIfAbsent(Knees.line(result, row, 0), name -> new ArrayList<>())
                      .add(
                          new ScatterChart.Dot(
                              Double.parseDouble(x.group(1)), y, Optional.empty(), band(row))));
    }
    List<ScatterChart.Dot> dots = lines.values().stream().flatMap(List::stream).toList();
    if (dots.isEmpty()) {
      throw new InputException("--plot: no point of the sweep can run");
    }
    double[] xs = dots.stream().mapToDouble(ScatterChart.Dot::x).toArray();
    InferenceRequest request = base().result().request();
    boolean isBatch = result.axes().get(0).equals(BATCH);
    return new LineChart(
        "%s as %s on %s"
            .formatted(
                request.model().id(), request.quantization().id(), result.rows().get(0).device()),
        Axis.ofValues(
            result.axes().get(0) + (unit.isEmpty() ? "" : " [" + unit + "]"),
            isBatch ? Scale.holding(xs) : Scale.fromZero(xs),
            xs),
        Axis.of(
            "decode [tokens/s]",
            Scale.fromZero(
                dots.stream()
                    .mapToDouble(d -> d.yRange().map(Range::high).orElse(d.y()))
                    .toArray())),
        lines.entrySet().stream()
            .map(
                e ->
                    new LineChart.Line(
                        e.getKey() + (isBatch ? Knees.named(e.getValue()) : ""), e.getValue()))
            .toList());
  }

  private static Optional<Range> band(Row row) {
    OptionalDouble low = row.value(RATE + "_p10");
    OptionalDouble high = row.value(RATE + "_p90");
    return low.isPresent() && high.isPresent()
        ? Optional.of(new Range(low.getAsDouble(), high.getAsDouble()))
        : Optional.empty();
  }

  private Matcher quantity(Row row) {
    Matcher matcher = QUANTITY.matcher(row.values().get(0));
    if (!matcher.matches()) {
      throw new InputException(
          "--plot needs numbers as the first --sweep, but %s is %s"
              .formatted(result.axes().get(0), row.values().get(0)));
    }
    return matcher;
  }
}
