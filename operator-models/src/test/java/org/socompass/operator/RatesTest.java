package org.socompass.operator;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.socompass.fixtures.TestProcessors;
import org.socompass.hardware.DataType;
import org.socompass.hardware.Processor;
import org.socompass.hardware.VectorUnit;

/** Peak rates, and which unit computes a type that it lacks. */
final class RatesTest {
  /** 2 cores of 4 lanes at 1 GHz; the array has 4 x 4 PEs. */
  private static final Processor PROCESSOR =
      TestProcessors.processor(
          1e9,
          2,
          Optional.of(TestProcessors.matrix(4, 4, Map.of(DataType.FP16, 1.0, DataType.INT8, 2.0))),
          new VectorUnit(Map.of(DataType.FP16, 8.0, DataType.FP32, 4.0), 1, 1),
          0,
          TestProcessors.plain().local(),
          TestProcessors.plain().global(),
          TestProcessors.rate(),
          TestProcessors.streaming(),
          Optional.empty());

  @ParameterizedTest
  @CsvSource({
    "FP16, FP16",
    "FP8, FP16",
    "FP4, FP16",
    "INT8, INT8",
    "Q8_0, INT8",
    "INT4, INT8",
    "Q4_0, INT8",
    "INT4_G128, INT8",
  })
  void aTypeRunsAsTheNextWider(DataType type, DataType as) {
    assertThat(Rates.matrixType(PROCESSOR.matrix().orElseThrow(), type)).contains(as);
  }

  @ParameterizedTest
  @CsvSource({"FP32", "TF32", "BF16"})
  void aTypeWiderThanAllIsNotMultiplied(DataType type) {
    assertThat(Rates.matrixType(PROCESSOR.matrix().orElseThrow(), type)).isEmpty();
    assertThat(Rates.matrixOperations(PROCESSOR, type)).isEmpty();
  }

  @Test
  void aMultiplyAccumulateIsTwoOperations() {
    // 2 * 16 PEs * 8 lanes * 1 GHz.
    assertThat(Rates.matrixOperations(PROCESSOR, DataType.FP16)).hasValue(256e9);
    assertThat(Rates.matrixOperations(PROCESSOR, DataType.INT8)).hasValue(512e9);
  }

  @Test
  void theVectorUnitsTakeOverWhatTheArrayLacks() {
    assertThat(Rates.vectorOperations(PROCESSOR, DataType.FP16)).isEqualTo(64e9);
    assertThat(Rates.vectorOperations(PROCESSOR, DataType.FP8)).isEqualTo(64e9);
    assertThat(Rates.vectorOperations(PROCESSOR, DataType.BF16)).isEqualTo(32e9);
    assertThat(Rates.peakOperations(PROCESSOR, DataType.FP32)).isEqualTo(32e9);
    assertThat(Rates.peakOperations(PROCESSOR, DataType.FP16)).isEqualTo(256e9);
  }
}
