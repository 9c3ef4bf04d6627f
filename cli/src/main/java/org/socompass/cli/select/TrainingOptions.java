package org.socompass.cli.select;

import org.socompass.cli.option.UserInput;
import org.socompass.selection.Profile;
import org.socompass.selection.Settings;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;

/** How a selector is trained and judged. */
final class TrainingOptions {
  @Option(
      names = "--folds",
      paramLabel = "N",
      defaultValue = "5",
      description = "Folds of the cross-validation. Default: ${DEFAULT-VALUE}.")
  Long folds = 5L;

  @Option(
      names = "--trees",
      paramLabel = "N",
      defaultValue = "60",
      description = "Trees of the forest. Default: ${DEFAULT-VALUE}.")
  Long trees = 60L;

  @Option(
      names = "--neighbours",
      paramLabel = "N",
      defaultValue = "3",
      description = "Neighbours that vote. Default: ${DEFAULT-VALUE}.")
  Long neighbours = 3L;

  @Option(
      names = "--seed",
      paramLabel = "N",
      defaultValue = "1",
      description = "Seed of forest, folds and shuffles. Default: ${DEFAULT-VALUE}.")
  Long seed = 1L;

  /**
   * Checks that the numbers are possible.
   *
   * @throws ParameterException if one is not, naming its option
   */
  void check(CommandSpec spec) {
    UserInput.inRange(spec, "--folds", folds, Profile.MOST_ROWS);
    if (folds < 2) {
      throw new ParameterException(
          spec.commandLine(), "--folds must be at least 2, but is " + folds);
    }
    UserInput.inRange(spec, "--trees", trees, Settings.MOST);
    UserInput.inRange(spec, "--neighbours", neighbours, Settings.MOST);
    if (seed < 0 || seed > Integer.MAX_VALUE) {
      throw new ParameterException(
          spec.commandLine(), "--seed must be in [0, " + Integer.MAX_VALUE + "], but is " + seed);
    }
  }

  /** Returns the settings, once they are checked. */
  Settings settings() {
    return new Settings((int) (long) trees, (int) (long) neighbours, (int) (long) seed);
  }
}
