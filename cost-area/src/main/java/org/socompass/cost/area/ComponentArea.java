package org.socompass.cost.area;

import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.socompass.cost.area.AreaConstants.LinkKind;
import org.socompass.cost.area.AreaConstants.MemoryInterface;
import org.socompass.cost.area.AreaConstants.MultiplyAdd;
import org.socompass.cost.constants.Sourced;
import org.socompass.cost.die.ProcessNode;
import org.socompass.cost.draws.Draws;
import org.socompass.cost.draws.Uncertain;
import org.socompass.hardware.DataType;

/**
 * Area of the parts that the area model puts together: PEs, lanes, memories, interfaces, links.
 * Pure formulas; numbers are those of equations (2) to (7) in {@code docs/area-cost-energy.md}. All
 * areas are in mm2.
 */
public final class ComponentArea {
  private static final double UM2_PER_MM2 = 1e6;
  private static final double BITS_PER_BYTE = 8;
  private static final int MOST_PES = 256;

  private final AreaConstants constants;
  private final Draws draws;
  private final Map<Pe, Uncertain> knownPes = new ConcurrentHashMap<>();

  /** What the area of a PE depends on. */
  private record Pe(Map<DataType, Double> macsPerCycle, String node) {}

  /** Creates the formulas with their constants at their values. */
  public ComponentArea(AreaConstants constants) {
    this(constants, Draws.NOMINAL);
  }

  /** Creates the formulas with their constants as an experiment draws them. */
  public ComponentArea(AreaConstants constants, Draws draws) {
    this.constants = constants;
    this.draws = draws;
  }

  /**
   * Returns the area of one PE, equation (2).
   *
   * <p>{@code A = overhead * S45 / gate * transistorsPerGate / density / utilization}. A PE that
   * multiplies several types has one integer and one floating-point data path, each as large as its
   * most demanding type, and flops for the type that needs most.
   *
   * @param macsPerCycle multiply-accumulates of the PE in one cycle, by the type multiplied
   * @param node process node
   */
  public Uncertain peMm2(Map<DataType, Double> macsPerCycle, ProcessNode node) {
    // Designs of a sweep share their PEs. Without draws there is nothing to save.
    return draws.size() == 0 || knownPes.size() >= MOST_PES
        ? computePe(macsPerCycle, node)
        : knownPes.computeIfAbsent(
            new Pe(Map.copyOf(macsPerCycle), node.id()), pe -> computePe(macsPerCycle, node));
  }

  private Uncertain computePe(Map<DataType, Double> macsPerCycle, ProcessNode node) {
    AreaConstants.Pe pe = constants.pe();
    Uncertain integer = Uncertain.of(0);
    Uncertain floating = Uncertain.of(0);
    Uncertain flopBits = Uncertain.of(0);
    for (Map.Entry<DataType, Double> entry : macsPerCycle.entrySet()) {
      DataType type = entry.getKey().multiplied();
      MultiplyAdd parts = pe.multiplyAdd().get(type);
      if (parts == null) {
        throw new IllegalStateException("no multiplier area for " + type.id());
      }
      double macs = entry.getValue();
      Uncertain arithmetic = draws.of(parts.arithmeticMm2()).times(macs);
      if (type.isInteger()) {
        integer = integer.max(arithmetic);
      } else {
        floating = floating.max(arithmetic);
      }
      flopBits = flopBits.max(draws.of(parts.flopBits()).times(macs));
    }
    Uncertain at45 = integer.plus(floating).plus(flopBits.times(draws.of(pe.flopMm2())));
    Uncertain transistors =
        at45.over(draws.of(pe.gateMm2())).times(draws.of(pe.transistorsPerGate()));
    return logicMm2(transistors, node)
        .times(draws.of(pe.overhead()))
        .over(draws.of(pe.utilization()));
  }

  /**
   * Returns the area of the matrix engines of a GPU core, equation (6).
   *
   * @param macsPerCycle multiply-accumulates of all of them in one cycle, by the type multiplied
   * @param node process node
   */
  public Uncertain gpuMatrixMm2(Map<DataType, Double> macsPerCycle, ProcessNode node) {
    return peMm2(macsPerCycle, node).times(draws.of(constants.gpu().matrix()));
  }

  /**
   * Returns the area of the vector units of a GPU core with their control, equation (6).
   *
   * @param lanes FP32 lanes
   * @param node process node
   */
  public Uncertain gpuLanesMm2(double lanes, ProcessNode node) {
    return logicMm2(draws.of(constants.gpu().laneTransistors()).times(lanes), node);
  }

  /**
   * Returns the area of the link between the cores of a GPU and its global buffer, equation (7).
   *
   * @param cores cores on the die
   * @param bytesPerCycle bandwidth of the global buffer [B/cycle]
   * @param node process node
   */
  public Uncertain crossbarMm2(double cores, double bytesPerCycle, ProcessNode node) {
    return logicMm2(
        draws.of(constants.gpu().crossbarTransistors()).times(cores * bytesPerCycle), node);
  }

  /**
   * Returns the area of a memory, equation (4): bits times the node's cell times the factor of the
   * class.
   *
   * @param bytes capacity [B]
   * @param node process node
   * @param sramClass what the memory is built like
   */
  public Uncertain sramMm2(double bytes, ProcessNode node, SramClass sramClass) {
    Sourced factor = constants.sram().get(sramClass);
    if (factor == null) {
      throw new IllegalStateException("no area factor for " + sramClass);
    }
    return cellsMm2(bytes, node).times(draws.of(factor));
  }

  /** Returns the area of the cells alone of a memory. */
  Uncertain cellsMm2(double bytes, ProcessNode node) {
    return draws.of(node.sramCellUm2()).times(bytes * BITS_PER_BYTE / UM2_PER_MM2);
  }

  /** Returns the area of the physical layer of an interface to main memory, equation (5). */
  public Uncertain interfacePhyMm2(double units, MemoryInterface family) {
    return draws.of(family.mm2()).times(units);
  }

  /** Returns the area of the controllers of an interface to main memory, equation (5). */
  public Uncertain interfaceControllerMm2(double units, MemoryInterface family, ProcessNode node) {
    return logicMm2(draws.of(family.controllerTransistors()).times(units), node);
  }

  /** Returns the area of the physical layer of links to other devices, equation (5). */
  public Uncertain linkPhyMm2(double links, LinkKind kind) {
    return draws.of(constants.links().laneMm2()).times(draws.of(kind.lanes())).times(links);
  }

  /** Returns the area of the controllers of links to other devices, equation (5). */
  public Uncertain linkControllerMm2(double links, LinkKind kind, ProcessNode node) {
    return logicMm2(draws.of(kind.controllerTransistors()).times(links), node);
  }

  /** Returns the area of a measured core in another node, equation (6). */
  public Uncertain coreMm2(MeasuredCore core, ProcessNode node) {
    return draws
        .of(core.mm2())
        .times(nodeFactor(core.node(), node, draws.of(core.sramShare()), Uncertain.of(0)));
  }

  /**
   * Returns the factor by which a block shrinks or grows when it moves to another node: logic by
   * density, SRAM by cell.
   *
   * @param from node it comes from
   * @param to node it moves to
   * @param sramShare share of the block that is SRAM, in [0, 1]
   * @param fixedShare share that does not scale, in [0, 1]
   */
  Uncertain nodeFactor(
      ProcessNode from, ProcessNode to, Uncertain sramShare, Uncertain fixedShare) {
    if (from.id().equals(to.id())) {
      return Uncertain.of(1);
    }
    Uncertain logic = draws.of(from.transistorsPerMm2()).over(draws.of(to.transistorsPerMm2()));
    Uncertain sram = draws.of(to.sramCellUm2()).over(draws.of(from.sramCellUm2()));
    Uncertain logicShare = sramShare.plus(fixedShare).map(share -> 1 - share);
    return logicShare.times(logic).plus(sramShare.times(sram)).plus(fixedShare);
  }

  /** Returns the area of transistors of logic. */
  Uncertain logicMm2(Uncertain transistors, ProcessNode node) {
    return transistors.over(draws.of(node.transistorsPerMm2()));
  }
}
