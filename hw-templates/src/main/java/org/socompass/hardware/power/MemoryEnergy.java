package org.socompass.hardware.power;

import org.socompass.input.Dimension;
import org.socompass.input.Section;

/**
 * What main memory draws, its interface on the memory's side included.
 *
 * @param idleWatts power that flows whether it is used or not [W]
 * @param activeWatts power beyond that while an operator runs [W]
 * @param joulesPerByteRead energy of a byte read [J/B]
 * @param joulesPerByteWritten energy of a byte written [J/B]
 */
public record MemoryEnergy(
    double idleWatts, double activeWatts, double joulesPerByteRead, double joulesPerByteWritten) {
  public static MemoryEnergy read(Section s) {
    return new MemoryEnergy(
        s.nonNegative("idle", Dimension.POWER),
        s.nonNegative("active", Dimension.POWER),
        s.nonNegative("read", Dimension.ENERGY_PER_BYTE),
        s.nonNegative("write", Dimension.ENERGY_PER_BYTE));
  }
}
