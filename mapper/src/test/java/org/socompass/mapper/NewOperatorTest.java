package org.socompass.mapper;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.socompass.hardware.DataType;
import org.socompass.hardware.Device;
import org.socompass.hardware.OperatorClass;
import org.socompass.hardware.template.DeviceLibrary;
import org.socompass.operator.MemoryLevel;
import org.socompass.operator.Roofline;
import org.socompass.operator.StreamedOperator;

/** An operator that nothing knows of states its work, and is mapped, priced and bounded by it. */
final class NewOperatorTest {
  /** Running sums of rows: one sum an element, as a norm reduces its rows. */
  private record CumulativeSum(long rows, long cols) implements StreamedOperator {
    @Override
    public String id() {
      return "cumulative_sum";
    }

    @Override
    public OperatorClass operatorClass() {
      return OperatorClass.NORMALIZATION;
    }

    @Override
    public DataType arithmetic() {
      return DataType.FP16;
    }

    @Override
    public double operations() {
      return (double) rows * cols;
    }

    @Override
    public double compulsoryReadBytes() {
      return 2.0 * rows * cols;
    }

    @Override
    public double compulsoryWriteBytes() {
      return 2.0 * rows * cols;
    }

    @Override
    public String shape() {
      return "[" + rows + "," + cols + "]";
    }

    @Override
    public Work work() {
      return new Work(rows, cols, 2, 1, 1, true, operations(), 0, 0);
    }
  }

  @ParameterizedTest
  @CsvSource({
    "snapdragon-8-gen-3, cpu",
    "snapdragon-8-gen-3, gpu",
    "snapdragon-8-gen-3, npu",
    "jetson-agx-orin, gpu",
    "a100-80gb, gpu"
  })
  void isBoundedByTheRooflineAndGrowsWithItsRows(String id, String processor) {
    Device device = DeviceLibrary.load(id);
    var mapper = new OperatorMapper(device);
    double before = 0;
    for (long rows = 1; rows <= 1 << 16; rows *= 4) {
      var op = new CumulativeSum(rows, 4096);
      var mapped = (MappedOperator) mapper.map(op, processor);

      assertThat(mapped.cost().latencySeconds())
          .isGreaterThanOrEqualTo(
              Roofline.seconds(op, device.processor(processor), device.memory()))
          .isGreaterThanOrEqualTo(before * (1 - 1e-9));
      assertThat(mapped.search().optimal()).isTrue();
      before = mapped.cost().latencySeconds();
    }
  }

  @Test
  void movesItsBytesThroughMainMemory() {
    Device device =
        DeviceLibrary.load("jetson-agx-orin", List.of("processors.gpu.launch.normalization=0 us"));
    var mapped =
        (MappedOperator) new OperatorMapper(device).map(new CumulativeSum(1 << 16, 1024), "gpu");

    // 65,536 rows of 1024 fp16, read and written: 268,435,456 B.
    assertThat(mapped.cost().traffic(MemoryLevel.MAIN_MEMORY))
        .isCloseTo(268_435_456.0, within(1e-3));
  }
}
