package org.socompass.hardware.product;

import java.util.Optional;
import java.util.OptionalDouble;
import org.socompass.input.Dimension;
import org.socompass.input.Section;

/**
 * What the cost model needs besides the area. Each empty value is looked up or computed.
 *
 * @param memoryPricePerGb price of the main memory [USD/GB]; empty to look it up by type
 * @param waferUsd price of a processed wafer [USD]; empty to look it up by process node
 * @param defectsPerCm2 defect density [1/cm2]; empty to look it up by process node
 * @param packageUsd package and bumps of one chip [USD]; empty to compute it from the die
 * @param testUsd test of one chip [USD]; empty for the default
 * @param nreUsd non-recurring engineering and masks [USD]
 * @param volume chips that share the non-recurring cost
 * @param packaging what the dies sit on; empty for the usual one: an interposer beside HBM, else an
 *     organic substrate
 */
public record ProductInputs(
    OptionalDouble memoryPricePerGb,
    OptionalDouble waferUsd,
    OptionalDouble defectsPerCm2,
    OptionalDouble packageUsd,
    OptionalDouble testUsd,
    OptionalDouble nreUsd,
    OptionalDouble volume,
    Optional<Packaging> packaging) {
  /** No inputs. */
  public static final ProductInputs NONE =
      new ProductInputs(
          OptionalDouble.empty(),
          OptionalDouble.empty(),
          OptionalDouble.empty(),
          OptionalDouble.empty(),
          OptionalDouble.empty(),
          OptionalDouble.empty(),
          OptionalDouble.empty(),
          Optional.empty());

  /** What the dies of a chip sit on. */
  public enum Packaging {
    /** Organic substrate. */
    ORGANIC,
    /** Redistribution layers of a fan-out package, on an organic substrate. */
    FAN_OUT,
    /** Silicon interposer, on an organic substrate. */
    INTERPOSER
  }

  public static ProductInputs read(Section s) {
    return new ProductInputs(
        s.optionalPositive("memory_price", Dimension.MONEY_PER_GB),
        s.optionalPositive("wafer_price", Dimension.MONEY),
        optional(s, "defect_density", Dimension.DEFECT_DENSITY),
        optional(s, "package", Dimension.MONEY),
        optional(s, "test", Dimension.MONEY),
        s.optionalPositive("nre", Dimension.MONEY),
        s.optionalPositive("volume", Dimension.NUMBER),
        s.has("packaging")
            ? Optional.of(s.choice("packaging", Packaging.class))
            : Optional.empty());
  }

  /** Returns a quantity that may be zero. */
  private static OptionalDouble optional(Section s, String key, Dimension dimension) {
    return s.has(key) ? OptionalDouble.of(s.nonNegative(key, dimension)) : OptionalDouble.empty();
  }
}
