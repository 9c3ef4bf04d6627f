package org.socompass.report;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.socompass.cost.area.AreaReport;
import org.socompass.cost.area.Block;
import org.socompass.cost.draws.Quantiles;
import org.socompass.cost.draws.Uncertain;
import org.socompass.cost.manufacture.CostReport;
import org.socompass.evaluation.Tornado;
import org.socompass.report.chart.BarChart;
import org.socompass.report.chart.Chart;
import org.socompass.report.chart.NumberText;
import org.socompass.report.chart.Range;
import org.socompass.report.chart.TornadoChart;

/** Charts of one device: its area, its cost, and what moves a result of it. */
public final class DeviceFigures {
  /** Shorter bars can't be seen beside the longest. */
  private static final int MOST_LEVERS = 15;

  private static final String RANGE = ", line: p10 to p90";
  private static final String PART = "part";
  private static final String SUM = "sum";

  private DeviceFigures() {}

  /** Returns the blocks of the dies, those of a part in one colour. */
  public static Chart area(String device, AreaReport area) {
    double whole = area.siliconMm2().orElse(0);
    List<BarChart.Bar> bars = new ArrayList<>();
    for (Block block : area.blocks()) {
      String share =
          whole > 0 ? String.format(Locale.ROOT, ", %.1f %%", 100 * block.mm2() / whole) : "";
      bars.add(bar(block.name(), block.part().replace('_', ' '), block.area(), "mm2" + share));
    }
    String sum = whole > 0 ? ", " + NumberText.readable(whole) + " mm2" : "";
    return new BarChart("Area of " + device + sum, "area [mm2]" + RANGE, bars);
  }

  /** Returns the parts of the cost that are known, and their sums. */
  public static Chart cost(String device, CostReport cost) {
    List<BarChart.Bar> bars = new ArrayList<>();
    int dies = cost.dies().stream().mapToInt(d -> d.die().count()).sum();
    for (CostReport.DieCost die : cost.dies()) {
      String name = cost.dies().size() > 1 ? die.die().name() + " die" : "die";
      int count = die.die().count();
      bars.add(usd(count > 1 ? name + ", one of " + count : name, PART, die.usd()));
    }
    if (dies > 1) {
      cost.dies().stream()
          .map(d -> d.usd().times(d.die().count()))
          .reduce(Uncertain::plus)
          .ifPresent(sum -> bars.add(usd("all dies", SUM, sum)));
    }
    cost.packageCost().ifPresent(value -> bars.add(usd("package", PART, value)));
    bars.add(usd("test", PART, cost.test()));
    cost.chip().ifPresent(value -> bars.add(usd("chip", SUM, value)));
    cost.memory().ifPresent(value -> bars.add(usd("memory", "memory", value)));
    cost.system().ifPresent(value -> bars.add(usd("system", SUM, value)));
    return new BarChart("Cost of " + device, "cost [USD]" + RANGE, bars);
  }

  private static BarChart.Bar usd(String name, String part, Uncertain value) {
    return bar(name, part, value, "USD");
  }

  private static BarChart.Bar bar(String name, String part, Uncertain value, String unit) {
    Quantiles q = value.quantiles();
    // The axis begins at 0, and so does what is shown of a range.
    Optional<Range> range =
        q.p10() < q.p90()
            ? Optional.of(new Range(Math.max(0, q.p10()), Math.max(0, q.p90())))
            : Optional.empty();
    return new BarChart.Bar(
        name,
        List.of(new BarChart.Part(part, value.value())),
        range,
        NumberText.readable(value.value()) + " " + unit);
  }

  /** Returns the constants that move a result most. */
  public static Chart tornado(Tornado tornado) {
    return new TornadoChart(
        "What moves the %s of %s, %s %s"
            .formatted(
                tornado.result(),
                tornado.device(),
                NumberText.readable(tornado.value()),
                tornado.unit()),
        tornado.result() + " [" + tornado.unit() + "]",
        tornado.value(),
        "constant at its p10",
        "constant at its p90",
        tornado.swings().stream()
            .limit(MOST_LEVERS)
            .map(s -> new TornadoChart.Lever(s.stream(), s.low(), s.high()))
            .toList());
  }
}
