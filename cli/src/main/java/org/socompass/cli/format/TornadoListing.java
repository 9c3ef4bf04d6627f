package org.socompass.cli.format;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.socompass.cost.CostExperiment.Swing;
import org.socompass.cost.constants.Sourced;
import org.socompass.evaluation.Tornado;

/**
 * What moves a result most, in all forms.
 *
 * @param tornado what moves it
 */
public record TornadoListing(Tornado tornado) {
  public static final List<String> HEADER =
      List.of(
          "device",
          "result",
          "constant",
          "constant_p10",
          "constant_p90",
          "low",
          "high",
          "swing",
          "swing_percent",
          "source");

  private static final double LOW = 0.1;
  private static final double SMALL = 1e-4;

  /** Returns the rows of {@link #HEADER}. */
  public List<List<Object>> rows() {
    List<List<Object>> rows = new ArrayList<>();
    for (Swing swing : tornado.swings()) {
      Sourced constant = swing.constants().get(0);
      rows.add(
          List.of(
              tornado.device(),
              tornado.result(),
              swing.stream(),
              constant.quantile(LOW),
              constant.quantile(1 - LOW),
              swing.low(),
              swing.high(),
              swing.size(),
              100 * swing.size() / tornado.value(),
              constant.source()));
    }
    return rows;
  }

  /** Returns the rows as objects. */
  public Map<String, Object> json() {
    Map<String, Object> root = new LinkedHashMap<>();
    root.put("result", tornado.result());
    root.put("value", tornado.value());
    root.put("unit", tornado.unit());
    root.put("constants", new Listing("constants", HEADER, rows()).objects());
    return root;
  }

  /** Returns the table for people. */
  public String table() {
    var table = new TextTable("constant", "p10", "p90", "low", "high", "swing", "swing %");
    for (List<Object> row : rows()) {
      table.row(
          String.valueOf(row.get(2)),
          number(row.get(3)),
          number(row.get(4)),
          number(row.get(5)),
          number(row.get(6)),
          number(row.get(7)),
          number(row.get(8)));
    }
    return "What moves the "
        + tornado.result()
        + " of "
        + Numbers.readable(tornado.value())
        + " "
        + tornado.unit()
        + ": each constant from its p10 to its p90, all others at their value."
        + (tornado.note().isEmpty() ? "" : " " + tornado.note())
        + "\n"
        + table.render();
  }

  /** Returns a number to be read; constants in joules have too many zeros to count. */
  private static String number(Object value) {
    double number = (Double) value;
    return number != 0 && Math.abs(number) < SMALL
        ? String.format(Locale.ROOT, "%.2e", number)
        : Numbers.readable(number);
  }
}
