package org.socompass.calibration;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;

/**
 * What a calibration found.
 *
 * @param device template id, or path to a template
 * @param datasets ids of the data sets
 * @param points measurements used
 * @param families shape families among them
 * @param folds folds of the cross validation; 0 if there are not two families
 * @param seed seed that assigned families to folds
 * @param fitted parameters that were fitted
 * @param held parameters that kept their value
 * @param errors errors by operator, and last over all
 * @param skipped reasons why rows were not used, with their number
 */
public record CalibrationResult(
    String device,
    List<String> datasets,
    int points,
    int families,
    int folds,
    long seed,
    List<Fitted> fitted,
    List<Held> held,
    List<ErrorRow> errors,
    Map<String, Integer> skipped) {
  /** The operator of the error over all measurements. */
  public static final String ALL = "all";

  /** Copies the collections. */
  public CalibrationResult {
    datasets = List.copyOf(datasets);
    fitted = List.copyOf(fitted);
    held = List.copyOf(held);
    errors = List.copyOf(errors);
    skipped = java.util.Collections.unmodifiableMap(new LinkedHashMap<>(skipped));
  }

  /**
   * A fitted parameter; values are in its unit.
   *
   * @param parameter the parameter
   * @param value fitted value, as the written template has it
   * @param low lower end of the 95 % confidence interval, not below the range
   * @param high upper end, not above the range
   * @param bound {@code min} or {@code max} if it is at that end of its range
   */
  public record Fitted(
      Parameter parameter, double value, double low, double high, Optional<String> bound) {}

  /**
   * A parameter that was not fitted.
   *
   * @param parameter the parameter
   * @param reason why not
   */
  public record Held(Parameter parameter, String reason) {}

  /**
   * Mean magnitudes of the relative error of the latency [%].
   *
   * @param operator operator, or {@code all}
   * @param types data types that it is over, empty for all
   * @param points measurements
   * @param families shape families
   * @param beforePercent with the template's values
   * @param afterPercent with the fitted values
   * @param crossValidatedPercent of each fold with the values fitted to the others
   */
  public record ErrorRow(
      String operator,
      String types,
      int points,
      int families,
      double beforePercent,
      double afterPercent,
      OptionalDouble crossValidatedPercent) {}

  /** Returns the errors over all measurements. */
  public ErrorRow overall() {
    return errors.get(errors.size() - 1);
  }
}
