package org.socompass.cost;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.BiFunction;
import org.socompass.cost.area.Silicon;
import org.socompass.cost.draws.Recent;
import org.socompass.hardware.Device;
import org.socompass.hardware.product.AreaInputs;
import org.socompass.hardware.product.ProductInputs;
import org.socompass.hardware.tier.FarMemory;

/**
 * The last outcomes of an experiment, by all that they depend on: clocks, data rates, kernels and
 * energies cost nothing. Thread-safe.
 */
final class KnownOutcomes {
  /** An outcome has some tens of numbers with their draws, about 200 kB. */
  private static final int MOST = 32;

  private final Recent<Key, CostExperiment.Outcome> known = new Recent<>(MOST);

  /** What area, cost and carbon of a device depend on. */
  private record Key(
      String id,
      String processNode,
      String memoryType,
      long memoryBytes,
      double channels16,
      Optional<Device.SystemCache> systemCache,
      List<Silicon> processors,
      Optional<AreaInputs> area,
      Optional<ProductInputs> product,
      Optional<FarMemory> farMemory,
      Same anchor) {
    static Key of(Device device, Device anchor) {
      List<Silicon> processors = new ArrayList<>();
      device.processors().values().forEach(p -> processors.add(Silicon.of(p)));
      return new Key(
          device.id(),
          device.processNode(),
          device.memory().type(),
          device.memory().capacityBytes(),
          device.memory().channels16(),
          device.systemCache(),
          processors,
          device.area(),
          device.product(),
          device.tiers().farMemory(),
          new Same(anchor));
    }

    /** Fields by which most designs differ; {@link #equals} reads all. */
    @Override
    public int hashCode() {
      return 31 * (31 * processors.hashCode() + systemCache.hashCode())
          + Double.hashCode(channels16);
    }
  }

  /** A device that is itself and no other: designs of a sweep share the object. */
  private record Same(Device device) {
    @Override
    @SuppressWarnings("ReferenceEquality") // that is what it is for
    public boolean equals(Object other) {
      return other instanceof Same same && same.device == device;
    }

    @Override
    public int hashCode() {
      return System.identityHashCode(device);
    }
  }

  /** Returns an outcome, computed if it is not among the last. */
  CostExperiment.Outcome of(
      Device device, Device anchor, BiFunction<Device, Device, CostExperiment.Outcome> compute) {
    return known.of(Key.of(device, anchor), () -> compute.apply(device, anchor));
  }
}
