package org.socompass.cost;

import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalLong;

/**
 * Manufacturing cost of one device. Selling prices of phone SoCs are three to five times this.
 *
 * @param grossDiesPerWafer whole dies on a wafer
 * @param waferUsd price of a wafer [USD]
 * @param dieYield share of dies that work, in (0, 1]
 * @param dieUsd cost of one good die [USD]
 * @param dieLowUsd its cost at the low end of wafer price and defect density [USD]
 * @param dieHighUsd its cost at the high end [USD]
 * @param packageUsd package and bumps [USD]
 * @param testUsd test [USD]
 * @param chipUsd dies, package and test over the yield of the assembly, without non-recurring cost
 *     [USD]
 * @param nreUsdPerChip share of the non-recurring cost, if the template gives it and a volume [USD]
 * @param memoryPrice row of the price table that was used; empty if the template gives the price
 * @param memoryUsd main memory at its typical price [USD]
 * @param memoryLowUsd main memory at its low price [USD]
 * @param memoryHighUsd main memory at its high price [USD]
 * @param systemUsd chip and main memory [USD]
 * @param missing inputs that are missing
 * @param notes what the numbers leave out for this device
 */
public record CostReport(
    OptionalLong grossDiesPerWafer,
    OptionalDouble waferUsd,
    OptionalDouble dieYield,
    OptionalDouble dieUsd,
    OptionalDouble dieLowUsd,
    OptionalDouble dieHighUsd,
    OptionalDouble packageUsd,
    OptionalDouble testUsd,
    OptionalDouble chipUsd,
    OptionalDouble nreUsdPerChip,
    Optional<MemoryPrice> memoryPrice,
    OptionalDouble memoryUsd,
    OptionalDouble memoryLowUsd,
    OptionalDouble memoryHighUsd,
    OptionalDouble systemUsd,
    List<Missing> missing,
    List<String> notes) {
  /** Copies the lists. */
  public CostReport {
    missing = List.copyOf(missing);
    notes = List.copyOf(notes);
  }
}
