package org.socompass.cost.area;

import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import org.socompass.cost.constants.Missing;
import org.socompass.cost.die.ProcessNode;
import org.socompass.cost.draws.Uncertain;

/**
 * Area of a device by block.
 *
 * @param node process node of the device
 * @param blocks blocks of all dies of the package
 * @param dieKinds the dies, identical ones once; empty if their area is unknown
 * @param aiArea area of all processors, their memories and the memory interface [mm2]; empty if one
 *     of them is unknown
 * @param missing inputs that are missing
 */
public record AreaReport(
    ProcessNode node,
    List<Block> blocks,
    List<Die> dieKinds,
    Optional<Uncertain> aiArea,
    List<Missing> missing) {
  /** Copies the lists. */
  public AreaReport {
    blocks = List.copyOf(blocks);
    dieKinds = List.copyOf(dieKinds);
    missing = List.copyOf(missing);
  }

  /**
   * Identical dies.
   *
   * @param name name of the chiplet; {@code die} if the device is not cut into chiplets
   * @param count dies of this kind in the package
   * @param node process node
   * @param area area of one [mm2]
   * @param spares cores that may be faulty
   */
  public record Die(String name, int count, ProcessNode node, Uncertain area, List<Spare> spares) {
    /** Copies the list. */
    public Die {
      spares = List.copyOf(spares);
    }
  }

  /**
   * Cores of which a die has more than it needs.
   *
   * @param processor id of their processor
   * @param core area of one [mm2]
   * @param onDie cores on one die
   * @param needed cores of them that must work
   */
  public record Spare(String processor, Uncertain core, int onDie, int needed) {}

  /** Returns the dies in the package; 1 if they are unknown. */
  public int dies() {
    int dies = 0;
    for (Die kind : dieKinds) {
      dies += kind.count();
    }
    return Math.max(1, dies);
  }

  /** Returns the area of one die if all are alike, else of all together [mm2]. */
  public Optional<Uncertain> die() {
    return dieKinds.size() == 1 ? Optional.of(dieKinds.get(0).area()) : silicon();
  }

  /** Returns the area of all dies of the package together [mm2]. */
  public Optional<Uncertain> silicon() {
    Optional<Uncertain> sum = Optional.empty();
    for (Die kind : dieKinds) {
      Uncertain mm2 = kind.area().times(kind.count());
      sum = Optional.of(sum.isPresent() ? sum.get().plus(mm2) : mm2);
    }
    return sum;
  }

  /**
   * Returns {@link #die()} at the typical value of every constant [mm2]; empty without a measured
   * anchor.
   */
  public OptionalDouble dieMm2() {
    return value(die());
  }

  /** Returns {@link #silicon()} at the typical value of every constant [mm2]. */
  public OptionalDouble siliconMm2() {
    return value(silicon());
  }

  /** Returns {@link #aiArea()} at the typical value of every constant [mm2]. */
  public OptionalDouble aiAreaMm2() {
    return value(aiArea);
  }

  /**
   * Returns the area that a run uses [mm2]: the named processors, their memories and the memory
   * interface; empty if one of them is unknown.
   */
  public OptionalDouble aiAreaMm2(Collection<String> processors) {
    return value(aiArea(processors));
  }

  /** Returns {@link #aiAreaMm2(Collection)} with its draws. */
  public Optional<Uncertain> aiArea(Collection<String> processors) {
    return aiArea(blocks, missing, processors);
  }

  static Optional<Uncertain> aiArea(
      List<Block> blocks, List<Missing> missing, Collection<String> processors) {
    for (Missing m : missing) {
      if (processors.contains(m.part()) || m.part().equals(AreaModel.MEMORY)) {
        return Optional.empty();
      }
    }
    List<Uncertain> areas = new ArrayList<>();
    double mm2 = 0;
    int size = 0;
    for (Block b : blocks) {
      if (processors.contains(b.part()) || b.part().equals(AreaModel.MEMORY)) {
        areas.add(b.area());
        mm2 += b.mm2();
        size = Math.max(size, b.area().size());
      }
    }
    // Reports state its value; few ask for its draws.
    return mm2 > 0
        ? Optional.of(Uncertain.later(mm2, size, () -> Uncertain.sum(areas)))
        : Optional.empty();
  }

  private static OptionalDouble value(Optional<Uncertain> area) {
    return area.map(a -> OptionalDouble.of(a.value())).orElse(OptionalDouble.empty());
  }
}
