package org.socompass.cost.area;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.socompass.cost.area.ProcessorArea.Result;
import org.socompass.cost.constants.Sourced;
import org.socompass.cost.die.ProcessNode;
import org.socompass.cost.draws.Draws;
import org.socompass.cost.draws.Uncertain;
import org.socompass.hardware.DataType;
import org.socompass.hardware.Processor;
import org.socompass.hardware.ProcessorKind;
import org.socompass.hardware.VectorUnit;
import org.socompass.input.InputException;
import org.socompass.input.NearestName;

/**
 * Area of the cores of a GPU or CPU and of what they share, equation (6): a measured core, moved to
 * another node, with what an override changes added bottom-up.
 */
final class ScaledCores {
  static final String CORE_MEMORY = "registers and local buffers";
  static final String MATRIX_ENGINES = "matrix engines";
  static final String VECTOR_UNITS = "vector units and control";
  private static final String CORE_LOGIC = "logic of the cores";
  static final String CROSSBAR = "crossbar";
  static final String GLOBAL_BUFFER = "global buffer";

  private final AreaConstants constants;
  private final ComponentArea components;
  private final Draws draws;

  ScaledCores(AreaConstants constants, ComponentArea components, Draws draws) {
    this.constants = constants;
    this.components = components;
    this.draws = draws;
  }

  /** What a core consists of [mm2]. */
  private record Core(Uncertain memory, Uncertain matrix, Uncertain rest) {
    Uncertain sum() {
      return memory.plus(matrix).plus(rest);
    }
  }

  /** Returns the blocks of {@code now}, or what lacks. */
  Result of(Placed now, Placed anchor) {
    Processor p = now.processor();
    if (now.inputs().core().isEmpty()) {
      return Result.missing(
          p.id(),
          now.path("core"),
          "names no measured core to scale from, and there is no "
              + now.path("measured")
              + "; the area of '"
              + p.id()
              + "' stays unknown");
    }
    MeasuredCore measured = measuredCore(now, now.inputs().core().get());
    Uncertain scaled = components.coreMm2(measured, now.node());
    Uncertain memoryChange =
        memoryMm2(p, now.node()).minus(memoryMm2(anchor.processor(), now.node()));
    Uncertain logicChange = logicMm2(p, now.node()).minus(logicMm2(anchor.processor(), now.node()));
    Uncertain one = scaled.plus(memoryChange).plus(logicChange);
    if (one.least() <= 0) {
      return Result.missing(
          p.id(),
          now.path("core"),
          "the override takes away more than the measured core '" + measured.id() + "' has");
    }
    Core core = split(p, now.node(), measured, one, memoryChange);
    double count = now.coresOnDie();
    List<Block> blocks = new ArrayList<>();
    Note origin =
        Note.of(
            "%.0f of %.3f mm2 (%s, %s to %s) %+.3f mm2 by overrides",
            count,
            scaled.value(),
            measured.id(),
            measured.node().id(),
            now.node().id(),
            one.value() - scaled.value());
    blocks.add(scaledCore(p, CORE_MEMORY, core.memory.times(count), origin));
    if (core.matrix.value() > 0) {
      blocks.add(scaledCore(p, MATRIX_ENGINES, core.matrix.times(count), origin));
    }
    blocks.add(
        scaledCore(
            p,
            p.kind() == ProcessorKind.GPU ? VECTOR_UNITS : CORE_LOGIC,
            core.rest.times(count),
            origin));
    addShared(now, anchor, measured, scaled.times(count), blocks);
    return new Result(blocks, Optional.of(core.sum()), Optional.empty());
  }

  private static Block scaledCore(Processor p, String name, Uncertain area, Note note) {
    return new Block(p.id(), p.name() + ": " + name, area, Block.Method.SCALED_CORE, note);
  }

  /** Divides a core: memory as measured, matrix engines as modelled, and what is left. */
  private Core split(
      Processor p, ProcessNode node, MeasuredCore measured, Uncertain one, Uncertain change) {
    Uncertain cells = draws.of(node.sramCellUm2()).over(draws.of(measured.node().sramCellUm2()));
    Uncertain memory =
        draws
            .of(measured.mm2())
            .times(draws.of(measured.sramShare()))
            .times(cells)
            .plus(change)
            .combine(one, (m, all) -> Math.min(Math.max(m, 0), all));
    Uncertain logic = one.minus(memory);
    Uncertain matrix =
        p.kind() == ProcessorKind.GPU
            ? matrixMm2(p, node).combine(logic, Math::min)
            : Uncertain.of(0);
    return new Core(memory, matrix, logic.minus(matrix));
  }

  /** Adds what the cores share: front ends, the crossbar, the global buffer. */
  private void addShared(
      Placed now, Placed anchor, MeasuredCore core, Uncertain allCores, List<Block> into) {
    Processor p = now.processor();
    SramClass sramClass = now.globalClass(defaultClass(anchor));
    double bytes = now.globalBytes();
    Uncertain buffer =
        core.sharedHasGlobalBuffer()
            ? components
                .sramMm2(bytes, now.node(), sramClass)
                .minus(components.sramMm2(anchor.globalBytes(), now.node(), sramClass))
            : Uncertain.of(0);
    for (Map.Entry<String, Sourced> entry : core.shared().entrySet()) {
      Uncertain area =
          allCores.times(draws.of(entry.getValue())).plus(buffer).map(mm2 -> Math.max(0, mm2));
      into.add(
          scaledCore(
              p,
              entry.getKey(),
              area,
              Note.of("%.3f of the area of the cores (%s)", entry.getValue().value(), core.id())));
      buffer = Uncertain.of(0);
    }
    if (core.hasCrossbar()) {
      double cores = now.coresOnDie();
      double bandwidth = p.global().bytesPerCycle();
      into.add(
          new Block(
              p.id(),
              p.name() + ": " + CROSSBAR,
              components.crossbarMm2(cores, bandwidth, now.node()),
              Block.Method.BY_BANDWIDTH,
              Note.of("%.0f cores to %.0f B/cycle of global buffer", cores, bandwidth)));
    }
    if (!core.sharedHasGlobalBuffer()) {
      into.add(now.sram(components, GLOBAL_BUFFER, bytes, sramClass));
    }
  }

  private Uncertain memoryMm2(Processor p, ProcessNode node) {
    return components.sramMm2(
        p.registerBytes() + p.local().capacityBytes() + accumulatorBytes(p),
        node,
        SramClass.CORE_MEMORY);
  }

  /** Returns the accumulators of a core [B]. */
  static double accumulatorBytes(Processor p) {
    return p.matrix().map(m -> m.accumulatorBytes().orElse(0)).orElse(0L)
        * (double) p.lanesPerCore();
  }

  /** Returns the logic of a core that is modelled bottom-up; only differences of it are used. */
  private Uncertain logicMm2(Processor p, ProcessNode node) {
    return matrixMm2(p, node).plus(vectorMm2(p, node).times(p.lanesPerCore()));
  }

  private Uncertain matrixMm2(Processor p, ProcessNode node) {
    if (p.matrix().isEmpty()) {
      return Uncertain.of(0);
    }
    var matrix = p.matrix().get();
    double pes = (double) p.lanesPerCore() * matrix.rows() * matrix.columns();
    Uncertain pe =
        p.kind() == ProcessorKind.GPU
            ? components.gpuMatrixMm2(matrix.macsPerPePerCycle(), node)
            : components.peMm2(matrix.macsPerPePerCycle(), node);
    return pe.times(pes);
  }

  private Uncertain vectorMm2(Processor p, ProcessNode node) {
    VectorUnit vector = p.vector();
    if (p.kind() == ProcessorKind.GPU) {
      return components.gpuLanesMm2(fp32Lanes(vector), node);
    }
    Uncertain greatest = Uncertain.of(0);
    for (Map.Entry<DataType, Double> entry : vector.flopsPerCycle().entrySet()) {
      greatest = greatest.max(components.peMm2(Map.of(entry.getKey(), entry.getValue() / 2), node));
    }
    return greatest;
  }

  /**
   * Returns the multiply-adds of FP32 in a cycle; half of those of its fastest type if it lacks.
   */
  static double fp32Lanes(VectorUnit vector) {
    double fastest =
        vector.flopsPerCycle().values().stream().mapToDouble(Double::doubleValue).max().orElse(0);
    return vector.flopsPerCycle().getOrDefault(DataType.FP32, fastest / 2) / 2;
  }

  /** A GPU's buffer is judged as it shipped, so that growing it never makes it smaller. */
  private SramClass defaultClass(Placed anchor) {
    Processor p = anchor.processor();
    double density = p.global().bytesPerCycle() * Placed.BYTES_PER_MIB / anchor.globalBytes();
    return switch (p.kind()) {
      case CPU -> SramClass.CPU_CACHE;
      case NPU -> SramClass.SCRATCHPAD;
      case GPU ->
          density > constants.slicedL2Density().value()
              ? SramClass.SLICED_L2
              : SramClass.LARGE_BUFFER;
    };
  }

  private MeasuredCore measuredCore(Placed now, String name) {
    MeasuredCore core = constants.cores().get(name);
    if (core == null) {
      throw new InputException(
          "device '"
              + now.device().id()
              + "': "
              + now.path("core")
              + ": unknown measured core '"
              + name
              + "'; "
              + NearestName.hint(name, constants.cores().keySet()));
    }
    return core;
  }
}
