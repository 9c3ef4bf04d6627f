package org.socompass.cost;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.BiFunction;
import org.socompass.hardware.Device;
import org.socompass.hardware.GlobalBuffer;
import org.socompass.hardware.MatrixEngine;
import org.socompass.hardware.Processor;
import org.socompass.hardware.ProcessorKind;
import org.socompass.hardware.VectorUnit;
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

  private final Map<Key, CostExperiment.Outcome> known =
      new LinkedHashMap<>(MOST, 0.75f, true) {
        private static final long serialVersionUID = 1;

        @Override
        protected boolean removeEldestEntry(Map.Entry<Key, CostExperiment.Outcome> eldest) {
          return size() > MOST;
        }
      };

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

  /** What the area of a processor depends on. */
  private record Silicon(
      String id,
      ProcessorKind kind,
      String name,
      int cores,
      int lanes,
      Optional<MatrixEngine> matrix,
      VectorUnit vector,
      long registerBytes,
      long localBytes,
      GlobalBuffer global) {
    static Silicon of(Processor p) {
      return new Silicon(
          p.id(),
          p.kind(),
          p.name(),
          p.cores(),
          p.lanesPerCore(),
          p.matrix(),
          p.vector(),
          p.registerBytes(),
          p.local().capacityBytes(),
          p.global());
    }
  }

  /** Returns an outcome, computed if it is not among the last. */
  CostExperiment.Outcome of(
      Device device, Device anchor, BiFunction<Device, Device, CostExperiment.Outcome> compute) {
    Key key = Key.of(device, anchor);
    synchronized (known) {
      CostExperiment.Outcome found = known.get(key);
      if (found != null) {
        return found;
      }
    }
    CostExperiment.Outcome computed = compute.apply(device, anchor);
    synchronized (known) {
      known.put(key, computed);
    }
    return computed;
  }
}
