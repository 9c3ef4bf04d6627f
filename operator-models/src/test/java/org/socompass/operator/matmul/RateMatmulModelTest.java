package org.socompass.operator.matmul;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.Map;
import org.junit.jupiter.api.Test;
import org.socompass.fixtures.TestProcessors;
import org.socompass.hardware.DataType;
import org.socompass.hardware.MatmulKernels;
import org.socompass.hardware.Tile;
import org.socompass.operator.Bound;
import org.socompass.operator.Matmul;
import org.socompass.operator.MemoryLevel;
import org.socompass.operator.OperatorCost;
import org.socompass.operator.mapping.RateMapping;

/** Products of which only the rate is known, by hand: 1.024 TFLOPS, 8 cores, 1 GB/s. */
final class RateMatmulModelTest {
  private static OperatorCost cost(Matmul op, MatmulKernels.Rate kernels, RateMapping.Path path) {
    return RateMatmulModel.cost(
        op, TestProcessors.plain(), TestProcessors.memory(1e9, 0), kernels, new RateMapping(path));
  }

  private static Matmul product(long m, long k, long n, DataType weight) {
    return new Matmul(1, m, k, n, DataType.FP16, weight, DataType.FP16);
  }

  private static MatmulKernels.Rate rate(
      Tile tile, Map<DataType, Double> slots, double scratchBytes) {
    return new MatmulKernels.Rate(
        tile, Map.of(DataType.FP16, 0.5), slots, 4, 2, false, scratchBytes > 0, scratchBytes, 1);
  }

  @Test
  void rowsInRegistersShareOneReadingOfTheWeights() {
    // int4 weights of 1000 x 1000 are 500,000 B and 1000 scales of 2 B; A and C of m rows 4000 m B.
    // The fixture keeps four rows in registers and passes twice: then it reads row by row.
    for (int m : new int[] {1, 4, 5, 8, 9}) {
      int reads = m <= 4 ? 1 : m <= 8 ? 2 : 9;
      assertThat(
              cost(
                      product(m, 1000, 1000, DataType.INT4),
                      rate(new Tile(1, 1), Map.of(), 0),
                      RateMapping.Path.VECTOR)
                  .traffic(MemoryLevel.MAIN_MEMORY))
          .isEqualTo(reads * 502_000 + 4000 * m);
    }
  }

  @Test
  void rowsInRegistersReachAShareOfTheTilesRate() {
    // 4 rows of 1000 x 1000: 2 * 4e6 op at 0.5 of 1.024e12 op/s and half of that: 31.25 us, which
    // is
    // not seen behind the memory at 1 GB/s; a cache is read at the full rate.
    var half =
        new MatmulKernels.Rate(
            new Tile(1, 1), Map.of(DataType.FP16, 0.5), Map.of(), 4, 2, true, false, 0, 0.5);
    var cached = new Matmul(1, 4, 1000, 1000, DataType.FP16, DataType.FP16, DataType.FP16, true);

    assertThat(
            cost(product(4, 1000, 1000, DataType.FP16), half, RateMapping.Path.VECTOR)
                .busySeconds()
                .get(Bound.COMPUTE))
        .isCloseTo(31.25e-6, within(1e-15));
    assertThat(cost(cached, half, RateMapping.Path.VECTOR).busySeconds().get(Bound.COMPUTE))
        .isCloseTo(15.625e-6, within(1e-15));
  }

  @Test
  void groupedHeadsShareOneReadingOfTheCache() {
    // 2 heads of keys, 100 x 50 fp16 each: 20,000 B for m query heads of a group; queries and
    // scores are 2 * m * (100 + 50) * 2 B.
    for (boolean once : new boolean[] {true, false}) {
      var kernels =
          new MatmulKernels.Rate(
              new Tile(1, 1), Map.of(DataType.FP16, 0.5), Map.of(), 4, 1, once, false, 0, 1);
      for (int m : new int[] {4, 24}) {
        var op = new Matmul(2, m, 100, 50, DataType.FP16, DataType.FP16, DataType.FP16, true);
        assertThat(cost(op, kernels, RateMapping.Path.VECTOR).traffic(MemoryLevel.MAIN_MEMORY))
            .isEqualTo((once ? 1 : m) * 20_000 + m * 600);
      }
    }
  }

  @Test
  void aCacheIsNotUnpacked() {
    // 1000 x 1000 fp16 keys are 2e6 B, read once; A and C of 10 rows 40,000 B.
    var op = new Matmul(1, 10, 1000, 1000, DataType.FP16, DataType.FP16, DataType.FP16, true);
    assertThat(
            cost(op, rate(new Tile(1, 1), Map.of(), 2), RateMapping.Path.UNPACKED)
                .traffic(MemoryLevel.MAIN_MEMORY))
        .isEqualTo(2_000_000 + 40_000);
  }

  @Test
  void rowByRowReadsTheWeightsForEachRow() {
    // B is 1000 x 1000 fp16 = 2e6 B, read for 9 rows, more than two passes of registers hold; A and
    // C are 9 * 1000 * 2 * 2 B = 36,000 B. 18.036e6 B at 1 GB/s = 18.036 ms.
    OperatorCost cost =
        cost(
            product(9, 1000, 1000, DataType.FP16),
            rate(new Tile(1, 1), Map.of(), 0),
            RateMapping.Path.VECTOR);

    assertThat(cost.traffic(MemoryLevel.MAIN_MEMORY)).isEqualTo(18_036_000);
    assertThat(cost.latencySeconds()).isCloseTo(18.036e-3, within(1e-12));
    assertThat(cost.boundBy()).isEqualTo(Bound.MEMORY);
  }

  @Test
  void tilesArePaddedAndDealtToTheCoresInWaves() {
    // 33 x 65 results in tiles of 32 x 64: 4 tiles, one wave of 8 cores. Each core has slots for
    // 32 * 64 * 100 MAC / 0.5; 8 cores: 2 * 8 * 409,600 op / 1.024e12 op/s = 6.4 us.
    OperatorCost cost =
        cost(
            product(33, 100, 65, DataType.FP16),
            rate(new Tile(32, 64), Map.of(), 0),
            RateMapping.Path.TILED);

    assertThat(cost.busySeconds().get(Bound.COMPUTE)).isCloseTo(6.4e-6, within(1e-15));
    // B 100 x 65, A 33 x 100 and C 33 x 65, fp16; A and C are not hidden behind anything.
    assertThat(cost.traffic(MemoryLevel.MAIN_MEMORY)).isEqualTo(2 * (6500 + 3300 + 2145));
    assertThat(cost.latencySeconds()).isCloseTo(2e-9 * (6500 + 3300 + 2145), within(1e-12));
  }

  @Test
  void rowsThatFillNoTileAreKeptInRegisters() {
    // 40 x 1024 results in tiles of 32 x 64: 16 full tiles are two waves of 8 cores, 32 / 0.5 slots
    // each; the 8 rows behind them 8 / 0.5. (2 * 64 + 2 * 16) * 8 * 64 * 100 slots = 16 us; padded
    // 4 waves of 64, 25.6 us.
    OperatorCost cost =
        cost(
            product(40, 100, 1024, DataType.FP16),
            rate(new Tile(32, 64), Map.of(), 0),
            RateMapping.Path.TILED);

    assertThat(cost.busySeconds().get(Bound.COMPUTE)).isCloseTo(16e-6, within(1e-15));
  }

  @Test
  void aConvertedWeightTakesSlotsOnceARowOfTiles() {
    // 32 x 64 results, 1000 deep: (1/0.5 + 8/32) slots of 2 * 8 * 32 * 64 * 1000 op on 8 cores.
    OperatorCost cost =
        cost(
            product(32, 1000, 64, DataType.Q8_0),
            rate(new Tile(32, 64), Map.of(DataType.Q8_0, 8.0), 0),
            RateMapping.Path.TILED);

    assertThat(cost.busySeconds().get(Bound.COMPUTE))
        .isCloseTo(2.25 * 2 * 8 * 32 * 64 * 1000 / 1.024e12, within(1e-15));
  }

  @Test
  void unpackedWeightsAreWrittenAndReadAgain() {
    // int4 weights of 1000 x 1000 are 500,000 B and 1000 scales of 2 B; unpacked to 2 B each they
    // are written and read: 4e6 B. A and C of 10 rows are 40,000 B. Then 2e7 op at 0.512 TFLOPS,
    // in whole waves of 8 of the 10,000 results: 39.0625 us.
    OperatorCost cost =
        cost(
            product(10, 1000, 1000, DataType.INT4),
            rate(new Tile(1, 1), Map.of(), 2),
            RateMapping.Path.UNPACKED);

    assertThat(cost.traffic(MemoryLevel.MAIN_MEMORY)).isEqualTo(502_000 + 4_000_000 + 40_000);
    assertThat(cost.latencySeconds()).isCloseTo(4.542e-3 + 39.0625e-6, within(1e-12));
  }

  @Test
  void aTypeWithoutARateOfItsOwnUsesThatOfFp16() {
    var kernels = rate(new Tile(1, 1), Map.of(), 0);
    var floats = new Matmul(1, 8, 8, 8, DataType.FP32, DataType.FP32, DataType.FP32);
    var halves = new Matmul(1, 8, 8, 8, DataType.FP16, DataType.FP16, DataType.FP16);

    assertThat(cost(floats, kernels, RateMapping.Path.TILED).busySeconds().get(Bound.COMPUTE))
        .isEqualTo(cost(halves, kernels, RateMapping.Path.TILED).busySeconds().get(Bound.COMPUTE));
  }
}
