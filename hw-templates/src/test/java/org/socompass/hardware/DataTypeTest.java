package org.socompass.hardware;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

/** Bytes of an element by the definition of its format. */
final class DataTypeTest {
  @ParameterizedTest
  @CsvSource({
    "fp32, 4",
    "tf32, 4",
    "fp16, 2",
    "bf16, 2",
    "fp8, 1",
    "int8, 1",
    "int4, 0.5",
    "int4_g128, 0.515625", // (4 + 16 / 128) / 8
    "fp4, 0.5625", // (4 + 8 / 16) / 8
    "q8_0, 1.0625", // 34 B hold 32
    "q4_0, 0.5625", // 18 B hold 32
  })
  void anElementTakesItsShareOfTheScale(String id, double bytes) {
    assertThat(DataType.of(id).bytesPerElement()).isEqualTo(bytes);
  }

  @ParameterizedTest
  @EnumSource(DataType.class)
  void theIdNamesTheType(DataType type) {
    assertThat(DataType.of(type.id())).isEqualTo(type);
    // The tests run in a Turkish locale, where "INT8".toLowerCase() has no i.
    assertThat(type.id()).matches("[a-z0-9_]+");
  }

  @Test
  void llamaCppsNameOfFp16IsUnderstood() {
    assertThat(DataType.of("F16")).isEqualTo(DataType.FP16);
  }

  @Test
  void rejectsAnUnknownTypeAndNamesTheNearest() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> DataType.of("int88"))
        .withMessage("'int88' is not a data type; did you mean 'int8'?");
  }
}
