package org.socompass.operator.matmul;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;
import static org.assertj.core.api.Assertions.within;

import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalLong;
import org.junit.jupiter.api.Test;
import org.socompass.fixtures.TestProcessors;
import org.socompass.hardware.DataType;
import org.socompass.hardware.Dataflow;
import org.socompass.hardware.GlobalBuffer;
import org.socompass.hardware.LocalBuffer;
import org.socompass.hardware.MatmulKernels;
import org.socompass.hardware.MatrixEngine;
import org.socompass.hardware.Processor;
import org.socompass.hardware.VectorUnit;
import org.socompass.operator.Bound;
import org.socompass.operator.BufferUse;
import org.socompass.operator.Matmul;
import org.socompass.operator.MemoryLevel;
import org.socompass.operator.OperatorCost;
import org.socompass.operator.Spread;
import org.socompass.operator.mapping.LoopOrder;
import org.socompass.operator.mapping.ScratchpadMapping;
import org.socompass.operator.matmul.ScratchpadMatmulModel.Padded;

/** Products on an array of 32 x 32 fed from 1 MiB, by hand: 1 GHz, 1 GB/s, 1 KiB of rows a tile. */
final class ScratchpadMatmulModelTest {
  private static final MatrixEngine ARRAY =
      TestProcessors.matrix(32, 32, Map.of(DataType.FP16, 1.0));

  private static final MatmulKernels.Scratchpad KERNELS =
      new MatmulKernels.Scratchpad(
          1024, Map.of(), Map.of(), Map.of(), true, false, true, MatmulKernels.Blocking.ANY);

  private static Processor npu(MatmulKernels.Scratchpad kernels) {
    return npu(kernels, ARRAY);
  }

  private static Processor npu(MatmulKernels.Scratchpad kernels, MatrixEngine array) {
    return TestProcessors.processor(
        1e9,
        1,
        Optional.of(array),
        new VectorUnit(Map.of(DataType.FP16, 1.0), 1, 1),
        0,
        new LocalBuffer(1 << 17, 128),
        new GlobalBuffer(1 << 20, 1e9, 0),
        kernels,
        TestProcessors.streaming(),
        Optional.empty());
  }

  private static OperatorCost cost(
      Matmul op, MatmulKernels.Scratchpad kernels, ScratchpadMapping mapping) {
    return ScratchpadMatmulModel.cost(
        op,
        npu(kernels),
        TestProcessors.memory(1e9, 0),
        ARRAY,
        kernels,
        mapping,
        new CachedTileCycles());
  }

  private static Matmul product(long m, long k, long n) {
    return new Matmul(1, m, k, n, DataType.FP16, DataType.FP16, DataType.FP16);
  }

  private static ScratchpadMapping resident(boolean transposed, long rows) {
    return ScratchpadMapping.rows(transposed, rows, 32, 1 << 20, Dataflow.OUTPUT_STATIONARY);
  }

  @Test
  void rowsArePaddedToTheTileAndTheRestToTheArray() {
    // A tile of 1024 B is 16 rows of 32 fp16: m 17 -> 32, k 100 -> 128, n 1 -> 32.
    assertThat(Padded.of(product(17, 100, 1), ARRAY, KERNELS, false))
        .isEqualTo(new Padded(32, 128, 32, 16, 2, 2));
    // Weights left: n 1 -> 16, m 17 -> 32.
    assertThat(Padded.of(product(17, 100, 1), ARRAY, KERNELS, true))
        .isEqualTo(new Padded(16, 128, 32, 16, 2, 2));
  }

  @Test
  void aResidentOperandIsReadOnceAndTheOtherOnceForEachBlock() {
    // 64 x 64 times 64 x 64, in 2 blocks of 32 rows: A 8192 B, B 2 * 8192 B, C 8192 B.
    OperatorCost whole = cost(product(64, 64, 64), KERNELS, resident(false, 64));
    OperatorCost blocked = cost(product(64, 64, 64), KERNELS, resident(false, 32));

    assertThat(whole.traffic(MemoryLevel.MAIN_MEMORY)).isEqualTo(3 * 8192);
    assertThat(blocked.traffic(MemoryLevel.MAIN_MEMORY)).isEqualTo(4 * 8192);
    // Reads and writes share main memory: 1 ns a byte.
    assertThat(whole.busySeconds().get(Bound.MEMORY)).isCloseTo(24.576e-6, within(1e-15));
    assertThat(blocked.busySeconds().get(Bound.MEMORY)).isCloseTo(32.768e-6, within(1e-15));
  }

  @Test
  void anOperandThatDoesNotStayIsReadForEveryPanel() {
    // Two panels of 32 columns: A twice, B and C once, nothing overlapped: 4 * 8192 B at 1 GB/s.
    // Each of two lanes has one panel of 2 folds: 2 * (64 + 62) - 1 = 251 cycles.
    var streamed = ScratchpadMapping.streamed(false, 64, 32, 64, Dataflow.OUTPUT_STATIONARY);

    OperatorCost cost = cost(product(64, 64, 64), KERNELS, streamed);

    assertThat(cost.traffic(MemoryLevel.MAIN_MEMORY)).isEqualTo(4 * 8192);
    assertThat(cost.busySeconds().get(Bound.COMPUTE)).isCloseTo(251e-9, within(1e-15));
    assertThat(cost.latencySeconds()).isCloseTo(32.768e-6 + 251e-9, within(1e-12));
  }

  @Test
  void panelsAreDealtToTheLanes() {
    // 5 panels on 4 lanes: two of them in a row on the busiest, 2 * (64 + 62) - 1 cycles.
    OperatorCost cost = cost(product(32, 64, 160), KERNELS, resident(false, 32));

    assertThat(cost.busySeconds().get(Bound.COMPUTE)).isCloseTo(251e-9, within(1e-15));
  }

  @Test
  void nothingStreamsOrIsFetchedThatIsNotThere() {
    // One element of each: k + 32 + 32 - 2 = 63 cycles from number 0, and 3 * 2 B.
    OperatorCost cost = cost(product(1, 1, 1), KERNELS, resident(false, 16));

    assertThat(cost.busySeconds().get(Bound.COMPUTE)).isCloseTo(62e-9, within(1e-15));
    assertThat(cost.traffic(MemoryLevel.MAIN_MEMORY)).isEqualTo(6);
    // Input-stationary, n streams: two folds of k and one of m, each 20 + 2 * 32 + 32 - 2 cycles.
    var inputs = ScratchpadMapping.rows(false, 32, 32, 64, Dataflow.INPUT_STATIONARY);
    OperatorCost streamed = cost(product(20, 50, 20), KERNELS, inputs);

    assertThat(streamed.busySeconds().get(Bound.COMPUTE)).isCloseTo(227e-9, within(1e-15));
    assertThat(streamed.traffic(MemoryLevel.MAIN_MEMORY))
        .isEqualTo(2 * (20 * 50 + 50 * 20 + 20 * 20));
  }

  @Test
  void bothOrdersMoveTheSameBytesWhenBothOperandsFit() {
    assertThat(
            cost(product(64, 96, 128), KERNELS, resident(false, 64))
                .traffic(MemoryLevel.MAIN_MEMORY))
        .isEqualTo(
            cost(product(64, 96, 128), KERNELS, resident(true, 128))
                .traffic(MemoryLevel.MAIN_MEMORY));
  }

  @Test
  void weightsTravelAsTheirTypeSaysAndOnTheirOwnPath() {
    // int4 weights of 64 x 64 travel as fp16, 8192 B at 0.5 GB/s; A 8192 B at 1 GB/s.
    var kernels =
        new MatmulKernels.Scratchpad(
            1024,
            Map.of(DataType.INT4, DataType.FP16),
            Map.of(DataType.FP16, 0.5e9),
            Map.of(),
            true,
            false,
            true,
            MatmulKernels.Blocking.ROWS);
    var op = new Matmul(1, 64, 64, 64, DataType.FP16, DataType.INT4, DataType.FP16);

    OperatorCost cost = cost(op, kernels, resident(false, 64));

    assertThat(cost.traffic(MemoryLevel.MAIN_MEMORY)).isEqualTo(3 * 8192);
    assertThat(cost.busySeconds().get(Bound.MEMORY)).isCloseTo(8.192e-6 + 16.384e-6, within(1e-15));
  }

  @Test
  void convertedWeightsSlowTheArray() {
    var kernels =
        new MatmulKernels.Scratchpad(
            1024,
            Map.of(),
            Map.of(),
            Map.of(DataType.INT4, 0.5),
            true,
            false,
            true,
            MatmulKernels.Blocking.ANY);
    var converted = new Matmul(1, 64, 64, 64, DataType.FP16, DataType.INT4, DataType.FP16);

    double plain = compute(product(64, 64, 64), kernels);
    assertThat(compute(converted, kernels)).isCloseTo(2 * plain, within(1e-15));
  }

  private static double compute(Matmul op, MatmulKernels.Scratchpad kernels) {
    return cost(op, kernels, resident(false, 64)).busySeconds().getOrDefault(Bound.COMPUTE, 0.0);
  }

  @Test
  void theScratchpadHoldsRowsBesideTwoPanels() {
    // 1,048,576 B less two panels of 32 * 1024 fp16 (131,072 B) leave 917,504 B; a row of 1024
    // fp16 and its two outputs of 32 fp16 need 2176 B: 421 rows, 416 in tiles of 16.
    Padded p = Padded.of(product(1000, 1024, 64), ARRAY, KERNELS, false);

    assertThat(bytes(p, 416)).isLessThanOrEqualTo(1 << 20);
    assertThat(bytes(p, 416 + 6)).isGreaterThan(1 << 20);
    // 196,608 B beside 416 rows, 4096 + 1664 B a column.
    assertThat(columns(p, 416)).isEqualTo(34);
    assertThat(columns(p, 432)).isLessThan(32);
    // Two panels of both operands in the staging buffer.
    assertThat(ScratchpadMatmulModel.stagingBytes(p, ARRAY, 1024)).isEqualTo(2 * 32 * 1024 * 4);
  }

  @Test
  void accumulatorsHoldResultsInPlaceOfTheScratchpad() {
    // Rows of 1024 fp16, 2048 B, beside two panels of 131,072 B together: 448 rows fit 1 MiB, where
    // 416 did with their results. 2 * 448 * 32 sums of 4 B are 114,688 B of 128 KiB in four lanes;
    // of
    // 64 KiB 65,536 / (2 * 448 * 4) = 18 columns, fewer than the array has.
    Padded p = Padded.of(product(1000, 1024, 64), ARRAY, KERNELS, false);

    assertThat(columns(p, 448, npu(KERNELS))).isLessThan(32);
    assertThat(columns(p, 448, npu(KERNELS, accumulating(1 << 15)))).isEqualTo(32);
    assertThat(columns(p, 448, npu(KERNELS, accumulating(1 << 14)))).isEqualTo(18);
    assertThat(
            ScratchpadMatmulModel.bufferUse(
                product(1000, 1024, 64),
                npu(KERNELS, accumulating(1 << 15)),
                accumulating(1 << 15),
                KERNELS,
                resident(false, 448)))
        .extracting(BufferUse::buffer, BufferUse::bytes)
        .containsExactly(
            tuple("local_buffer", 2.0 * 32 * 1024 * 4),
            tuple("global_buffer", 448 * 2048.0 + 131_072),
            tuple("accumulators", 114_688.0));
  }

  private static MatrixEngine accumulating(long bytes) {
    return new MatrixEngine(
        32,
        32,
        ARRAY.macsPerPePerCycle(),
        Map.of(),
        false,
        ARRAY.dataflows(),
        OptionalDouble.empty(),
        OptionalLong.of(bytes));
  }

  private static double bytes(Padded p, long rows) {
    return ScratchpadMatmulModel.scratchpadBytes(p, resident(false, rows), 2);
  }

  private static long columns(Padded p, long rows) {
    return columns(p, rows, npu(KERNELS));
  }

  private static long columns(Padded p, long rows, Processor npu) {
    return ScratchpadMatmulModel.greatestColumns(
        p, npu, rows, 1024, false, ScratchpadMapping.DoubleBuffered.PANELS, Spread.COLUMNS, 2);
  }

  private static ScratchpadMapping any(
      long rows,
      long columns,
      long depth,
      LoopOrder order,
      ScratchpadMapping.DoubleBuffered buffers,
      Spread spread) {
    return new ScratchpadMapping(
        false,
        true,
        new ScratchpadMapping.Block(rows, columns, depth),
        order,
        buffers,
        spread,
        Dataflow.OUTPUT_STATIONARY);
  }

  @Test
  void aCutContractionSpillsPartialSumsUnlessItIsInnermost() {
    // 64 x 128 times 128 x 64 in halves of k: A, B 16384 B, C 8192 B; sums of 64 * 64 * 4 B are
    // written and read once more.
    Matmul op = product(64, 128, 64);
    var none = ScratchpadMapping.DoubleBuffered.NONE;
    OperatorCost spilled =
        cost(op, KERNELS, any(32, 64, 64, LoopOrder.DEPTH_ROWS_COLUMNS, none, Spread.COLUMNS));
    OperatorCost kept =
        cost(op, KERNELS, any(64, 64, 64, LoopOrder.ROWS_COLUMNS_DEPTH, none, Spread.COLUMNS));

    assertThat(spilled.traffic(MemoryLevel.MAIN_MEMORY))
        .isEqualTo(2 * 16384 + 8192 + 2 * 64 * 64 * 4);
    assertThat(kept.traffic(MemoryLevel.MAIN_MEMORY)).isEqualTo(2 * 16384 + 8192);
    // The result stays, so that its 8.192 us hide 0.5 us of folds; both operands wait for their
    // only buffer.
    assertThat(kept.latencySeconds()).isCloseTo(32.768e-6 + 8.192e-6, within(1e-12));
  }

  @Test
  void theOperandInsideIsReadForEachBlockOfTheOther() {
    // 128 x 64 times 64 x 128 in blocks of 32 x 64: 4 row blocks, 2 of columns; A, B 16384 B.
    Matmul op = product(128, 64, 128);
    var panels = ScratchpadMapping.DoubleBuffered.PANELS;

    OperatorCost rowsFirst =
        cost(op, KERNELS, any(32, 64, 64, LoopOrder.ROWS_COLUMNS_DEPTH, panels, Spread.COLUMNS));
    OperatorCost columnsFirst =
        cost(op, KERNELS, any(32, 64, 64, LoopOrder.COLUMNS_ROWS_DEPTH, panels, Spread.COLUMNS));

    assertThat(rowsFirst.traffic(MemoryLevel.MAIN_MEMORY))
        .isEqualTo(16384 + 4 * 16384 + 128 * 128 * 2);
    assertThat(columnsFirst.traffic(MemoryLevel.MAIN_MEMORY))
        .isEqualTo(2 * 16384 + 16384 + 128 * 128 * 2);
  }

  @Test
  void lanesShareColumnsRowsOrProducts() {
    // 8 products of 128 x 64 times 64 x 32 on 4 lanes: 4 row folds of 64 + 62 cycles, one panel.
    var op = new Matmul(8, 128, 64, 32, DataType.FP16, DataType.FP16, DataType.FP16);
    var panels = ScratchpadMapping.DoubleBuffered.PANELS;
    double fold = 126e-9;
    for (Spread spread : Spread.values()) {
      OperatorCost cost =
          cost(op, KERNELS, any(128, 32, 64, LoopOrder.ROWS_COLUMNS_DEPTH, panels, spread));
      double expected =
          switch (spread) {
            case COLUMNS -> 8 * (4 * fold - 1e-9);
            case ROWS -> 8 * (fold - 1e-9);
            case BATCH -> 2 * (4 * fold - 1e-9);
          };
      assertThat(cost.busySeconds().get(Bound.COMPUTE)).isCloseTo(expected, within(1e-15));
    }
  }
}
