package org.socompass.cli.option;

import org.socompass.cost.CostExperiment;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;

/** How uncertain constants are drawn. */
public final class DrawOptions {
  private static final int MOST_SAMPLES = 1_000_000;

  @Option(
      names = "--samples",
      paramLabel = "N",
      defaultValue = "" + CostExperiment.DEFAULT_SAMPLES,
      description = "Draws of the uncertain constants. Default: ${DEFAULT-VALUE}.")
  public int samples = CostExperiment.DEFAULT_SAMPLES;

  @Option(
      names = "--seed",
      paramLabel = "N",
      defaultValue = "" + CostExperiment.DEFAULT_SEED,
      description = "Seed of the draws. Default: ${DEFAULT-VALUE}.")
  public long seed = CostExperiment.DEFAULT_SEED;

  /**
   * Checks the options.
   *
   * @throws ParameterException if there are too few or too many draws
   */
  public void check(CommandSpec command) {
    if (samples < 2 || samples > MOST_SAMPLES) {
      throw new ParameterException(
          command.commandLine(),
          "--samples must be in [2, " + MOST_SAMPLES + "], but is " + samples);
    }
  }
}
