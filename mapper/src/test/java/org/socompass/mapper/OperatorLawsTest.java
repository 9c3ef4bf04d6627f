package org.socompass.mapper;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.withinPercentage;
import static org.socompass.mapper.RandomOperators.PROBLEMS;
import static org.socompass.mapper.RandomOperators.larger;
import static org.socompass.mapper.RandomOperators.more;
import static org.socompass.mapper.RandomOperators.problems;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.stream.Stream;
import org.junit.jupiter.api.Assertions;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.socompass.hardware.DataType;
import org.socompass.hardware.Device;
import org.socompass.hardware.MatmulKernels;
import org.socompass.hardware.Processor;
import org.socompass.hardware.template.DeviceLibrary;
import org.socompass.operator.Attention;
import org.socompass.operator.Bound;
import org.socompass.operator.ElementwiseOperator;
import org.socompass.operator.MainMemoryStream;
import org.socompass.operator.Matmul;
import org.socompass.operator.MemoryLevel;
import org.socompass.operator.Operator;
import org.socompass.operator.Roofline;
import org.socompass.operator.RowOperator;

/** Laws that every operator on every processor obeys, on random shapes. */
final class OperatorLawsTest {
  private static final DataType H = DataType.FP16;

  /** Rounding alone. */
  private static final double EXACT = 1e-9;

  /**
   * Mixed products share the tail of the grid in whole steps: a longer contraction may spread its
   * results more evenly, and more cores cut more of them, by far less than any error of the model.
   */
  private static final double CHAINED = 1e-3;

  /** A processor of a device that ships. */
  private record Target(String device, String processor) {
    OperatorMapper mapper(String... overrides) {
      return new OperatorMapper(DeviceLibrary.load(device, List.of(overrides)));
    }

    String path(String field) {
      return "processors." + processor + "." + field;
    }
  }

  static Stream<Target> targets() {
    return Stream.of(
        new Target("a100-80gb", "gpu"),
        new Target("jetson-agx-orin", "gpu"),
        new Target("jetson-agx-thor", "gpu"),
        new Target("mi210", "gpu"),
        new Target("snapdragon-8-gen-3", "cpu"),
        new Target("snapdragon-8-gen-3", "gpu"),
        new Target("snapdragon-8-gen-3", "npu"),
        new Target("rk3588", "npu"),
        new Target("apple-m1-8gpu", "gpu"));
  }

  @ParameterizedTest
  @MethodSource("targets")
  void moreWorkNeverTakesLessTime(Target target) {
    OperatorMapper mapper = target.mapper();
    var random = new SplittableRandom(42);
    for (Operator op : problems(7)) {
      for (Operator larger : larger(op, random)) {
        if (mapper.map(op, target.processor()) instanceof MappedOperator small) {
          assertThat(seconds(mapper, larger, target))
              .as("%s and more: %s", op, larger)
              .isGreaterThanOrEqualTo(small.cost().latencySeconds() * (1 - slack(op)));
        }
      }
    }
  }

  @ParameterizedTest
  @MethodSource("targets")
  void moreHardwareNeverTakesMoreTime(Target target) {
    Device device = DeviceLibrary.load(target.device());
    Processor p = device.processor(target.processor());
    double bandwidth = device.memory().peakBytesPerSecond() / 1e9;
    boolean byRate =
        DeviceLibrary.tree(target.device(), List.of()).toString().contains("data_rate");
    List<OperatorMapper> faster = new ArrayList<>();
    for (double factor : new double[] {1.1, 3}) {
      if (!byRate) {
        faster.add(target.mapper("memory.bandwidth=" + bandwidth * factor + " GB/s"));
      }
      faster.add(target.mapper(target.path("clock") + "=" + p.clockHz() * factor / 1e9 + " GHz"));
      faster.add(
          target.mapper(
              target.path("global_buffer.capacity")
                  + "="
                  + (long) (p.global().capacityBytes() * factor)
                  + " B"));
    }
    if (byRate) {
      faster.add(target.mapper("memory.data_rate=9000 MT/s"));
      faster.add(target.mapper("memory.data_rate=20000 MT/s"));
    }
    faster.add(target.mapper(target.path("cores") + "=" + (p.cores() + 1)));
    faster.add(target.mapper(target.path("cores") + "=" + 3 * p.cores()));
    OperatorMapper plain = target.mapper();
    for (Operator op : problems(11)) {
      if (plain.map(op, target.processor()) instanceof MappedOperator slow) {
        double slack = slack(op);
        for (OperatorMapper mapper : faster) {
          assertThat(seconds(mapper, op, target))
              .as(
                  "%s with %s of %s",
                  op, mapper.device().processor(target.processor()), mapper.device().memory())
              .isLessThanOrEqualTo(slow.cost().latencySeconds() * (1 + slack));
        }
      }
    }
  }

  @ParameterizedTest
  @MethodSource("targets")
  void costsRespectTheRooflineCompulsoryTrafficAndBandwidth(Target target) {
    for (OperatorMapper mapper :
        List.of(
            target.mapper(),
            target.mapper(target.path("dram.bandwidth_cap") + "=10 GB/s"),
            target.mapper(target.path("clock") + "=30 GHz"))) {
      for (Operator op : problems(13)) {
        if (mapper.map(op, target.processor()) instanceof MappedOperator mapped) {
          assertSound(op, mapped, mapper.device());
        }
      }
    }
  }

  static void assertSound(Operator op, MappedOperator mapped, Device device) {
    Processor processor = device.processor(mapped.processorId());
    var cost = mapped.cost();
    assertThat(cost.latencySeconds())
        .as("%s", op)
        .isFinite()
        .isPositive()
        .isGreaterThanOrEqualTo(cost.rooflineSeconds());
    assertThat(cost.rooflineSeconds()).isFinite().isPositive();
    assertThat(cost.utilization()).isPositive().isLessThanOrEqualTo(1);
    assertThat(cost.launchSeconds()).isBetween(0.0, cost.latencySeconds());
    assertThat(cost.traffic(MemoryLevel.MAIN_MEMORY))
        .as("main memory traffic of %s", op)
        .isGreaterThanOrEqualTo(Roofline.compulsoryBytes(op, processor) * (1 - EXACT));
    double launch = processor.launch().seconds(op.operatorClass());
    assertThat(cost.traffic(MemoryLevel.MAIN_MEMORY) / (cost.latencySeconds() - launch))
        .as("bandwidth of main memory that %s draws", op)
        .isLessThanOrEqualTo(
            MainMemoryStream.bandwidth(processor, device.memory(), efficiency(op, processor))
                * (1 + EXACT));
    assertThat(cost.busySeconds().values()).allMatch(s -> s >= 0 && s < Double.MAX_VALUE);
    assertThat(cost.trafficBytes().values()).allMatch(b -> b >= 0 && b < Double.MAX_VALUE);
    assertThat(mapped.search().total())
        .isEqualTo(mapped.search().evaluated() + mapped.search().pruned());
    mapped
        .runnerUp()
        .ifPresent(
            second ->
                assertThat(second.latencySeconds()).isGreaterThanOrEqualTo(cost.latencySeconds()));
  }

  /** Returns the share of the peak bandwidth that the kernels of an operator reach. */
  private static double efficiency(Operator op, Processor processor) {
    if (op instanceof Attention) {
      return processor.kernels().attention().orElseThrow().dramEfficiency();
    }
    if (op instanceof Matmul) {
      return processor.kernels().matmul() instanceof MatmulKernels.Pipelined pipelined
          ? pipelined.dramEfficiency()
          : processor.dram().efficiency();
    }
    return processor.kernels().streaming().dramEfficiency();
  }

  static Stream<Target> nvidia() {
    return targets().filter(t -> t.processor().equals("gpu")).limit(3);
  }

  /** Rows in flight bind short norms: a faster clock must help them. */
  @ParameterizedTest
  @MethodSource("nvidia")
  void aDoubledClockHalvesTheRowsThatBindANorm(Target target) {
    double clock = DeviceLibrary.load(target.device()).processor(target.processor()).clockHz();
    OperatorMapper plain = target.mapper();
    OperatorMapper fast = target.mapper(target.path("clock") + "=" + 2 * clock / 1e9 + " GHz");
    var norm = new RowOperator(RowOperator.Kind.RMSNORM, 1, 16384, H);
    double rows = vectorSeconds(plain, norm, target);

    assertThat(rows).isPositive();
    assertThat(vectorSeconds(fast, norm, target)).isCloseTo(rows / 2, withinPercentage(0.01));
  }

  private static double vectorSeconds(OperatorMapper mapper, Operator op, Target target) {
    return ((MappedOperator) mapper.map(op, target.processor()))
        .cost()
        .busySeconds()
        .getOrDefault(Bound.VECTOR, 0.0);
  }

  /** Sizes of one, ragged ones, rows longer than any buffer and the greatest that there are. */
  @ParameterizedTest
  @MethodSource("targets")
  void extremeSizesAreSearchedInUnderASecond(Target target) {
    OperatorMapper mapper = target.mapper();
    long most = 1L << 40;
    List<Operator> operators =
        new ArrayList<>(
            List.of(
                new Matmul(1, 17, 100, 1, H, H, H),
                new Matmul(1, 1, 1, 1, H, H, H),
                new Matmul(1, 1, 1, 1, H, DataType.INT4, H),
                new Matmul(most, 1, 1, 1, H, H, H),
                new Matmul(1, most, 1, 1, H, H, H),
                new Matmul(1, 1, most, 1, H, H, H),
                new Matmul(1, 1, 1, most, H, H, H),
                new Matmul(1, 1L << 22, 1L << 20, 1L << 20, H, H, H),
                new ElementwiseOperator(ElementwiseOperator.Kind.SILU, 1, H, H),
                new ElementwiseOperator(ElementwiseOperator.Kind.GELU, most, H, H),
                new Attention(1, 1, 1, 1, 1, 1, true, H),
                new Attention(1, 17, 17, 3, 1, 100, true, H),
                new Attention(1, 1, 1L << 30, 32, 8, 128, true, H),
                new Attention(1, 1L << 20, 1L << 20, 32, 8, 128, true, H)));
    for (RowOperator.Kind kind : RowOperator.Kind.values()) {
      operators.add(new RowOperator(kind, 1, 1, H));
      operators.add(new RowOperator(kind, most, 1, H));
      operators.add(new RowOperator(kind, 1, most, H));
      operators.add(new RowOperator(kind, most, most, H));
    }
    for (Operator op : operators) {
      MapResult result =
          Assertions.assertTimeoutPreemptively(
              Duration.ofSeconds(1), () -> mapper.map(op, target.processor()), op::toString);
      if (result instanceof MappedOperator mapped) {
        assertSound(op, mapped, mapper.device());
      } else {
        assertThat(op).isInstanceOf(Attention.class);
      }
    }
  }

  @ParameterizedTest
  @MethodSource("nvidia")
  void moreQueriesWithoutACacheToAppendToNeverTakeLessTime(Target target) {
    OperatorMapper mapper = target.mapper("processors.gpu.kernels.attention.append_time=0 us");
    var random = new SplittableRandom(17);
    for (int i = 0; i < PROBLEMS; i++) {
      Attention a = RandomOperators.attention(random);
      long queries = Math.min(a.kvLength(), a.queryLength() + random.nextLong(1, 500));
      var more =
          new Attention(
              a.batch(),
              queries,
              a.kvLength(),
              a.queryHeads(),
              a.kvHeads(),
              a.headDim(),
              a.causal(),
              a.type());
      if (queries > a.queryLength()) {
        assertThat(seconds(mapper, more, target))
            .as("%s", a)
            .isGreaterThanOrEqualTo(seconds(mapper, a, target) * (1 - EXACT));
      }
    }
  }

  private static double seconds(OperatorMapper mapper, Operator op, Target target) {
    MapResult result = mapper.map(op, target.processor());
    assertThat(result).as("%s", op).isInstanceOf(MappedOperator.class);
    return ((MappedOperator) result).cost().latencySeconds();
  }

  static double slack(Operator op) {
    boolean chained =
        op instanceof Matmul m && m.activation().bytesPerElement() > m.weight().bytesPerElement();
    return chained ? CHAINED : EXACT;
  }
}
