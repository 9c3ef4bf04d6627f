package org.socompass.hardware.tier;

import java.util.Optional;
import java.util.OptionalDouble;
import org.socompass.input.Dimension;
import org.socompass.input.Section;

/**
 * Memory behind a link that processors load from and store to, as of CXL, of a host, or DDR beside
 * HBM: slower and cheaper than the main memory.
 *
 * <pre>{@code
 * t(b) = latency + b / bandwidth
 * }</pre>
 *
 * @param type technology, as in {@code DDR5 behind CXL}; its first word is the memory that is
 *     priced
 * @param bytesPerSecond bandwidth that a device reaches, reads and writes together [B/s]
 * @param latencySeconds latency of a read [s]
 * @param capacityBytes capacity [B]
 * @param joulesPerByteRead energy of a byte, the link included [J/B]; empty if not known
 * @param price price; empty to take that of the memory's type on a day
 */
public record FarMemory(
    String type,
    double bytesPerSecond,
    double latencySeconds,
    long capacityBytes,
    OptionalDouble joulesPerByteRead,
    Optional<Price> price) {
  /**
   * A price and how sure it is.
   *
   * @param usdPerGb typical, by 2^30 bytes [USD/GB]
   * @param lowUsdPerGb low end [USD/GB]
   * @param highUsdPerGb high end [USD/GB]
   */
  public record Price(double usdPerGb, double lowUsdPerGb, double highUsdPerGb) {}

  /** Reads the section of a template. */
  static FarMemory read(Section s) {
    s.optionalText("extends");
    return new FarMemory(
        s.text("type"),
        s.positive("bandwidth", Dimension.BANDWIDTH),
        s.nonNegative("latency", Dimension.TIME),
        s.bytes("capacity"),
        s.optionalPositive("read_energy", Dimension.ENERGY_PER_BYTE),
        price(s));
  }

  private static Optional<Price> price(Section s) {
    OptionalDouble typical = s.optionalPositive("price", Dimension.MONEY_PER_GB);
    if (typical.isEmpty()) {
      return Optional.empty();
    }
    double usd = typical.getAsDouble();
    return Optional.of(
        s.scalar("price")
            .bounds()
            .map(b -> new Price(usd, parsed(b.minimum()), parsed(b.maximum())))
            .orElse(new Price(usd, usd, usd)));
  }

  /** Bounds were checked with the value. */
  private static double parsed(String bound) {
    return Dimension.MONEY_PER_GB.parse(bound).value();
  }

  /**
   * Returns the time of a stream [s]; 0 for none.
   *
   * @param bytes its bytes [B]
   */
  public double seconds(double bytes) {
    return bytes > 0 ? latencySeconds + bytes / bytesPerSecond : 0;
  }

  /** Returns the technology of the memory itself, as in {@code DDR5}. */
  public String memoryType() {
    return type.strip().split("\\s+", 2)[0];
  }
}
