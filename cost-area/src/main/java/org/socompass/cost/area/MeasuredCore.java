package org.socompass.cost.area;

import java.util.Collections;
import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import org.socompass.cost.constants.Sourced;
import org.socompass.cost.die.ProcessNode;
import org.socompass.hardware.DataType;

/**
 * A core whose area was measured on a die shot.
 *
 * @param id name, as in {@code orin-sm}
 * @param node process node it was made in
 * @param mm2 area of one core [mm2]
 * @param sramShare share of the core that is SRAM, in [0, 1]
 * @param shared areas of the processor outside its cores and its global buffer, as multiples of the
 *     area of the cores, by name
 * @param sharedHasGlobalBuffer whether {@code shared} includes the global buffer
 * @param hasCrossbar whether the link of cores and global buffer is apart from {@code shared}
 * @param parts what a GPU core is made of; empty if that is not known
 */
public record MeasuredCore(
    String id,
    ProcessNode node,
    Sourced mm2,
    Sourced sramShare,
    Map<String, Sourced> shared,
    boolean sharedHasGlobalBuffer,
    boolean hasCrossbar,
    Optional<Parts> parts) {
  /** Copies the map. */
  public MeasuredCore {
    shared = Collections.unmodifiableMap(new LinkedHashMap<>(shared));
  }

  /**
   * What a GPU core is made of.
   *
   * @param memoryBytes registers and local memory as built [B]
   * @param macsPerCycle multiply-accumulates of its matrix engines in a cycle, by type
   * @param lanes FP32 lanes of its vector units
   * @param fp64Lanes multiply-adds of FP64 in a cycle
   */
  public record Parts(
      long memoryBytes, Map<DataType, Double> macsPerCycle, double lanes, double fp64Lanes) {
    /** Copies the map. */
    public Parts {
      macsPerCycle = Collections.unmodifiableMap(new EnumMap<>(macsPerCycle));
    }
  }
}
