package org.socompass.inference.trust;

import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Stream;
import org.socompass.hardware.DataType;
import org.socompass.hardware.Device;
import org.socompass.hardware.MatrixEngine;
import org.socompass.hardware.Processor;
import org.socompass.hardware.ProcessorKind;
import org.socompass.hardware.template.DeviceLibrary;

/**
 * How unlike two devices are by what their data sheets state.
 *
 * <pre>{@code
 * d^2 = sum over kinds of processors of sum over quantities q of ln(q_a / q_b)^2
 * q: main-memory bandwidth, peak matrix rate, vector rate, lanes, global buffer
 * }</pre>
 */
final class SpecificationDistance {
  /** Types that peak rates are compared in: the first that both have. */
  private static final List<DataType> TYPES =
      List.of(DataType.FP16, DataType.BF16, DataType.INT8, DataType.FP32);

  private static final Map<String, Device> SHIPPED = new ConcurrentHashMap<>();

  private SpecificationDistance() {}

  /**
   * Returns the device that is the least unlike another; of several the first by id.
   *
   * @param kinds kinds of processors that count; devices that lack one are left out
   * @param candidates ids of shipped devices
   */
  static Optional<String> nearest(
      Device device, Set<ProcessorKind> kinds, Stream<String> candidates) {
    record Found(String id, double distance) {}
    List<String> ids = candidates.toList();
    // Each is read once; the first time takes as long as all else of a short command.
    ids.parallelStream()
        .filter(id -> !SHIPPED.containsKey(id))
        .forEach(SpecificationDistance::shipped);
    return ids.stream()
        .map(id -> new Found(id, of(device, shipped(id), kinds)))
        .filter(found -> Double.isFinite(found.distance))
        .min(Comparator.comparingDouble(Found::distance).thenComparing(Found::id))
        .map(Found::id);
  }

  private static Device shipped(String id) {
    return SHIPPED.computeIfAbsent(id, DeviceLibrary::load);
  }

  /** Returns the distance; infinite if one lacks a kind. */
  static double of(Device a, Device b, Set<ProcessorKind> kinds) {
    double sum = square(a.memory().peakBytesPerSecond(), b.memory().peakBytesPerSecond());
    for (ProcessorKind kind : kinds) {
      Optional<Processor> one = ofKind(a, kind);
      Optional<Processor> other = ofKind(b, kind);
      if (one.isEmpty() || other.isEmpty()) {
        return Double.POSITIVE_INFINITY;
      }
      sum += between(one.get(), other.get());
    }
    return Math.sqrt(sum);
  }

  private static double between(Processor a, Processor b) {
    return square(matrixRate(a, b), matrixRate(b, a))
        + square(vectorRate(a), vectorRate(b))
        + square((double) a.lanes(), (double) b.lanes())
        + square((double) a.global().capacityBytes(), (double) b.global().capacityBytes());
  }

  /** Returns the peak rate of a processor in the first type that another has as well [MAC/s]. */
  private static double matrixRate(Processor own, Processor other) {
    for (DataType type : TYPES) {
      if (macs(own.matrix(), type) > 0 && macs(other.matrix(), type) > 0) {
        return macs(own.matrix(), type) * own.lanes() * own.clockHz();
      }
    }
    return vectorRate(own);
  }

  private static double macs(Optional<MatrixEngine> engine, DataType type) {
    return engine.map(e -> e.macsPerCycle(type).orElse(0)).orElse(0.0);
  }

  private static double vectorRate(Processor p) {
    return p.vector().flopsPerCycle(DataType.FP32).orElse(1) * p.lanes() * p.clockHz();
  }

  private static double square(double a, double b) {
    if (!(a > 0) || !(b > 0)) {
      return a == b ? 0 : 1;
    }
    double ln = StrictMath.log(a / b);
    return ln * ln;
  }

  private static Optional<Processor> ofKind(Device device, ProcessorKind kind) {
    return device.processors().values().stream().filter(p -> p.kind() == kind).findFirst();
  }
}
