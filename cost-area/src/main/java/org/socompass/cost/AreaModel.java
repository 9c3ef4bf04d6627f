package org.socompass.cost;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.OptionalDouble;
import org.socompass.cost.AreaConstants.MemoryInterface;
import org.socompass.cost.ProcessorArea.Placed;
import org.socompass.hardware.AreaInputs;
import org.socompass.hardware.AreaInputs.ProcessorInputs;
import org.socompass.hardware.Device;
import org.socompass.hardware.Processor;
import org.socompass.input.InputException;
import org.socompass.input.NearestName;

/**
 * Area of a device: anchor plus delta.
 *
 * <pre>{@code
 *   measured die of the device as it shipped
 * +-----------+-----------+-----+-----------------------+
 * | processor | processor | PHY | remainder             |  identified blocks are modelled,
 * +-----------+-----------+-----+-----------------------+  the remainder is what is left
 * +-----------+---------------+-----+-----------------------+
 * | processor | changed block | PHY | remainder             |  A = A(anchor) + sum of changes
 * +-----------+---------------+-----+-----------------------+
 * }</pre>
 *
 * <p>Nothing here predicts a die without an anchor: half to two thirds of a phone SoC (image and
 * video processors, modem, display, I/O) does not follow from what runs a language model. When an
 * override moves the device to another node, the remainder moves as 60 % logic, 30 % SRAM and 10 %
 * that does not shrink.
 *
 * <p>Area depends on neither clock nor bandwidth. See {@code docs/area-cost.md} for the equations,
 * their constants and the measured error.
 */
public final class AreaModel {
  static final String MEMORY = "memory";
  private static final String SYSTEM_CACHE = "system_cache";
  private static final String REMAINDER = "remainder";
  private static final String DIE = "die";
  private static final double BYTES_PER_MIB = 1 << 20;

  private final ProcessNodes nodes;
  private final AreaConstants constants;
  private final ComponentArea components;
  private final ProcessorArea processorArea;

  /** Creates the model with the tables that ship. */
  public AreaModel() {
    this(ProcessNodes.builtIn(), AreaConstants.builtIn());
  }

  /** Creates the model with the given tables. */
  public AreaModel(ProcessNodes nodes, AreaConstants constants) {
    this.nodes = nodes;
    this.constants = constants;
    this.components = new ComponentArea(constants);
    this.processorArea = new ProcessorArea(constants);
  }

  /**
   * Returns the area of a device as it shipped.
   *
   * @throws InputException if the template names an unknown process node, core or memory class
   */
  public AreaReport report(Device device) {
    return report(device, device);
  }

  /**
   * Returns the area of a device.
   *
   * @param device the device; its {@code area.die} and {@code area.processors.*.measured} hold for
   *     the anchor
   * @param anchor the same template without overrides
   * @throws InputException if the template names an unknown process node, core or memory class
   */
  public AreaReport report(Device device, Device anchor) {
    AreaInputs inputs = device.area().orElse(AreaInputs.NONE);
    checkNames(device, inputs);
    ProcessNode node = nodes.of(device);
    ProcessNode anchorNode = nodes.of(anchor);

    Identified now = identify(device, node, device, anchor, anchorNode);
    Identified shipped = identify(anchor, anchorNode, device, anchor, anchorNode);
    List<Block> blocks = new ArrayList<>(now.blocks);
    List<Missing> missing = new ArrayList<>(now.missing);
    OptionalDouble die = OptionalDouble.empty();
    if (inputs.dieMm2().isEmpty()) {
      missing.add(
          new Missing(
              DIE,
              "area.die",
              "no measured die, so the area of the die, its cost and its carbon stay unknown"));
    } else {
      double anchorMm2 = inputs.dieMm2().getAsDouble() * inputs.dies();
      double remainder = anchorMm2 - sum(shipped.blocks);
      if (remainder < 0) {
        missing.add(
            new Missing(
                REMAINDER,
                "area.die",
                text(
                    "the identified blocks add up to %.1f mm2, but the die has %.1f mm2",
                    sum(shipped.blocks), anchorMm2)));
      }
      Optional<Missing> problem = dieProblem(device, anchor, now, shipped, remainder);
      if (problem.isPresent()) {
        missing.add(problem.get());
      } else {
        Block rest = remainder(remainder, node, anchorNode);
        double change = sum(now.blocks) - sum(shipped.blocks) + rest.mm2() - remainder;
        die = OptionalDouble.of(inputs.dieMm2().getAsDouble() + change / inputs.dies());
        if (rest.mm2() > 0) {
          blocks.add(rest);
        }
      }
    }
    return new AreaReport(
        node,
        blocks,
        die,
        inputs.dies(),
        AreaReport.aiAreaMm2(blocks, missing, device.processorIds()),
        missing);
  }

  private record Identified(List<Block> blocks, List<Missing> missing) {}

  /**
   * Identifies the blocks of {@code subject}, which is the device or its anchor. What is known
   * about cores and blocks is taken from the device for both, so that stating more changes no die.
   */
  private Identified identify(
      Device subject, ProcessNode node, Device device, Device anchor, ProcessNode anchorNode) {
    List<Block> blocks = new ArrayList<>();
    List<Missing> missing = new ArrayList<>();
    for (Processor processor : subject.processors().values()) {
      Placed now = placed(subject, node, processor, device);
      Processor shipped = anchor.processors().getOrDefault(processor.id(), processor);
      Placed before = placed(anchor, anchorNode, shipped, device);
      processorArea.add(now, before, blocks).ifPresent(missing::add);
    }
    subject
        .systemCache()
        .ifPresent(
            cache ->
                blocks.add(
                    new Block(
                        SYSTEM_CACHE,
                        "System cache",
                        components.sramMm2(
                            (double) cache.capacityBytes(), node, SramClass.SYSTEM_CACHE),
                        Block.Method.SRAM_CLASS,
                        text("%.2f MiB as system-cache", cache.capacityBytes() / BYTES_PER_MIB))));
    memory(subject, node, blocks).ifPresent(missing::add);
    return new Identified(blocks, missing);
  }

  private static Placed placed(
      Device subject, ProcessNode node, Processor processor, Device device) {
    ProcessorInputs own = subject.area().orElse(AreaInputs.NONE).processor(processor.id());
    ProcessorInputs known = device.area().orElse(AreaInputs.NONE).processor(processor.id());
    return new Placed(
        subject,
        node,
        processor,
        new ProcessorInputs(
            known.measuredMm2(),
            known.core(),
            own.coresOnDie(),
            own.globalBufferOnDieBytes(),
            known.globalBufferClass()));
  }

  private Optional<Missing> memory(Device device, ProcessNode node, List<Block> into) {
    Optional<MemoryInterface> family = constants.interfaceOf(device.memory().type());
    if (family.isEmpty()) {
      return Optional.of(
          new Missing(
              MEMORY,
              "memory.type",
              "no area is known for the interface of "
                  + device.memory().type()
                  + " (known: "
                  + String.join(
                      ", ",
                      constants.interfaces().values().stream()
                          .flatMap(i -> i.types().stream())
                          .toList())
                  + ")"));
    }
    double channels = device.memory().channels16();
    if (channels <= 0) {
      return Optional.of(
          new Missing(
              MEMORY,
              "memory.channels",
              "channels and channel_width are not given, so the memory interface stays unknown"));
    }
    into.add(
        new Block(
            MEMORY,
            "Main memory interface",
            components.interfaceMm2(channels, family.get(), node),
            Block.Method.PER_CHANNEL,
            text(
                "%.0f bit, %.2f mm2 per %.0f bit and its controller",
                channels * 16, family.get().mm2().value(), family.get().widthBits())));
    return Optional.empty();
  }

  /** Returns why the die can't follow from the anchor: a changed block of unknown area. */
  private static Optional<Missing> dieProblem(
      Device device, Device anchor, Identified now, Identified shipped, double remainder) {
    boolean moved = !device.processNode().equals(anchor.processNode());
    if (moved && remainder < 0) {
      return Optional.of(
          new Missing(DIE, "process_node", "a negative remainder can't move to another node"));
    }
    List<Missing> unknown = new ArrayList<>(now.missing);
    unknown.addAll(shipped.missing);
    for (Missing m : unknown) {
      if (!moved && changed(m.part(), device, anchor)) {
        return Optional.of(
            new Missing(
                DIE,
                m.path(),
                "'" + m.part() + "' was changed but its area is unknown, so the die is too"));
      }
    }
    double sum = sum(now.blocks) + remainder;
    return sum > 0
        ? Optional.empty()
        : Optional.of(new Missing(DIE, "area.die", "the overrides take away the whole die"));
  }

  private static boolean changed(String part, Device device, Device anchor) {
    if (part.equals(MEMORY)) {
      return !device.memory().type().equals(anchor.memory().type())
          || device.memory().channels16() != anchor.memory().channels16();
    }
    Processor now = device.processors().get(part);
    Processor before = anchor.processors().get(part);
    return now == null
        || before == null
        || !ProcessorArea.parameters(now).equals(ProcessorArea.parameters(before));
  }

  /** Returns the rest of the die; it moves to another node as a mix of logic, SRAM and analog. */
  private Block remainder(double mm2, ProcessNode node, ProcessNode anchorNode) {
    double factor =
        node.id().equals(anchorNode.id())
            ? 1
            : node.areaFactor(
                anchorNode, constants.remainderSram().value(), constants.remainderAnalog().value());
    return new Block(
        REMAINDER,
        "Remainder",
        mm2 * factor,
        Block.Method.REMAINDER,
        factor == 1
            ? "measured die less the blocks above"
            : text("%.1f mm2 in %s, times %.3f", mm2, anchorNode.id(), factor));
  }

  private static void checkNames(Device device, AreaInputs inputs) {
    for (String id : inputs.processors().keySet()) {
      if (!device.processors().containsKey(id)) {
        throw new InputException(
            "device '"
                + device.id()
                + "': area.processors: there is no processor '"
                + id
                + "'; "
                + NearestName.hint(id, device.processors().keySet()));
      }
    }
  }

  private static double sum(List<Block> blocks) {
    return blocks.stream().mapToDouble(Block::mm2).sum();
  }

  private static String text(String format, Object... arguments) {
    return String.format(Locale.ROOT, format, arguments);
  }
}
