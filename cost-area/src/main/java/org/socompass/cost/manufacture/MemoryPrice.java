package org.socompass.cost.manufacture;

import java.time.LocalDate;
import java.util.Optional;
import org.socompass.cost.constants.Sourced;
import org.socompass.cost.constants.Spread;

/**
 * Price of main memory from a day on.
 *
 * @param type technology that the row prices, as in {@code LPDDR5X}
 * @param date first day the row describes
 * @param lowUsdPerGb low end [USD/GB]
 * @param typicalUsdPerGb typical price [USD/GB]
 * @param highUsdPerGb high end [USD/GB]
 * @param source where it is from
 */
public record MemoryPrice(
    String type,
    LocalDate date,
    double lowUsdPerGb,
    double typicalUsdPerGb,
    double highUsdPerGb,
    String source) {
  /**
   * Checks the order of the prices.
   *
   * @throws IllegalArgumentException if they are not low, typical, high
   */
  public MemoryPrice {
    if (!(lowUsdPerGb <= typicalUsdPerGb && typicalUsdPerGb <= highUsdPerGb)) {
      throw new IllegalArgumentException(
          "low, typical and high must not fall, but are %s, %s and %s"
              .formatted(lowUsdPerGb, typicalUsdPerGb, highUsdPerGb));
    }
  }

  /** Returns the price as a constant: most likely typical, between low and high [USD/GB]. */
  Sourced usdPerGb() {
    String id = "memory-prices: " + type + " from " + date;
    return new Sourced(
        id,
        id,
        typicalUsdPerGb,
        lowUsdPerGb < highUsdPerGb
            ? Optional.of(new Spread(lowUsdPerGb, highUsdPerGb, Spread.Shape.TRIANGULAR))
            : Optional.empty(),
        source);
  }
}
