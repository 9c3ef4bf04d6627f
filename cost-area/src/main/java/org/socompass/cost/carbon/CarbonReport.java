package org.socompass.cost.carbon;

import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import org.socompass.cost.constants.Missing;
import org.socompass.cost.draws.Uncertain;

/**
 * Embodied carbon of one device. What can't be computed is empty and named in {@code missing}.
 *
 * @param die all dies of the package, those lost to yield included, by ACT [kg CO2e]
 * @param dieImec the same by imec.netzero, if its figures are per cm2 [kg CO2e]
 * @param packaging package [kg CO2e]
 * @param memory main memory [kg CO2e]
 * @param total dies by ACT, package and memory [kg CO2e]
 * @param missing inputs that are missing
 */
public record CarbonReport(
    Optional<Uncertain> die,
    Optional<Uncertain> dieImec,
    Uncertain packaging,
    Optional<Uncertain> memory,
    Optional<Uncertain> total,
    List<Missing> missing) {
  /** Copies the list. */
  public CarbonReport {
    missing = List.copyOf(missing);
  }

  /** Returns all dies at the typical value of every constant [kg CO2e]. */
  public OptionalDouble dieKg() {
    return value(die);
  }

  /** Returns all dies by imec.netzero [kg CO2e]. */
  public OptionalDouble dieImecKg() {
    return value(dieImec);
  }

  /** Returns the package at the typical value of its constant [kg CO2e]. */
  public double packageKg() {
    return packaging.value();
  }

  /** Returns the main memory at the typical value of its constant [kg CO2e]. */
  public OptionalDouble memoryKg() {
    return value(memory);
  }

  /** Returns dies, package and memory at the typical value of every constant [kg CO2e]. */
  public OptionalDouble totalKg() {
    return value(total);
  }

  /** Returns dies by imec.netzero, package and memory [kg CO2e]. */
  public Optional<Uncertain> totalImec() {
    return dieImec.flatMap(d -> memory.map(m -> d.plus(packaging).plus(m)));
  }

  private static OptionalDouble value(Optional<Uncertain> number) {
    return number.map(n -> OptionalDouble.of(n.value())).orElse(OptionalDouble.empty());
  }
}
