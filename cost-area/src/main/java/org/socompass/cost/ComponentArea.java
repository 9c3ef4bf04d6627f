package org.socompass.cost;

import java.util.Map;
import org.socompass.cost.AreaConstants.MemoryInterface;
import org.socompass.cost.AreaConstants.MultiplyAdd;
import org.socompass.hardware.DataType;

/**
 * Area of the parts that the area model puts together: PEs, memories, memory interfaces. Pure
 * formulas; numbers are those of equations (2) to (5) in {@code docs/area-cost.md}.
 */
public final class ComponentArea {
  private static final double UM2_PER_MM2 = 1e6;
  private static final double BITS_PER_BYTE = 8;
  private static final double BITS_PER_CHANNEL = 16;

  private final AreaConstants constants;

  /** Creates the formulas with their constants. */
  public ComponentArea(AreaConstants constants) {
    this.constants = constants;
  }

  /**
   * Returns the area of one PE [mm2], equation (2).
   *
   * <p>{@code A = overhead * S45 / gate * transistorsPerGate / density / utilization}. A PE that
   * multiplies several types has one integer and one floating-point data path, each as large as its
   * most demanding type, and flops for the type that needs most.
   *
   * @param macsPerCycle multiply-accumulates of the PE in one cycle, by the type multiplied
   * @param node process node
   */
  public double peMm2(Map<DataType, Double> macsPerCycle, ProcessNode node) {
    double integer = 0;
    double floating = 0;
    double flops = 0;
    for (Map.Entry<DataType, Double> entry : macsPerCycle.entrySet()) {
      DataType type = multiplied(entry.getKey());
      MultiplyAdd parts = constants.multiplyAdd().get(type);
      if (parts == null) {
        throw new IllegalStateException("no multiplier area for " + type.id());
      }
      double arithmetic = entry.getValue() * parts.arithmeticMm2().value();
      if (type.isInteger()) {
        integer = Math.max(integer, arithmetic);
      } else {
        floating = Math.max(floating, arithmetic);
      }
      flops = Math.max(flops, entry.getValue() * parts.flopBits().value());
    }
    double at45 = integer + floating + flops * constants.flopMm2().value();
    return logicMm2(
            at45 / constants.gateMm2().value() * constants.transistorsPerGate().value(), node)
        * constants.peOverhead().value()
        / constants.utilization().value();
  }

  /**
   * Returns the area of a memory [mm2], equation (4): bits times the node's cell times the factor
   * of the class.
   *
   * @param bytes capacity [B]
   * @param node process node
   * @param sramClass what the memory is built like
   */
  public double sramMm2(double bytes, ProcessNode node, SramClass sramClass) {
    Sourced factor = constants.sram().get(sramClass);
    if (factor == null) {
      throw new IllegalStateException("no area factor for " + sramClass);
    }
    return bytes * BITS_PER_BYTE * node.sramCellUm2().value() / UM2_PER_MM2 * factor.value();
  }

  /**
   * Returns the area of an interface to main memory with its controller [mm2], equation (5).
   *
   * @param channels16 16-bit channels
   * @param family its family
   * @param node process node, which only the controller scales with
   */
  public double interfaceMm2(double channels16, MemoryInterface family, ProcessNode node) {
    double units = channels16 * BITS_PER_CHANNEL / family.widthBits();
    return units * (family.mm2().value() + logicMm2(family.controllerTransistors().value(), node));
  }

  private static double logicMm2(double transistors, ProcessNode node) {
    return transistors / node.transistorsPerMm2().value();
  }

  /** Returns the type that a multiplier sees: block formats are unpacked before it. */
  private static DataType multiplied(DataType stored) {
    return switch (stored) {
      case Q8_0 -> DataType.INT8;
      case Q4_0, INT4_G128 -> DataType.INT4;
      case FP32, TF32, FP16, BF16, FP8, INT8, INT4, FP4 -> stored;
    };
  }
}
