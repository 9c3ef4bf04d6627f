package org.socompass.hardware.product;

import java.util.Collection;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalInt;
import java.util.OptionalLong;
import org.socompass.input.Dimension;
import org.socompass.input.Section;

/**
 * What the area model needs besides the performance parameters.
 *
 * @param dieMm2 measured area of one die of the device as it shipped, the anchor [mm2]; empty if
 *     nobody published one
 * @param dies identical dies in the package
 * @param processors inputs by processor id
 * @param memory the interface to main memory, where it is not what the memory's type and channels
 *     say
 * @param links links to other devices, if the die has any
 * @param chiplets the dies that the device is cut into, by name; empty if it is one die, or several
 *     identical ones
 * @param farMemory the interface to far memory, if the die has one of its own
 */
public record AreaInputs(
    OptionalDouble dieMm2,
    int dies,
    Map<String, ProcessorInputs> processors,
    Optional<MemoryInputs> memory,
    Optional<LinkInputs> links,
    Map<String, Chiplet> chiplets,
    Optional<MemoryInputs> farMemory) {
  /** No inputs: one die of unknown area. */
  public static final AreaInputs NONE =
      new AreaInputs(
          OptionalDouble.empty(),
          1,
          Map.of(),
          Optional.empty(),
          Optional.empty(),
          Map.of(),
          Optional.empty());

  /** Copies the maps. */
  public AreaInputs {
    processors = Collections.unmodifiableMap(new LinkedHashMap<>(processors));
    chiplets = Collections.unmodifiableMap(new LinkedHashMap<>(chiplets));
  }

  /** Returns the inputs of a processor, {@link ProcessorInputs#NONE} if there are none. */
  public ProcessorInputs processor(String id) {
    return processors.getOrDefault(id, ProcessorInputs.NONE);
  }

  /**
   * What the area model needs of one processor.
   *
   * @param measuredMm2 measured area of the whole processor as it shipped [mm2]
   * @param core the measured core that this processor's cores are scaled from, by its name in the
   *     area model
   * @param coresOnDie cores on the die, those that are switched off included
   * @param globalBufferOnDieBytes capacity of the global buffer on the die, what is switched off
   *     included [B]
   * @param globalBufferClass kind of memory that the global buffer is, by its name in the area
   *     model
   */
  public record ProcessorInputs(
      OptionalDouble measuredMm2,
      Optional<String> core,
      OptionalInt coresOnDie,
      OptionalLong globalBufferOnDieBytes,
      Optional<String> globalBufferClass) {
    /** No inputs. */
    public static final ProcessorInputs NONE =
        new ProcessorInputs(
            OptionalDouble.empty(),
            Optional.empty(),
            OptionalInt.empty(),
            OptionalLong.empty(),
            Optional.empty());

    public static ProcessorInputs read(Section s) {
      return new ProcessorInputs(
          s.optionalPositive("measured", Dimension.AREA),
          s.optionalText("core"),
          count(s, "cores_on_die"),
          s.has("global_buffer_on_die")
              ? OptionalLong.of(s.bytes("global_buffer_on_die"))
              : OptionalLong.empty(),
          s.optionalText("global_buffer_class"));
    }
  }

  /**
   * An interface to main memory that the memory's type and channels do not say.
   *
   * @param kind its kind, by its name in the area model, as in {@code pcie5}; empty to take the one
   *     of the memory's type
   * @param unitsOnDie units of the interface on the die, those that are not used included; empty to
   *     count the channels
   */
  public record MemoryInputs(Optional<String> kind, OptionalInt unitsOnDie) {
    public static MemoryInputs read(Section s) {
      return new MemoryInputs(s.optionalText("interface"), count(s, "units_on_die"));
    }
  }

  private static MemoryInputs farMemory(Section s) {
    return new MemoryInputs(
        Optional.of(s.text("interface")), OptionalInt.of(s.units("units_on_die")));
  }

  /**
   * Links to other devices.
   *
   * @param kind kind of link, by its name in the area model, as in {@code nvlink3}
   * @param onDie links on the die
   */
  public record LinkInputs(String kind, int onDie) {
    public static LinkInputs read(Section s) {
      return new LinkInputs(s.text("type"), s.units("on_die"));
    }
  }

  private static OptionalInt count(Section s, String key) {
    return s.has(key) ? OptionalInt.of(s.units(key)) : OptionalInt.empty();
  }

  /**
   * Reads the section.
   *
   * @param processorIds processors of the device, which chiplets may hold
   */
  public static AreaInputs read(Section s, Collection<String> processorIds) {
    AreaInputs inputs =
        new AreaInputs(
            s.optionalPositive("die", Dimension.AREA),
            s.has("dies") ? s.units("dies") : 1,
            s.has("processors") ? s.sections("processors", ProcessorInputs::read) : Map.of(),
            s.optionalSection("memory", MemoryInputs::read),
            s.optionalSection("links", LinkInputs::read),
            s.has("chiplets")
                ? s.section("chiplets", c -> Chiplet.readAll(c, processorIds))
                : Map.of(),
            s.optionalSection("far_memory", AreaInputs::farMemory));
    if (inputs.dies > 1 && !inputs.chiplets.isEmpty()) {
      throw s.error("dies", "must be 1 beside 'chiplets', which give their own count");
    }
    return inputs;
  }
}
