package org.socompass.cost.manufacture;

import java.time.LocalDate;
import java.util.Optional;
import java.util.OptionalDouble;
import org.socompass.cost.die.YieldModel;

/**
 * What a user chooses about a cost, beside the device.
 *
 * @param yieldModel yield model; empty for the one of the table
 * @param memoryPriceDay day of the memory price; the newest row not after it is used
 * @param memoryUsdPerGb price of the memory instead of a dated one [USD/GB]
 * @param volume chips that share design and masks; empty for what the template says
 * @param gridGramsPerKwh carbon intensity of the electricity that the device uses; empty for the
 *     newest of the table [g CO2e/kWh]
 */
public record CostSettings(
    Optional<YieldModel> yieldModel,
    LocalDate memoryPriceDay,
    OptionalDouble memoryUsdPerGb,
    OptionalDouble volume,
    OptionalDouble gridGramsPerKwh) {
  /** The usual yield model and the newest prices. */
  public static final CostSettings DEFAULT =
      new CostSettings(
          Optional.empty(),
          LocalDate.MAX,
          OptionalDouble.empty(),
          OptionalDouble.empty(),
          OptionalDouble.empty());
}
