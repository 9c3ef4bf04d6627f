package org.socompass.operator.attention;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;
import static org.assertj.core.api.Assertions.withinPercentage;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvFileSource;
import org.socompass.fixtures.TestProcessors;
import org.socompass.hardware.AttentionKernels;
import org.socompass.hardware.DataType;
import org.socompass.hardware.GlobalBuffer;
import org.socompass.hardware.LocalBuffer;
import org.socompass.hardware.MainMemory;
import org.socompass.hardware.OperatorClass;
import org.socompass.hardware.Processor;
import org.socompass.hardware.Tile;
import org.socompass.hardware.VectorUnit;
import org.socompass.operator.Attention;
import org.socompass.operator.Bound;
import org.socompass.operator.BufferUse;
import org.socompass.operator.MemoryLevel;
import org.socompass.operator.OperatorCost;
import org.socompass.operator.mapping.AttentionMapping;

/** Fused attention: single mappings against an independent prototype, and by hand. */
final class AttentionModelTest {
  private static final double CLOCK_HZ = 1.301e9;

  private static final AttentionKernels GOLDEN =
      new AttentionKernels(
          List.of(new Tile(64, 64), new Tile(128, 64)),
          List.of(1, 2, 4, 8),
          0.865,
          1.06e-6 * CLOCK_HZ,
          0.47e-6 * CLOCK_HZ,
          0.718,
          0.115e-6,
          Integer.MAX_VALUE, // the prototype knows no limit
          2,
          0.90);

  /** No fixed times, everything at its peak. */
  private static final AttentionKernels IDEAL =
      new AttentionKernels(List.of(new Tile(64, 64)), List.of(1), 1, 0, 0, 1, 0, 128, 64, 1);

  private static final MainMemory MEMORY = TestProcessors.memory(204.8e9, 0);

  private static Processor processor(AttentionKernels kernels, double expPerCycle) {
    return TestProcessors.processor(
        CLOCK_HZ,
        16,
        Optional.of(TestProcessors.matrix(16, 8, Map.of(DataType.FP16, 2.0))),
        new VectorUnit(Map.of(DataType.FP16, 128.0), expPerCycle, 4),
        1 << 18,
        new LocalBuffer(163 << 10, 128),
        new GlobalBuffer(4 << 20, 512, 0),
        TestProcessors.ampere(1),
        TestProcessors.streaming(),
        Optional.of(kernels));
  }

  @ParameterizedTest(
      name = "{0}x{1}x{2} heads {3}/{4} dim {5} causal {6}: {7} packed {8} split {9}")
  @CsvFileSource(resources = "/golden/attention.csv", numLinesToSkip = 2)
  void equalsThePrototype(
      long batch,
      long queryLength,
      long kvLength,
      long queryHeads,
      long kvHeads,
      long headDim,
      boolean causal,
      String tile,
      boolean packed,
      int splits,
      double seconds) {
    var op =
        new Attention(
            batch, queryLength, kvLength, queryHeads, kvHeads, headDim, causal, DataType.FP16);
    Processor processor =
        processor(GOLDEN, 4)
            .withLaunch(TestProcessors.launch(OperatorClass.ATTENTION, 10.83e-6, 0));

    OperatorCost cost =
        AttentionModel.cost(
            op, processor, MEMORY, GOLDEN, new AttentionMapping(Tile.of(tile), packed, splits));

    assertThat(cost.latencySeconds()).isCloseTo(seconds, withinPercentage(1e-4));
  }

  @Test
  void oneBlockTakesItsStepsOneAfterTheOther() {
    // 64 queries of one head over 256 keys: 4 steps of 4 * 64 * 64 * 128 = 2,097,152 op on a core
    // of
    // 4 lanes * 256 MAC * 2 = 2048 op a cycle, 1024 cycles each, 4096 in all at 1.301 GHz.
    var op = new Attention(1, 64, 256, 1, 1, 128, false, DataType.FP16);

    OperatorCost cost = cost(op, new AttentionMapping(new Tile(64, 64), false, 1));

    assertThat(cost.busySeconds().get(Bound.COMPUTE))
        .isCloseTo(4096 / CLOCK_HZ, withinPercentage(1e-3));
    // Q and O: 2 * 64 * 128 * 2 B; K and V: 2 * 256 * 128 * 2 B.
    assertThat(cost.traffic(MemoryLevel.MAIN_MEMORY)).isEqualTo(32_768 + 131_072);
    // The block reads each tile of keys and values once, from the global buffer, and Q and O.
    assertThat(cost.traffic(MemoryLevel.GLOBAL_BUFFER)).isEqualTo(131_072 + 32_768);
  }

  @Test
  void causalBlocksSkipTheTilesAboveTheDiagonal() {
    // 256 queries over 256 keys in tiles of 64: 4 + 3 + 2 + 1 steps instead of 16, each reading
    // 2 * 64 * 128 * 2 B = 32,768 B; Q and O are 131,072 B together.
    AttentionMapping mapping = new AttentionMapping(new Tile(64, 64), false, 1);

    assertThat(
            cost(new Attention(1, 256, 256, 1, 1, 128, true, DataType.FP16), mapping)
                .traffic(MemoryLevel.GLOBAL_BUFFER))
        .isEqualTo(10 * 32_768 + 131_072);
    assertThat(
            cost(new Attention(1, 256, 256, 1, 1, 128, false, DataType.FP16), mapping)
                .traffic(MemoryLevel.GLOBAL_BUFFER))
        .isEqualTo(16 * 32_768 + 131_072);
  }

  @Test
  void packedHeadsReadTheirKeysOnce() {
    // 8 query heads of one token share one head of keys: 8 blocks of one row, or one of 8 rows.
    var op = new Attention(1, 1, 640, 8, 1, 128, true, DataType.FP16);
    double queries = 2 * 8 * 128 * 2;
    double keys = 2.0 * 640 * 128 * 2;

    assertThat(
            cost(op, new AttentionMapping(new Tile(64, 64), false, 1))
                .traffic(MemoryLevel.GLOBAL_BUFFER))
        .isEqualTo(8 * keys + queries);
    assertThat(
            cost(op, new AttentionMapping(new Tile(64, 64), true, 1))
                .traffic(MemoryLevel.GLOBAL_BUFFER))
        .isEqualTo(keys + queries);
  }

  /** One cache of 576 elements a token serves keys and values of all heads. */
  @Test
  void aLatentCacheIsReadOnce() {
    // 10 steps of 64 keys: 2 * 64 * 64 * (576 + 512) = 8,912,896 op each, 2048 a cycle and core.
    var op = new Attention(1, 1, 640, 8, 1, 576, 512, true, false, DataType.FP16);
    double keys = 640.0 * 576 * 2;
    double queriesAndResult = 8 * (576 + 512) * 2;

    OperatorCost cost = cost(op, new AttentionMapping(new Tile(64, 64), true, 1));

    assertThat(cost.traffic(MemoryLevel.GLOBAL_BUFFER)).isEqualTo(keys + queriesAndResult);
    assertThat(cost.traffic(MemoryLevel.MAIN_MEMORY)).isEqualTo(keys + queriesAndResult);
    assertThat(cost.busySeconds().get(Bound.COMPUTE))
        .isCloseTo(10 * 8_912_896 / 2048.0 / CLOCK_HZ, withinPercentage(1e-3));
  }

  @Test
  void splitKeysAddPartialResults() {
    // Four parts of one head of one query: 4 * 128 fp32, written and read.
    var op = new Attention(1, 1, 1024, 1, 1, 128, false, DataType.FP16);

    double whole =
        cost(op, new AttentionMapping(new Tile(64, 64), false, 1))
            .traffic(MemoryLevel.GLOBAL_BUFFER);
    double split =
        cost(op, new AttentionMapping(new Tile(64, 64), false, 4))
            .traffic(MemoryLevel.GLOBAL_BUFFER);

    assertThat(split - whole).isCloseTo(2 * 4 * 128 * 4, within(1e-6));
  }

  @Test
  void onlyTokensInFrontOfACacheAreAppended() {
    // 10 new tokens, 0.115 us each, if there are older ones.
    AttentionKernels appending =
        new AttentionKernels(List.of(), List.of(), 1, 0, 0, 1, 0.115e-6, 128, 2, 1);
    var mapping = new AttentionMapping(new Tile(64, 64), false, 1);

    for (long older : new long[] {0, 1000}) { // 10 tokens, below the kernel's limit of 128
      var op = new Attention(1, 10, 10 + older, 1, 1, 64, true, DataType.FP16);
      AttentionKernels free = new AttentionKernels(List.of(), List.of(), 1, 0, 0, 1, 0, 128, 2, 1);
      double extra =
          AttentionModel.cost(op, processor(appending, 4), MEMORY, appending, mapping)
                  .latencySeconds()
              - AttentionModel.cost(op, processor(free, 4), MEMORY, free, mapping).latencySeconds();
      assertThat(extra).isCloseTo(older == 0 ? 0 : 1.15e-6, within(1e-12));
    }
  }

  private static OperatorCost cost(Attention op, AttentionMapping mapping) {
    return AttentionModel.cost(op, processor(IDEAL, 1e9), MEMORY, IDEAL, mapping);
  }

  @Test
  void aTileThatDoesNotFitIsHalvedUntilItDoes() {
    var a = new Attention(1, 512, 512, 8, 8, 128, true, DataType.FP16);
    Processor whole = processor(IDEAL, 16);

    // 128 x 128 queries and 64 x 256 keys and values of 2 B; 128 x (128 + 64) sums of 4 B.
    assertThat(AttentionBuffers.of(a, whole, new Tile(128, 64)))
        .extracting(BufferUse::bytes)
        .containsExactly(65_536.0, 98_304.0);
    assertThat(AttentionBuffers.fitting(a, whole, new Tile(128, 64))).contains(new Tile(128, 64));
    // 20,000 B: 64 x 64 needs 49,152, 64 x 32 and 32 x 32 32,768 and 24,576, 32 x 16 16,384.
    assertThat(AttentionBuffers.fitting(a, buffers(whole, 20_000, 1 << 18), new Tile(128, 64)))
        .contains(new Tile(32, 16));
    // 50,000 B of registers: 64 x 64 needs 49,152.
    assertThat(AttentionBuffers.fitting(a, buffers(whole, 1 << 18, 50_000), new Tile(128, 64)))
        .contains(new Tile(64, 64));
    assertThat(AttentionBuffers.shortage(a, buffers(whole, 1024, 1 << 18), new Tile(128, 64)))
        .contains("needs 65536 B of local_buffer, 64512 B more than there is");
    // One query and one key and value: 2 * (128 + 256) B = 768 B.
    assertThat(AttentionBuffers.fitting(a, buffers(whole, 700, 1 << 18), new Tile(128, 64)))
        .isEmpty();
  }

  @Test
  void smallerTilesAreNeverFaster() {
    var a = new Attention(2, 100, 300, 8, 4, 128, true, DataType.FP16);
    Processor whole = processor(GOLDEN, 16);
    double last = 0;
    for (long bytes = 1 << 20; bytes >= 1 << 10; bytes /= 2) {
      Processor less = buffers(whole, bytes, 1 << 18);
      double best =
          GOLDEN.tiles().stream()
              .map(tile -> AttentionBuffers.fitting(a, less, tile).orElseThrow())
              .mapToDouble(
                  tile ->
                      AttentionModel.cost(
                              a, less, MEMORY, GOLDEN, new AttentionMapping(tile, false, 1))
                          .latencySeconds())
              .min()
              .orElseThrow();
      assertThat(best).isGreaterThanOrEqualTo(last);
      last = best;
    }
  }

  private static Processor buffers(Processor p, long localBytes, long registerBytes) {
    return new Processor(
        p.id(),
        p.kind(),
        p.name(),
        p.clockHz(),
        p.cores(),
        p.lanesPerCore(),
        p.matrix(),
        p.vector(),
        registerBytes,
        new LocalBuffer(localBytes, p.local().bytesPerCycle()),
        p.global(),
        p.dram(),
        p.launch(),
        p.kernels(),
        Optional.empty(),
        List.of());
  }

  /** 2 * 100 tokens of 4 heads with 128 elements of key and 128 of value in two bytes. */
  @Test
  void newKeysAndValuesAreStoredWithItUnlessAGraphHasANodeForThat() {
    var alone = new Attention(2, 100, 300, 8, 4, 128, true, DataType.FP16);
    var inGraph =
        new Attention(
            2, 100, 300, 8, 4, 128, 128, false, true, DataType.FP16, 0, DataType.FP16, false);

    assertThat(alone.newBytes()).isEqualTo(409_600);
    assertThat(inGraph.newBytes()).isZero();
    assertThat(inGraph.compulsoryBytes()).isEqualTo(alone.compulsoryBytes());
  }
}
