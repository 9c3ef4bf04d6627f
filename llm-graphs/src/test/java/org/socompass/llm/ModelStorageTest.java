package org.socompass.llm;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.within;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.socompass.hardware.DataType;
import org.socompass.input.InputException;
import org.socompass.llm.library.ModelLibrary;
import org.socompass.llm.storage.MatrixRole;

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

  /**
   * Bits a weight of Llama 3.1 8B by type: the table of llama.cpp's tools/quantize/README.md, four
   * digits.
   */
  @ParameterizedTest
  @CsvSource({
    "q2_k,3.1593",
    "q3_k_m,3.9960",
    "iq4_xs,4.4597",
    "iq4_nl,4.6818",
    "q4_k_s,4.6672",
    "q4_k_m,4.8944",
    "q5_k_s,5.5704",
    "q5_k_m,5.7036",
    "q6_k,6.5633",
    "q8_0,8.5008",
    "f16-mxfp4,16.0005"
  })
  void mixturesHaveTheBitsOfLlamaCppsFiles(String quantization, double publishedBits) {
    LanguageModel model = ModelLibrary.byId("llama-3.1-8b");
    double bytes = new ModelStorage(model, Quantization.of(quantization)).weightsBytes();

    assertThat(8 * bytes / model.parameters().total()).isCloseTo(publishedBits, within(5e-5));
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
  @MethodSource("org.socompass.llm.Quantization#values")
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
    assertThat(keyBytes("w4a16")).isEqualTo(payload + 1024 * 2);
    assertThat(keyBytes("w4a16_g128")).isEqualTo(payload + 4096 * 1024 / 128 * 2);
    // AWQ has a zero point of half a byte beside each scale.
    assertThat(keyBytes("awq-int4")).isEqualTo(payload + 4096 * 1024 / 128 * 2.5);
    assertThat(keyBytes("q4_0")).isEqualTo(payload + 4096 * 1024 / 32 * 2);
    assertThat(keyBytes("w8a8")).isEqualTo(4096 * 1024);
  }

  private static double keyBytes(String quantization) {
    return Quantization.of(quantization)
        .weightBytes(ModelLibrary.byId("llama-3-8b"), MatrixRole.KEY, 4096, 1024);
  }

  /** A head of n elements: fp16 2 n, Q6_K 210 bytes per 256, Q8_0 34 per 32. */
  @ParameterizedTest
  @CsvSource({
    "w4a16,2",
    "w4a16_g128,2",
    "awq-int4,2",
    "q4_0,0.8203125",
    "q4_k_m,0.8203125",
    "q8_0,1.0625",
    "fp8,2",
    "nvfp4,2",
    "w4ai16,1"
  })
  void theLmHeadIsWiderThanTheLayers(String quantization, double bytesPerElement) {
    LanguageModel model = ModelLibrary.byId("llama-3-8b");
    long elements = 4096L * 128_256;
    assertThat(Quantization.of(quantization).product(model, 1, 4096, HEAD_OF_LLAMA_3).weightBytes())
        .isEqualTo(bytesPerElement * elements);
  }

  private static final List<Quantization.Part> HEAD_OF_LLAMA_3 =
      List.of(new Quantization.Part(MatrixRole.HEAD, 4096, 128_256));

  @Test
  void aTiedTableHasTheTypeOfTheLmHead() {
    assertThat(Quantization.of("q4_0").embedding(ModelLibrary.byId("llama-2-7b")))
        .isEqualTo(DataType.Q4_0);
    assertThat(Quantization.of("q4_0").embedding(ModelLibrary.byId("gemma-2b")))
        .isEqualTo(DataType.Q6_K);
    // Qualcomm's graphs keep an fp16 table for the embedding beside the int8 head.
    assertThat(Quantization.of("w4ai16").embedding(ModelLibrary.byId("gemma-2b")))
        .isEqualTo(DataType.FP16);
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
        .contains("fp16", "w8a8", "w4a16", "w4a16_g128", "w4a16_g32", "w4a8", "q8_0", "q4_0");
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
