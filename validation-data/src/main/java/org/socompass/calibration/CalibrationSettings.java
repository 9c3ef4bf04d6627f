package org.socompass.calibration;

import java.util.List;
import java.util.Optional;

/**
 * What to fit and how to check it.
 *
 * @param processor the only processor to fit; empty for all that the data has
 * @param parameters paths of the parameters to fit; empty to choose them by the data
 * @param folds folds of the cross validation, at least 2
 * @param seed seed that assigns families to folds
 */
public record CalibrationSettings(
    Optional<String> processor, List<String> parameters, int folds, long seed) {
  /** Default number of folds. */
  public static final int FOLDS = 5;

  /**
   * Checks the settings.
   *
   * @throws IllegalArgumentException if there are fewer than two folds
   */
  public CalibrationSettings {
    parameters = List.copyOf(parameters);
    if (folds < 2) {
      throw new IllegalArgumentException("folds must be at least 2, but is " + folds);
    }
  }
}
