package org.socompass.mapper;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.withinPercentage;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvFileSource;
import org.socompass.fixtures.TestProcessors;
import org.socompass.hardware.DataType;
import org.socompass.hardware.Device;
import org.socompass.hardware.GlobalBuffer;
import org.socompass.hardware.LocalBuffer;
import org.socompass.hardware.OperatorClass;
import org.socompass.hardware.Processor;
import org.socompass.hardware.VectorUnit;
import org.socompass.hardware.template.DeviceLibrary;
import org.socompass.input.InputException;
import org.socompass.operator.AllReduce;
import org.socompass.operator.Attention;
import org.socompass.operator.ElementwiseOperator;
import org.socompass.operator.Matmul;
import org.socompass.operator.Operator;
import org.socompass.operator.RowOperator;
import org.socompass.operator.mapping.PipelinedMapping;

/** What searches find, against an independent prototype and against brute force. */
final class SearchTest {
  private static final DataType H = DataType.FP16;

  static MappedOperator mapped(MapResult result) {
    assertThat(result).isInstanceOf(MappedOperator.class);
    return (MappedOperator) result;
  }

  private static String reason(MapResult result) {
    assertThat(result).isInstanceOf(MapResult.Infeasible.class);
    return ((MapResult.Infeasible) result).reason();
  }

  @ParameterizedTest(name = "{0}: {1} x [{2},{3}]x[{3},{4}] {5} {6} {7}")
  @CsvFileSource(resources = "/golden/pipelined-search.csv", numLinesToSkip = 2)
  void theBestMappingEqualsThePrototypes(
      String device,
      long batch,
      long m,
      long k,
      long n,
      String activation,
      String weight,
      String output,
      double seconds) {
    var op =
        new Matmul(
            batch, m, k, n, DataType.of(activation), DataType.of(weight), DataType.of(output));

    MappedOperator best =
        mapped(new OperatorMapper(TestProcessors.device(device)).mapWithRunnerUp(op, "gpu"));

    // The roofline is a floor here and not in the prototype.
    double launch = best.cost().launchSeconds();
    assertThat(best.cost().latencySeconds())
        .isCloseTo(
            Math.max(seconds, launch + best.cost().rooflineSeconds()), withinPercentage(1e-4));
  }

  @Test
  void aSecondSearchIsAnsweredFromTheFirst() {
    var mapper = new OperatorMapper(TestProcessors.device("a100"));
    var op = new Matmul(1, 100, 100, 100, H, H, H);

    MapResult first = mapper.map(op, "gpu");

    assertThat(mapper.map(new Matmul(1, 100, 100, 100, H, H, H), "gpu")).isSameAs(first);
    assertThat(mapper.operatorStatistics().hits()).isEqualTo(1);
    assertThat(mapper.operatorStatistics().misses()).isEqualTo(1);
  }

  @Test
  void arraysOfTilesAreSharedBetweenSearches() {
    var mapper = new OperatorMapper(DeviceLibrary.load("snapdragon-8-gen-3"));

    mapper.mapWithRunnerUp(new Matmul(1, 256, 1024, 1024, H, H, H), "npu");
    long misses = mapper.tileStatistics().misses();
    mapper.mapWithRunnerUp(new Matmul(1, 256, 1024, 1024, H, H, DataType.FP32), "npu");

    assertThat(misses).isPositive();
    assertThat(mapper.tileStatistics().hits()).isPositive();
  }

  /** Two mappers agree on everything but the time they took, in whatever order they are asked. */
  @Test
  void searchesDoNotDependOnWhatWasSearchedBefore() {
    Device device = DeviceLibrary.load("snapdragon-8-gen-3");
    var forward = new OperatorMapper(device);
    var backward = new OperatorMapper(device);
    List<Matmul> products = BruteForceTest.smallProducts().toList();
    for (String id : device.processorIds()) {
      products.forEach(op -> forward.mapWithRunnerUp(op, id));
      for (int i = products.size() - 1; i >= 0; i--) {
        backward.mapWithRunnerUp(products.get(i), id);
      }
      for (Matmul op : products) {
        MappedOperator a = mapped(forward.mapWithRunnerUp(op, id));
        MappedOperator b = mapped(backward.mapWithRunnerUp(op, id));
        assertThat(a.mapping()).isEqualTo(b.mapping());
        assertThat(a.cost()).isEqualTo(b.cost());
        assertThat(a.runnerUp()).isEqualTo(b.runnerUp());
        assertThat(a.search().total()).isEqualTo(b.search().total());
        assertThat(a.search().seconds()).isNotNegative();
      }
    }
  }

  @Test
  void theRunnerUpIsOfAnotherClassAndNoFaster() {
    MappedOperator best =
        mapped(
            new OperatorMapper(TestProcessors.device("orin"))
                .mapWithRunnerUp(new Matmul(1, 500, 700, 900, H, H, H), "gpu"));
    MappedOperator.RunnerUp second = best.runnerUp().orElseThrow();

    assertThat(second.latencySeconds()).isGreaterThanOrEqualTo(best.cost().latencySeconds());
    assertThat(((PipelinedMapping) second.mapping()).tile())
        .isNotEqualTo(((PipelinedMapping) best.mapping()).tile());
  }

  private static Device orin(long registers, long local) {
    Device orin = TestProcessors.device("orin");
    Processor p = orin.processor("gpu");
    return TestProcessors.device(
        orin.memory(),
        TestProcessors.processor(
            p.clockHz(),
            p.cores(),
            p.matrix(),
            new VectorUnit(Map.of(DataType.FP16, 128.0), 4, 4),
            registers,
            new LocalBuffer(local, 128),
            new GlobalBuffer(4 << 20, 512, 0),
            p.kernels().matmul(),
            TestProcessors.streaming(),
            Optional.empty()));
  }

  @Test
  void aLocalBufferThatIsTooSmallIsNamedWithTheBytesShort() {
    // Two stages of (64 + 64) * 32 fp16 are 16,384 B.
    assertThat(
            reason(
                new OperatorMapper(orin(262_144, 16_000))
                    .map(new Matmul(1, 64, 64, 64, H, H, H), "gpu")))
        .isEqualTo(
            "no tile of gpu's kernels fits: the smallest (64x64, depth 32) needs 16384 B of"
                + " local_buffer, 384 B more than there is");
  }

  @Test
  void registersThatAreTooFewAreNamedWithTheBytesShort() {
    // 64 * 64 fp32 * 1.6 = 26,214.4 B.
    assertThat(
            reason(
                new OperatorMapper(orin(26_000, 163_840))
                    .map(new Matmul(1, 64, 64, 64, H, H, H), "gpu")))
        .isEqualTo(
            "no tile of gpu's kernels fits: the smallest (64x64, depth 32) needs 26214 B of"
                + " registers, 214 B more than there is");
  }

  @Test
  void aTypeThatTheArrayLacksIsNamed() {
    var op = new Matmul(1, 64, 64, 64, DataType.FP32, DataType.FP32, DataType.FP32);

    assertThat(reason(new OperatorMapper(DeviceLibrary.load("rk3588")).map(op, "npu")))
        .isEqualTo("the matrix engine of npu can't multiply fp32");
  }

  @Test
  void attentionWithoutFusedKernelsIsInfeasible() {
    var op = new Attention(1, 1, 64, 8, 8, 64, true, H);

    assertThat(reason(new OperatorMapper(TestProcessors.device("orin")).map(op, "gpu")))
        .isEqualTo("gpu has no fused attention kernels; its attention runs as separate operators");
  }

  @Test
  void anAllReduceNeedsLinks() {
    var op = new AllReduce(1024, H, 4);

    assertThat(reason(new OperatorMapper(DeviceLibrary.load("jetson-agx-orin")).map(op, "gpu")))
        .isEqualTo("the device has no interconnect for an all-reduce");
    assertThat(
            mapped(new OperatorMapper(DeviceLibrary.load("a100-80gb-x4")).map(op, "gpu"))
                .mapping()
                .describe())
        .containsEntry("kernel", "collective");
  }

  @Test
  void aProcessorThatIsNotThereIsNamed() {
    var mapper = new OperatorMapper(DeviceLibrary.load("snapdragon-8-gen-3"));

    assertThatExceptionOfType(InputException.class)
        .isThrownBy(() -> mapper.map(new Matmul(1, 1, 1, 1, H, H, H), "mpu"))
        .withMessage("device 'snapdragon-8-gen-3' has no processor 'mpu'; did you mean 'cpu'?");
  }

  /** Without launch costs a device is never slower than with them, and by no more than them. */
  @Test
  void theLaunchIsPartOfTheLatency() {
    Device device = DeviceLibrary.load("jetson-agx-orin");
    List<Operator> operators =
        List.of(
            new Matmul(1, 64, 64, 64, H, H, H),
            new RowOperator(RowOperator.Kind.RMSNORM, 64, 64, H),
            new ElementwiseOperator(ElementwiseOperator.Kind.GELU, 64, H, H));
    for (Operator op : operators) {
      OperatorClass operatorClass = op.operatorClass();
      double launch = device.processor("gpu").launch().seconds(operatorClass);
      MappedOperator best = mapped(new OperatorMapper(device).mapWithRunnerUp(op, "gpu"));

      assertThat(best.cost().launchSeconds()).isCloseTo(launch, withinPercentage(1e-6));
      assertThat(best.cost().latencySeconds()).isGreaterThan(launch);
    }
  }
}
