package org.socompass.cost.area;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.socompass.cost.constants.CostTables;
import org.socompass.cost.constants.Sourced;
import org.socompass.hardware.DataType;

/**
 * The constants of the area model.
 *
 * @param pe processing elements
 * @param npuOverhead area of an NPU without its memory over that of its PEs
 * @param gpu cores of a GPU
 * @param sram area of a memory over that of its cells, by class
 * @param slicedL2Density bandwidth over capacity above which a GPU's global buffer is built of
 *     slices [B/cycle/MiB]
 * @param interfaces interfaces to main memory by family
 * @param links links to other devices
 * @param dieToDieMm2 area of a module of a link between dies of a package, by kind [mm2]
 * @param remainderSram share of the unidentified rest of a die that is SRAM
 * @param remainderAnalog share of it that does not shrink
 * @param cores measured cores by name
 */
public record AreaConstants(
    Pe pe,
    Sourced npuOverhead,
    Gpu gpu,
    Map<SramClass, Sourced> sram,
    Sourced slicedL2Density,
    Map<String, MemoryInterface> interfaces,
    Links links,
    Map<String, Sourced> dieToDieMm2,
    Sourced remainderSram,
    Sourced remainderAnalog,
    Map<String, MeasuredCore> cores) {
  /** Copies the maps. */
  public AreaConstants {
    sram = Map.copyOf(sram);
    interfaces = Collections.unmodifiableMap(new LinkedHashMap<>(interfaces));
    dieToDieMm2 = Collections.unmodifiableMap(new LinkedHashMap<>(dieToDieMm2));
    cores = Collections.unmodifiableMap(new LinkedHashMap<>(cores));
  }

  /**
   * Constants of a processing element.
   *
   * @param overhead wiring and sequencing, a factor
   * @param utilization share of placed area that is cells, in (0, 1]
   * @param gateMm2 area of a gate equivalent at 45 nm [mm2]
   * @param transistorsPerGate transistors of a gate equivalent
   * @param flopMm2 area of one flop bit at 45 nm [mm2]
   * @param multiplyAdd parts of a multiply-accumulate by the type multiplied
   */
  public record Pe(
      Sourced overhead,
      Sourced utilization,
      Sourced gateMm2,
      Sourced transistorsPerGate,
      Sourced flopMm2,
      Map<DataType, MultiplyAdd> multiplyAdd) {
    /** Copies the map. */
    public Pe {
      multiplyAdd = Map.copyOf(multiplyAdd);
    }
  }

  /**
   * What a multiply-accumulate is made of at 45 nm.
   *
   * @param arithmeticMm2 multiplier and accumulating adder [mm2]
   * @param flopBits operands and accumulator [bit]
   */
  public record MultiplyAdd(Sourced arithmeticMm2, Sourced flopBits) {}

  /**
   * Constants of a GPU core.
   *
   * @param matrix area of a matrix engine over that of its PEs
   * @param laneTransistors transistors of a lane of the vector unit that multiplies and adds FP32,
   *     with what feeds and controls it
   * @param fp64Lane lanes of FP32 that a lane of FP64 counts
   * @param crossbarTransistors transistors that link cores and global buffer, a core and byte per
   *     cycle of the global buffer
   */
  public record Gpu(
      Sourced matrix, Sourced laneTransistors, Sourced fp64Lane, Sourced crossbarTransistors) {}

  /**
   * A family of interfaces to main memory: physical layer and controller.
   *
   * @param id name of the family
   * @param types memory types that use it
   * @param widthBits width of the unit that the area is given for [bit]
   * @param mm2 area of the physical layer of a unit, the same on all nodes [mm2]
   * @param controllerTransistors transistors of the controller of a unit, which do scale
   */
  public record MemoryInterface(
      String id, List<String> types, double widthBits, Sourced mm2, Sourced controllerTransistors) {
    /** Copies the types. */
    public MemoryInterface {
      types = List.copyOf(types);
    }
  }

  /**
   * Links to other devices.
   *
   * @param laneMm2 physical layer of a lane, both directions, the same on all nodes [mm2]
   * @param kinds kinds of link by name
   */
  public record Links(Sourced laneMm2, Map<String, LinkKind> kinds) {
    /** Copies the map. */
    public Links {
      kinds = Collections.unmodifiableMap(new LinkedHashMap<>(kinds));
    }
  }

  /**
   * A kind of link.
   *
   * @param lanes lanes of a link, each both directions
   * @param controllerTransistors transistors of the controller of a link
   */
  public record LinkKind(Sourced lanes, Sourced controllerTransistors) {}

  private static final class Holder {
    static final AreaConstants BUILT_IN = CostTables.builtIn("area-model.yaml", AreaTable::of);
  }

  /** Returns the constants that ship. */
  public static AreaConstants builtIn() {
    return Holder.BUILT_IN;
  }

  /**
   * Reads constants.
   *
   * @param file name for messages
   * @param text the constants as YAML
   * @throws org.socompass.input.InputException located, if they are not valid
   */
  public static AreaConstants read(String file, String text) {
    return CostTables.read(file, text, AreaTable::of);
  }

  /** Returns the interface of a memory type; empty if the area of such an interface is unknown. */
  public Optional<MemoryInterface> interfaceOf(String memoryType) {
    return interfaces.values().stream()
        .filter(i -> i.types().stream().anyMatch(memoryType::equalsIgnoreCase))
        .findFirst();
  }
}
