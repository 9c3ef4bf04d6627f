package org.socompass.mapper;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.socompass.hardware.AttentionKernels;
import org.socompass.hardware.DataType;
import org.socompass.hardware.Device;
import org.socompass.hardware.MainMemory;
import org.socompass.hardware.Processor;
import org.socompass.hardware.Tile;
import org.socompass.hardware.template.DeviceLibrary;
import org.socompass.operator.Attention;
import org.socompass.operator.OperatorCost;
import org.socompass.operator.attention.AttentionBuffers;
import org.socompass.operator.attention.AttentionModel;
import org.socompass.operator.mapping.AttentionMapping;

/** Attention searched once for many memories against the cost of each mapping under each. */
final class AttentionSearchTest {
  private static final List<String> DEVICES =
      List.of("jetson-agx-orin", "a100-80gb", "h100-sxm-80gb");
  private static final int OPERATORS = 300;
  private static final int MEMORIES = 6;

  @Test
  void eachMemoryHasTheBestOfAllMappings() {
    var random = new SplittableRandom(89);
    int differ = 0;
    for (int i = 0; i < OPERATORS; i++) {
      Device device =
          BoundedSearchTest.varied(
              random, DeviceLibrary.load(DEVICES.get(i % DEVICES.size())), "gpu");
      Processor gpu = device.processor("gpu");
      Attention op = attention(random);
      AttentionKernels kernels = gpu.kernels().attention().orElseThrow();
      double latency = device.memory().latencySeconds();
      var search = new AttentionSearch(op, gpu, kernels, latency);
      MapResult before = null;
      for (int j = 0; j < MEMORIES; j++) {
        double bandwidth = Math.exp(random.nextDouble(Math.log(1e9), Math.log(4e12)));
        var memory = new MainMemory("", bandwidth, 0, latency, 0, 0);
        MapResult found = search.at(memory, false);
        if (found instanceof MappedOperator mapped) {
          AttentionMapping best = best(op, gpu, memory, kernels);
          assertThat(mapped.mapping()).as("%s", op).isEqualTo(best);
          assertThat(mapped.cost()).isEqualTo(AttentionModel.cost(op, gpu, memory, kernels, best));
          differ +=
              before instanceof MappedOperator b && !b.mapping().equals(mapped.mapping()) ? 1 : 0;
        }
        before = found;
      }
    }
    assertThat(differ).isGreaterThan(20);
  }

  /** The first of the fastest, in the order of the library. */
  private static AttentionMapping best(
      Attention op, Processor gpu, MainMemory memory, AttentionKernels kernels) {
    AttentionMapping best = null;
    double least = Double.POSITIVE_INFINITY;
    for (Tile tile : kernels.tiles()) {
      Tile fitting = AttentionBuffers.fitting(op, gpu, tile).orElseThrow();
      for (int packed = 0; packed < (op.queryHeads() > op.kvHeads() ? 2 : 1); packed++) {
        for (int splits : kernels.splits()) {
          var mapping = new AttentionMapping(fitting, packed == 1, splits);
          OperatorCost cost = AttentionModel.cost(op, gpu, memory, kernels, mapping);
          if (cost.latencySeconds() < least) {
            least = cost.latencySeconds();
            best = mapping;
          }
        }
      }
    }
    return java.util.Objects.requireNonNull(best);
  }

  private static Attention attention(SplittableRandom random) {
    long query = random.nextInt(2) == 0 ? 1 : BoundedSearchTest.size(random, 4096);
    long kvHeads = 1L << random.nextInt(4);
    return new Attention(
        random.nextInt(1, 5),
        query,
        query + BoundedSearchTest.size(random, 1 << 15),
        kvHeads << random.nextInt(4),
        kvHeads,
        32L << random.nextInt(3),
        true,
        DataType.FP16);
  }
}
