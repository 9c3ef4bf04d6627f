package org.socompass.cost.manufacture;

import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalLong;
import org.socompass.cost.area.AreaReport;
import org.socompass.cost.constants.Missing;
import org.socompass.cost.draws.Uncertain;
import org.socompass.hardware.product.ProductInputs.Packaging;

/**
 * Manufacturing cost of one device. What can't be computed is empty and named in {@code missing}.
 *
 * @param dies the dies, identical ones once; empty if their area is unknown
 * @param packaging what the dies sit on; empty if the template gives its price or a die is unknown
 * @param packageCost package without dies [USD]
 * @param test test [USD]
 * @param chip dies, package and test over the yield of the assembly [USD]
 * @param nrePerChip design and masks over the chips that share them, not part of the cost [USD]
 * @param memoryPrice row of the price table; empty if the template gives the price or none is known
 * @param memory main memory [USD]
 * @param system chip, memory and far memory [USD]
 * @param missing inputs that are missing
 * @param notes what the cost leaves out for this device
 * @param farMemory memory behind a link; empty if there is none, or if its price is not known
 */
public record CostReport(
    List<DieCost> dies,
    Optional<Packaging> packaging,
    Optional<Uncertain> packageCost,
    Uncertain test,
    Optional<Uncertain> chip,
    Optional<Uncertain> nrePerChip,
    Optional<MemoryPrice> memoryPrice,
    Optional<Uncertain> memory,
    Optional<Uncertain> system,
    List<Missing> missing,
    List<String> notes,
    Optional<FarMemoryCost> farMemory) {
  /** Copies the lists. */
  public CostReport {
    dies = List.copyOf(dies);
    missing = List.copyOf(missing);
    notes = List.copyOf(notes);
  }

  /**
   * Cost of memory behind a link.
   *
   * @param usd all of it [USD]
   * @param source where its price is from
   */
  public record FarMemoryCost(Uncertain usd, String source) {}

  /**
   * Cost of a die.
   *
   * @param die the die
   * @param waferUsd price of a wafer [USD]
   * @param defectsPerCm2 defect density [1/cm2]
   * @param gross whole dies on a wafer
   * @param dieYield share of them that can be sold
   * @param usd cost of one that can be sold [USD]
   */
  public record DieCost(
      AreaReport.Die die,
      Uncertain waferUsd,
      Uncertain defectsPerCm2,
      Uncertain gross,
      Uncertain dieYield,
      Uncertain usd) {}

  private Optional<DieCost> only() {
    return dies.size() == 1 ? Optional.of(dies.get(0)) : Optional.empty();
  }

  /** Returns whole dies on a wafer; empty if the dies differ. */
  public OptionalLong grossDiesPerWafer() {
    return only()
        .map(d -> OptionalLong.of(Math.round(d.gross.value())))
        .orElse(OptionalLong.empty());
  }

  /** Returns the share of dies that can be sold; empty if the dies differ. */
  public OptionalDouble dieYield() {
    return value(only().map(DieCost::dieYield));
  }

  /** Returns the cost of one die if all are alike, else of all together [USD]. */
  public Optional<Uncertain> die() {
    return only()
        .map(DieCost::usd)
        .or(() -> dies.stream().map(d -> d.usd.times(d.die.count())).reduce(Uncertain::plus));
  }

  /** Returns {@link #die()} at the typical value of every constant [USD]. */
  public OptionalDouble dieUsd() {
    return value(die());
  }

  /** Returns all dies of a chip at the typical value of every constant [USD]. */
  public OptionalDouble allDiesUsd() {
    return dies.isEmpty()
        ? OptionalDouble.empty()
        : OptionalDouble.of(dies.stream().mapToDouble(d -> d.usd.value() * d.die.count()).sum());
  }

  /** Returns the package at the typical value of every constant [USD]. */
  public OptionalDouble packageUsd() {
    return value(packageCost);
  }

  /** Returns the chip at the typical value of every constant [USD]. */
  public OptionalDouble chipUsd() {
    return value(chip);
  }

  /** Returns design and masks of a chip at the typical value of every constant [USD]. */
  public OptionalDouble nreUsdPerChip() {
    return value(nrePerChip);
  }

  /** Returns the main memory at the typical value of every constant [USD]. */
  public OptionalDouble memoryUsd() {
    return value(memory);
  }

  /** Returns chip and memory at the typical value of every constant [USD]. */
  public OptionalDouble systemUsd() {
    return value(system);
  }

  private static OptionalDouble value(Optional<Uncertain> number) {
    return number.map(n -> OptionalDouble.of(n.value())).orElse(OptionalDouble.empty());
  }
}
