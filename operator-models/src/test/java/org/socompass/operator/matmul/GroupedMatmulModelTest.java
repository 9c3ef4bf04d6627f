package org.socompass.operator.matmul;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.socompass.fixtures.TestProcessors;
import org.socompass.hardware.DataType;
import org.socompass.hardware.GlobalBuffer;
import org.socompass.hardware.LocalBuffer;
import org.socompass.hardware.MatmulKernels;
import org.socompass.hardware.MatmulKernels.Grouped;
import org.socompass.hardware.MatmulKernels.GroupedTiles;
import org.socompass.hardware.Processor;
import org.socompass.hardware.Tile;
import org.socompass.hardware.VectorUnit;
import org.socompass.operator.Matmul;
import org.socompass.operator.RowGroups;
import org.socompass.operator.mapping.PipelinedMapping;

/** Products of several experts in one kernel, by hand and by law. */
final class GroupedMatmulModelTest {
  private static final Grouped GROUPED =
      new Grouped(
          0.5,
          0.5,
          0.5,
          1e-6,
          new GroupedTiles(List.of(new Tile(16, 32)), 64, 1),
          new GroupedTiles(List.of(new Tile(64, 64)), 32, 2));

  /**
   * Tiles of Ampere, nothing else of its constants: whole bandwidth, all of the buffer, a maximum.
   */
  private static MatmulKernels.Pipelined kernels() {
    MatmulKernels.Pipelined a = TestProcessors.ampere(1);
    return new MatmulKernels.Pipelined(
        a.tiles(),
        a.mixedTiles(),
        a.vectorTiles(),
        a.depths(),
        a.splits(),
        a.chains(),
        a.swizzles(),
        a.occupancies(),
        a.greatestStages(),
        1,
        64,
        1,
        0,
        1,
        a.cacheWays(),
        1,
        0,
        1e9,
        1e9,
        a.fragment(),
        a.fragmentFraction(),
        a.coresPerTile(),
        a.accumulators(),
        new MatmulKernels.Generation(false, 1, 0, 1, Map.of(), Optional.of(GROUPED)));
  }

  /** Cores of 256 MAC a cycle at 1 GHz. */
  private static Processor processor(int cores, long bufferBytes) {
    return TestProcessors.processor(
        1e9,
        cores,
        Optional.of(TestProcessors.matrix(8, 8, Map.of(DataType.FP16, 1.0))),
        new VectorUnit(Map.of(DataType.FP16, 8.0), 4, 4),
        1 << 20,
        new LocalBuffer(1 << 20, 1 << 20),
        new GlobalBuffer(bufferBytes, 1e9, 0),
        kernels(),
        TestProcessors.streaming(),
        Optional.empty());
  }

  private static Matmul experts(List<Long> rows, long tokens, long all, boolean repeated) {
    var groups = new RowGroups(rows, tokens, all, repeated);
    return new Matmul(
            rows.size(), groups.meanRows(), 128, 64, DataType.FP16, DataType.FP16, DataType.FP16)
        .grouped(groups);
  }

  private static double seconds(
      Matmul op, int cores, double bytesPerSecond, double latency, long bufferBytes) {
    Processor processor = processor(cores, bufferBytes);
    PipelinedMapping mapping = GroupedMatmulModel.mappings(op, GROUPED).get(0);
    return GroupedMatmulModel.cost(
            op,
            processor,
            TestProcessors.memory(bytesPerSecond, latency),
            kernels(),
            GROUPED,
            mapping)
        .latencySeconds();
  }

  @Test
  void eachExpertIsPaddedByItself() {
    // 70 tokens for 4 experts: tiles of 64 x 64. 65 rows take two, 5 rows one: three blocks of
    // 64 * 64 * 128 MAC at half of 256 a cycle are 3 * 4096 cycles; 1 us beside.
    Matmul uneven = experts(List.of(65L, 5L), 70, 4, false);
    assertThat(seconds(uneven, 1, 1e15, 0, 1 << 20)).isCloseTo(13.288e-6, within(1e-10));
    // Two cores: two waves. The mean of 35 rows would have taken one.
    assertThat(seconds(uneven, 2, 1e15, 0, 1 << 20)).isCloseTo(9.192e-6, within(1e-10));
    assertThat(uneven.operations()).isEqualTo(2.0 * 70 * 128 * 64);
  }

  @Test
  void noMoreTokensThanExpertsTakeTheNarrowTiles() {
    assertThat(GroupedMatmulModel.mappings(experts(List.of(1L, 1L), 2, 2, false), GROUPED))
        .extracting(PipelinedMapping::tile, PipelinedMapping::depth)
        .containsExactly(org.assertj.core.groups.Tuple.tuple(new Tile(16, 32), 64));
    assertThat(GroupedMatmulModel.mappings(experts(List.of(2L, 1L), 3, 2, false), GROUPED))
        .extracting(PipelinedMapping::tile)
        .containsExactly(new Tile(64, 64));
  }

  @Test
  void weightsAreReadAgainForEachBandThatTheBufferDoesNotKeep() {
    // Weights of an expert: 128 * 64 * 2 = 16384 B. 129 rows are 3 tiles, two bands of two: one
    // reading more. A: 129 * 128 * 2 = 33024 B, C: 129 * 64 * 2 = 16512 B. Steps of 32 elements
    // are 64 B of a column: half of 1e9 B/s. No buffer: 82304 B in 164.608 us; 2 L = 0.2 us.
    Matmul op = experts(List.of(129L), 129, 8, false);
    assertThat(seconds(op, 1024, 1e9, 1e-7, 0)).isCloseTo(165.808e-6, within(1e-9));
    // A buffer of all of it: 65920 B.
    assertThat(seconds(op, 1024, 1e9, 1e-7, 1 << 20)).isCloseTo(133.040e-6, within(1e-9));
  }

  @Test
  void aRepeatedCallFindsWeightsThatFit() {
    // As above, repeated: 49536 B without weights while half of the buffer holds 16384 B.
    Matmul op = experts(List.of(129L), 129, 8, true);
    assertThat(seconds(op, 1024, 1e9, 0, 32768)).isCloseTo(100.072e-6, within(1e-9));
    assertThat(seconds(op, 1024, 1e9, 0, 32767)).isGreaterThan(130e-6);
  }

  @Test
  void batchAndGroupsMustAgree() {
    assertThatThrownBy(
            () ->
                new Matmul(3, 1, 8, 8, DataType.FP16, DataType.FP16, DataType.FP16)
                    .grouped(RowGroups.even(2, 1, 2, 4)))
        .hasMessage("a batch of 3 products, but 2 groups of rows");
    assertThatThrownBy(() -> new RowGroups(List.of(1L, 1L), 2, 1, false))
        .hasMessage("2 groups have rows, but there are 1");
  }

  /** More cores, bandwidth or buffer, or fewer rows of an expert, never take longer. */
  @Test
  void moreHardwareIsNeverSlower() {
    var random = new SplittableRandom(11);
    for (int i = 0; i < 2000; i++) {
      List<Long> rows = new ArrayList<>();
      int experts = random.nextInt(1, 40);
      for (int e = 0; e < experts; e++) {
        rows.add((long) Math.ceil(Math.pow(random.nextDouble(), 3) * 500 + 1e-9));
      }
      long tokens = random.nextBoolean() ? experts : 4000;
      Matmul op = experts(rows, tokens, experts, random.nextBoolean());
      int cores = random.nextInt(1, 200);
      double bandwidth = Math.pow(10, random.nextDouble(8, 13));
      long buffer = 1L << random.nextInt(10, 26);
      double base = seconds(op, cores, bandwidth, 1e-7, buffer);

      assertThat(seconds(op, cores + 1, bandwidth, 1e-7, buffer)).isLessThanOrEqualTo(base);
      assertThat(seconds(op, cores, bandwidth * 1.1, 1e-7, buffer)).isLessThanOrEqualTo(base);
      assertThat(seconds(op, cores, bandwidth, 1e-7, buffer * 2)).isLessThanOrEqualTo(base);
      rows.set(0, rows.get(0) + 100);
      assertThat(seconds(experts(rows, tokens, experts, false), cores, bandwidth, 1e-7, buffer))
          .isGreaterThanOrEqualTo(
              seconds(
                  experts(op.groups().orElseThrow().rows(), tokens, experts, false),
                  cores,
                  bandwidth,
                  1e-7,
                  buffer));
    }
  }
}
