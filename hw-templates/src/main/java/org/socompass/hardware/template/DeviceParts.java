package org.socompass.hardware.template;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.Set;
import java.util.function.Function;
import org.socompass.hardware.Device;
import org.socompass.hardware.MainMemory;
import org.socompass.hardware.Processor;
import org.socompass.hardware.SustainedClock;
import org.socompass.hardware.power.MemoryEnergy;
import org.socompass.hardware.power.ThermalLimits;
import org.socompass.hardware.product.AreaInputs;
import org.socompass.hardware.product.ProductInputs;
import org.socompass.hardware.tier.Tiers;
import org.socompass.input.InputException;
import org.socompass.input.Section;
import org.socompass.input.YamlNode;

/**
 * A device put together of its parts, of which only those are read that no design before had alike.
 * What is wrong with a template is said by {@link DeviceReader}, which reads all of it: here a
 * device that is not valid is none.
 */
final class DeviceParts {
  /** The tiers beside main memory are one part. */
  static final Set<String> TIERS = Set.of("storage", "far_memory", "network");

  static final String TIER = "tiers";

  private static final Set<String> UNCHANGED = Set.of("extends", "kind");
  private static final Set<String> SECTIONS =
      Set.of(
          "name",
          "process_node",
          "memory",
          "system_cache",
          "synchronization",
          "interconnect",
          "engines",
          "area",
          "product",
          "thermal",
          "power_limit",
          TIER);

  private final YamlNode.Mapping root;
  private final KnownParts.OfDevice parts;

  private DeviceParts(YamlNode.Mapping root, KnownParts.OfDevice parts) {
    this.root = root;
    this.parts = parts;
  }

  /**
   * Returns the device; empty if it is not valid, or the whole must be looked at to know.
   *
   * @param root the template without overrides
   * @param parts what is known of its parts, and the overrides
   */
  static Optional<Device> device(String id, YamlNode.Mapping root, KnownParts.OfDevice parts) {
    if (!(root.entries().get(KnownParts.PROCESSORS) instanceof YamlNode.Mapping processors)
        || processors.entries().isEmpty()) {
      return Optional.empty();
    }
    for (String key : root.entries().keySet()) {
      if (!SECTIONS.contains(key)
          && !TIERS.contains(key)
          && !UNCHANGED.contains(key)
          && !key.equals(KnownParts.PROCESSORS)) {
        return Optional.empty();
      }
    }
    Set<String> ids = processors.entries().keySet();
    for (String path : parts.changed()) {
      if (!SECTIONS.contains(path) && !isOfProcessor(path, ids)) {
        return Optional.empty();
      }
    }
    try {
      return Optional.of(new DeviceParts(root, parts).device(id, ids));
    } catch (InputException | IllegalArgumentException | ArithmeticException invalid) {
      return Optional.empty();
    }
  }

  private static boolean isOfProcessor(String path, Set<String> ids) {
    int start = KnownParts.PROCESSORS.length() + 1;
    return path.startsWith(KnownParts.PROCESSORS + ".") && ids.contains(path.substring(start));
  }

  private Device device(String id, Set<String> ids) {
    part("kind", DeviceReader::kind);
    MainMemory memory = part("memory", DeviceReader::memory);
    OptionalDouble limit = part("power_limit", DeviceReader::powerLimit);
    Map<String, Processor> processors = new LinkedHashMap<>();
    for (String key : ids) {
      Processor processor = processor(key, memory);
      processors.put(key, limit.isPresent() ? held(processor, memory, limit) : processor);
    }
    return new Device(
        id,
        part("name", s -> s.text("name")),
        part("process_node", s -> s.text("process_node")),
        memory,
        part("system_cache", DeviceReader::systemCache),
        processors,
        part("synchronization", DeviceReader::synchronization),
        part("interconnect", DeviceReader::interconnect),
        part("engines", DeviceReader::engines),
        part("area", s -> s.optionalSection("area", a -> AreaInputs.read(a, ids))),
        part("product", s -> s.optionalSection("product", ProductInputs::read)),
        part("thermal", s -> s.optionalSection("thermal", ThermalLimits::read)),
        limit,
        part(TIER, Tiers::read));
  }

  private <T> T part(String path, Function<Section, T> read) {
    return parts.get(path, overrides -> read.apply(new Section(with(overrides), "")));
  }

  private Processor processor(String key, MainMemory memory) {
    String path = KnownParts.PROCESSORS + "." + key;
    return parts.get(
        path,
        overrides -> {
          YamlNode all = with(overrides).entries().get(KnownParts.PROCESSORS);
          if (!(all instanceof YamlNode.Mapping processors)) {
            throw new IllegalArgumentException("there are no processors");
          }
          return new Section(processors, KnownParts.PROCESSORS)
              .section(key, p -> DeviceReader.processor(key, p, memory.latencySeconds()));
        });
  }

  private YamlNode.Mapping with(List<KnownParts.Change> overrides) {
    YamlNode.Mapping result = root;
    for (KnownParts.Change override : overrides) {
      result = override.assignment().applyTo(result);
    }
    return result;
  }

  /** What decides what a limit leaves to a processor. */
  private record Limit(double memoryWatts, double boardWatts) {}

  private Processor held(Processor processor, MainMemory memory, OptionalDouble limit) {
    double idle = memory.energy().map(MemoryEnergy::idleWatts).orElse(0.0);
    double board = limit.getAsDouble();
    return parts.derived(
        processor, new Limit(idle, board), p -> p.withSustained(SustainedClock.of(p, idle, board)));
  }
}
