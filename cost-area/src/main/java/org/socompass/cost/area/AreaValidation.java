package org.socompass.cost.area;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.OptionalDouble;
import org.socompass.cost.area.MeasuredBlocks.Chip;
import org.socompass.cost.area.MeasuredBlocks.Kind;
import org.socompass.cost.area.MeasuredBlocks.Single;
import org.socompass.cost.area.MeasuredBlocks.Term;
import org.socompass.cost.constants.Sourced;
import org.socompass.cost.die.ProcessNode;
import org.socompass.cost.die.ProcessNodes;
import org.socompass.hardware.Device;
import org.socompass.hardware.template.DeviceLibrary;
import org.socompass.input.Section;

/**
 * Predicted against measured blocks.
 *
 * <p>Blocks of GA100, Aldebaran, Orin and Thor are predicted twice: by the model that ships, whose
 * constants saw them ({@code in sample}: it proves the arithmetic, and how well one constant serves
 * two chips), and by the same formulas with constants derived from the other three chips ({@code
 * held out}). Single blocks of other chips are one or the other.
 */
public final class AreaValidation {
  /** Name of the summary of all chips whose blocks are held out. */
  public static final String ALL_CHIPS = "all four";

  private final MeasuredBlocks measured = MeasuredBlocks.builtIn();
  private final ComponentArea components = new ComponentArea(AreaConstants.builtIn());

  /**
   * A block.
   *
   * @param chip chip that it is of
   * @param block what it is
   * @param measuredMm2 measured area [mm2]
   * @param inSampleMm2 area by constants that saw it [mm2]; empty if it has none, or is held out
   * @param heldOutMm2 area by constants that did not [mm2]; empty if no other chip has the like
   * @param source where the measured area is from
   */
  public record Row(
      String chip,
      String block,
      double measuredMm2,
      OptionalDouble inSampleMm2,
      OptionalDouble heldOutMm2,
      String source) {
    /** Returns the relative error of the prediction in sample. */
    public OptionalDouble inSampleError() {
      return error(inSampleMm2);
    }

    /** Returns the relative error of the prediction held out. */
    public OptionalDouble heldOutError() {
      return error(heldOutMm2);
    }

    private OptionalDouble error(OptionalDouble predicted) {
      return predicted.isPresent()
          ? OptionalDouble.of(predicted.getAsDouble() / measuredMm2 - 1)
          : predicted;
    }
  }

  /**
   * Errors of a group of blocks.
   *
   * @param name chip, or what the blocks have in common
   * @param totalError relative error of the sum of all measured blocks in sample; a block without a
   *     prediction counts as nothing; empty if blocks of several chips are no sum
   * @param inSample mean absolute error of the blocks in sample
   * @param heldOut mean absolute error of the blocks held out
   */
  public record Summary(
      String name, OptionalDouble totalError, OptionalDouble inSample, OptionalDouble heldOut) {}

  /** Returns all blocks in the order of the table. */
  public List<Row> rows() {
    List<Row> rows = new ArrayList<>();
    measured.chips().values().forEach(chip -> rows.addAll(rows(chip)));
    measured.singles().forEach(single -> rows.add(row(single)));
    return rows;
  }

  /** Returns the errors by chip, and of the single blocks together. */
  public List<Summary> summaries() {
    List<Summary> result = new ArrayList<>();
    List<Row> all = new ArrayList<>();
    for (Chip chip : measured.chips().values()) {
      List<Row> rows = rows(chip);
      all.addAll(rows);
      double total = rows.stream().mapToDouble(Row::measuredMm2).sum();
      double predicted = rows.stream().mapToDouble(r -> r.inSampleMm2.orElse(0)).sum();
      result.add(
          new Summary(
              chip.name(),
              OptionalDouble.of(predicted / total - 1),
              mean(rows.stream().map(Row::inSampleError).toList()),
              mean(rows.stream().map(Row::heldOutError).toList())));
    }
    result.add(
        new Summary(
            ALL_CHIPS,
            OptionalDouble.empty(),
            mean(all.stream().map(Row::inSampleError).toList()),
            mean(all.stream().map(Row::heldOutError).toList())));
    List<Row> singles = measured.singles().stream().map(this::row).toList();
    result.add(
        new Summary(
            "single blocks",
            OptionalDouble.empty(),
            mean(singles.stream().map(Row::inSampleError).toList()),
            mean(singles.stream().map(Row::heldOutError).toList())));
    return result;
  }

  private static OptionalDouble mean(List<OptionalDouble> errors) {
    return errors.stream()
        .filter(OptionalDouble::isPresent)
        .mapToDouble(e -> Math.abs(e.getAsDouble()))
        .average();
  }

  private List<Row> rows(Chip chip) {
    Device device = DeviceLibrary.load(chip.device(), List.of());
    List<Block> blocks = new AreaModel().report(device).blocks();
    var others =
        new HeldOutAreas(
            measured.chips().values().stream().filter(c -> !c.equals(chip)).toList(),
            measured.singles());
    List<Row> rows = new ArrayList<>();
    chip.blocks()
        .forEach(
            (kind, mm2) ->
                rows.add(
                    new Row(
                        chip.name(),
                        Section.nameOf(kind).replace('-', ' '),
                        mm2,
                        shipped(kind, blocks),
                        others.predict(chip, kind),
                        chip.source())));
    return rows;
  }

  /** Returns the blocks of a report that are of a kind, by their names. */
  private static OptionalDouble shipped(Kind kind, List<Block> blocks) {
    List<String> names =
        switch (kind) {
          case CORES ->
              List.of(
                  ScaledCores.CORE_MEMORY, ScaledCores.MATRIX_ENGINES, ScaledCores.VECTOR_UNITS);
          case CORE_MEMORY -> List.of(ScaledCores.CORE_MEMORY);
          case CORE_LOGIC -> List.of(ScaledCores.MATRIX_ENGINES, ScaledCores.VECTOR_UNITS);
          case CROSSBAR -> List.of(ScaledCores.CROSSBAR);
          case GLOBAL_BUFFER -> List.of(ScaledCores.GLOBAL_BUFFER);
          case MEMORY_PHY -> List.of(UncoreArea.MEMORY_PHY);
          case MEMORY_CONTROLLER -> List.of(UncoreArea.MEMORY_CONTROLLERS);
          case LINK_PHY -> List.of(UncoreArea.LINK_PHY);
          case LINK_CONTROLLER -> List.of(UncoreArea.LINK_CONTROLLERS);
          case FRONT_END -> List.of("front end");
          case GPC -> List.of("GPC");
          case TPC -> List.of("TPC");
          case UNIDENTIFIED -> List.of();
        };
    double sum =
        blocks.stream()
            .filter(b -> names.stream().anyMatch(b.name()::endsWith))
            .mapToDouble(Block::mm2)
            .sum();
    return sum > 0 ? OptionalDouble.of(sum) : OptionalDouble.empty();
  }

  private Row row(Single single) {
    OptionalDouble predicted =
        OptionalDouble.of(single.terms().stream().mapToDouble(this::mm2).sum());
    return new Row(
        single.name(),
        "from " + single.why(),
        single.mm2(),
        single.heldOut() ? OptionalDouble.empty() : predicted,
        single.heldOut() ? predicted : OptionalDouble.empty(),
        single.source());
  }

  private double mm2(Term term) {
    Map<String, ProcessNode> nodes = new LinkedHashMap<>();
    ProcessNodes.builtIn().all().forEach(n -> nodes.put(n.id(), n));
    AreaConstants constants = AreaConstants.builtIn();
    if (term instanceof Term.Sram sram) {
      return components
          .sramMm2(
              sram.bytes(),
              required(nodes, sram.node()),
              AreaTable.sramClass(sram.sramClass()).orElseThrow())
          .value();
    }
    if (term instanceof Term.Pes pes) {
      return pes.count()
          * components.peMm2(pes.macs(), required(nodes, pes.node())).value()
          * (pes.isNpu() ? constants.npuOverhead().value() : 1);
    }
    if (term instanceof Term.Cores cores) {
      MeasuredCore core = required(constants.cores(), cores.core());
      double one = components.coreMm2(core, required(nodes, cores.node())).value();
      double shared =
          cores.isWithShared()
              ? core.shared().values().stream().mapToDouble(Sourced::value).sum()
              : 0;
      return cores.count() * one * (1 + shared);
    }
    var bus = (Term.Interface) term;
    var family = required(constants.interfaces(), bus.kind());
    return components
        .interfacePhyMm2(bus.units(), family)
        .plus(components.interfaceControllerMm2(bus.units(), family, required(nodes, bus.node())))
        .value();
  }

  private static <T> T required(Map<String, T> map, String key) {
    return Objects.requireNonNull(map.get(key), key);
  }
}
