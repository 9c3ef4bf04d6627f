package org.socompass.cost;

/**
 * A core whose area was measured on a die shot.
 *
 * @param id name, as in {@code orin-sm}
 * @param node process node it was made in
 * @param mm2 area of one core [mm2]
 * @param sramShare share of the core that is SRAM, in [0, 1]
 * @param shared area of the processor outside its cores, as a multiple of the area of the cores
 * @param sharedHasGlobalBuffer whether {@code shared} includes the global buffer
 */
public record MeasuredCore(
    String id,
    ProcessNode node,
    Sourced mm2,
    Sourced sramShare,
    Sourced shared,
    boolean sharedHasGlobalBuffer) {
  /** Returns the area of such a core in another node [mm2], equation (6). */
  public double mm2At(ProcessNode other) {
    return mm2.value() * other.areaFactor(node, sramShare.value(), 0);
  }
}
