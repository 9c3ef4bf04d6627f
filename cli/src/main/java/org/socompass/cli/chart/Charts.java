package org.socompass.cli.chart;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.socompass.cli.cost.CostAccount;
import org.socompass.cli.format.Numbers;
import org.socompass.cost.CostExperiment.Swing;
import org.socompass.cost.area.AreaReport;
import org.socompass.cost.area.Block;
import org.socompass.cost.draws.Quantiles;
import org.socompass.hardware.Device;

/** Pictures of area and cost: bars with their percentiles, and tornados. */
public final class Charts {
  private static final int WIDTH = 860;
  private static final int LABEL = 330;
  private static final int RIGHT = 110;
  private static final int TOP = 44;
  private static final int STEP = 22;
  private static final int BAR = 15;

  private Charts() {}

  /**
   * A bar.
   *
   * @param label text before it
   * @param value its length
   * @param low least likely length, where a whisker starts
   * @param high greatest likely length
   * @param text text after it
   * @param colour its colour
   */
  private record Bar(
      String label, double value, double low, double high, String text, String colour) {}

  /** Returns the blocks of the dies, those of a part in one colour. */
  public static String area(Device device, AreaReport area) {
    List<String> parts = area.blocks().stream().map(Block::part).distinct().toList();
    double whole = area.siliconMm2().orElse(0);
    List<Bar> bars = new ArrayList<>();
    for (Block block : area.blocks()) {
      Quantiles q = block.area().quantiles();
      bars.add(
          new Bar(
              block.name(),
              block.mm2(),
              q.p10(),
              q.p90(),
              Numbers.readable(block.mm2())
                  + " mm2"
                  + (whole > 0
                      ? String.format(Locale.ROOT, ", %.1f %%", 100 * block.mm2() / whole)
                      : ""),
              Svg.colour(parts.indexOf(block.part()))));
    }
    return bars(
        "Area of " + device.id() + (whole > 0 ? ", " + Numbers.readable(whole) + " mm2" : ""),
        bars);
  }

  /** Returns the parts of the system cost. */
  public static String cost(CostAccount account) {
    List<Bar> bars = new ArrayList<>();
    for (CostAccount.Line line : account.lines()) {
      if (line.unit().equals("USD")
          && line.value().isPresent()
          && !line.item().endsWith("wafer")
          && !line.item().equals("nre_per_chip")) {
        Quantiles q = line.value().get().quantiles();
        boolean isSum = line.item().equals("chip") || line.item().equals("system");
        bars.add(
            new Bar(
                line.item().replace('_', ' '),
                line.value().get().value(),
                q.p10(),
                q.p90(),
                Numbers.readable(line.value().get().value()) + " USD",
                Svg.colour(isSum ? 5 : 0)));
      }
    }
    return bars("Cost of " + account.device().id(), bars);
  }

  private static String bars(String title, List<Bar> bars) {
    double greatest = bars.stream().mapToDouble(b -> Math.max(b.value, b.high)).max().orElse(1);
    double scale = (WIDTH - LABEL - RIGHT) / (greatest > 0 ? greatest : 1);
    var svg = new Svg(WIDTH, TOP + STEP * bars.size() + 20, 12, title);
    for (int i = 0; i < bars.size(); i++) {
      Bar bar = bars.get(i);
      double y = TOP + STEP * i;
      svg.text(LABEL - 8, y + 12, "end", bar.label);
      svg.rectangle(LABEL, y, scale * bar.value, BAR, bar.colour);
      double end = Math.max(bar.value, bar.high);
      if (bar.low < bar.high) {
        svg.line(
            "<path d=\"M%.1f %.1f H%.1f\" stroke=\"#222222\" stroke-width=\"2\"/>",
            LABEL + scale * bar.low, y + BAR / 2.0, LABEL + scale * bar.high);
      }
      svg.text(LABEL + scale * end + 6, y + 12, "start", bar.text);
    }
    svg.text(12, TOP + STEP * bars.size() + 12, "start", "line: p10 to p90");
    return svg.render();
  }

  /** Returns what moves a result most, at most so many bars. */
  public static String tornado(Tornado tornado, int most) {
    List<Swing> swings = tornado.swings().stream().limit(most).toList();
    double least = tornado.value();
    double greatest = tornado.value();
    for (Swing s : swings) {
      least = Math.min(least, Math.min(s.low(), s.high()));
      greatest = Math.max(greatest, Math.max(s.low(), s.high()));
    }
    double scale = (WIDTH - LABEL - RIGHT) / (greatest > least ? greatest - least : 1);
    double middle = LABEL + scale * (tornado.value() - least);
    var svg =
        new Svg(
            WIDTH,
            TOP + STEP * swings.size() + 20,
            12,
            "What moves the "
                + tornado.result()
                + " of "
                + tornado.device()
                + ", "
                + Numbers.readable(tornado.value())
                + " "
                + tornado.unit());
    for (int i = 0; i < swings.size(); i++) {
      Swing s = swings.get(i);
      double y = TOP + STEP * i;
      svg.text(LABEL - 8, y + 12, "end", s.stream());
      side(svg, middle, scale * (s.low() - tornado.value()), y, Svg.colour(0));
      side(svg, middle, scale * (s.high() - tornado.value()), y, Svg.colour(1));
      svg.text(
          LABEL + scale * (Math.max(s.low(), s.high()) - least) + 6,
          y + 12,
          "start",
          Numbers.readable(Math.min(s.low(), s.high()))
              + " - "
              + Numbers.readable(Math.max(s.low(), s.high())));
    }
    svg.line(
        "<path d=\"M%.1f %d V%d\" stroke=\"#222222\"/>",
        middle, TOP - 4, TOP + STEP * swings.size());
    svg.text(
        12, TOP + STEP * swings.size() + 12, "start", "blue: constant at its p10, red: at its p90");
    return svg.render();
  }

  private static void side(Svg svg, double middle, double length, double y, String colour) {
    svg.rectangle(Math.min(middle, middle + length), y, Math.abs(length), BAR, colour);
  }
}
