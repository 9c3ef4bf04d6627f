package org.socompass.hardware;

import java.util.Collections;
import java.util.EnumMap;
import java.util.EnumSet;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.Set;
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
 * @param pim units in its banks that multiply where the weights are; empty if it has none
 */
public record MainMemory(
    String type,
    double peakBytesPerSecond,
    double achievableFraction,
    double latencySeconds,
    long capacityBytes,
    long reserveBytes,
    double channels16,
    Optional<MemoryEnergy> energy,
    Optional<Pim> pim) {
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
        Optional.empty(),
        Optional.empty());
  }

  /** Returns the memory without what no time depends on. */
  public MainMemory withoutEnergy() {
    return new MainMemory(
        type,
        peakBytesPerSecond,
        achievableFraction,
        latencySeconds,
        capacityBytes,
        reserveBytes,
        channels16,
        Optional.empty(),
        pim.map(Pim::withoutEnergy));
  }

  /** Returns the bandwidth that all processors together reach [B/s]. */
  public double achievableBytesPerSecond() {
    return peakBytesPerSecond * achievableFraction;
  }

  /**
   * Units at the banks of a memory (processing in memory, PIM) that multiply a matrix where it is
   * with a vector that is sent to them. The banks of all channels work at once, so that more bytes
   * of weights are read a second than the bus could carry.
   *
   * @param bytesPerSecond bandwidth of all banks inside the memory [B/s]
   * @param efficiency share of it that products reach, in (0, 1]
   * @param operationsPerSecond rate of all units by the type in which products are formed [op/s]
   * @param weights types of weights that the units take, as a multiplier sees them
   * @param rowsPerRead rows of activations that one read of the weights serves
   * @param maxRows most rows of activations of a product
   * @param modeSwitchSeconds time to enter and leave the mode in which the units work [s]
   * @param inputCopies how often the activations cross the bus, as once for each channel
   * @param joulesPerByteRead energy of a byte of weights read and multiplied there [J/B]; empty if
   *     not known
   * @param capacityShare share of the capacity whose banks have units, in (0, 1]
   */
  public record Pim(
      double bytesPerSecond,
      double efficiency,
      Map<DataType, Double> operationsPerSecond,
      Set<DataType> weights,
      long rowsPerRead,
      long maxRows,
      double modeSwitchSeconds,
      double inputCopies,
      OptionalDouble joulesPerByteRead,
      double capacityShare) {
    /** Copies the collections. */
    public Pim {
      operationsPerSecond = Collections.unmodifiableMap(new EnumMap<>(operationsPerSecond));
      weights = Collections.unmodifiableSet(EnumSet.copyOf(weights));
    }

    private Pim withoutEnergy() {
      return new Pim(
          bytesPerSecond,
          efficiency,
          operationsPerSecond,
          weights,
          rowsPerRead,
          maxRows,
          modeSwitchSeconds,
          inputCopies,
          OptionalDouble.empty(),
          capacityShare);
    }

    /** Returns the bandwidth of weights that products reach [B/s]. */
    public double achievableBytesPerSecond() {
      return bytesPerSecond * efficiency;
    }
  }
}
