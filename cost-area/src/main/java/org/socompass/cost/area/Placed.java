package org.socompass.cost.area;

import java.util.Arrays;
import java.util.List;
import org.socompass.cost.die.ProcessNode;
import org.socompass.hardware.Device;
import org.socompass.hardware.Processor;
import org.socompass.hardware.product.AreaInputs;
import org.socompass.input.InputException;
import org.socompass.input.NearestName;
import org.socompass.input.Section;

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
  static final double BYTES_PER_MIB = 1 << 20;

  /**
   * Returns a processor of a device or of its anchor: what is on the die is its own, what is known
   * of the areas is the device's for both.
   */
  static Placed of(Device subject, ProcessNode node, Processor processor, Device device) {
    AreaInputs.ProcessorInputs own =
        subject.area().orElse(AreaInputs.NONE).processor(processor.id());
    AreaInputs.ProcessorInputs known =
        device.area().orElse(AreaInputs.NONE).processor(processor.id());
    return new Placed(
        subject,
        node,
        processor,
        new AreaInputs.ProcessorInputs(
            known.measuredMm2(),
            known.core(),
            own.coresOnDie(),
            own.globalBufferOnDieBytes(),
            known.globalBufferClass()));
  }

  String path(String key) {
    return "area.processors." + processor.id() + "." + key;
  }

  /** Returns everything that its area depends on, which is what is on the die. */
  List<Object> areaParameters() {
    return List.of(node.id(), parameters());
  }

  /** Returns the same without its node: cores that are harvested are on the die, too. */
  List<Object> parameters() {
    return List.of(
        coresOnDie(),
        processor.lanesPerCore(),
        processor
            .matrix()
            .map(m -> List.of(m.rows(), m.columns(), m.macsPerPePerCycle(), m.accumulatorBytes())),
        processor.vector().flopsPerCycle(),
        processor.registerBytes(),
        processor.local().capacityBytes(),
        globalBytes(),
        processor.global().bytesPerCycle());
  }

  /**
   * Returns its cores on the die. {@code cores_on_die} states the die: fewer cores than it has are
   * harvested from it, more make it grow.
   */
  double coresOnDie() {
    return Math.max(processor.cores(), inputs.coresOnDie().orElse(0));
  }

  /** Returns the global buffer on the die [B], by the same rule. */
  double globalBytes() {
    return Math.max(processor.global().capacityBytes(), inputs.globalBufferOnDieBytes().orElse(0));
  }

  /** Returns the kind of memory of its global buffer. */
  SramClass globalClass(SramClass absent) {
    if (inputs.globalBufferClass().isEmpty()) {
      return absent;
    }
    String name = inputs.globalBufferClass().get();
    return AreaTable.sramClass(name)
        .orElseThrow(
            () ->
                new InputException(
                    "device '"
                        + device.id()
                        + "': "
                        + path("global_buffer_class")
                        + ": unknown kind of memory '"
                        + name
                        + "'; "
                        + NearestName.hint(name, sramClassNames())));
  }

  private static List<String> sramClassNames() {
    return Arrays.stream(SramClass.values()).map(Section::nameOf).toList();
  }

  /** Returns a memory of it as a block. */
  Block sram(ComponentArea components, String name, double bytes, SramClass sramClass) {
    return new Block(
        processor.id(),
        processor.name() + ": " + name,
        components.sramMm2(bytes, node, sramClass),
        Block.Method.SRAM_CLASS,
        Note.of("%.2f MiB as %s", bytes / BYTES_PER_MIB, Section.nameOf(sramClass)));
  }
}
