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
    "int16, 2",
    "int4_g32, 0.5625", // (4 + 16 / 32) / 8
    "int4_g64, 0.53125", // (4 + 16 / 64) / 8
    "int4_g64_sb, 0.5625", // (4 + 32 / 64) / 8
    "int4_g128_zp, 0.51953125", // (4 + 20 / 128) / 8
    "int8_g64_sb, 1.0625", // (8 + 32 / 64) / 8
    "ternary, 0.25",
    "mxfp4, 0.53125", // 17 B hold 32
    "q4_1, 0.625", // 20 B hold 32
    "q5_0, 0.6875", // 22 B hold 32
    "q5_1, 0.75", // 24 B hold 32
    "q4_k, 0.5625", // 144 B hold 256
    "q5_k, 0.6875", // 176 B hold 256
    "q6_k, 0.8203125", // 210 B hold 256
    "iq4_xs, 0.53125", // 136 B hold 256
    "iq1_s, 0.1953125", // 50 B hold 256
    "tq1_0, 0.2109375", // 54 B hold 256
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

  @ParameterizedTest
  @CsvSource({
    "q8_0, int8", "q6_k, int8", "q5_0, int8", "q4_k, int4", "int4_g128, int4", "tq1_0, int4",
    "ternary, int4", "int16, int16", "mxfp4, fp4", "fp4, fp4", "fp8, fp8", "bf16, bf16"
  })
  void blocksAreUnpackedIntoTheNarrowestThatHoldsThem(String id, String multiplied) {
    assertThat(DataType.of(id).multiplied().id()).isEqualTo(multiplied);
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
