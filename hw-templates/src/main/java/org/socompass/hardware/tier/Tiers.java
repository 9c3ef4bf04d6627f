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
   * What brings data from other machines.
   *
   * @param type technology
   * @param bytesPerSecond bandwidth that one device gets [B/s]
   * @param latencySeconds time before the first byte [s]
   */
  public record Network(String type, double bytesPerSecond, double latencySeconds) {}

  /**
   * Returns the price of the storage of a device [USD]: 0 without it; empty if it has no price.
   * Makers of flash mean 10^9 bytes by a gigabyte. Far memory is in the cost of the system.
   */
  public OptionalDouble storageUsd() {
    if (storage.isEmpty()) {
      return OptionalDouble.of(0);
    }
    OptionalDouble perGb = storage.get().usdPerGb();
    return perGb.isEmpty()
        ? perGb
        : OptionalDouble.of(storage.get().capacityBytes() / 1e9 * perGb.getAsDouble());
  }

  /** Reads the tiers of a device from its root. */
  public static Tiers read(Section root) {
    return new Tiers(
        root.optionalSection("storage", Storage::read),
        root.optionalSection("far_memory", FarMemory::read),
        root.optionalSection("network", Tiers::network));
  }

  private static Network network(Section s) {
    return new Network(
        s.text("type"),
        s.positive("bandwidth", Dimension.BANDWIDTH),
        s.nonNegative("latency", Dimension.TIME));
  }
}
