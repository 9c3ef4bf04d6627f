package org.socompass.hardware;

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
 */
public record AreaInputs(OptionalDouble dieMm2, int dies, Map<String, ProcessorInputs> processors) {
  /** No inputs: one die of unknown area. */
  public static final AreaInputs NONE = new AreaInputs(OptionalDouble.empty(), 1, Map.of());

  /** Copies the processors. */
  public AreaInputs {
    processors = Collections.unmodifiableMap(new LinkedHashMap<>(processors));
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

    static ProcessorInputs read(Section s) {
      return new ProcessorInputs(
          s.optionalPositive("measured", Dimension.AREA),
          s.optionalText("core"),
          s.has("cores_on_die") ? OptionalInt.of(s.count("cores_on_die", 1)) : OptionalInt.empty(),
          s.has("global_buffer_on_die")
              ? OptionalLong.of(s.bytes("global_buffer_on_die"))
              : OptionalLong.empty(),
          s.optionalText("global_buffer_class"));
    }
  }

  static AreaInputs read(Section s) {
    return new AreaInputs(
        s.optionalPositive("die", Dimension.AREA),
        s.count("dies", 1, 1),
        s.has("processors") ? s.sections("processors", ProcessorInputs::read) : Map.of());
  }
}
