package org.socompass.llm;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.within;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.socompass.hardware.DataType;
import org.socompass.input.InputException;

/** Bytes of a model against published file sizes, and what each type of storage adds. */
final class ModelStorageTest {
  private static final double GIB = 1L << 30;

  /** Sizes of Llama 7B files as llama-bench prints them: llama.cpp discussion 4167. */
  @ParameterizedTest
  @CsvSource({"fp16,12.55", "q8_0,6.67", "q4_0,3.56"})
  void weightsHaveTheSizeOfLlamaCppFiles(String quantization, double publishedGib) {
    double bytes =
        new ModelStorage(ModelLibrary.byId("llama-2-7b"), Quantization.of(quantization))
            .weightsBytes();

    double relativeError = (bytes / GIB - publishedGib) / publishedGib;
    assertThat(relativeError).isCloseTo(0, within(0.01));
  }

  /** In fp16 every parameter takes two bytes, tied or not, with biases or not. */
  @Test
  void fp16WeightsAreTwoBytesAParameter() {
    for (String id : ModelLibrary.ids()) {
      LanguageModel model = ModelLibrary.byId(id);
      assertThat(new ModelStorage(model, Quantization.FP16).weightsBytes())
          .as(id)
          .isEqualTo(2.0 * model.parameters().total());
    }
  }

  @ParameterizedTest
  @EnumSource(Quantization.class)
  void aDecodeStepReadsLessThanAllWeights(Quantization quantization) {
    for (String id : ModelLibrary.ids()) {
      var storage = new ModelStorage(ModelLibrary.byId(id), quantization);
      assertThat(storage.decodeWeightBytes()).as(id).isLessThan(storage.weightsBytes());
    }
  }

  @Test
  void scalesAreCounted() {
    // 4096 x 1024 elements: half a byte; 1024 fp16 scales, or one per 128 or 32 elements.
    double payload = 4096 * 1024 / 2.0;
    assertThat(Quantization.W4A16.weightBytes(4096, 1024)).isEqualTo(payload + 1024 * 2);
    assertThat(Quantization.W4A16_G128.weightBytes(4096, 1024))
        .isEqualTo(payload + 4096 * 1024 / 128 * 2);
    assertThat(Quantization.Q4_0.weightBytes(4096, 1024)).isEqualTo(payload + 4096 * 1024 / 32 * 2);
    assertThat(Quantization.W8A8.weightBytes(4096, 1024)).isEqualTo(4096 * 1024);
  }

  @Test
  void llamaCppKeepsTheLmHeadWider() {
    assertThat(Quantization.Q4_0.lmHeadBytes(4096, 32_000))
        .isEqualTo(Quantization.Q8_0.weightBytes(4096, 32_000));
  }

  @Test
  void aTiedTableHasTheTypeOfTheLmHead() {
    assertThat(Quantization.W4A16.embedding(ModelLibrary.byId("llama-3-8b")))
        .isEqualTo(DataType.FP16);
    assertThat(Quantization.W4A16.embedding(ModelLibrary.byId("gemma-2b")))
        .isEqualTo(DataType.INT4);
  }

  @Test
  void groupedQueriesShrinkTheKvCache() {
    // Llama-2 7B: 2 x 32 layers x 4096 x 2 B = 512 KiB a token; Llama-3 8B has a quarter.
    assertThat(kvBytesPerToken("llama-2-7b")).isEqualTo(512 * 1024);
    assertThat(kvBytesPerToken("llama-3-8b")).isEqualTo(128 * 1024);
  }

  @Test
  void theKvCacheGrowsWithBatchAndTokens() {
    var storage = new ModelStorage(ModelLibrary.byId("qwen2-7b"), Quantization.W4A16);

    assertThat(storage.kvCacheBytes(3, 100)).isEqualTo(300 * storage.kvCacheBytes(1, 1));
    assertThat(storage.kvCacheBytes(1, 0)).isZero();
    assertThatIllegalArgumentException()
        .isThrownBy(() -> storage.kvCacheBytes(1, -1))
        .withMessage("batch and tokens must not be negative, but are 1 and -1");
  }

  @Test
  void quantizationsHaveNames() {
    assertThat(Quantization.ids())
        .containsExactly(
            "fp16", "w8a8", "w4a16", "w4a16_g128", "w4a16_g32", "w4a8", "q8_0", "q4_0");
    for (String id : Quantization.ids()) {
      assertThat(Quantization.of(id).id()).isEqualTo(id);
    }
    assertThat(Quantization.of("F16")).isEqualTo(Quantization.FP16);
    assertThatExceptionOfType(InputException.class)
        .isThrownBy(() -> Quantization.of("w4a61"))
        .withMessage("unknown quantization 'w4a61'; did you mean 'w4a16'?");
  }

  private static double kvBytesPerToken(String id) {
    return new ModelStorage(ModelLibrary.byId(id), Quantization.FP16).kvCacheBytes(1, 1);
  }
}
