package org.socompass.ratefit;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import java.util.function.Consumer;
import org.socompass.inference.engine.EngineLibrary;
import org.socompass.inference.rates.EngineRates;

/**
 * Errors of engines on devices whose rows took no part in their fit: for each engine and device all
 * free constants are fitted to the rows of its other devices.
 *
 * <p>An engine that was measured on one device alone is left with what is known of its constants
 * without it: those of the engine that it is derived from, fitted without the device, or their
 * meaning.
 */
public final class EngineLeaveOut {
  private EngineLeaveOut() {}

  /**
   * A row beside its predictions.
   *
   * @param row the row
   * @param inSample {@code predicted / measured} of its time with all rows in the fit
   * @param leftOut the same without the rows of its device
   * @param others devices that the fit without it rests on
   */
  public record Prediction(RatedRow row, double inSample, double leftOut, int others) {}

  /**
   * Constants of an engine.
   *
   * @param engine id of the profile
   * @param constants values by name, fitted to all rows
   */
  public record Fitted(String engine, Map<String, Double> constants) {
    /** Copies the map. */
    public Fitted {
      constants = java.util.Collections.unmodifiableMap(new LinkedHashMap<>(constants));
    }
  }

  /** Returns the constants of each engine, fitted to all its rows. */
  public static List<Fitted> fits(List<RatedRow> rows) {
    List<Fitted> result = new ArrayList<>();
    for (String engine : engines(rows)) {
      result.add(new Fitted(engine, fit(engine, rows)));
    }
    return result;
  }

  /**
   * Returns each row with its predictions, by engine and device.
   *
   * @param progress told the engine and the device that is left out
   */
  public static List<Prediction> predictions(List<RatedRow> rows, Consumer<String> progress) {
    List<Prediction> result = new ArrayList<>();
    for (String engine : engines(rows)) {
      List<RatedRow> own = rows.stream().filter(r -> r.engine().equals(engine)).toList();
      Map<String, Double> all = fit(engine, rows);
      var devices = new TreeSet<String>();
      own.forEach(r -> devices.add(r.device()));
      for (String device : devices) {
        progress.accept(engine + " without " + device);
        Map<String, Double> without =
            fit(engine, rows.stream().filter(r -> !r.device().equals(device)).toList());
        for (RatedRow row : own) {
          if (row.device().equals(device)) {
            result.add(
                new Prediction(
                    row,
                    Math.exp(row.residual(all)),
                    Math.exp(row.residual(without)),
                    devices.size() - 1));
          }
        }
      }
    }
    return result;
  }

  private static List<String> engines(List<RatedRow> rows) {
    return rows.stream().map(RatedRow::engine).distinct().sorted().toList();
  }

  /** Constants of an engine, around those of the engine that it is derived from. */
  private static Map<String, Double> fit(String engine, List<RatedRow> rows) {
    EngineRates rates = EngineLibrary.byId(engine).rates().orElseThrow();
    Map<String, Double> medians = new LinkedHashMap<>();
    rates.fit().parent().ifPresent(parent -> medians.putAll(fit(parent, rows)));
    List<RatedRow> own = rows.stream().filter(r -> r.engine().equals(engine)).toList();
    return RateFit.of(rates.fit().constants(), own, medians);
  }
}
