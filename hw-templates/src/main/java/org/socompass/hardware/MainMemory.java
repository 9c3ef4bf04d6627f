package org.socompass.hardware;

import java.util.Optional;
import org.socompass.hardware.power.MemoryEnergy;

/**
 * Off-chip memory that all processors of a device share.
 *
 * @param type technology, as in {@code LPDDR5X}; prices are looked up by it
 * @param peakBytesPerSecond peak bandwidth [B/s]
 * @param achievableFraction share of the peak that all processors together reach, in (0, 1]
 * @param latencySeconds latency of a read that misses every cache [s]
 * @param capacityBytes capacity [B]
 * @param reserveBytes what the system keeps of it [B]; 0 if nothing is stated
 * @param channels16 16-bit channels (for the area of the physical interface); 0 if unknown
 * @param energy what it draws; empty if nothing is known
 */
public record MainMemory(
    String type,
    double peakBytesPerSecond,
    double achievableFraction,
    double latencySeconds,
    long capacityBytes,
    long reserveBytes,
    double channels16,
    Optional<MemoryEnergy> energy) {
  /** Creates a memory of which no energy is known, and nothing is reserved. */
  public MainMemory(
      String type,
      double peakBytesPerSecond,
      double achievableFraction,
      double latencySeconds,
      long capacityBytes,
      double channels16) {
    this(
        type,
        peakBytesPerSecond,
        achievableFraction,
        latencySeconds,
        capacityBytes,
        0,
        channels16,
        Optional.empty());
  }

  /** Returns the bandwidth that all processors together reach [B/s]. */
  public double achievableBytesPerSecond() {
    return peakBytesPerSecond * achievableFraction;
  }
}
