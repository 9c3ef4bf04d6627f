package org.socompass.cost.area;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import org.socompass.cost.area.AreaReport.Spare;
import org.socompass.cost.constants.Missing;
import org.socompass.cost.constants.Sourced;
import org.socompass.cost.die.ProcessNode;
import org.socompass.cost.draws.Draws;
import org.socompass.cost.draws.Uncertain;
import org.socompass.hardware.DataType;
import org.socompass.hardware.Device;
import org.socompass.hardware.Processor;
import org.socompass.hardware.ProcessorKind;
import org.socompass.hardware.VectorUnit;
import org.socompass.hardware.product.AreaInputs;
import org.socompass.input.InputException;
import org.socompass.input.NearestName;
import org.socompass.input.Section;

/**
 * Area of one processor, by what is known about it: an NPU bottom-up, equation (3); GPU and CPU
 * cores from a measured core, equation (6), with what an override changes added bottom-up.
 */
final class ProcessorArea {
  static final String CORE_MEMORY = "registers and local buffers";
  static final String MATRIX_ENGINES = "matrix engines";
  static final String VECTOR_UNITS = "vector units and control";
  private static final String CORE_LOGIC = "logic of the cores";
  static final String CROSSBAR = "crossbar";
  static final String GLOBAL_BUFFER = "global buffer";
  private static final double BYTES_PER_MIB = 1 << 20;
  private static final double UM2_PER_MM2 = 1e6;

  private final AreaConstants constants;
  private final ComponentArea components;
  private final Draws draws;

  ProcessorArea(AreaConstants constants, Draws draws) {
    this.constants = constants;
    this.components = new ComponentArea(constants, draws);
    this.draws = draws;
  }

  /**
   * A processor of a device in its node, with the inputs of the area model.
   *
   * @param device device it is part of
   * @param node process node
   * @param processor the processor
   * @param inputs its inputs
   */
  record Placed(
      Device device, ProcessNode node, Processor processor, AreaInputs.ProcessorInputs inputs) {
    String path(String key) {
      return "area.processors." + processor.id() + "." + key;
    }

    List<Object> areaParameters() {
      return List.of(
          node.id(), parameters(processor), inputs.coresOnDie(), inputs.globalBufferOnDieBytes());
    }
  }

  /** Returns everything of a processor that its area depends on. */
  static List<Object> parameters(Processor processor) {
    return List.of(
        processor.cores(),
        processor.lanesPerCore(),
        processor.matrix().map(m -> List.of(m.rows(), m.columns(), m.macsPerPePerCycle())),
        processor.vector().flopsPerCycle(),
        processor.registerBytes(),
        processor.local().capacityBytes(),
        processor.global().capacityBytes(),
        processor.global().bytesPerCycle());
  }

  /**
   * What is found out about a processor.
   *
   * @param blocks its blocks
   * @param core area of one core, if the processor is made of cores
   * @param missing what lacks; then there are no blocks
   */
  record Result(List<Block> blocks, Optional<Uncertain> core, Optional<Missing> missing) {
    static Result missing(String part, String path, String reason) {
      return new Result(List.of(), Optional.empty(), Optional.of(new Missing(part, path, reason)));
    }

    Uncertain sum() {
      return Uncertain.sum(blocks.stream().map(Block::area).toList());
    }
  }

  /** Returns the blocks of {@code now}, and of {@code anchor} as it shipped, or what lacks. */
  Result of(Placed now, Placed anchor) {
    Result modelled = model(now, anchor);
    if (now.inputs.measuredMm2().isEmpty()) {
      return modelled;
    }
    double measured = now.inputs.measuredMm2().getAsDouble();
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
          now.processor.id(),
          now.path("measured"),
          "the override takes away more than the measured area has");
    }
    return new Result(
        List.of(
            new Block(
                now.processor.id(),
                now.processor.name(),
                area,
                Block.Method.MEASURED,
                text("measured %.2f mm2, overrides %+.2f mm2", measured, delta.value()))),
        modelled.core,
        Optional.empty());
  }

  /**
   * Returns the spare cores of a processor: those on the die that the product does not use.
   *
   * @param dies dies that share the processor evenly
   */
  Optional<Spare> spare(Placed now, Placed anchor, Optional<Uncertain> core, int dies) {
    int onDie = (int) Math.round(coresOnDie(now, anchor) / dies);
    int needed = (int) Math.ceil((double) now.processor.cores() / dies);
    return core.isPresent() && onDie > needed
        ? Optional.of(new Spare(now.processor.id(), core.get(), onDie, needed))
        : Optional.empty();
  }

  private Result model(Placed now, Placed anchor) {
    return now.processor.kind() == ProcessorKind.NPU && now.inputs.core().isEmpty()
        ? npu(now, anchor)
        : cores(now, anchor);
  }

  /** Equation (3): {@code overhead * PEs * A_PE + scratchpad}. */
  private Result npu(Placed now, Placed anchor) {
    Processor p = now.processor;
    if (p.matrix().isEmpty()) {
      return Result.missing(
          p.id(),
          "processors." + p.id() + ".matrix",
          "an NPU without a matrix engine has no area model; give " + now.path("measured"));
    }
    var matrix = p.matrix().get();
    double cores = coresOnDie(now, anchor);
    double pes = cores * p.lanesPerCore() * matrix.rows() * matrix.columns();
    Uncertain pe = components.peMm2(matrix.macsPerPePerCycle(), now.node);
    Uncertain engines = pe.times(pes);
    Uncertain overhead = draws.of(constants.npuOverhead());
    double bytes = cores * p.local().capacityBytes() + globalBytes(now, anchor);
    List<Block> blocks =
        List.of(
            new Block(
                p.id(),
                p.name() + ": " + MATRIX_ENGINES,
                engines,
                Block.Method.BOTTOM_UP,
                text("%.0f PEs of %.0f um2", pes, pe.value() * UM2_PER_MM2)),
            new Block(
                p.id(),
                p.name() + ": vector units, registers, control, DMA",
                engines.times(overhead.map(factor -> factor - 1)),
                Block.Method.BOTTOM_UP,
                text("%.2f of the matrix engines", overhead.value() - 1)),
            sram(now, "buffers", bytes, globalClass(now, SramClass.SCRATCHPAD)));
    Uncertain whole = Uncertain.sum(blocks.stream().map(Block::area).toList());
    return new Result(blocks, Optional.of(whole.times(1 / cores)), Optional.empty());
  }

  /** What a core consists of [mm2]. */
  private record Core(Uncertain memory, Uncertain matrix, Uncertain rest) {
    Uncertain sum() {
      return memory.plus(matrix).plus(rest);
    }
  }

  private Result cores(Placed now, Placed anchor) {
    Processor p = now.processor;
    if (now.inputs.core().isEmpty()) {
      return Result.missing(
          p.id(),
          now.path("core"),
          "names no measured core to scale from, and there is no "
              + now.path("measured")
              + "; the area of '"
              + p.id()
              + "' stays unknown");
    }
    MeasuredCore measured = measuredCore(now, now.inputs.core().get());
    Uncertain scaled = components.coreMm2(measured, now.node);
    Uncertain memoryChange = memoryMm2(p, now.node).minus(memoryMm2(anchor.processor, now.node));
    Uncertain logicChange = logicMm2(p, now.node).minus(logicMm2(anchor.processor, now.node));
    Uncertain one = scaled.plus(memoryChange).plus(logicChange);
    if (one.least() <= 0) {
      return Result.missing(
          p.id(),
          now.path("core"),
          "the override takes away more than the measured core '" + measured.id() + "' has");
    }
    Core core = split(p, now.node, measured, one, memoryChange);
    double count = coresOnDie(now, anchor);
    List<Block> blocks = new ArrayList<>();
    String origin =
        text(
            "%.0f of %.3f mm2 (%s, %s to %s) %+.3f mm2 by overrides",
            count,
            scaled.value(),
            measured.id(),
            measured.node().id(),
            now.node.id(),
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

  private static Block scaledCore(Processor p, String name, Uncertain area, String note) {
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
    Processor p = now.processor;
    SramClass sramClass = globalClass(now, defaultClass(anchor));
    double bytes = globalBytes(now, anchor);
    Uncertain buffer =
        core.sharedHasGlobalBuffer()
            ? components
                .sramMm2(bytes, now.node, sramClass)
                .minus(components.sramMm2(globalBytes(anchor, anchor), now.node, sramClass))
            : Uncertain.of(0);
    for (Map.Entry<String, Sourced> entry : core.shared().entrySet()) {
      Uncertain area =
          allCores.times(draws.of(entry.getValue())).plus(buffer).map(mm2 -> Math.max(0, mm2));
      into.add(
          scaledCore(
              p,
              entry.getKey(),
              area,
              text("%.3f of the area of the cores (%s)", entry.getValue().value(), core.id())));
      buffer = Uncertain.of(0);
    }
    if (core.hasCrossbar()) {
      double cores = coresOnDie(now, anchor);
      double bandwidth = p.global().bytesPerCycle();
      into.add(
          new Block(
              p.id(),
              p.name() + ": " + CROSSBAR,
              components.crossbarMm2(cores, bandwidth, now.node),
              Block.Method.BY_BANDWIDTH,
              text("%.0f cores to %.0f B/cycle of global buffer", cores, bandwidth)));
    }
    if (!core.sharedHasGlobalBuffer()) {
      into.add(sram(now, GLOBAL_BUFFER, bytes, sramClass));
    }
  }

  private Uncertain memoryMm2(Processor p, ProcessNode node) {
    return components.sramMm2(
        (double) p.registerBytes() + p.local().capacityBytes(), node, SramClass.CORE_MEMORY);
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

  private Block sram(Placed now, String name, double bytes, SramClass sramClass) {
    return new Block(
        now.processor.id(),
        now.processor.name() + ": " + name,
        components.sramMm2(bytes, now.node, sramClass),
        Block.Method.SRAM_CLASS,
        text("%.2f MiB as %s", bytes / BYTES_PER_MIB, Section.nameOf(sramClass)));
  }

  /** A GPU's buffer is judged as it shipped, so that growing it never makes it smaller. */
  private SramClass defaultClass(Placed anchor) {
    Processor p = anchor.processor;
    double density = p.global().bytesPerCycle() * BYTES_PER_MIB / globalBytes(anchor, anchor);
    return switch (p.kind()) {
      case CPU -> SramClass.CPU_CACHE;
      case NPU -> SramClass.SCRATCHPAD;
      case GPU ->
          density > constants.slicedL2Density().value()
              ? SramClass.SLICED_L2
              : SramClass.LARGE_BUFFER;
    };
  }

  private static SramClass globalClass(Placed now, SramClass absent) {
    if (now.inputs.globalBufferClass().isEmpty()) {
      return absent;
    }
    String name = now.inputs.globalBufferClass().get();
    return AreaTable.sramClass(name)
        .orElseThrow(
            () ->
                new InputException(
                    "device '"
                        + now.device.id()
                        + "': "
                        + now.path("global_buffer_class")
                        + ": unknown kind of memory '"
                        + name
                        + "'; "
                        + NearestName.hint(name, sramClassNames())));
  }

  private static List<String> sramClassNames() {
    return Arrays.stream(SramClass.values()).map(Section::nameOf).toList();
  }

  private MeasuredCore measuredCore(Placed now, String name) {
    MeasuredCore core = constants.cores().get(name);
    if (core == null) {
      throw new InputException(
          "device '"
              + now.device.id()
              + "': "
              + now.path("core")
              + ": unknown measured core '"
              + name
              + "'; "
              + NearestName.hint(name, constants.cores().keySet()));
    }
    return core;
  }

  /** Cores on the die; those switched off grow and shrink with the others. */
  private static double coresOnDie(Placed now, Placed anchor) {
    int cores = now.processor.cores();
    return now.inputs.coresOnDie().isEmpty()
        ? cores
        : (double) now.inputs.coresOnDie().getAsInt() * cores / anchor.processor.cores();
  }

  private static double globalBytes(Placed now, Placed anchor) {
    long bytes = now.processor.global().capacityBytes();
    return now.inputs.globalBufferOnDieBytes().isEmpty()
        ? bytes
        : (double) now.inputs.globalBufferOnDieBytes().getAsLong()
            * bytes
            / anchor.processor.global().capacityBytes();
  }

  private static String text(String format, Object... arguments) {
    return String.format(Locale.ROOT, format, arguments);
  }
}
