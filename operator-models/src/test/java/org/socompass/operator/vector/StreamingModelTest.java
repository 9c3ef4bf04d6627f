package org.socompass.operator.vector;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;
import static org.assertj.core.api.Assertions.withinPercentage;

import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.stream.DoubleStream;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvFileSource;
import org.socompass.fixtures.TestProcessors;
import org.socompass.hardware.DataType;
import org.socompass.hardware.GlobalBuffer;
import org.socompass.hardware.Launch;
import org.socompass.hardware.LocalBuffer;
import org.socompass.hardware.MainMemory;
import org.socompass.hardware.OperatorClass;
import org.socompass.hardware.Processor;
import org.socompass.hardware.StreamingKernels;
import org.socompass.hardware.VectorUnit;
import org.socompass.operator.Bound;
import org.socompass.operator.ElementwiseOperator;
import org.socompass.operator.MemoryLevel;
import org.socompass.operator.OperatorCost;
import org.socompass.operator.RowOperator;
import org.socompass.operator.StreamedOperator;
import org.socompass.operator.mapping.StreamingMapping;

/** Norms, softmax and element-wise operators: against an independent prototype, and by hand. */
final class StreamingModelTest {
  private static final double NO_LIMIT = 1e9;

  /** Constants of the golden file; its prototype counts two exponentials a softmax element. */
  private static Processor golden(String device, String operator) {
    boolean a100 = device.equals("a100");
    boolean orin = device.equals("orin");
    OperatorClass operatorClass =
        switch (operator) {
          case "softmax" -> OperatorClass.SOFTMAX;
          case "gelu" -> OperatorClass.ELEMENTWISE;
          default -> OperatorClass.NORMALIZATION;
        };
    StreamingKernels.Traits traits =
        switch (operator) {
          case "softmax" -> new StreamingKernels.Traits(2, 1024, 3, false, false);
          case "layernorm" -> new StreamingKernels.Traits(8, 1024, 3, false, true);
          case "addnorm" -> new StreamingKernels.Traits(16, 1024, 2, true, false);
          default -> new StreamingKernels.Traits(16, 1024, 1, false, false);
        };
    var kernels =
        new StreamingKernels(
            a100 ? 0.797 : orin ? 0.90 : 0.387,
            2,
            0.22,
            a100 ? 0.162e-9 : orin ? 0.974e-9 : 0.366e-9,
            device.equals("mi210") ? 0.684e-6 : 0,
            Map.of(operatorClass, traits));
    Launch launch =
        switch (device + " " + operator) {
          case "a100 softmax" -> TestProcessors.launch(operatorClass, 12.82e-6, 0);
          case "a100 layernorm" -> TestProcessors.launch(operatorClass, 37.03e-6, 52.58e-6);
          case "a100 gelu" -> TestProcessors.launch(operatorClass, 38.11e-6, 47.9e-6);
          case "mi210 softmax" -> TestProcessors.launch(operatorClass, 22.23e-6, 0);
          case "mi210 layernorm" -> TestProcessors.launch(operatorClass, 27.97e-6, 0);
          case "mi210 gelu" -> TestProcessors.launch(operatorClass, 20.42e-6, 0);
          default -> TestProcessors.launch(operatorClass, 3e-6, 0);
        };
    return TestProcessors.processor(
            a100 ? 1.41e9 : orin ? 1.301e9 : 1.4e9,
            a100 ? 108 : orin ? 16 : 104,
            Optional.empty(),
            new VectorUnit(
                Map.of(DataType.FP16, NO_LIMIT), operator.equals("softmax") ? 2 : 4, NO_LIMIT),
            0,
            new LocalBuffer(device.equals("mi210") ? 64 << 10 : 163 << 10, 128),
            new GlobalBuffer((a100 ? 40 : orin ? 4 : 8) << 20, a100 ? 5120 : orin ? 512 : 4096, 0),
            TestProcessors.rate(),
            kernels,
            Optional.empty())
        .withLaunch(launch);
  }

  private static StreamedOperator operator(String name, long rows, long cols) {
    return switch (name) {
      case "softmax" -> new RowOperator(RowOperator.Kind.SOFTMAX, rows, cols, DataType.FP16);
      case "layernorm" -> new RowOperator(RowOperator.Kind.LAYERNORM, rows, cols, DataType.FP16);
      case "addnorm" ->
          new RowOperator(RowOperator.Kind.FUSED_ADD_RMSNORM, rows, cols, DataType.FP16);
      default ->
          new ElementwiseOperator(
              ElementwiseOperator.Kind.GELU, rows * cols, DataType.FP16, DataType.FP16);
    };
  }

  @ParameterizedTest(name = "{0} {1} [{2},{3}]")
  @CsvFileSource(resources = "/golden/streaming.csv", numLinesToSkip = 2)
  void theBestNumberOfCoresEqualsThePrototype(
      String device, String name, long rows, long cols, double seconds) {
    Processor processor = golden(device, name);
    MainMemory memory =
        TestProcessors.memory(
            switch (device) {
              case "a100" -> 2039e9;
              case "mi210" -> 1638e9;
              default -> 204.8e9;
            },
            0);
    StreamedOperator op = operator(name, rows, cols);

    DoubleStream latencies =
        IntStream.rangeClosed(1, processor.cores())
            .mapToDouble(
                cores ->
                    StreamingModel.cost(op, processor, memory, new StreamingMapping(cores))
                        .latencySeconds());

    assertThat(latencies.min()).hasValueCloseTo(seconds, withinPercentage(1e-4));
  }

  @Test
  void aShortRowIsReadAndWrittenOnce() {
    // 1000 rows of 512 fp16, in and out: 2 * 1,024,000 B at 1 GB/s = 2.048 ms.
    var softmax = new RowOperator(RowOperator.Kind.SOFTMAX, 1000, 512, DataType.FP16);

    OperatorCost cost = cost(softmax);

    assertThat(cost.traffic(MemoryLevel.MAIN_MEMORY)).isEqualTo(2_048_000);
    assertThat(cost.latencySeconds()).isCloseTo(2.048e-3, within(1e-12));
    assertThat(cost.boundBy()).isEqualTo(Bound.MEMORY);
    assertThat(cost.utilization()).isCloseTo(1, within(1e-12));
  }

  @Test
  void aLongRowIsReadAgainAndMissesWhatTheBufferDoesNotHold() {
    // 8 cores hold 16 rows each: 128 rows of 8192 fp16 are 2 MiB in flight. Half of the 1 MiB
    // buffer keeps rows, so 3/4 of the two further readings of 1000 * 16,384 B miss:
    // 2 * 16,384,000 + 2 * 16,384,000 * 3/4 = 57,344,000 B.
    var softmax = new RowOperator(RowOperator.Kind.SOFTMAX, 1000, 8192, DataType.FP16);

    OperatorCost cost = cost(softmax);

    assertThat(cost.traffic(MemoryLevel.MAIN_MEMORY)).isCloseTo(57_344_000, within(1e-3));
    // Through the global buffer go all of them: 4 * 16,384,000 B.
    assertThat(cost.traffic(MemoryLevel.GLOBAL_BUFFER)).isEqualTo(65_536_000);
  }

  @Test
  void anElementwiseOperatorReadsEveryInputOnce() {
    // Two inputs and one output of 1e6 fp16: 6e6 B at 1 GB/s.
    var add =
        new ElementwiseOperator(
            ElementwiseOperator.Kind.RESIDUAL_ADD, 1_000_000, DataType.FP16, DataType.FP16);

    assertThat(cost(add).traffic(MemoryLevel.MAIN_MEMORY)).isEqualTo(6e6);
    assertThat(cost(add).latencySeconds()).isCloseTo(6e-3, within(1e-12));
  }

  @Test
  void aSmallOperatorTakesAsLongAsTheHostNeedsToCallIt() {
    Processor called =
        TestProcessors.plain()
            .withLaunch(TestProcessors.launch(OperatorClass.ELEMENTWISE, 1e-6, 1e-3));
    var add =
        new ElementwiseOperator(
            ElementwiseOperator.Kind.RESIDUAL_ADD, 1, DataType.FP16, DataType.FP16);

    OperatorCost cost =
        StreamingModel.cost(
            add, called, TestProcessors.memory(1e9, 0), new StreamingMapping(called.cores()));

    assertThat(cost.latencySeconds()).isEqualTo(1e-3);
    assertThat(cost.boundBy()).isEqualTo(Bound.LAUNCH);
  }

  @Test
  void rowTimesAreCyclesOfTheClockThatTheyWereFittedAt() {
    StreamingKernels.Traits traits = new StreamingKernels.Traits(16, 1024, 3, false, false);
    var fitted =
        new StreamingKernels(
            1,
            2,
            0.5,
            1e-9,
            0,
            OptionalDouble.of(1e9),
            Map.of(OperatorClass.SOFTMAX, traits),
            Map.of());
    var fixed = new StreamingKernels(1, 2, 0.5, 1e-9, 0, Map.of(OperatorClass.SOFTMAX, traits));

    // 1e9 Hz fitted: half the time at 2e9 Hz, the same at 1e9 Hz; without a clock always the same.
    assertThat(fitted.timeScale(2e9)).isEqualTo(0.5);
    assertThat(fitted.timeScale(1e9)).isEqualTo(1);
    assertThat(fixed.timeScale(2e9)).isEqualTo(1);
  }

  private static OperatorCost cost(StreamedOperator op) {
    Processor plain = TestProcessors.plain();
    return StreamingModel.cost(
        op, plain, TestProcessors.memory(1e9, 0), new StreamingMapping(plain.cores()));
  }

  @Test
  void rowsInFlightArePowersOfTwoAndTheirWaveDoesNotGrowWithThem() {
    // 40 KiB a tensor of fp16: 20 rows of 1024 are 16, 10 of 2048 and 8 of 2560 are 8, 5 of 4096
    // are 4; a row of 65,536 is one. A wave of 4096 columns takes 900 + 2 * 100 cycles.
    var budget = new StreamingKernels.Budget(40 * 1024, 900, 100);

    assertThat(budget.rows(1024, 2)).isEqualTo(16);
    assertThat(budget.rows(2048, 2)).isEqualTo(8);
    assertThat(budget.rows(2560, 2)).isEqualTo(8);
    assertThat(budget.rows(4096, 2)).isEqualTo(4);
    assertThat(budget.rows(65_536, 2)).isEqualTo(1);
    assertThat(budget.cycles(512)).isEqualTo(900);
    assertThat(budget.cycles(4096)).isCloseTo(1100, within(1e-9));
  }
}
