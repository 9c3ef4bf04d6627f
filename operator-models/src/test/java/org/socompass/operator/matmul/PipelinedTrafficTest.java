package org.socompass.operator.matmul;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.socompass.hardware.DataType;
import org.socompass.hardware.Tile;
import org.socompass.operator.Matmul;
import org.socompass.operator.mapping.PipelinedMapping;

/** Bytes by hand, and the laws that any traffic obeys. */
final class PipelinedTrafficTest {
  private static final double EXACT = 1e-9;
  private static final int CORES = 16;
  private static final int WAYS = 16;

  private static Matmul product(long m, long k, long n) {
    return new Matmul(1, m, k, n, DataType.FP16, DataType.FP16, DataType.FP16);
  }

  private static double bytes(Matmul op, long capacityBytes, PipelinedMapping mapping) {
    var cache = new SetAssociativeCache(capacityBytes, WAYS);
    return new PipelinedTraffic(op, CORES, cache).bytes(mapping);
  }

  private static PipelinedMapping mapping(int tm, int tn, int occupancy, int swizzle) {
    return new PipelinedMapping(new Tile(tm, tn), 32, occupancy, 1, 0, swizzle, 1, false);
  }

  @Test
  void aBufferThatHoldsAllReadsAndWritesOnce() {
    Matmul op = product(1024, 2048, 4096);
    assertThat(bytes(op, 1L << 40, mapping(128, 128, 1, 4)))
        .isCloseTo(2.0 * (1024 * 2048 + 2048 * 4096 + 1024 * 4096), within(EXACT));
  }

  @Test
  void aBufferOfNothingReadsAInEveryWaveAndBInEveryBand() {
    // 16 cores, one block each: a band of 4 row tiles is 4 tiles wide in a wave. 1024/128 = 8 row
    // tiles are 2 bands; 4096/128 = 32 column tiles are 8 waves. A: 2 bands of 512 rows, 8 times.
    Matmul op = product(1024, 2048, 4096);
    double a = 2.0 * 1024 * 2048;
    double b = 2.0 * 2048 * 4096;
    double c = 2.0 * 1024 * 4096;
    assertThat(bytes(op, 1, mapping(128, 128, 1, 4)))
        .isCloseTo(8 * a + 2 * b + c, within(EXACT * b));
  }

  @Test
  void measuredTrafficOfOrinStepsAtTheCapacityOfItsBuffer() {
    // From the memory rail of jetson-agx-orin-kernels at 34.1 pJ/B: 1024 x [2048,4096], tiles of
    // 256 x 128 in bands of 4. fp16 holds 8.4 MB a wave and reads 2.3 times what it must, int8 half
    // the bytes and reads 1.1 times.
    PipelinedMapping mapping = mapping(256, 128, 1, 4);
    Matmul fp16 = product(1024, 2048, 4096);
    Matmul int8 = new Matmul(1, 1024, 2048, 4096, DataType.INT8, DataType.INT8, DataType.FP16);
    assertThat(reads(fp16, mapping)).isBetween(2.1, 2.6);
    assertThat(reads(int8, mapping)).isBetween(1.0, 1.25);
  }

  private static double reads(Matmul op, PipelinedMapping mapping) {
    double read = bytes(op, 4L << 20, mapping) - op.outputBytes();
    return read / op.compulsoryReadBytes();
  }

  @Test
  void movesAtLeastWhatItMustAndLessWithALargerBuffer() {
    var random = new SplittableRandom(5);
    for (int i = 0; i < 500; i++) {
      Matmul op =
          product(random.nextInt(1, 4096), random.nextInt(1, 4096), random.nextInt(1, 4096));
      PipelinedMapping mapping =
          new PipelinedMapping(
              new Tile(64 << random.nextInt(3), 64 << random.nextInt(3)),
              32,
              1 << random.nextInt(3),
              1 << random.nextInt(3),
              0,
              1 << random.nextInt(4),
              1,
              false);
      double least = op.compulsoryReadBytes() + op.compulsoryWriteBytes();
      double last = Double.POSITIVE_INFINITY;
      for (long capacity = 1; capacity < 1L << 36; capacity *= 16) {
        double bytes = bytes(op, capacity, mapping);
        assertThat(bytes).isBetween(least * (1 - EXACT), last * (1 + EXACT));
        last = bytes;
      }
    }
  }
}
