package org.socompass.cost;

import java.util.Collections;
import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import org.socompass.hardware.DataType;
import org.socompass.input.Dimension;
import org.socompass.input.NearestName;
import org.socompass.input.Section;

/**
 * The constants of the area model.
 *
 * @param peOverhead wiring and sequencing of a PE, a factor
 * @param utilization share of placed area that is cells, in (0, 1]
 * @param gateMm2 area of a gate equivalent at 45 nm [mm2]
 * @param transistorsPerGate transistors of a gate equivalent
 * @param flopMm2 area of one flop bit at 45 nm [mm2]
 * @param multiplyAdd parts of a multiply-accumulate by the type multiplied
 * @param npuOverhead area of an NPU without its memory over that of its PEs
 * @param sram area of a memory over that of its cells, by class
 * @param slicedL2Density bandwidth over capacity above which a GPU's global buffer is built of
 *     slices [B/cycle/MiB]
 * @param interfaces interfaces to main memory by family
 * @param remainderSram share of the unidentified rest of a die that is SRAM
 * @param remainderAnalog share of it that does not shrink
 * @param cores measured cores by name
 */
public record AreaConstants(
    Sourced peOverhead,
    Sourced utilization,
    Sourced gateMm2,
    Sourced transistorsPerGate,
    Sourced flopMm2,
    Map<DataType, MultiplyAdd> multiplyAdd,
    Sourced npuOverhead,
    Map<SramClass, Sourced> sram,
    Sourced slicedL2Density,
    Map<String, MemoryInterface> interfaces,
    Sourced remainderSram,
    Sourced remainderAnalog,
    Map<String, MeasuredCore> cores) {
  /** Copies the maps. */
  public AreaConstants {
    multiplyAdd = Map.copyOf(multiplyAdd);
    sram = Map.copyOf(sram);
    interfaces = Collections.unmodifiableMap(new LinkedHashMap<>(interfaces));
    cores = Collections.unmodifiableMap(new LinkedHashMap<>(cores));
  }

  /**
   * What a multiply-accumulate is made of at 45 nm.
   *
   * @param arithmeticMm2 multiplier and accumulating adder [mm2]
   * @param flopBits operands and accumulator [bit]
   */
  public record MultiplyAdd(Sourced arithmeticMm2, Sourced flopBits) {}

  /**
   * A family of interfaces to main memory: physical layer and controller.
   *
   * @param id name of the family
   * @param types memory types that use it
   * @param widthBits width of the unit that the area is given for [bit]
   * @param mm2 area of a unit, the same on all nodes [mm2]
   * @param controllerTransistors transistors of the controller of a unit, which do scale
   */
  public record MemoryInterface(
      String id, List<String> types, double widthBits, Sourced mm2, Sourced controllerTransistors) {
    /** Copies the types. */
    public MemoryInterface {
      types = List.copyOf(types);
    }
  }

  private static final class Holder {
    static final AreaConstants BUILT_IN = CostTables.builtIn("area-model.yaml", AreaConstants::of);
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
    return CostTables.read(file, text, AreaConstants::of);
  }

  /** Returns the interface of a memory type; empty if the area of such an interface is unknown. */
  public Optional<MemoryInterface> interfaceOf(String memoryType) {
    return interfaces.values().stream()
        .filter(i -> i.types().stream().anyMatch(memoryType::equalsIgnoreCase))
        .findFirst();
  }

  private record Pe(
      Sourced overhead,
      Sourced utilization,
      Sourced gate,
      Sourced transistors,
      Sourced flop,
      Map<DataType, MultiplyAdd> types) {}

  private static AreaConstants of(Section root) {
    Pe pe = root.section("pe", AreaConstants::pe);
    Sourced npu = root.section("npu", s -> Sourced.positive(s, "overhead", Dimension.NUMBER));
    Map<SramClass, Sourced> sram = root.section("sram", AreaConstants::sram);
    Sourced density = Sourced.positive(root, "sliced_l2_density", Dimension.NUMBER);
    Map<String, MemoryInterface> interfaces =
        root.section("interfaces", s -> named(s, AreaConstants::memoryInterface));
    Map<String, Sourced> rest =
        root.section(
            "remainder",
            s ->
                Map.of(
                    "logic", Sourced.read(s, "logic", Dimension.NUMBER),
                    "sram", Sourced.read(s, "sram", Dimension.NUMBER),
                    "analog", Sourced.read(s, "analog", Dimension.NUMBER)));
    double sum = rest.values().stream().mapToDouble(Sourced::value).sum();
    if (Math.abs(sum - 1) > 1e-9) {
      throw root.error("remainder", "the shares must add up to 1, but add up to " + sum);
    }
    return new AreaConstants(
        pe.overhead,
        pe.utilization,
        pe.gate,
        pe.transistors,
        pe.flop,
        pe.types,
        npu,
        sram,
        density,
        interfaces,
        rest.getOrDefault("sram", new Sourced(0, "")),
        rest.getOrDefault("analog", new Sourced(0, "")),
        root.section("cores", s -> named(s, AreaConstants::core)));
  }

  private static Pe pe(Section s) {
    return new Pe(
        Sourced.positive(s, "overhead", Dimension.NUMBER),
        Sourced.positive(s, "utilization", Dimension.NUMBER),
        Sourced.positive(s, "gate_area", Dimension.AREA),
        Sourced.positive(s, "transistors_per_gate", Dimension.NUMBER),
        Sourced.positive(s, "flop_area", Dimension.AREA),
        s.section("types", AreaConstants::types));
  }

  private static Map<DataType, MultiplyAdd> types(Section s) {
    Map<DataType, MultiplyAdd> result = new EnumMap<>(DataType.class);
    for (String name : s.keys()) {
      if (!DataType.ids().contains(name)) {
        throw s.error(
            name, "'" + name + "' is not a data type; " + NearestName.hint(name, DataType.ids()));
      }
      result.put(
          DataType.of(name),
          s.section(
              name,
              type ->
                  new MultiplyAdd(
                      Sourced.positive(type, "arithmetic", Dimension.AREA),
                      Sourced.positive(type, "flop_bits", Dimension.NUMBER))));
    }
    return result;
  }

  private static Map<SramClass, Sourced> sram(Section s) {
    Map<SramClass, Sourced> result = new EnumMap<>(SramClass.class);
    for (SramClass sramClass : SramClass.values()) {
      result.put(sramClass, Sourced.positive(s, Section.nameOf(sramClass), Dimension.NUMBER));
    }
    return result;
  }

  private static MemoryInterface memoryInterface(String id, Section s) {
    Sourced controller = Sourced.read(s, "controller_mtr", Dimension.NUMBER);
    return new MemoryInterface(
        id,
        s.list("types", type -> type),
        s.positive("width_bits", Dimension.NUMBER),
        Sourced.positive(s, "area", Dimension.AREA),
        new Sourced(controller.value() * 1e6, controller.source()));
  }

  private static MeasuredCore core(String id, Section s) {
    String node = s.text("node");
    Sourced share = Sourced.read(s, "sram_share", Dimension.NUMBER);
    if (share.value() > 1) {
      throw s.error("sram_share", "must be at most 1, but is " + s.text("sram_share"));
    }
    return new MeasuredCore(
        id,
        ProcessNodes.builtIn()
            .find(node)
            .orElseThrow(
                () ->
                    s.error(
                        "node",
                        "unknown process node '"
                            + node
                            + "'; "
                            + NearestName.hint(
                                node,
                                ProcessNodes.builtIn().all().stream()
                                    .map(ProcessNode::id)
                                    .toList()))),
        Sourced.positive(s, "area", Dimension.AREA),
        share,
        Sourced.read(s, "shared", Dimension.NUMBER),
        s.flag("shared_has_global_buffer", false));
  }

  private interface NamedReader<T> {
    T read(String name, Section s);
  }

  private static <T> Map<String, T> named(Section s, NamedReader<T> reader) {
    Map<String, T> result = new LinkedHashMap<>();
    for (String name : s.keys()) {
      result.put(name, s.section(name, each -> reader.read(name, each)));
    }
    return result;
  }

  /** Returns the memory class of a name as files write it, as in {@code sliced-l2}. */
  static Optional<SramClass> sramClass(String name) {
    for (SramClass sramClass : SramClass.values()) {
      if (Section.nameOf(sramClass).equals(name.toLowerCase(Locale.ROOT))) {
        return Optional.of(sramClass);
      }
    }
    return Optional.empty();
  }
}
