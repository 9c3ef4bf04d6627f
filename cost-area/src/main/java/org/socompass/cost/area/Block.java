package org.socompass.cost.area;

import java.util.List;
import java.util.Locale;
import org.socompass.cost.draws.Uncertain;

/**
 * A block of the die.
 *
 * @param part what it belongs to: a processor id, {@code memory}, {@code links}, {@code
 *     system_cache}, {@code die_to_die} or {@code remainder}
 * @param name name for people
 * @param area area, of all dies of the package together [mm2]
 * @param method how the area was found
 * @param note the numbers behind it
 */
public record Block(String part, String name, Uncertain area, Method method, String note) {
  /** Returns the area at the typical value of every constant [mm2]. */
  public double mm2() {
    return area.value();
  }

  /** Returns the numbers behind a block as text. */
  static String text(String format, Object... arguments) {
    return String.format(Locale.ROOT, format, arguments);
  }

  /** Returns the area of blocks together [mm2]. */
  static Uncertain sum(List<Block> blocks) {
    return Uncertain.sum(blocks.stream().map(Block::area).toList());
  }

  /** How an area was found. */
  public enum Method {
    /** Measured on this device, plus what an override changes. */
    MEASURED,
    /** From a core measured on another device. */
    SCALED_CORE,
    /** From multipliers, adders and flops. */
    BOTTOM_UP,
    /** From the ports and the bandwidth that it links. */
    BY_BANDWIDTH,
    /** Bits times cell times the factor of the memory's class. */
    SRAM_CLASS,
    /** A measured interface times its units. */
    PER_CHANNEL,
    /** Measured die less what was identified. */
    REMAINDER
  }
}
