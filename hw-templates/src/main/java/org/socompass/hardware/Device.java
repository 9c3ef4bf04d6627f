package org.socompass.hardware;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.function.UnaryOperator;
import org.socompass.hardware.power.ThermalLimits;
import org.socompass.hardware.product.AreaInputs;
import org.socompass.hardware.product.ProductInputs;
import org.socompass.hardware.tier.Tiers;
import org.socompass.input.InputException;
import org.socompass.input.NearestName;

/**
 * A device: processors that share one main memory.
 *
 * @param id template id
 * @param name name for people
 * @param processNode process node of the die, as in {@code N4P}; densities and prices go by it
 * @param memory main memory
 * @param systemCache cache in front of it that all processors share
 * @param processors by their id (cpu, gpu, npu), in the order of the template
 * @param synchronization cost of hand-overs between processors
 * @param interconnect links, for a system of several identical devices
 * @param engines engine profile by strategy, where the device has one of its own
 * @param area inputs of the area model
 * @param product inputs of the cost model
 * @param thermal how it sheds heat and when it slows down
 * @param powerLimitWatts the most that its board may draw for long [W]; empty if nobody states it
 * @param tiers memory below and beside the main memory
 */
public record Device(
    String id,
    String name,
    String processNode,
    MainMemory memory,
    Optional<SystemCache> systemCache,
    Map<String, Processor> processors,
    Optional<Synchronization> synchronization,
    Optional<Interconnect> interconnect,
    Map<String, String> engines,
    Optional<AreaInputs> area,
    Optional<ProductInputs> product,
    Optional<ThermalLimits> thermal,
    OptionalDouble powerLimitWatts,
    Tiers tiers) {
  /** Creates a device of main memory alone. */
  public Device(
      String id,
      String name,
      String processNode,
      MainMemory memory,
      Optional<SystemCache> systemCache,
      Map<String, Processor> processors,
      Optional<Synchronization> synchronization,
      Optional<Interconnect> interconnect,
      Map<String, String> engines,
      Optional<AreaInputs> area,
      Optional<ProductInputs> product,
      Optional<ThermalLimits> thermal,
      OptionalDouble powerLimitWatts) {
    this(
        id,
        name,
        processNode,
        memory,
        systemCache,
        processors,
        synchronization,
        interconnect,
        engines,
        area,
        product,
        thermal,
        powerLimitWatts,
        Tiers.NONE);
  }

  /** Copies the processors. */
  public Device {
    engines = Map.copyOf(engines);
    processors = Collections.unmodifiableMap(new LinkedHashMap<>(processors));
  }

  /**
   * Returns the processor of an id.
   *
   * @throws InputException if there is none, naming those there are
   */
  public Processor processor(String processorId) {
    Processor processor = processors.get(processorId);
    if (processor == null) {
      throw new InputException(
          "device '"
              + id
              + "' has no processor '"
              + processorId
              + "'; "
              + NearestName.hint(processorId, processors.keySet()));
    }
    return processor;
  }

  /** Returns the device with other processors. */
  public Device withProcessors(Map<String, Processor> others) {
    return new Device(
        id,
        name,
        processNode,
        memory,
        systemCache,
        others,
        synchronization,
        interconnect,
        engines,
        area,
        product,
        thermal,
        powerLimitWatts,
        tiers);
  }

  /**
   * Returns the device with all processors so many steps down, or as far as each can go.
   *
   * @param steps not negative
   */
  public Device throttled(int steps) {
    if (steps == 0) {
      return this;
    }
    return withEach(processor -> processor.throttled(steps));
  }

  /**
   * Returns the device with other processors.
   *
   * @param change makes the other of each
   */
  public Device withEach(UnaryOperator<Processor> change) {
    Map<String, Processor> others = new LinkedHashMap<>();
    processors.forEach((key, processor) -> others.put(key, change.apply(processor)));
    return withProcessors(others);
  }

  /** Returns the ids of the processors in the order of the template. */
  public List<String> processorIds() {
    return List.copyOf(processors.keySet());
  }

  /** Returns the devices of the system, 1 if there is no interconnect. */
  public int deviceCount() {
    return interconnect.map(Interconnect::devices).orElse(1);
  }

  /**
   * Cache between the processors and main memory (SLC) that all processors share.
   *
   * @param capacityBytes capacity [B]
   */
  public record SystemCache(long capacityBytes) {}
}
