package org.socompass.cost;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import org.socompass.hardware.AreaInputs;
import org.socompass.hardware.DataType;
import org.socompass.hardware.Device;
import org.socompass.hardware.Processor;
import org.socompass.hardware.ProcessorKind;
import org.socompass.hardware.VectorUnit;
import org.socompass.input.InputException;
import org.socompass.input.NearestName;
import org.socompass.input.Section;

/**
 * Area of one processor, by what is known about it: an NPU bottom-up, equation (3); GPU and CPU
 * cores from a measured core, equation (6), with what an override changes added bottom-up.
 */
final class ProcessorArea {
  private static final double BYTES_PER_MIB = 1 << 20;

  private final AreaConstants constants;
  private final ComponentArea components;

  ProcessorArea(AreaConstants constants) {
    this.constants = constants;
    this.components = new ComponentArea(constants);
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
        processor.global().capacityBytes());
  }

  /** Adds the blocks of {@code now}, and of {@code anchor} as it shipped, or says what lacks. */
  Optional<Missing> add(Placed now, Placed anchor, List<Block> into) {
    List<Block> modelled = new ArrayList<>();
    Optional<Missing> missing = model(now, anchor, modelled);
    if (now.inputs.measuredMm2().isEmpty()) {
      into.addAll(modelled);
      return missing;
    }
    double measured = now.inputs.measuredMm2().getAsDouble();
    double delta = 0;
    if (!now.areaParameters().equals(anchor.areaParameters())) {
      List<Block> shipped = new ArrayList<>();
      missing = missing.or(() -> model(anchor, anchor, shipped));
      if (missing.isPresent()) {
        return missing;
      }
      delta = sum(modelled) - sum(shipped);
    }
    if (measured + delta <= 0) {
      return Optional.of(
          new Missing(
              now.processor.id(),
              now.path("measured"),
              "the override takes away more than the measured area has"));
    }
    into.add(
        new Block(
            now.processor.id(),
            now.processor.name(),
            measured + delta,
            Block.Method.MEASURED,
            text("measured %.2f mm2, overrides %+.2f mm2", measured, delta)));
    return Optional.empty();
  }

  private static double sum(List<Block> blocks) {
    return blocks.stream().mapToDouble(Block::mm2).sum();
  }

  private Optional<Missing> model(Placed now, Placed anchor, List<Block> into) {
    return now.processor.kind() == ProcessorKind.NPU && now.inputs.core().isEmpty()
        ? npu(now, anchor, into)
        : cores(now, anchor, into);
  }

  /** Equation (3): {@code overhead * PEs * A_PE + scratchpad}. */
  private Optional<Missing> npu(Placed now, Placed anchor, List<Block> into) {
    Processor p = now.processor;
    if (p.matrix().isEmpty()) {
      return Optional.of(
          new Missing(
              p.id(),
              "processors." + p.id() + ".matrix",
              "an NPU without a matrix engine has no area model; give " + now.path("measured")));
    }
    var matrix = p.matrix().get();
    double pes = coresOnDie(now, anchor) * p.lanesPerCore() * matrix.rows() * matrix.columns();
    double pe = components.peMm2(matrix.macsPerPePerCycle(), now.node);
    double overhead = constants.npuOverhead().value();
    into.add(
        new Block(
            p.id(),
            p.name() + ": matrix engines, vector units, control",
            overhead * pes * pe,
            Block.Method.BOTTOM_UP,
            text("%.0f PEs of %.0f um2, times %.2f", pes, pe * 1e6, overhead)));
    double bytes = coresOnDie(now, anchor) * p.local().capacityBytes() + globalBytes(now, anchor);
    into.add(sram(now, "buffers", bytes, globalClass(now, SramClass.SCRATCHPAD)));
    return Optional.empty();
  }

  private Optional<Missing> cores(Placed now, Placed anchor, List<Block> into) {
    Processor p = now.processor;
    if (now.inputs.core().isEmpty()) {
      return Optional.of(
          new Missing(
              p.id(),
              now.path("core"),
              "names no measured core to scale from, and there is no "
                  + now.path("measured")
                  + "; the area of '"
                  + p.id()
                  + "' stays unknown"));
    }
    MeasuredCore core = measuredCore(now, now.inputs.core().get());
    double scaled = core.mm2At(now.node);
    double delta = coreMm2(p, now.node) - coreMm2(anchor.processor, now.node);
    if (scaled + delta <= 0) {
      return Optional.of(
          new Missing(
              p.id(),
              now.path("core"),
              "the override takes away more than the measured core '" + core.id() + "' has"));
    }
    double count = coresOnDie(now, anchor);
    into.add(
        new Block(
            p.id(),
            p.name() + ": cores",
            count * (scaled + delta),
            Block.Method.SCALED_CORE,
            text(
                "%.0f cores of %.3f mm2 (%s, %s to %s) %+.3f mm2 by overrides",
                count, scaled, core.id(), core.node().id(), now.node.id(), delta)));
    SramClass sramClass = globalClass(now, defaultClass(anchor));
    double bytes = globalBytes(now, anchor);
    if (core.shared().value() > 0) {
      double shared = core.shared().value() * count * scaled;
      double buffer =
          core.sharedHasGlobalBuffer()
              ? components.sramMm2(bytes, now.node, sramClass)
                  - components.sramMm2(globalBytes(anchor, anchor), now.node, sramClass)
              : 0;
      into.add(
          new Block(
              p.id(),
              p.name() + ": shared logic",
              Math.max(0, shared + buffer),
              Block.Method.SCALED_CORE,
              text("%.3f of the area of the cores (%s)", core.shared().value(), core.id())));
    }
    if (!core.sharedHasGlobalBuffer()) {
      into.add(sram(now, "global buffer", bytes, sramClass));
    }
    return Optional.empty();
  }

  /** Returns the part of a core that is modelled bottom-up; only differences of it are used. */
  private double coreMm2(Processor p, ProcessNode node) {
    double lane = vectorMm2(p.vector(), node);
    if (p.matrix().isPresent()) {
      var matrix = p.matrix().get();
      lane +=
          (double) matrix.rows()
              * matrix.columns()
              * components.peMm2(matrix.macsPerPePerCycle(), node);
    }
    return p.lanesPerCore() * lane
        + components.sramMm2(
            (double) p.registerBytes() + p.local().capacityBytes(), node, SramClass.CORE_MEMORY);
  }

  private double vectorMm2(VectorUnit vector, ProcessNode node) {
    double greatest = 0;
    for (Map.Entry<DataType, Double> entry : vector.flopsPerCycle().entrySet()) {
      double multiplyAdds = entry.getValue() / 2;
      greatest = Math.max(greatest, components.peMm2(Map.of(entry.getKey(), multiplyAdds), node));
    }
    return greatest;
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
    return AreaConstants.sramClass(name)
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
