package org.socompass.ratefit;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Consumer;
import org.socompass.inference.engine.EngineLibrary;
import org.socompass.inference.rates.EngineRates;
import org.socompass.validation.Point;

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
   * @param others other devices that the fit without it rests on, those of engines that its engine
   *     is derived from included; 0 if nothing is known but what constants mean
   */
  public record Prediction(RatedRow row, double inSample, double leftOut, int others) {
    /**
     * Returns the row as {@code validate} has it, predicted without its device if that is known.
     */
    public Point point() {
      double ratio = others > 0 ? leftOut : inSample;
      return new Point(
          row.dataset(),
          "llm-" + row.phase(),
          row.device(),
          row.row().label("processors"),
          row.row(),
          Point.Quantity.LATENCY,
          row.measuredSeconds(),
          Optional.of(new Point.Prediction(row.measuredSeconds() * ratio, OptionalDouble.empty())),
          "",
          row.pass().forward().tokens(),
          row.engine());
    }
  }

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
        List<RatedRow> others = rows.stream().filter(r -> !r.device().equals(device)).toList();
        Map<String, Double> without = fit(engine, others);
        int known = devices(engine, others).size();
        for (RatedRow row : own) {
          if (row.device().equals(device)) {
            result.add(
                new Prediction(
                    row, Math.exp(row.residual(all)), Math.exp(row.residual(without)), known));
          }
        }
      }
    }
    return result;
  }

  /** Devices of an engine and of those that it is derived from. */
  private static Set<String> devices(String engine, List<RatedRow> rows) {
    Set<String> result = new TreeSet<>();
    rows.stream()
        .filter(r -> r.engine().equals(engine))
        .forEach(r -> result.add(r.engine() + " on " + r.device()));
    EngineLibrary.byId(engine)
        .rates()
        .flatMap(r -> r.fit().parent())
        .ifPresent(parent -> result.addAll(devices(parent, rows)));
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
