package org.socompass.study;

import org.socompass.cost.CostExperiment;
import org.socompass.cost.die.YieldModel;
import org.socompass.cost.manufacture.AssemblyConstants;
import org.socompass.cost.manufacture.CostSettings;

/**
 * How cost is computed and how its uncertain constants are drawn.
 *
 * @param settings what a user chooses about cost
 * @param samples draws of the uncertain constants, at least 2
 * @param seed their seed
 */
public record Costing(CostSettings settings, int samples, long seed) {
  /** Returns the experiment. */
  public CostExperiment experiment() {
    return CostExperiment.monteCarlo(settings, samples, seed);
  }

  /** Returns the yield model in use: the user's, else that of the table. */
  public YieldModel yieldModel() {
    return settings.yieldModel().orElseGet(AssemblyConstants.builtIn()::yieldModel);
  }
}
