package org.socompass.hardware.tier;

import java.util.Optional;
import java.util.OptionalDouble;
import org.socompass.input.Dimension;
import org.socompass.input.Section;

/**
 * The tiers that a device has beside its main memory.
 *
 * @param storage flash below it
 * @param farMemory memory beside it, behind a link
 * @param network what brings data from other machines
 */
public record Tiers(
    Optional<Storage> storage, Optional<FarMemory> farMemory, Optional<Network> network) {
  /** No tiers. */
  public static final Tiers NONE = new Tiers(Optional.empty(), Optional.empty(), Optional.empty());

  /**
   * Memory behind a link, as of CXL or of a host: slower and cheaper than the main memory.
   *
   * @param type technology, as in {@code DDR5 behind CXL}
   * @param bytesPerSecond bandwidth of reads [B/s]
   * @param latencySeconds latency of a read [s]
   * @param capacityBytes capacity [B]
   * @param joulesPerByteRead energy of a byte read, the link included [J/B]; 0 if nobody states it
   * @param usdPerGb price [USD/GB]; 0 if nobody states it
   */
  public record FarMemory(
      String type,
      double bytesPerSecond,
      double latencySeconds,
      long capacityBytes,
      double joulesPerByteRead,
      double usdPerGb) {}

  /**
   * What brings data from other machines.
   *
   * @param type technology
   * @param bytesPerSecond bandwidth that one device gets [B/s]
   * @param latencySeconds time before the first byte [s]
   */
  public record Network(String type, double bytesPerSecond, double latencySeconds) {}

  /**
   * Returns the price of storage and far memory of a device [USD]: 0 without them; empty if one has
   * no price. Makers of flash mean 10^9 bytes by a gigabyte, those of DRAM 2^30.
   */
  public OptionalDouble usd() {
    double usd = 0;
    if (storage.isPresent()) {
      if (storage.get().usdPerGb().isEmpty()) {
        return OptionalDouble.empty();
      }
      usd += storage.get().capacityBytes() / 1e9 * storage.get().usdPerGb().getAsDouble();
    }
    if (farMemory.isPresent()) {
      if (farMemory.get().usdPerGb() == 0) {
        return OptionalDouble.empty();
      }
      usd += farMemory.get().capacityBytes() / (double) (1L << 30) * farMemory.get().usdPerGb();
    }
    return OptionalDouble.of(usd);
  }

  /** Reads the tiers of a device from its root. */
  public static Tiers read(Section root) {
    return new Tiers(
        root.optionalSection("storage", Storage::read),
        root.optionalSection("far_memory", Tiers::far),
        root.optionalSection("network", Tiers::network));
  }

  private static FarMemory far(Section s) {
    return new FarMemory(
        s.text("type"),
        s.positive("bandwidth", Dimension.BANDWIDTH),
        s.nonNegative("latency", Dimension.TIME),
        s.bytes("capacity"),
        s.nonNegative("read_energy", Dimension.ENERGY_PER_BYTE, 0),
        s.nonNegative("price", Dimension.MONEY_PER_GB, 0));
  }

  private static Network network(Section s) {
    return new Network(
        s.text("type"),
        s.positive("bandwidth", Dimension.BANDWIDTH),
        s.nonNegative("latency", Dimension.TIME));
  }
}
