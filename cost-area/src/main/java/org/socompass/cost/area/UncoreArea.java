package org.socompass.cost.area;

import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import org.socompass.cost.area.AreaConstants.LinkKind;
import org.socompass.cost.area.AreaConstants.MemoryInterface;
import org.socompass.cost.constants.Missing;
import org.socompass.cost.die.ProcessNode;
import org.socompass.hardware.Device;
import org.socompass.hardware.MainMemory;
import org.socompass.hardware.product.AreaInputs;
import org.socompass.hardware.product.AreaInputs.MemoryInputs;
import org.socompass.input.InputException;
import org.socompass.input.NearestName;

/** Area of what surrounds the processors: system cache, interface to main memory, links. */
final class UncoreArea {
  static final String SYSTEM_CACHE = "system_cache";
  static final String LINKS = "links";
  static final String MEMORY_PHY = "Main memory PHY";
  static final String MEMORY_CONTROLLERS = "Main memory controllers";
  static final String FAR_PHY = "Far memory PHY";
  static final String FAR_CONTROLLERS = "Far memory controllers";
  static final String LINK_PHY = "Links: PHY";
  static final String LINK_CONTROLLERS = "Links: controllers";
  private static final double BYTES_PER_MIB = 1 << 20;
  private static final double BITS_PER_CHANNEL = 16;
  private static final MemoryInputs NOTHING =
      new MemoryInputs(Optional.empty(), OptionalInt.empty());

  private final AreaConstants constants;
  private final ComponentArea components;

  UncoreArea(AreaConstants constants, ComponentArea components) {
    this.constants = constants;
    this.components = components;
  }

  void addSystemCache(Device device, ProcessNode node, List<Block> into) {
    device
        .systemCache()
        .ifPresent(
            cache ->
                into.add(
                    new Block(
                        SYSTEM_CACHE,
                        "System cache",
                        components.sramMm2(
                            (double) cache.capacityBytes(), node, SramClass.SYSTEM_CACHE),
                        Block.Method.SRAM_CLASS,
                        Note.of(
                            "%.2f MiB as system-cache", cache.capacityBytes() / BYTES_PER_MIB))));
  }

  /**
   * Returns what is on the die of a device or of its anchor: what nobody states of the anchor's
   * interface is what the device says of it, if its memory is the same.
   */
  MemoryInputs memory(Device subject, Device device) {
    MemoryInputs own = stated(subject);
    MainMemory memory = subject.memory();
    if (!memory.type().equals(device.memory().type())) {
      return own;
    }
    MemoryInputs known = stated(device);
    boolean isKind = own.kind().isPresent() || constants.interfaceOf(memory.type()).isPresent();
    boolean isCounted = own.unitsOnDie().isPresent() || memory.channels16() > 0;
    return new MemoryInputs(
        isKind ? own.kind() : known.kind(), isCounted ? own.unitsOnDie() : known.unitsOnDie());
  }

  private static MemoryInputs stated(Device device) {
    return device.area().flatMap(AreaInputs::memory).orElse(NOTHING);
  }

  /**
   * Returns whether an interface of unknown area is another than the anchor's. Fewer channels leave
   * units unused if the units are stated, as {@link #units} counts them; how wide these are is
   * unknown, so that only what the anchor has is sure to fit.
   */
  boolean isChanged(Device device, Device anchor) {
    MemoryInputs now = memory(device, device);
    double channels = device.memory().channels16();
    double before = anchor.memory().channels16();
    return !device.memory().type().equals(anchor.memory().type())
        || !now.equals(memory(anchor, device))
        || (now.unitsOnDie().isPresent() ? channels > before : channels != before);
  }

  /**
   * Adds the interface to main memory, or says what lacks.
   *
   * @param inputs what is on the die, as of {@link #memory}
   */
  Optional<Missing> addMemory(
      Device device, MemoryInputs inputs, ProcessNode node, List<Block> into) {
    Optional<String> named = inputs.kind();
    Optional<MemoryInterface> family =
        named.isPresent()
            ? Optional.of(interfaceNamed(device, "area.memory.interface", named.get()))
            : constants.interfaceOf(device.memory().type());
    if (family.isEmpty()) {
      return Optional.of(
          new Missing(
              AreaModel.MEMORY,
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
    double units = units(device, inputs, family.get());
    if (units <= 0) {
      return Optional.of(
          new Missing(
              AreaModel.MEMORY,
              "memory.channels",
              "neither channels and channel_width nor area.memory.units_on_die are given, so the"
                  + " memory interface stays unknown"));
    }
    addInterface(units, family.get(), node, MEMORY_PHY, MEMORY_CONTROLLERS, into);
    return Optional.empty();
  }

  /** Adds the interface to far memory, if the die has one of its own. */
  void addFarMemory(Device device, ProcessNode node, List<Block> into) {
    device
        .area()
        .flatMap(AreaInputs::farMemory)
        .ifPresent(
            inputs ->
                addInterface(
                    inputs.unitsOnDie().orElseThrow(),
                    interfaceNamed(
                        device, "area.far_memory.interface", inputs.kind().orElseThrow()),
                    node,
                    FAR_PHY,
                    FAR_CONTROLLERS,
                    into));
  }

  private void addInterface(
      double units,
      MemoryInterface kind,
      ProcessNode node,
      String phy,
      String controllers,
      List<Block> into) {
    into.add(
        new Block(
            AreaModel.MEMORY,
            phy,
            components.interfacePhyMm2(units, kind),
            Block.Method.PER_CHANNEL,
            Note.of(
                plain(units) + " x %.0f bit of %s, %.2f mm2 each",
                units,
                kind.widthBits(),
                kind.id(),
                kind.mm2().value())));
    if (kind.controllerTransistors().value() > 0) {
      into.add(
          new Block(
              AreaModel.MEMORY,
              controllers,
              components.interfaceControllerMm2(units, kind, node),
              Block.Method.PER_CHANNEL,
              Note.of(
                  plain(units) + " of %.1f million transistors",
                  units,
                  kind.controllerTransistors().value() / 1e6)));
    }
  }

  /**
   * Returns the units on the die. {@code units_on_die} states the die: fewer channels than it has
   * leave units unused, more make it grow, unless the interface is none of the memory's own.
   */
  private static double units(Device device, MemoryInputs inputs, MemoryInterface family) {
    double channels = device.memory().channels16() * BITS_PER_CHANNEL / family.widthBits();
    OptionalInt onDie = inputs.unitsOnDie();
    return onDie.isEmpty()
        ? channels
        : family.types().contains(device.memory().type())
            ? Math.max(onDie.getAsInt(), channels)
            : onDie.getAsInt();
  }

  private MemoryInterface interfaceNamed(Device device, String path, String name) {
    MemoryInterface kind = constants.interfaces().get(name);
    if (kind == null) {
      throw new InputException(
          "device '"
              + device.id()
              + "': "
              + path
              + ": unknown memory interface '"
              + name
              + "'; "
              + NearestName.hint(name, constants.interfaces().keySet()));
    }
    return kind;
  }

  /** Adds the links to other devices, if the die has any. */
  void addLinks(Device device, ProcessNode node, List<Block> into) {
    device
        .area()
        .flatMap(AreaInputs::links)
        .ifPresent(links -> addLinks(device, links, node, into));
  }

  private void addLinks(
      Device device, AreaInputs.LinkInputs links, ProcessNode node, List<Block> into) {
    LinkKind kind = constants.links().kinds().get(links.kind());
    if (kind == null) {
      throw new InputException(
          "device '"
              + device.id()
              + "': area.links.type: unknown link '"
              + links.kind()
              + "'; "
              + NearestName.hint(links.kind(), constants.links().kinds().keySet()));
    }
    into.add(
        new Block(
            LINKS,
            LINK_PHY,
            components.linkPhyMm2(links.onDie(), kind),
            Block.Method.PER_CHANNEL,
            Note.of(
                "%d %s of %.0f lanes, %.3f mm2 a lane",
                links.onDie(),
                links.kind(),
                kind.lanes().value(),
                constants.links().laneMm2().value())));
    if (kind.controllerTransistors().value() > 0) {
      into.add(
          new Block(
              LINKS,
              LINK_CONTROLLERS,
              components.linkControllerMm2(links.onDie(), kind, node),
              Block.Method.PER_CHANNEL,
              Note.of(
                  "%d of %.0f million transistors",
                  links.onDie(), kind.controllerTransistors().value() / 1e6)));
    }
  }

  /** Returns the format of a number of units. */
  private static String plain(double units) {
    return units == Math.rint(units) ? "%.0f" : "%.2f";
  }
}
