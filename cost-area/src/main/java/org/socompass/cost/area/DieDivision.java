package org.socompass.cost.area;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.socompass.cost.area.AreaReport.Die;
import org.socompass.cost.area.AreaReport.Spare;
import org.socompass.cost.constants.Missing;
import org.socompass.cost.constants.Sourced;
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
 * Divides the blocks of a design among its dies: what of the measured die remains beside the
 * blocks, which node and die each part is in, and the links between chiplets.
 */
final class DieDivision {
  static final String REMAINDER = "remainder";
  private static final String DIE_TO_DIE = "die_to_die";

  private final ProcessNodes nodes;
  private final AreaConstants constants;
  private final ComponentArea components;
  private final UncoreArea uncore;
  private final Draws draws;

  DieDivision(
      ProcessNodes nodes,
      AreaConstants constants,
      ComponentArea components,
      UncoreArea uncore,
      Draws draws) {
    this.nodes = nodes;
    this.constants = constants;
    this.components = components;
    this.uncore = uncore;
    this.draws = draws;
  }

  /** What was found of a design or its anchor. */
  record Identified(List<Block> blocks, List<Missing> missing, List<Spare> spares) {}

  /** Returns the node of each part that a chiplet names. */
  Map<String, ProcessNode> partNodes(Device device, AreaInputs inputs, ProcessNode deviceNode) {
    Map<String, ProcessNode> result = new LinkedHashMap<>();
    inputs
        .chiplets()
        .forEach(
            (name, chiplet) -> {
              ProcessNode node =
                  chiplet
                      .processNode()
                      .map(id -> nodes.of(device, "area.chiplets." + name + ".process_node", id))
                      .orElse(deviceNode);
              chiplet.parts().forEach(part -> result.put(part, node));
            });
    return result;
  }

  /** Divides the blocks among the dies, and adds the links between them to the blocks. */
  List<Die> dies(
      Device device, AreaInputs inputs, ProcessNode node, List<Block> blocks, List<Spare> spares) {
    if (inputs.chiplets().isEmpty()) {
      return List.of(
          new Die(
              AreaModel.DIE,
              inputs.dies(),
              node,
              Block.sum(blocks).times(1.0 / inputs.dies()),
              spares));
    }
    List<String> named =
        inputs.chiplets().values().stream().flatMap(c -> c.parts().stream()).toList();
    List<Die> dies = new ArrayList<>();
    List<Block> links = new ArrayList<>();
    inputs
        .chiplets()
        .forEach(
            (name, chiplet) -> {
              boolean isHome = chiplet.parts().contains(REMAINDER);
              Uncertain area =
                  Block.sum(
                      blocks.stream()
                          .filter(
                              b ->
                                  chiplet.parts().contains(b.part())
                                      || (isHome && !named.contains(b.part())))
                          .toList());
              Optional<Block> link =
                  chiplet.dieToDie().map(d -> dieToDie(device, name, chiplet.count(), d));
              link.ifPresent(links::add);
              dies.add(
                  new Die(
                      name,
                      chiplet.count(),
                      chiplet.processNode().flatMap(nodes::find).orElse(node),
                      area.plus(link.map(Block::area).orElse(Uncertain.of(0)))
                          .times(1.0 / chiplet.count()),
                      spares.stream()
                          .filter(s -> chiplet.parts().contains(s.processor()))
                          .toList()));
            });
    blocks.addAll(links);
    return dies;
  }

  private Block dieToDie(Device device, String chiplet, int count, Chiplet.DieToDie link) {
    Sourced module = constants.dieToDieMm2().get(link.kind());
    if (module == null) {
      throw new InputException(
          "device '"
              + device.id()
              + "': area.chiplets."
              + chiplet
              + ".die_to_die.type: unknown link between dies '"
              + link.kind()
              + "'; "
              + NearestName.hint(link.kind(), constants.dieToDieMm2().keySet()));
    }
    int modules = count * link.modules();
    return new Block(
        DIE_TO_DIE,
        chiplet + ": link to the other dies",
        draws.of(module).times(modules),
        Block.Method.PER_CHANNEL,
        Note.of("%d modules of %s, %.3f mm2 each", modules, link.kind(), module.value()));
  }

  /** Returns why the die can't follow from the anchor: a changed block of unknown area. */
  Optional<Missing> dieProblem(
      Device device,
      Device anchor,
      ProcessNode node,
      AreaInputs inputs,
      Identified now,
      Identified shipped,
      Uncertain remainder) {
    boolean moved =
        !inputs.chiplets().isEmpty() || !device.processNode().equals(anchor.processNode());
    List<Missing> unknown = new ArrayList<>(now.missing());
    unknown.addAll(shipped.missing());
    for (Missing m : unknown) {
      if (!inputs.chiplets().isEmpty() && !sharesDieWithRemainder(inputs, m.part())) {
        return Optional.of(
            new Missing(
                AreaModel.DIE,
                m.path(),
                "'"
                    + m.part()
                    + "' is in another chiplet than the remainder, but its area is"
                    + " unknown"));
      }
      if (!moved && changed(m.part(), node, device, anchor)) {
        return Optional.of(
            new Missing(
                AreaModel.DIE,
                m.path(),
                "'" + m.part() + "' was changed but its area is unknown, so the die is too"));
      }
    }
    double mm2 = 0;
    for (Block block : now.blocks()) {
      mm2 += block.mm2();
    }
    return mm2 + remainder.value() > 0
        ? Optional.empty()
        : Optional.of(
            new Missing(AreaModel.DIE, "area.die", "the overrides take away the whole die"));
  }

  private static boolean sharesDieWithRemainder(AreaInputs inputs, String part) {
    return inputs.chiplets().values().stream()
        .anyMatch(c -> c.parts().contains(part) && c.parts().contains(REMAINDER));
  }

  private boolean changed(String part, ProcessNode node, Device device, Device anchor) {
    if (part.equals(AreaModel.MEMORY)) {
      return uncore.isChanged(device, anchor);
    }
    Processor now = device.processors().get(part);
    Processor before = anchor.processors().get(part);
    return now == null
        || before == null
        || !Placed.of(device, node, now, device)
            .parameters()
            .equals(Placed.of(anchor, node, before, device).parameters());
  }

  /** Returns the rest of the die; it moves to another node as a mix of logic, SRAM and analog. */
  Block remainder(Uncertain mm2, ProcessNode node, ProcessNode anchorNode) {
    Uncertain factor =
        components.nodeFactor(
            anchorNode,
            node,
            draws.of(constants.remainderSram()),
            draws.of(constants.remainderAnalog()));
    boolean moved = !node.id().equals(anchorNode.id());
    return new Block(
        REMAINDER,
        "Remainder",
        moved ? mm2.times(factor).map(a -> Math.max(0, a)) : mm2,
        Block.Method.REMAINDER,
        moved
            ? Note.of("%.1f mm2 in %s, times %.3f", mm2.value(), anchorNode.id(), factor.value())
            : Note.of("measured die less the blocks above"));
  }

  /** Returns the remainder as reported: where draws of the other blocks fill the die, it is 0. */
  static Block shown(Block rest) {
    return new Block(
        rest.part(),
        rest.name(),
        Uncertain.later(
            Math.max(0, rest.mm2()),
            rest.area().size(),
            () -> rest.area().map(mm2 -> Math.max(0, mm2))),
        rest.method(),
        rest.note());
  }
}
