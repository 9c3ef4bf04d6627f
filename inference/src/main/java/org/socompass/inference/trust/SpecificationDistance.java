package org.socompass.inference.trust;

import java.util.Comparator;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import org.socompass.hardware.Device;
import org.socompass.hardware.ProcessorKind;

/**
 * How unlike two devices are by what their data sheets state.
 *
 * <pre>{@code
 * d^2 = sum over kinds of processors of sum over quantities q of ln(q_a / q_b)^2
 * q: main-memory bandwidth, peak matrix rate, vector rate, lanes, global buffer
 * }</pre>
 */
final class SpecificationDistance {
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
    Specification own = Specification.of(device);
    return candidates
        .map(id -> new Found(id, of(own, Specifications.shipped(id), kinds)))
        .filter(found -> Double.isFinite(found.distance))
        .min(Comparator.comparingDouble(Found::distance).thenComparing(Found::id))
        .map(Found::id);
  }

  /** Returns the distance; infinite if one lacks a kind. */
  static double of(Specification a, Specification b, Set<ProcessorKind> kinds) {
    double sum = square(a.memoryBytesPerSecond(), b.memoryBytesPerSecond());
    for (ProcessorKind kind : kinds) {
      Specification.OfProcessor one = a.processors().get(kind);
      Specification.OfProcessor other = b.processors().get(kind);
      if (one == null || other == null) {
        return Double.POSITIVE_INFINITY;
      }
      sum += between(one, other);
    }
    return Math.sqrt(sum);
  }

  private static double between(Specification.OfProcessor a, Specification.OfProcessor b) {
    return square(a.matrixRate(b), b.matrixRate(a))
        + square(a.vectorRate(), b.vectorRate())
        + square((double) a.lanes(), (double) b.lanes())
        + square((double) a.globalBytes(), (double) b.globalBytes());
  }

  private static double square(double a, double b) {
    if (!(a > 0) || !(b > 0)) {
      return a == b ? 0 : 1;
    }
    double ln = StrictMath.log(a / b);
    return ln * ln;
  }
}
