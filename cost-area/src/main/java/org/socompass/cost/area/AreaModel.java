package org.socompass.cost.area;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.socompass.cost.area.AreaReport.Die;
import org.socompass.cost.area.AreaReport.Spare;
import org.socompass.cost.area.DieDivision.Identified;
import org.socompass.cost.constants.Missing;
import org.socompass.cost.die.ProcessNode;
import org.socompass.cost.die.ProcessNodes;
import org.socompass.cost.draws.Draws;
import org.socompass.cost.draws.Uncertain;
import org.socompass.hardware.Device;
import org.socompass.hardware.Processor;
import org.socompass.hardware.product.AreaInputs;
import org.socompass.hardware.product.Chiplet;
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
 * +-----------+---------------+--+    +--+-----+------------+  chiplets: each part in the node of
 * | processor | changed block |d2d    |d2d PHY | remainder  |  its die, and links between the dies
 * +-----------+---------------+--+    +--+-----+------------+
 * }</pre>
 *
 * <p>Nothing here predicts a die without an anchor: half to two thirds of a phone SoC (image and
 * video processors, modem, display, I/O) does not follow from what runs a language model. When an
 * override moves the device to another node, the remainder moves as 60 % logic, 30 % SRAM and 10 %
 * that does not shrink. Chiplets without an anchor are the sum of their blocks.
 *
 * <p>See {@code docs/area-cost-energy.md} for the equations, their constants and the measured
 * error.
 */
public final class AreaModel {
  public static final String MEMORY = "memory";
  public static final String DIE = "die";

  private final ProcessNodes nodes;
  private final ProcessorArea processorArea;
  private final UncoreArea uncore;
  private final DieDivision division;

  /** The last anchor; threads that race compute the same. */
  private volatile @Nullable Shipped lastShipped;

  /** Creates the model with the tables that ship, every constant at its value. */
  public AreaModel() {
    this(Draws.NOMINAL);
  }

  /** Creates the model with the tables that ship, as an experiment draws them. */
  public AreaModel(Draws draws) {
    this(ProcessNodes.builtIn(), AreaConstants.builtIn(), draws);
  }

  /** Creates the model with the given tables. */
  public AreaModel(ProcessNodes nodes, AreaConstants constants, Draws draws) {
    this.nodes = nodes;
    var components = new ComponentArea(constants, draws);
    this.processorArea = new ProcessorArea(constants, draws);
    this.uncore = new UncoreArea(constants, components);
    this.division = new DieDivision(nodes, constants, components, uncore, draws);
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
   * @param anchor the device whose die was measured
   * @throws InputException if the template names an unknown process node, core, memory class,
   *     interface or link, or a die that is smaller than its blocks
   */
  public AreaReport report(Device device, Device anchor) {
    AreaInputs inputs = device.area().orElse(AreaInputs.NONE);
    checkNames(device, inputs);
    ProcessNode node = nodes.of(device);
    ProcessNode anchorNode = nodes.of(anchor);
    Map<String, ProcessNode> partNodes = division.partNodes(device, inputs, node);

    Identified now =
        identify(device, part -> partNodes.getOrDefault(part, node), device, anchor, anchorNode);
    Shipped shipped = shipped(device, anchor, anchorNode);
    List<Block> blocks = new ArrayList<>(now.blocks());
    List<Missing> missing = new ArrayList<>(now.missing());
    ProcessNode restNode = partNodes.getOrDefault(DieDivision.REMAINDER, node);
    List<Die> dies = List.of();
    Optional<Missing> problem;
    if (inputs.dieMm2().isPresent()) {
      double anchorMm2 = inputs.dieMm2().getAsDouble() * inputs.dies();
      Uncertain remainder = shipped.sum.map(identified -> anchorMm2 - identified);
      if (remainder.value() < 0) {
        throw tooSmall(device, anchorMm2, shipped.identified.blocks());
      }
      problem =
          division.dieProblem(device, anchor, node, inputs, now, shipped.identified, remainder);
      if (problem.isEmpty()) {
        Block rest = division.remainder(remainder, restNode, anchorNode);
        blocks.add(rest);
        dies = division.dies(device, inputs, node, blocks, now.spares());
        blocks.remove(rest);
        if (rest.mm2() > 0) {
          blocks.add(DieDivision.shown(rest));
        }
      }
    } else if (inputs.chiplets().isEmpty()) {
      problem =
          Optional.of(
              new Missing(
                  DIE,
                  "area.die",
                  "no measured die, so the area of the die, its cost and its carbon stay unknown"));
    } else {
      problem =
          now.missing().stream()
              .findFirst()
              .map(m -> new Missing(DIE, m.path(), "'" + m.part() + "' has no known area"));
      if (problem.isEmpty()) {
        dies = division.dies(device, inputs, node, blocks, now.spares());
      }
    }
    problem.ifPresent(missing::add);
    if (dies.stream().anyMatch(die -> die.area().least() <= 0)) {
      missing.add(new Missing(DIE, "area.die", "the overrides take away the whole die"));
      dies = List.of();
    }
    return new AreaReport(
        node, blocks, dies, AreaReport.aiArea(blocks, missing, device.processorIds()), missing);
  }

  private static InputException tooSmall(Device device, double dieMm2, List<Block> blocks) {
    Block largest = blocks.stream().max(Comparator.comparingDouble(Block::mm2)).orElseThrow();
    return new InputException(
        String.format(
            Locale.ROOT,
            "device '%s': area.die: %.1f mm2 are less than the %.1f mm2 of its blocks, of which"
                + " '%s' alone takes %.1f mm2",
            device.id(),
            dieMm2,
            Block.sum(blocks).value(),
            largest.name(),
            largest.mm2()));
  }

  /**
   * Returns the blocks of the anchor, found again for designs that share it as those of a sweep.
   */
  private Shipped shipped(Device device, Device anchor, ProcessNode anchorNode) {
    Optional<AreaInputs> inputs = device.area();
    String memory = device.memory().type();
    Shipped last = lastShipped;
    if (last == null
        || !last.anchor.equals(anchor)
        || !last.inputs.equals(inputs)
        || !last.memory.equals(memory)) {
      Identified identified = identify(anchor, part -> anchorNode, device, anchor, anchorNode);
      last = new Shipped(anchor, inputs, memory, identified, Block.sum(identified.blocks()));
      lastShipped = last;
    }
    return last;
  }

  /**
   * The anchor's blocks under what a device says of its area and the type of its memory, which is
   * all that they read of it.
   */
  private record Shipped(
      Device anchor,
      Optional<AreaInputs> inputs,
      String memory,
      Identified identified,
      Uncertain sum) {}

  /**
   * Identifies the blocks of {@code subject}, which is the device or its anchor. What is known
   * about cores and blocks is taken from the device for both, so that stating more changes no die.
   */
  private Identified identify(
      Device subject,
      Function<String, ProcessNode> nodeOf,
      Device device,
      Device anchor,
      ProcessNode anchorNode) {
    List<Block> blocks = new ArrayList<>();
    List<Missing> missing = new ArrayList<>();
    List<Spare> spares = new ArrayList<>();
    AreaInputs inputs = device.area().orElse(AreaInputs.NONE);
    for (Processor processor : subject.processors().values()) {
      Placed now = Placed.of(subject, nodeOf.apply(processor.id()), processor, device);
      Processor shipped = anchor.processors().getOrDefault(processor.id(), processor);
      Placed before = Placed.of(anchor, anchorNode, shipped, device);
      ProcessorArea.Result result = processorArea.of(now, before);
      blocks.addAll(result.blocks());
      result.missing().ifPresent(missing::add);
      processorArea
          .spare(now, result.core(), copies(inputs, processor.id()))
          .ifPresent(spares::add);
    }
    uncore.addSystemCache(subject, nodeOf.apply(UncoreArea.SYSTEM_CACHE), blocks);
    uncore
        .addMemory(subject, uncore.memory(subject, device), nodeOf.apply(MEMORY), blocks)
        .ifPresent(missing::add);
    uncore.addFarMemory(subject, nodeOf.apply(MEMORY), blocks);
    uncore.addLinks(subject, nodeOf.apply(UncoreArea.LINKS), blocks);
    return new Identified(blocks, missing, spares);
  }

  /** Returns the dies that share a part. */
  private static int copies(AreaInputs inputs, String part) {
    return inputs.chiplets().isEmpty()
        ? inputs.dies()
        : inputs.chiplets().values().stream()
            .filter(c -> c.parts().contains(part))
            .mapToInt(Chiplet::count)
            .findFirst()
            .orElse(1);
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
}
