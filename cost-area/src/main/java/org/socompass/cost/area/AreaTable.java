package org.socompass.cost.area;

import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import org.socompass.cost.area.AreaConstants.Gpu;
import org.socompass.cost.area.AreaConstants.LinkKind;
import org.socompass.cost.area.AreaConstants.Links;
import org.socompass.cost.area.AreaConstants.MemoryInterface;
import org.socompass.cost.area.AreaConstants.MultiplyAdd;
import org.socompass.cost.area.AreaConstants.Pe;
import org.socompass.cost.constants.Sourced;
import org.socompass.cost.die.ProcessNode;
import org.socompass.cost.die.ProcessNodes;
import org.socompass.hardware.DataType;
import org.socompass.input.Dimension;
import org.socompass.input.NearestName;
import org.socompass.input.Section;

/** Reads {@link AreaConstants} from their table. */
final class AreaTable {
  private AreaTable() {}

  /** How a group of figures is spread around its values, where they don't say so themselves. */
  private record Groups(Map<String, Sourced> factors) {
    Sourced in(String group, Sourced constant) {
      Sourced factor = factors.get(group);
      return factor == null ? constant : constant.orSpreadOf(factor);
    }
  }

  static AreaConstants of(Section root) {
    Groups groups =
        new Groups(
            root.section(
                "spread", s -> named(s, key -> Sourced.positive(s, key, Dimension.NUMBER))));
    Map<String, Sourced> rest =
        root.section("remainder", s -> named(s, key -> Sourced.read(s, key, Dimension.NUMBER)));
    double sum = rest.values().stream().mapToDouble(Sourced::value).sum();
    if (Math.abs(sum - 1) > 1e-9) {
      throw root.error("remainder", "the shares must add up to 1, but add up to " + sum);
    }
    return new AreaConstants(
        root.section("pe", s -> pe(s, groups)),
        root.section("npu", s -> Sourced.positive(s, "overhead", Dimension.NUMBER)),
        root.section("gpu", AreaTable::gpu),
        root.section("sram", AreaTable::sram),
        Sourced.positive(root, "sliced_l2_density", Dimension.NUMBER),
        root.section(
            "interfaces", s -> named(s, id -> s.section(id, each -> memoryInterface(id, each)))),
        root.section("links", AreaTable::links),
        root.section("die_to_die", s -> named(s, key -> Sourced.positive(s, key, Dimension.AREA))),
        required(root, rest, "sram"),
        required(root, rest, "analog"),
        root.section("cores", s -> named(s, id -> s.section(id, each -> core(id, each, groups)))));
  }

  private static Sourced required(Section root, Map<String, Sourced> shares, String key) {
    Sourced share = shares.get(key);
    if (share == null) {
      throw root.error("remainder", "lacks '" + key + "'");
    }
    return share;
  }

  private static Pe pe(Section s, Groups groups) {
    return new Pe(
        Sourced.positive(s, "overhead", Dimension.NUMBER),
        Sourced.positive(s, "utilization", Dimension.NUMBER),
        Sourced.positive(s, "gate_area", Dimension.AREA),
        Sourced.positive(s, "transistors_per_gate", Dimension.NUMBER),
        Sourced.positive(s, "flop_area", Dimension.AREA),
        s.section("types", types -> types(types, groups)));
  }

  private static Map<DataType, MultiplyAdd> types(Section s, Groups groups) {
    Map<DataType, MultiplyAdd> result = new EnumMap<>(DataType.class);
    for (String name : s.keys()) {
      result.put(
          dataType(s, name),
          s.section(
              name,
              type ->
                  new MultiplyAdd(
                      groups.in(
                          "multiply_add", Sourced.positive(type, "arithmetic", Dimension.AREA)),
                      Sourced.positive(type, "flop_bits", Dimension.NUMBER))));
    }
    return result;
  }

  private static DataType dataType(Section s, String name) {
    if (!DataType.ids().contains(name)) {
      throw s.error(
          name, "'" + name + "' is not a data type; " + NearestName.hint(name, DataType.ids()));
    }
    return DataType.of(name);
  }

  private static Gpu gpu(Section s) {
    return new Gpu(
        Sourced.positive(s, "matrix", Dimension.NUMBER),
        Sourced.positive(s, "lane", Dimension.TRANSISTORS),
        Sourced.positive(s, "fp64_lane", Dimension.NUMBER),
        Sourced.positive(s, "crossbar", Dimension.TRANSISTORS));
  }

  private static Map<SramClass, Sourced> sram(Section s) {
    Map<SramClass, Sourced> result = new EnumMap<>(SramClass.class);
    for (SramClass sramClass : SramClass.values()) {
      result.put(sramClass, Sourced.positive(s, Section.nameOf(sramClass), Dimension.NUMBER));
    }
    return result;
  }

  private static MemoryInterface memoryInterface(String id, Section s) {
    return new MemoryInterface(
        id,
        s.list("types", type -> type),
        s.positive("width_bits", Dimension.NUMBER),
        Sourced.positive(s, "area", Dimension.AREA),
        Sourced.read(s, "controller", Dimension.TRANSISTORS));
  }

  private static Links links(Section s) {
    return new Links(
        Sourced.positive(s, "lane", Dimension.AREA),
        s.sections(
            "types",
            type ->
                new LinkKind(
                    Sourced.positive(type, "lanes", Dimension.NUMBER),
                    Sourced.read(type, "controller", Dimension.TRANSISTORS))));
  }

  private static MeasuredCore core(String id, Section s, Groups groups) {
    String node = s.text("node");
    Sourced share = groups.in("core_sram_share", Sourced.read(s, "sram_share", Dimension.NUMBER));
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
        groups.in("core_area", Sourced.positive(s, "area", Dimension.AREA)),
        share,
        s.has("shared")
            ? s.section(
                "shared",
                shared ->
                    named(
                        shared,
                        key ->
                            groups.in(
                                "core_shared", Sourced.positive(shared, key, Dimension.NUMBER))))
            : Map.of(),
        s.flag("shared_has_global_buffer", false),
        s.flag("crossbar", false),
        s.optionalSection("made_of", AreaTable::parts));
  }

  private static MeasuredCore.Parts parts(Section s) {
    Map<DataType, Double> matrix =
        s.section(
            "matrix",
            m -> {
              Map<DataType, Double> rates = new EnumMap<>(DataType.class);
              for (String name : m.keys()) {
                rates.put(dataType(m, name), m.positive(name, Dimension.NUMBER));
              }
              return rates;
            });
    return new MeasuredCore.Parts(
        s.bytes("memory"),
        matrix,
        s.positive("lanes", Dimension.NUMBER),
        s.nonNegative("fp64_lanes", Dimension.NUMBER));
  }

  private interface NamedReader<T> {
    T read(String name);
  }

  private static <T> Map<String, T> named(Section s, NamedReader<T> reader) {
    Map<String, T> result = new LinkedHashMap<>();
    for (String name : s.keys()) {
      result.put(name, reader.read(name));
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
