package org.socompass.cost.area;

import java.util.ArrayList;
import java.util.List;
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
public record Block(String part, String name, Uncertain area, Method method, Note note) {
  /** Returns the area at the typical value of every constant [mm2]. */
  public double mm2() {
    return area.value();
  }

  /** Returns the area of blocks together [mm2]. */
  static Uncertain sum(List<Block> blocks) {
    List<Uncertain> areas = new ArrayList<>(blocks.size());
    for (Block block : blocks) {
      areas.add(block.area);
    }
    return Uncertain.sum(areas);
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
