package org.socompass.cost;

/**
 * A block of the die.
 *
 * @param part what it belongs to: a processor id, {@code memory}, {@code system_cache} or {@code
 *     remainder}
 * @param name name for people
 * @param mm2 area, of all dies of the package together [mm2]
 * @param method how the area was found
 * @param note the numbers behind it
 */
public record Block(String part, String name, double mm2, Method method, String note) {
  /** How an area was found. */
  public enum Method {
    /** Measured on this device, plus what an override changes. */
    MEASURED,
    /** From a core measured on another device. */
    SCALED_CORE,
    /** From multipliers, adders and flops. */
    BOTTOM_UP,
    /** Bits times cell times the factor of the memory's class. */
    SRAM_CLASS,
    /** A measured interface times the channels. */
    PER_CHANNEL,
    /** Measured die less what was identified. */
    REMAINDER
  }
}
