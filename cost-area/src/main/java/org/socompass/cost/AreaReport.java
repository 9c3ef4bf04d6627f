package org.socompass.cost;

import java.util.Collection;
import java.util.List;
import java.util.OptionalDouble;

/**
 * Area of a device by block.
 *
 * @param node process node of the die
 * @param blocks blocks of all dies of the package
 * @param dieMm2 area of one die [mm2]; empty without a measured anchor
 * @param dies dies in the package
 * @param aiAreaMm2 area of all processors, their memories and the memory interface [mm2]; empty if
 *     one of them is unknown
 * @param missing inputs that are missing
 */
public record AreaReport(
    ProcessNode node,
    List<Block> blocks,
    OptionalDouble dieMm2,
    int dies,
    OptionalDouble aiAreaMm2,
    List<Missing> missing) {
  /** Copies the lists. */
  public AreaReport {
    blocks = List.copyOf(blocks);
    missing = List.copyOf(missing);
  }

  /**
   * Returns the area that a run uses [mm2]: the named processors, their memories and the memory
   * interface; empty if one of them is unknown.
   */
  public OptionalDouble aiAreaMm2(Collection<String> processors) {
    return aiAreaMm2(blocks, missing, processors);
  }

  static OptionalDouble aiAreaMm2(
      List<Block> blocks, List<Missing> missing, Collection<String> processors) {
    double sum = 0;
    for (Missing m : missing) {
      if (processors.contains(m.part()) || m.part().equals(AreaModel.MEMORY)) {
        return OptionalDouble.empty();
      }
    }
    for (Block block : blocks) {
      if (processors.contains(block.part()) || block.part().equals(AreaModel.MEMORY)) {
        sum += block.mm2();
      }
    }
    return sum > 0 ? OptionalDouble.of(sum) : OptionalDouble.empty();
  }
}
