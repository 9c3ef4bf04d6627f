package org.socompass.calibration;

import java.math.BigDecimal;
import java.math.MathContext;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.Consumer;
import org.socompass.input.InputException;
import org.socompass.validation.Dataset;

/**
 * The constants that kernels of several devices share, with their spread over these devices:
 *
 * <pre>{@code
 * mean    least loss over the rows of all devices, at most 24 of a table and device
 * own     each device's MAP about the mean
 * sigma   spread of the own values, what rows leave open included; twice
 * }</pre>
 *
 * <p>A constant that fewer than three devices tell keeps mean and spread: two devices say nothing
 * of a spread.
 */
public final class SharedFit {
  private static final int ROUNDS = 2;
  private static final int FEWEST_DEVICES = 3;
  private static final double PERCENT = 100;

  private SharedFit() {}

  /**
   * A constant.
   *
   * @param before as stated before
   * @param fitted with the mean and the spread that were found; as before if it stays
   * @param tellingDevices devices whose rows tell it
   * @param isFitted whether enough devices tell it
   * @param own value of each device by its own rows, in the constant's unit
   */
  public record Constant(
      Parameter before,
      Parameter fitted,
      int tellingDevices,
      boolean isFitted,
      Map<String, Double> own) {
    /** Copies the map. */
    public Constant {
      own = Collections.unmodifiableMap(new LinkedHashMap<>(own));
    }
  }

  /**
   * Errors of the rows of a device that were fitted [%].
   *
   * @param device the device
   * @param rows measurements
   * @param beforePercent mean magnitude with the constants stated before
   * @param sharedPercent the same with those that were found
   * @param ownPercent the same with the device's own
   */
  public record DeviceError(
      String device, int rows, double beforePercent, double sharedPercent, double ownPercent) {}

  /**
   * What was found.
   *
   * @param constants the constants in the order of the templates
   * @param errors errors by device
   * @param datasets data sets that rows are from
   */
  public record Result(List<Constant> constants, List<DeviceError> errors, List<String> datasets) {
    /** Copies the lists. */
    public Result {
      constants = List.copyOf(constants);
      errors = List.copyOf(errors);
      datasets = List.copyOf(datasets);
    }

    /** Returns the number of rows that were fitted. */
    public int rows() {
      return errors.stream().mapToInt(DeviceError::rows).sum();
    }
  }

  /**
   * Returns the shared constants.
   *
   * @param devices template ids or paths, at least three
   * @param progress told what is being done
   * @throws InputException if there are fewer than three, or one has no rows of products or
   *     attention, or shares no constant with others
   */
  public static Result of(List<Dataset> datasets, List<String> devices, Consumer<String> progress) {
    if (devices.stream().distinct().count() < FEWEST_DEVICES) {
      throw new InputException(
          "--shared: a spread over devices takes at least %d devices, but --device names %d"
              .formatted(FEWEST_DEVICES, devices.stream().distinct().count()));
    }
    Siblings siblings = Siblings.of(datasets, devices);
    for (String device : devices) {
      if (!siblings.devices().contains(device)) {
        throw new InputException(
            "--shared: the kernels of '" + device + "' share no constant with other devices");
      }
      if (!siblings.hasFitted(device)) {
        throw new InputException(
            "--shared: the data has no row of matmul.csv or attention.csv of '" + device + "'");
      }
    }
    progress.accept("fitting " + devices.size() + " devices together");
    double[] mean = siblings.together(siblings.devices());
    List<Parameter> around = with(siblings.parameters(), mean);
    List<Hierarchy.Evidence> evidence = evidence(siblings, around, progress);
    var found = Hierarchy.over(evidence, siblings.parameters(), mean);
    for (int round = 1; round < ROUNDS; round++) {
      evidence = evidence(siblings, found.parameters(), progress);
      found = Hierarchy.over(evidence, siblings.parameters(), mean);
    }
    List<Constant> constants = constants(siblings, found, evidence);
    double[] values = constants.stream().mapToDouble(c -> c.fitted().start()).toArray();
    List<DeviceError> errors = new ArrayList<>();
    Set<String> sources = new TreeSet<>();
    for (Hierarchy.Evidence e : evidence) {
      Measurements data = siblings.forFit(e.device());
      var model = new PredictionModel(siblings.parameters(), data);
      data.points().forEach(p -> sources.add(p.dataset()));
      errors.add(
          new DeviceError(
              e.device(),
              data.points().size(),
              meanMagnitude(data, model.seconds(model.start())),
              meanMagnitude(data, model.seconds(values)),
              meanMagnitude(
                  data, model.seconds(e.values().stream().mapToDouble(v -> v).toArray()))));
    }
    return new Result(constants, errors, List.copyOf(sources));
  }

  private static List<Constant> constants(
      Siblings siblings, Hierarchy.Distribution found, List<Hierarchy.Evidence> evidence) {
    List<Constant> result = new ArrayList<>();
    for (int p = 0; p < siblings.parameters().size(); p++) {
      Parameter before = siblings.parameters().get(p);
      Parameter after = found.parameters().get(p);
      int telling = found.tellingDevices().get(p);
      boolean isFitted = telling >= FEWEST_DEVICES;
      Map<String, Double> own = new TreeMap<>();
      for (Hierarchy.Evidence e : evidence) {
        if (e.has().get(p)) {
          own.put(e.device(), before.rounded(e.values().get(p)));
        }
      }
      result.add(
          new Constant(
              before,
              isFitted
                  ? after.withPrior(
                      before.rounded(after.start()), rounded(after.sigma().orElseThrow()))
                  : before,
              telling,
              isFitted,
              own));
    }
    return result;
  }

  private static double rounded(double sigma) {
    return new BigDecimal(sigma).round(new MathContext(2)).doubleValue();
  }

  private static double meanMagnitude(Measurements data, double[] seconds) {
    double sum = 0;
    for (int i = 0; i < seconds.length; i++) {
      sum += Math.abs(seconds[i] / data.points().get(i).seconds() - 1);
    }
    return PERCENT * sum / seconds.length;
  }

  private static List<Parameter> with(List<Parameter> parameters, double[] mean) {
    List<Parameter> result = new ArrayList<>();
    for (int p = 0; p < mean.length; p++) {
      Parameter q = parameters.get(p);
      result.add(q.withPrior(mean[p], q.sigma().orElseThrow()));
    }
    return result;
  }

  private static List<Hierarchy.Evidence> evidence(
      Siblings siblings, List<Parameter> around, Consumer<String> progress) {
    List<Hierarchy.Evidence> result = new ArrayList<>();
    for (String device : siblings.devices()) {
      progress.accept("fitting " + device);
      result.add(Hierarchy.evidence(siblings, device, around));
    }
    return result;
  }
}
