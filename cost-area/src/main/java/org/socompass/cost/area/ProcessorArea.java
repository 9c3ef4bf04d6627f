package org.socompass.cost.area;

import java.util.List;
import java.util.Optional;
import org.socompass.cost.area.AreaReport.Spare;
import org.socompass.cost.constants.Missing;
import org.socompass.cost.draws.Draws;
import org.socompass.cost.draws.Recent;
import org.socompass.cost.draws.Uncertain;
import org.socompass.hardware.Processor;
import org.socompass.hardware.ProcessorKind;
import org.socompass.hardware.product.AreaInputs;

/**
 * Area of one processor, by what is known about it: measured as it shipped, an NPU bottom-up by
 * equation (3), or {@link ScaledCores}. What an override changes is added bottom-up.
 */
final class ProcessorArea {
  private static final double UM2_PER_MM2 = 1e6;
  private static final int MOST_KNOWN = 64;

  private final AreaConstants constants;
  private final ComponentArea components;
  private final Draws draws;
  private final ScaledCores scaledCores;

  /** A result has about five blocks, whose draws take 40 kB. */
  private final Recent<Key, Result> known = new Recent<>(MOST_KNOWN);

  /** What the area of a processor depends on; a node is the one of its name in the table. */
  private record Key(
      String device,
      Silicon processor,
      AreaInputs.ProcessorInputs inputs,
      String node,
      Silicon anchor,
      AreaInputs.ProcessorInputs anchorInputs,
      String anchorNode) {
    static Key of(Placed now, Placed anchor) {
      return new Key(
          now.device().id(),
          Silicon.of(now.processor()),
          now.inputs(),
          now.node().id(),
          Silicon.of(anchor.processor()),
          anchor.inputs(),
          anchor.node().id());
    }

    /** That of what designs of a sweep differ by; {@link #equals} reads all. */
    @Override
    public int hashCode() {
      return 31 * processor.hashCode() + node.hashCode();
    }
  }

  ProcessorArea(AreaConstants constants, Draws draws) {
    this.constants = constants;
    this.components = new ComponentArea(constants, draws);
    this.draws = draws;
    this.scaledCores = new ScaledCores(constants, components, draws);
  }

  /**
   * What is found out about a processor.
   *
   * @param blocks its blocks
   * @param core area of one core, if the processor is made of cores
   * @param missing what lacks; then there are no blocks
   */
  record Result(List<Block> blocks, Optional<Uncertain> core, Optional<Missing> missing) {
    /** Copies the list. */
    Result {
      blocks = List.copyOf(blocks);
    }

    static Result missing(String part, String path, String reason) {
      return new Result(List.of(), Optional.empty(), Optional.of(new Missing(part, path, reason)));
    }

    Uncertain sum() {
      return Block.sum(blocks);
    }
  }

  /** Returns the blocks of {@code now}, and of {@code anchor} as it shipped, or what lacks. */
  Result of(Placed now, Placed anchor) {
    // An experiment that remembers what it was asked for must be asked.
    return draws.size() == 0
        ? computed(now, anchor)
        : known.of(Key.of(now, anchor), () -> computed(now, anchor));
  }

  private Result computed(Placed now, Placed anchor) {
    Result modelled = model(now, anchor);
    if (now.inputs().measuredMm2().isEmpty()) {
      return modelled;
    }
    double measured = now.inputs().measuredMm2().getAsDouble();
    Uncertain delta = Uncertain.of(0);
    if (!now.areaParameters().equals(anchor.areaParameters())) {
      Result shipped = model(anchor, anchor);
      if (modelled.missing.isPresent() || shipped.missing.isPresent()) {
        return modelled.missing.isPresent() ? modelled : shipped;
      }
      delta = modelled.sum().minus(shipped.sum());
    }
    Uncertain area = delta.map(d -> measured + d);
    if (area.least() <= 0) {
      return Result.missing(
          now.processor().id(),
          now.path("measured"),
          "the override takes away more than the measured area has");
    }
    return new Result(
        List.of(
            new Block(
                now.processor().id(),
                now.processor().name(),
                area,
                Block.Method.MEASURED,
                Note.of("measured %.2f mm2, overrides %+.2f mm2", measured, delta.value()))),
        modelled.core,
        Optional.empty());
  }

  /**
   * Returns the spare cores of a processor: those on the die that the product does not use.
   *
   * @param dies dies that share the processor evenly
   */
  Optional<Spare> spare(Placed now, Optional<Uncertain> core, int dies) {
    int onDie = (int) Math.round(now.coresOnDie() / dies);
    int needed = (int) Math.ceil((double) now.processor().cores() / dies);
    return core.isPresent() && onDie > needed
        ? Optional.of(new Spare(now.processor().id(), core.get(), onDie, needed))
        : Optional.empty();
  }

  private Result model(Placed now, Placed anchor) {
    return now.processor().kind() == ProcessorKind.NPU && now.inputs().core().isEmpty()
        ? npu(now)
        : scaledCores.of(now, anchor);
  }

  /** Equation (3): {@code overhead * PEs * A_PE + scratchpad}. */
  private Result npu(Placed now) {
    Processor p = now.processor();
    if (p.matrix().isEmpty()) {
      return Result.missing(
          p.id(),
          "processors." + p.id() + ".matrix",
          "an NPU without a matrix engine has no area model; give " + now.path("measured"));
    }
    var matrix = p.matrix().get();
    double cores = now.coresOnDie();
    double pes = cores * p.lanesPerCore() * matrix.rows() * matrix.columns();
    Uncertain pe = components.peMm2(matrix.macsPerPePerCycle(), now.node());
    Uncertain engines = pe.times(pes);
    Uncertain overhead = draws.of(constants.npuOverhead());
    double bytes =
        cores * (p.local().capacityBytes() + ScaledCores.accumulatorBytes(p)) + now.globalBytes();
    List<Block> blocks =
        List.of(
            new Block(
                p.id(),
                p.name() + ": " + ScaledCores.MATRIX_ENGINES,
                engines,
                Block.Method.BOTTOM_UP,
                Note.of("%.0f PEs of %.0f um2", pes, pe.value() * UM2_PER_MM2)),
            new Block(
                p.id(),
                p.name() + ": vector units, registers, control, DMA",
                engines.times(overhead.map(factor -> factor - 1)),
                Block.Method.BOTTOM_UP,
                Note.of("%.2f of the matrix engines", overhead.value() - 1)),
            now.sram(components, "buffers", bytes, now.globalClass(SramClass.SCRATCHPAD)));
    Uncertain whole = Block.sum(blocks);
    return new Result(blocks, Optional.of(whole.times(1 / cores)), Optional.empty());
  }
}
