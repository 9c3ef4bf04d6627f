package org.socompass.cli.run;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.function.Function;
import java.util.stream.DoubleStream;
import org.socompass.cli.format.Facts;
import org.socompass.cli.format.Listing;
import org.socompass.cli.format.Numbers;
import org.socompass.report.chart.Axis;
import org.socompass.report.chart.LineChart;
import org.socompass.report.chart.Scale;
import org.socompass.report.chart.ScatterChart.Dot;
import org.socompass.study.tiers.FarStudy;
import org.socompass.study.tiers.FarStudy.Design;

/** From which price and bandwidth far memory pays, in all forms. */
final class FarBreakEvenText {
  static final List<String> HEADER =
      List.of(
          "design",
          "far_memory_gb_per_s",
          "largest_batch",
          "best_batch",
          "far_bytes",
          "tokens_per_second",
          "system_cost_usd",
          "tokens_per_second_per_usd",
          "break_even_usd_per_gb",
          "break_even_against_usd_per_gb",
          "beyond_known");

  private static final double GIGA = 1e9;

  private final FarStudy.Result result;

  FarBreakEvenText(FarStudy.Result result) {
    this.result = result;
  }

  List<List<Object>> rows() {
    List<List<Object>> rows = new ArrayList<>();
    rows.add(row(result.without()));
    result.against().map(this::row).ifPresent(rows::add);
    result.with().forEach(design -> rows.add(row(design)));
    return rows;
  }

  private List<Object> row(Design design) {
    return List.of(
        design.name(),
        giga(design.farBytesPerSecond()),
        design.mostBatch(),
        design.batch(),
        Numbers.wholeBytes(design.farBytes()),
        design.tokensPerSecond(),
        design.usd(),
        design.perUsd(),
        design.breakEvenUsdPerGb(),
        design.againstUsdPerGb(),
        design.farBytesPerSecond().isPresent()
            ? Optional.of(result.isBeyondKnown(design.farBytesPerSecond().getAsDouble()))
            : Optional.empty());
  }

  private static OptionalDouble giga(OptionalDouble bytesPerSecond) {
    return bytesPerSecond.isPresent()
        ? OptionalDouble.of(bytesPerSecond.getAsDouble() / GIGA)
        : bytesPerSecond;
  }

  String table() {
    var facts =
        new Facts()
            .add(
                "far memory",
                "%s, %s at %s, %s"
                    .formatted(
                        result.memory().type(),
                        Numbers.bytes((double) result.memory().capacityBytes()),
                        rate(result.memory().bytesPerSecond()),
                        result.usdPerGb().isPresent()
                            ? Numbers.readable(result.usdPerGb().getAsDouble()) + " USD/GB"
                            : "of unknown price"))
            .add("pays at that price", from(result.breakEvenBytesPerSecond()));
    if (result.with().stream()
        .anyMatch(d -> result.isBeyondKnown(d.farBytesPerSecond().orElseThrow()))) {
      facts.add(
          "beyond known", "above %s, %s, no far memory is known".formatted(rate(most()), mostOf()));
    }
    result
        .against()
        .ifPresent(
            other -> facts.add("against " + other.name(), from(result.againstBytesPerSecond())));
    return facts.render() + '\n' + new Listing("break_even", HEADER, rows()).table();
  }

  private double most() {
    return Math.max(result.memory().bytesPerSecond(), result.fastest().bytesPerSecond());
  }

  private String mostOf() {
    return result.memory().bytesPerSecond() > result.fastest().bytesPerSecond()
        ? "as stated"
        : "that of " + result.fastest().id();
  }

  private String from(OptionalDouble bytesPerSecond) {
    return bytesPerSecond.isPresent()
        ? "from "
            + rate(bytesPerSecond.getAsDouble())
            + " on"
            + (result.isBeyondKnown(bytesPerSecond.getAsDouble()) ? ", beyond known" : "")
        : "at none of these bandwidths";
  }

  private static String rate(double bytesPerSecond) {
    return Numbers.readable(bytesPerSecond / GIGA) + " GB/s";
  }

  Map<String, ?> json() {
    Map<String, Object> root = new LinkedHashMap<>();
    root.put("far_memory_usd_per_gb", result.usdPerGb());
    root.put("break_even_gb_per_s", giga(result.breakEvenBytesPerSecond()));
    root.put("break_even_against_gb_per_s", giga(result.againstBytesPerSecond()));
    root.put("break_even", new Listing("break_even", HEADER, rows()).objects());
    return root;
  }

  /** Returns the price at which far memory pays over its bandwidth. */
  LineChart chart() {
    List<LineChart.Line> lines = new ArrayList<>();
    line(lines, "over the device without it", Design::breakEvenUsdPerGb);
    result
        .against()
        .ifPresent(other -> line(lines, "over " + other.name(), Design::againstUsdPerGb));
    if (result.usdPerGb().isPresent()) {
      line(lines, "price as stated", design -> result.usdPerGb());
    }
    double[] bandwidths =
        result.with().stream()
            .mapToDouble(d -> d.farBytesPerSecond().orElseThrow() / GIGA)
            .toArray();
    double[] prices =
        DoubleStream.concat(
                DoubleStream.of(0),
                lines.stream().flatMap(l -> l.dots().stream()).mapToDouble(Dot::y))
            .toArray();
    return new LineChart(
        "Price at which far memory pays: " + result.with().get(0).name(),
        Axis.of("Bandwidth of far memory [GB/s]", Scale.logarithmic(bandwidths)),
        Axis.of("Break-even price [USD/GB]", Scale.holding(prices)),
        lines);
  }

  private void line(
      List<LineChart.Line> lines, String name, Function<Design, OptionalDouble> price) {
    List<Dot> dots = new ArrayList<>();
    for (Design design : result.with()) {
      OptionalDouble usd = price.apply(design);
      if (usd.isPresent()) {
        dots.add(new Dot(design.farBytesPerSecond().orElseThrow() / GIGA, usd.getAsDouble()));
      }
    }
    if (!dots.isEmpty()) {
      lines.add(new LineChart.Line(name, dots));
    }
  }
}
