package org.socompass.operator.attention;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.socompass.fixtures.TestProcessors;
import org.socompass.hardware.AttentionKernels;
import org.socompass.hardware.DataType;
import org.socompass.hardware.GlobalBuffer;
import org.socompass.hardware.LocalBuffer;
import org.socompass.hardware.MainMemory;
import org.socompass.hardware.Processor;
import org.socompass.hardware.Tile;
import org.socompass.hardware.VectorUnit;
import org.socompass.operator.Attention;
import org.socompass.operator.OperatorCost;
import org.socompass.operator.mapping.AttentionMapping;

/** What of attention comes from the global buffer, and what runs beside it. */
final class AttentionTrafficTest {
  private static final MainMemory MEMORY = TestProcessors.memory(200e9, 0);

  /** A prompt of 1536 tokens; K and V are 1536 * 8 * 256 * 2 B = 6,291,456 B. */
  private static final Attention PROMPT =
      new Attention(1, 1536, 1536, 32, 8, 128, true, DataType.FP16);

  @Test
  void eachKernelBesideItTakesItsTime() {
    double one = seconds(kernels(1, 0, 0), 4 << 20);

    assertThat(seconds(kernels(2, 0, 0), 4 << 20) - one).isCloseTo(5e-6, within(1e-12));
  }

  @Test
  void moreGlobalBufferNeverTakesMoreTimeAndHoldsTheNewCache() {
    double before = Double.POSITIVE_INFINITY;
    for (int mib = 1; mib <= 256; mib *= 2) {
      double seconds = seconds(kernels(1, 2, 0.5), (long) mib << 20);
      assertThat(seconds).isLessThanOrEqualTo(before);
      before = seconds;
    }
    // 2 * 6,291,456 B at 200 GB/s are 62.9 us from main memory; with all of it in the buffer they
    // take 12,582,912 B / (4096 B * 1 GHz) = 3.07 us.
    assertThat(seconds(kernels(1, 2, 1e-9), 256 << 20) - seconds(kernels(1, 0, 1e-9), 256 << 20))
        .isCloseTo(62.9e-6, within(0.1e-6));
    assertThat(seconds(kernels(1, 2, 1), 256 << 20) - seconds(kernels(1, 0, 1), 256 << 20))
        .isCloseTo(3.07e-6, within(0.01e-6));
  }

  private static AttentionKernels kernels(int beside, double passes, double share) {
    return new AttentionKernels(
        List.of(new Tile(128, 64)),
        List.of(1),
        1,
        0,
        0,
        0,
        0,
        128,
        5e-6,
        beside,
        64,
        1,
        passes,
        share,
        Optional.empty());
  }

  private static double seconds(AttentionKernels kernels, long globalBytes) {
    return cost(kernels, globalBytes).latencySeconds();
  }

  private static OperatorCost cost(AttentionKernels kernels, long globalBytes) {
    Processor processor =
        TestProcessors.processor(
            1e9,
            16,
            Optional.of(TestProcessors.matrix(16, 8, Map.of(DataType.FP16, 2.0))),
            new VectorUnit(Map.of(DataType.FP16, 128.0), 4, 4),
            1 << 18,
            new LocalBuffer(163 << 10, 128),
            new GlobalBuffer(globalBytes, 4096, 0),
            TestProcessors.ampere(1),
            TestProcessors.streaming(),
            Optional.of(kernels));
    return AttentionModel.cost(
        PROMPT, processor, MEMORY, kernels, new AttentionMapping(new Tile(128, 64), true, 1));
  }
}
