package org.socompass.operator;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.socompass.hardware.DataType;
import org.socompass.hardware.OperatorClass;

/** What operators compute and move at least. */
final class OperatorTest {
  private static Matmul product(DataType activation, DataType weight) {
    return new Matmul(3, 5, 128, 11, activation, weight, DataType.FP16);
  }

  @Test
  void aProductMovesItsOperandsOnce() {
    Matmul op = product(DataType.FP16, DataType.FP16);

    assertThat(op.operations()).isEqualTo(2.0 * 3 * 5 * 128 * 11);
    assertThat(op.activationBytes()).isEqualTo(3 * 5 * 128 * 2);
    assertThat(op.weightBytes()).isEqualTo(3 * 128 * 11 * 2);
    assertThat(op.outputBytes()).isEqualTo(3 * 5 * 11 * 2);
    assertThat(op.compulsoryBytes()).isEqualTo(2 * 3 * (5 * 128 + 128 * 11 + 5 * 11));
    assertThat(op.shape()).isEqualTo("3 x [5,128]x[128,11]");
  }

  /** int4 has one fp16 scale a column, q4_0 one for 32 weights, int8 with int8 inputs none. */
  @ParameterizedTest
  @CsvSource({
    "FP16, FP16, 8448",
    "FP16, INT4, 2178", // 3 * 128 * 11 / 2 + 3 * 11 * 2
    "FP16, INT8, 4290", // 3 * 128 * 11 + 3 * 11 * 2
    "FP16, Q4_0, 2376", // 4224 * (0.5 + 2/32)
    "FP16, INT4_G128, 2178", // 4224 * (0.5 + 2/128)
    "INT8, INT8, 4224",
    "INT8, INT4, 2112",
  })
  void weightsCarryTheirScales(DataType activation, DataType weight, double bytes) {
    assertThat(product(activation, weight).weightBytes()).isEqualTo(bytes);
  }

  @ParameterizedTest
  @CsvSource({
    "FP16, FP16, MATMUL, FP16",
    "FP32, FP32, MATMUL, FP32",
    "FP16, INT4, MIXED_MATMUL, FP16",
    "FP16, Q8_0, MIXED_MATMUL, FP16",
    "INT8, INT8, INTEGER_MATMUL, INT8",
    "INT8, INT4, INTEGER_MATMUL, INT8",
    "INT8, Q4_0, INTEGER_MATMUL, INT8",
    "INT4, Q8_0, INTEGER_MATMUL, INT8",
  })
  void productsAreFormedInTheTypeOfTheActivations(
      DataType activation, DataType weight, OperatorClass operatorClass, DataType arithmetic) {
    assertThat(product(activation, weight).operatorClass()).isEqualTo(operatorClass);
    assertThat(product(activation, weight).arithmetic()).isEqualTo(arithmetic);
  }

  @Test
  void causalAttentionHasTheScoresBelowTheDiagonal() {
    // Queries at positions 8, 9 and 10 see 8 + 9 + 10 = 27 keys; 2 sequences of 4 heads.
    var op = new Attention(2, 3, 10, 4, 2, 64, true, DataType.FP16);

    assertThat(op.scores()).isEqualTo(2 * 4 * 27);
    assertThat(op.operations()).isEqualTo(2 * 4 * 27 * (4 * 64 + 4));
    // K and V: 2 * 2 * 10 * 2 heads * 64 * 2 B; Q and O: 2 * 3 * 4 heads * 64 * 2 B each.
    assertThat(op.compulsoryReadBytes()).isEqualTo(10_240 + 3072);
    assertThat(op.compulsoryWriteBytes()).isEqualTo(3072);
    assertThat(op.shape()).isEqualTo("2x3x10 heads 4/2 dim 64 causal");
  }

  @Test
  void attentionWithoutAMaskHasAllScores() {
    assertThat(new Attention(1, 3, 10, 4, 4, 64, false, DataType.FP16).scores()).isEqualTo(120);
  }

  @ParameterizedTest
  @EnumSource(RowOperator.Kind.class)
  void aRowOperatorReadsAndWritesItsTensorsOnce(RowOperator.Kind kind) {
    var op = new RowOperator(kind, 3, 100, DataType.FP32);

    assertThat(op.compulsoryReadBytes()).isEqualTo(kind.cost().inputs() * 1200.0);
    assertThat(op.compulsoryWriteBytes()).isEqualTo(kind.outputs() * 1200.0);
    assertThat(op.operations())
        .isEqualTo(300.0 * kind.cost().allOperations() + 3 * kind.rsqrtPerRow());
    assertThat(op.id()).isEqualTo(kind.id());
    assertThat(op.shape()).isEqualTo("[3,100]");
  }

  @ParameterizedTest
  @EnumSource(ElementwiseOperator.Kind.class)
  void anElementwiseOperatorReadsEachInputAndWritesItsOutput(ElementwiseOperator.Kind kind) {
    var op = new ElementwiseOperator(kind, 100, DataType.FP16, DataType.INT8);

    assertThat(op.compulsoryReadBytes()).isEqualTo(kind.cost().inputs() * 200.0);
    assertThat(op.compulsoryWriteBytes()).isEqualTo(100);
    assertThat(op.operatorClass()).isEqualTo(OperatorClass.ELEMENTWISE);
    assertThat(op.shape()).isEqualTo("[100]");
  }

  @ParameterizedTest
  @ValueSource(longs = {0, -1, (1L << 40) + 1, Long.MIN_VALUE, Long.MAX_VALUE})
  void sizesOutOfRangeAreNamed(long size) {
    String message = " must be in [1, 2^40], but is " + size;
    DataType h = DataType.FP16;

    assertThatIllegalArgumentException()
        .isThrownBy(() -> new Matmul(size, 1, 1, 1, h, h, h))
        .withMessage("batch" + message);
    assertThatIllegalArgumentException()
        .isThrownBy(() -> new Matmul(1, size, 1, 1, h, h, h))
        .withMessage("m" + message);
    assertThatIllegalArgumentException()
        .isThrownBy(() -> new Matmul(1, 1, size, 1, h, h, h))
        .withMessage("k" + message);
    assertThatIllegalArgumentException()
        .isThrownBy(() -> new Matmul(1, 1, 1, size, h, h, h))
        .withMessage("n" + message);
    assertThatIllegalArgumentException()
        .isThrownBy(() -> new RowOperator(RowOperator.Kind.SOFTMAX, 1, size, h))
        .withMessage("cols" + message);
    assertThatIllegalArgumentException()
        .isThrownBy(() -> new ElementwiseOperator(ElementwiseOperator.Kind.GELU, size, h, h))
        .withMessage("elements" + message);
    assertThatIllegalArgumentException()
        .isThrownBy(() -> new AllReduce(size, h, 2))
        .withMessage("elements" + message);
    assertThatIllegalArgumentException()
        .isThrownBy(() -> new Attention(1, 1, size, 1, 1, 1, false, h))
        .withMessage("kvLength" + message);
  }

  @Test
  void attentionThatCannotBeIsNamed() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> new Attention(1, 1, 1, 5, 2, 64, false, DataType.FP16))
        .withMessage("queryHeads must be a multiple of kvHeads, but are 5 and 2");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> new Attention(1, 9, 8, 2, 2, 64, true, DataType.FP16))
        .withMessage("causal attention needs kvLength >= queryLength, but they are 8 and 9");
  }

  @Test
  void aWindowSeesABand() {
    // Queries 1 to 4 see 1, 2, 2 and 2 keys; the last two of four see 2 each, of 3 keys.
    assertThat(window(4, 4).scores()).isEqualTo(7);
    var chunk = window(2, 4);
    assertThat(chunk.scores()).isEqualTo(4);
    assertThat(chunk.kvBytes()).isEqualTo(3 * 2 * 64 * 2);
  }

  @Test
  void latentKeysHoldTheValues() {
    var op = new Attention(1, 1, 10, 16, 1, 576, 512, true, true, DataType.FP16, 0, DataType.FP8);

    assertThat(op.kvBytes()).isEqualTo(10 * 576);
    assertThat(op.productOperations()).isEqualTo(10 * 16 * 2 * (576 + 512));
    assertThat(op.compulsoryWriteBytes()).isEqualTo(16 * 512 * 2);
    assertThat(op.convertsCache()).isTrue();
  }

  @Test
  void aScanReadsAndWritesItsStateOnce() {
    // 2 sequences of 3 tokens, 8 channels, 32 elements of state; 4 inputs and an output.
    var op = new StateScan(StateScan.Kind.DECAY, 2, 3, 8, 32, DataType.FP16, DataType.FP32);

    assertThat(op.operations()).isEqualTo(2 * 3 * 32 * 6);
    assertThat(op.compulsoryReadBytes()).isEqualTo(2 * 3 * 8 * 4 * 2 + 2 * 32 * 4);
    assertThat(op.compulsoryWriteBytes()).isEqualTo(2 * 3 * 8 * 2 + 2 * 32 * 4);
    assertThat(op.shape()).isEqualTo("2x3 channels 8 state 32");
  }

  @Test
  void valuesMayBeShorterThanKeysOrPartOfThem() {
    // 3 queries x 10 keys x 4 heads = 120 scores of 192 + 128 multiply-adds.
    var expanded = new Attention(1, 3, 10, 4, 4, 192, 128, false, false, DataType.FP16);
    assertThat(expanded.productOperations()).isEqualTo(120 * 2 * 320);
    assertThat(expanded.kvBytes()).isEqualTo(10 * 4 * 320 * 2);
    assertThat(expanded.compulsoryReadBytes()).isEqualTo(10 * 4 * 320 * 2 + 3 * 4 * 192 * 2);
    assertThat(expanded.compulsoryWriteBytes()).isEqualTo(3 * 4 * 128 * 2);
    assertThat(expanded.shape()).isEqualTo("1x3x10 heads 4/4 dim 192/128");

    var absorbed = new Attention(1, 3, 10, 4, 1, 576, 512, true, false, DataType.FP16);
    assertThat(absorbed.productOperations()).isEqualTo(120 * 2 * 1088);
    assertThat(absorbed.kvBytes()).isEqualTo(10 * 576 * 2);
    assertThat(absorbed.shape()).isEqualTo("1x3x10 heads 4/1 dim 576/512 latent");

    assertThatIllegalArgumentException()
        .isThrownBy(() -> new Attention(1, 3, 10, 4, 1, 64, 65, true, false, DataType.FP16))
        .withMessage(
            "latent values are part of the keys, so valueDim must be at most headDim, but they are"
                + " 65 and 64");
  }

  private static Attention window(long queries, long keys) {
    return new Attention(
        1, queries, keys, 1, 1, 64, 64, false, true, DataType.FP16, 2, DataType.FP16);
  }
}
