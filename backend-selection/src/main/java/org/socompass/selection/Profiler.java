package org.socompass.selection;

import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.DoubleSupplier;
import org.socompass.hardware.DataType;
import org.socompass.hardware.Device;
import org.socompass.hardware.Processor;
import org.socompass.hardware.Synchronization;
import org.socompass.input.InputException;
import org.socompass.mapper.MapResult;
import org.socompass.mapper.MappedOperator;
import org.socompass.mapper.OperatorMapper;
import org.socompass.operator.Matmul;
import org.socompass.operator.Operator;
import org.socompass.operator.OperatorCost;
import org.socompass.operator.RowOperator;

/**
 * Predicts the stages of attention on the GPU and the NPU of a device.
 *
 * <pre>{@code
 * qkv   = [m,d] x [d,3d]                                        m = n in prefill, 1 in decode
 * core  = h x ([m,d/h] x [d/h,n]),  softmax [h m, n],  h x ([m,n] x [n,d/h])
 * stage = sum over its operators of (latency - launch + launch in a filled queue)
 * transfer = 3 m d w / achievable bandwidth + hand-over
 * }</pre>
 *
 * <p>All keys take part: nothing is masked, as in an attention that is not fused. Scores and
 * softmax are fp16; probabilities are multiplied in the precision of the values. One sequence; as
 * many key heads as query heads.
 */
public final class Profiler {
  private static final double MICRO = 1e6;

  private final Device device;
  private final OperatorMapper mapper;
  private final Map<Backend, Processor> processors = new EnumMap<>(Backend.class);
  private final long headDim;
  private final double handOverSeconds;

  /** How a change of backends is synchronised. */
  public enum HandOver {
    /** Through the driver: wait for the queue to drain, and submit to an empty one. */
    SLOW,
    /** By polling a flag in shared memory. */
    FAST
  }

  /**
   * Creates the profiler of a device.
   *
   * @param device has a GPU and an NPU, and says what synchronisation costs
   * @param headDim elements of a head; must divide every d
   * @param handOver how a change of backends is synchronised
   * @throws InputException if the device lacks something
   */
  public Profiler(Device device, long headDim, HandOver handOver) {
    this(device, headDim, () -> seconds(device, handOver));
  }

  /**
   * Creates the profiler of a device.
   *
   * @param device has a GPU and an NPU
   * @param headDim elements of a head; must divide every d
   * @param handOverSeconds what a change of backends costs beside the bytes [s]
   * @throws InputException if the device lacks something
   */
  public Profiler(Device device, long headDim, double handOverSeconds) {
    this(device, headDim, () -> handOverSeconds);
  }

  private Profiler(Device device, long headDim, DoubleSupplier handOver) {
    this.device = device;
    this.mapper = new OperatorMapper(device);
    this.headDim = headDim;
    for (Backend backend : Backend.values()) {
      processors.put(
          backend,
          device.processors().values().stream()
              .filter(p -> p.kind() == backend.kind())
              .findFirst()
              .orElseThrow(
                  () ->
                      new InputException(
                          "backend selection needs a processor of kind %s, but '%s' has %s"
                              .formatted(
                                  backend.id(),
                                  device.id(),
                                  String.join(", ", device.processorIds())))));
    }
    this.handOverSeconds = handOver.getAsDouble();
  }

  private static double seconds(Device device, HandOver handOver) {
    Synchronization cost =
        device
            .synchronization()
            .orElseThrow(
                () ->
                    new InputException(
                        "device '" + device.id() + "' does not say what synchronization costs"));
    return switch (handOver) {
      case SLOW -> cost.slowSeconds() + cost.resubmitSeconds();
      case FAST -> cost.fastSeconds();
    };
  }

  /**
   * Returns the profile of points.
   *
   * @throws InputException if a point has no mapping
   */
  public Profile profile(List<AttentionPoint> points) {
    return new Profile(device.id(), points.stream().map(this::row).toList());
  }

  /** Returns the times of a point. */
  ProfileRow row(AttentionPoint point) {
    if (point.d() % headDim != 0) {
      throw new InputException(
          "d must be a multiple of the head dimension " + headDim + ", but is " + point.d());
    }
    double transfer =
        point.transferBytes() / device.memory().achievableBytesPerSecond() + handOverSeconds;
    return new ProfileRow(
        point,
        micros(qkv(point), Backend.GPU),
        micros(qkv(point), Backend.NPU),
        micros(core(point), Backend.GPU),
        micros(core(point), Backend.NPU),
        transfer * MICRO);
  }

  private static List<Operator> qkv(AttentionPoint p) {
    DataType type = p.precision().type();
    return List.of(new Matmul(1, p.rows(), p.d(), 3 * p.d(), type, type, DataType.FP16));
  }

  private List<Operator> core(AttentionPoint p) {
    DataType type = p.precision().type();
    long heads = p.d() / headDim;
    return List.of(
        new Matmul(heads, p.rows(), headDim, p.n(), type, type, DataType.FP16),
        new RowOperator(RowOperator.Kind.SOFTMAX, heads * p.rows(), p.n(), DataType.FP16),
        new Matmul(heads, p.rows(), p.n(), headDim, type, type, DataType.FP16));
  }

  private double micros(List<Operator> operators, Backend backend) {
    double seconds = 0;
    for (Operator operator : operators) {
      seconds += seconds(operator, Objects.requireNonNull(processors.get(backend)));
    }
    return seconds * MICRO;
  }

  private double seconds(Operator operator, Processor processor) {
    MapResult result = mapper.map(operator, processor.id());
    if (result instanceof MapResult.Infeasible infeasible) {
      throw new InputException(
          "%s of %s can't run on '%s': %s"
              .formatted(operator.id(), operator.shape(), processor.id(), infeasible.reason()));
    }
    OperatorCost cost = ((MappedOperator) result).cost();
    double launch = cost.launchSeconds();
    return cost.latencySeconds() - launch + processor.launch().queuedSeconds().orElse(launch);
  }
}
