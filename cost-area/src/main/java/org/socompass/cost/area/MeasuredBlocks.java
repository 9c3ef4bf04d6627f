package org.socompass.cost.area;

import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.socompass.cost.constants.CostTables;
import org.socompass.cost.constants.Sourced;
import org.socompass.hardware.DataType;
import org.socompass.input.Dimension;
import org.socompass.input.Section;

/**
 * Blocks whose area was read off die shots, to compare the area model with.
 *
 * @param chips chips of which all identified blocks were measured
 * @param singles single blocks of other chips
 */
record MeasuredBlocks(Map<String, Chip> chips, List<Single> singles) {
  /** What a block is. */
  enum Kind {
    CORES,
    CORE_MEMORY,
    CORE_LOGIC,
    CROSSBAR,
    GLOBAL_BUFFER,
    MEMORY_PHY,
    MEMORY_CONTROLLER,
    LINK_PHY,
    LINK_CONTROLLER,
    FRONT_END,
    GPC,
    TPC,
    UNIDENTIFIED
  }

  /**
   * A chip.
   *
   * @param name name for people
   * @param device id of its template
   * @param core its measured core
   * @param source where the areas are from
   * @param gpcs groups of cores that share a front end; 0 if it has none
   * @param tpcs smaller groups of cores; 0 if it has none
   * @param blocks measured area by kind [mm2]
   */
  record Chip(
      String name,
      String device,
      String core,
      String source,
      double gpcs,
      double tpcs,
      Map<Kind, Double> blocks) {}

  /**
   * A block of a chip of which no more is known.
   *
   * @param name name for people
   * @param mm2 measured area [mm2]
   * @param heldOut whether no constant of the prediction was derived from it
   * @param why what the prediction rests on
   * @param source where the area is from
   * @param terms what it is predicted from; the prediction is their sum
   */
  record Single(
      String name, double mm2, boolean heldOut, String why, String source, List<Term> terms) {}

  /** A part of a block. */
  sealed interface Term {
    /** A memory. */
    record Sram(String sramClass, double bytes, String node) implements Term {}

    /** Processing elements, with what an NPU has around them or without. */
    record Pes(double count, Map<DataType, Double> macs, boolean isNpu, String node)
        implements Term {}

    /** Cores as measured on another chip. */
    record Cores(String core, double count, boolean isWithShared, String node) implements Term {}

    /** Units of an interface to main memory. */
    record Interface(String kind, double units, String node) implements Term {}
  }

  private static final class Holder {
    static final MeasuredBlocks BUILT_IN =
        CostTables.builtIn("measured-blocks.yaml", MeasuredBlocks::of);
  }

  static MeasuredBlocks builtIn() {
    return Holder.BUILT_IN;
  }

  private static MeasuredBlocks of(Section root) {
    return new MeasuredBlocks(
        root.sections("chips", MeasuredBlocks::chip),
        List.copyOf(root.sections("blocks", MeasuredBlocks::single).values()));
  }

  private static Chip chip(Section s) {
    Map<Kind, Double> blocks = new EnumMap<>(Kind.class);
    String source =
        s.section(
            "blocks",
            b -> {
              for (Kind kind : Kind.values()) {
                String key = Section.nameOf(kind);
                if (b.has(key)) {
                  blocks.put(kind, b.positive(key, Dimension.AREA));
                }
              }
              return Sourced.sourceOf(b, b.keys().get(0));
            });
    return new Chip(
        s.text("name"),
        s.text("device"),
        s.text("core"),
        source,
        s.nonNegative("gpcs", Dimension.NUMBER, 0),
        s.nonNegative("tpcs", Dimension.NUMBER, 0),
        blocks);
  }

  private static Single single(Section s) {
    return new Single(
        s.text("name"),
        s.positive("area", Dimension.AREA),
        s.flag("held_out"),
        s.text("why"),
        Sourced.sourceOf(s, "area"),
        List.copyOf(s.sections("terms", MeasuredBlocks::term).values()));
  }

  private static Term term(Section s) {
    String node = s.text("node");
    if (s.has("sram")) {
      return new Term.Sram(s.text("sram"), s.positive("capacity", Dimension.CAPACITY), node);
    }
    if (s.has("core")) {
      return new Term.Cores(
          s.text("core"),
          s.positive("cores", Dimension.NUMBER),
          s.flag("with_shared", false),
          node);
    }
    if (s.has("interface")) {
      return new Term.Interface(s.text("interface"), s.positive("units", Dimension.NUMBER), node);
    }
    boolean isNpu = s.has("npu_pes");
    return new Term.Pes(
        s.positive(isNpu ? "npu_pes" : "pes", Dimension.NUMBER),
        s.section(
            "macs",
            m -> {
              Map<DataType, Double> macs = new LinkedHashMap<>();
              m.keys().forEach(t -> macs.put(DataType.of(t), m.positive(t, Dimension.NUMBER)));
              return macs;
            }),
        isNpu,
        node);
  }

  /** Returns the measured area of all cores of a chip [mm2]. */
  static Optional<Double> coresMm2(Chip chip) {
    double parts =
        chip.blocks.getOrDefault(Kind.CORE_MEMORY, 0.0)
            + chip.blocks.getOrDefault(Kind.CORE_LOGIC, 0.0);
    return Optional.ofNullable(chip.blocks.get(Kind.CORES))
        .or(() -> parts > 0 ? Optional.of(parts) : Optional.empty());
  }
}
