package org.socompass.ratefit;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.TreeSet;
import java.util.function.Consumer;
import org.socompass.validation.Point;

/**
 * Errors of engines on devices whose rows took no part in their fit: for each engine and device all
 * free constants are fitted to the rows of its other devices.
 *
 * <p>An engine that was measured on one device alone is left with what is known of its constants
 * without it: those of the engine that it is derived from, of engines with kernels of the same kind
 * on other devices, or their meaning ({@link EngineFits}).
 */
public final class EngineLeaveOut {
  private EngineLeaveOut() {}

  /**
   * A row of another device.
   *
   * @param row the row
   * @param ratio {@code predicted / measured} of its time
   */
  public record Beside(RatedRow row, double ratio) {}

  /**
   * A row beside its predictions.
   *
   * @param row the row
   * @param inSample {@code predicted / measured} of its time with all rows in the fit
   * @param leftOut the same without the rows of its device
   * @param others engines on other devices that the fit without it rests on: its own, those that it
   *     is derived from, and those with kernels of its kinds; 0 if nothing is known but what
   *     constants mean
   * @param own those of them that are the engine itself or one that it is derived from
   * @param besides rows of other devices that ran the same, predicted from the same rows as {@code
   *     leftOut}
   */
  public record Prediction(
      RatedRow row, double inSample, double leftOut, int others, int own, List<Beside> besides) {
    /** Copies the list. */
    public Prediction {
      besides = List.copyOf(besides);
    }

    /**
     * Returns the row as {@code validate} has it, predicted without its device if the engine or one
     * that it is derived from was measured on another.
     */
    public Point point() {
      double ratio = own > 0 ? leftOut : inSample;
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
    var fits = new EngineFits(rows);
    for (String engine : engines(rows)) {
      result.add(new Fitted(engine, fits.of(engine)));
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
    var all = new EngineFits(rows);
    Map<String, EngineFits> without = new LinkedHashMap<>();
    for (String engine : engines(rows)) {
      List<RatedRow> own = rows.stream().filter(r -> r.engine().equals(engine)).toList();
      var devices = new TreeSet<String>();
      own.forEach(r -> devices.add(r.device()));
      for (String device : devices) {
        progress.accept(engine + " without " + device);
        EngineFits others =
            without.computeIfAbsent(
                device,
                d -> new EngineFits(rows.stream().filter(r -> !r.device().equals(d)).toList()));
        Map<String, Double> constants = others.of(engine);
        for (RatedRow row : own) {
          if (row.device().equals(device)) {
            List<Beside> besides =
                rows.stream()
                    .filter(r -> !r.device().equals(device) && DeviceOrder.isSameTask(r, row))
                    .map(r -> new Beside(r, Math.exp(r.residual(others.of(r.engine())))))
                    .toList();
            result.add(
                new Prediction(
                    row,
                    Math.exp(row.residual(all.of(engine))),
                    Math.exp(row.residual(constants)),
                    others.restsOn(engine, row.phase()).size(),
                    others.ownDevices(engine, row.phase()).size(),
                    besides));
          }
        }
      }
    }
    return result;
  }

  private static List<String> engines(List<RatedRow> rows) {
    return rows.stream().map(RatedRow::engine).distinct().sorted().toList();
  }
}
