package org.socompass.inference.trust;

import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.socompass.hardware.DataType;
import org.socompass.hardware.Device;
import org.socompass.hardware.MatrixEngine;
import org.socompass.hardware.Processor;
import org.socompass.hardware.ProcessorKind;

/**
 * What the data sheet of a device states that {@link SpecificationDistance} compares.
 *
 * @param memoryBytesPerSecond peak bandwidth of main memory [B/s]
 * @param processors the first processor of each kind
 */
record Specification(double memoryBytesPerSecond, Map<ProcessorKind, OfProcessor> processors) {
  /** Types that peak rates are compared in: the first that both have. */
  static final List<DataType> TYPES =
      List.of(DataType.FP16, DataType.BF16, DataType.INT8, DataType.FP32);

  /** Copies the map. */
  Specification {
    processors = Map.copyOf(processors);
  }

  /**
   * A processor.
   *
   * @param macsPerCycle rate of a lane's matrix engine in each of {@link #TYPES}; 0 of a type that
   *     it lacks [MAC/cycle]
   * @param flopsPerCycle rate of a lane's vector unit in FP32; 1 if it has none [FLOP/cycle]
   * @param lanes how many lanes it has
   * @param clockHz its clock [Hz]
   * @param globalBytes capacity of its global buffer [B]
   */
  record OfProcessor(
      List<Double> macsPerCycle,
      double flopsPerCycle,
      long lanes,
      double clockHz,
      long globalBytes) {
    /** Copies the list. */
    OfProcessor {
      macsPerCycle = List.copyOf(macsPerCycle);
    }

    private static OfProcessor of(Processor p) {
      return new OfProcessor(
          TYPES.stream().map(type -> macs(p.matrix(), type)).toList(),
          p.vector().flopsPerCycle(DataType.FP32).orElse(1),
          p.lanes(),
          p.clockHz(),
          p.global().capacityBytes());
    }

    private static double macs(Optional<MatrixEngine> engine, DataType type) {
      return engine.map(e -> e.macsPerCycle(type).orElse(0)).orElse(0.0);
    }

    /** Returns the peak rate of the vector units [FLOP/s]. */
    double vectorRate() {
      return flopsPerCycle * lanes * clockHz;
    }

    /** Returns the peak rate in the first type that another has as well [MAC/s]. */
    double matrixRate(OfProcessor other) {
      for (int i = 0; i < TYPES.size(); i++) {
        if (macsPerCycle.get(i) > 0 && other.macsPerCycle.get(i) > 0) {
          return macsPerCycle.get(i) * lanes * clockHz;
        }
      }
      return vectorRate();
    }
  }

  /** Returns what a device states. */
  static Specification of(Device device) {
    Map<ProcessorKind, OfProcessor> first = new EnumMap<>(ProcessorKind.class);
    device
        .processors()
        .values()
        .forEach(p -> first.computeIfAbsent(p.kind(), kind -> OfProcessor.of(p)));
    return new Specification(device.memory().peakBytesPerSecond(), first);
  }
}
