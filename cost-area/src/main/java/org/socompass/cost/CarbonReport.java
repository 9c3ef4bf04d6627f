package org.socompass.cost;

import java.util.List;
import java.util.OptionalDouble;

/**
 * Embodied carbon of one device.
 *
 * @param dieKg all dies of the package by ACT, those lost to yield included [kg CO2e]
 * @param dieImecKg the same by imec.netzero, if its figures are per cm2 [kg CO2e]; the two bracket
 *     what is known
 * @param packageKg package [kg CO2e]
 * @param memoryKg main memory [kg CO2e]
 * @param totalKg dies by ACT, package and memory [kg CO2e]
 * @param missing inputs that are missing
 */
public record CarbonReport(
    OptionalDouble dieKg,
    OptionalDouble dieImecKg,
    double packageKg,
    OptionalDouble memoryKg,
    OptionalDouble totalKg,
    List<Missing> missing) {
  /** Copies the list. */
  public CarbonReport {
    missing = List.copyOf(missing);
  }
}
