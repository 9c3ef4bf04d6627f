package org.socompass.mapper;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.socompass.hardware.Device;
import org.socompass.hardware.MainMemory;
import org.socompass.hardware.MatmulKernels;
import org.socompass.hardware.Processor;
import org.socompass.hardware.template.DeviceLibrary;
import org.socompass.operator.Matmul;
import org.socompass.operator.Rates;
import org.socompass.operator.matmul.TileCycles;

/** Frontiers under many memories against a search under each. */
final class ScratchpadFrontierTest {
  private static final int PRODUCTS = 400;
  private static final int MEMORIES = 6;
  private static final TileCycles CLOSED_FORM = ScratchpadSearch.CLOSED_FORM;

  private static final List<Device> DEVICES =
      List.of(
          DeviceLibrary.load("snapdragon-8-gen-3"),
          DeviceLibrary.load(
              "snapdragon-8-gen-3",
              List.of(
                  "processors.npu.matrix.rows=96",
                  "processors.npu.matrix.columns=40",
                  "processors.npu.global_buffer.capacity=1 MiB",
                  "processors.npu.kernels.matmul.transposable=true")),
          DeviceLibrary.load(
              "rk3588",
              List.of(
                  "processors.npu.kernels.matmul.blocking=rows",
                  "processors.npu.kernels.matmul.double_buffered=true",
                  "processors.npu.kernels.matmul.transposable=true")));

  @Test
  void aFrontierHasTheBestOfEverySearch() {
    var random = new SplittableRandom(71);
    int parts = 0;
    int differ = 0;
    for (int i = 0; i < PRODUCTS; i++) {
      Processor npu = DEVICES.get(i % DEVICES.size()).processor("npu");
      var kernels = (MatmulKernels.Scratchpad) npu.kernels().matmul();
      Matmul op = product(random);
      if (Rates.matrixType(npu.matrix().orElseThrow(), op.arithmetic()).isEmpty()) {
        continue;
      }
      ScratchpadFrontier frontier =
          ScratchpadFrontier.of(op, npu, memory(1e9), npu.matrix().orElseThrow(), kernels);
      MapResult before = null;
      for (int j = 0; j < MEMORIES; j++) {
        MainMemory memory = memory(Math.exp(random.nextDouble(Math.log(1e8), Math.log(4e12))));
        MapResult quick = frontier.at(memory);
        MapResult slow =
            new ScratchpadSearch(
                    op,
                    npu,
                    memory,
                    npu.matrix().orElseThrow(),
                    kernels,
                    CLOSED_FORM,
                    new SearchGoal(SearchBudget.UNLIMITED, false))
                .search();
        if (slow instanceof MapResult.Infeasible) {
          assertThat(quick).isEqualTo(slow);
          continue;
        }
        var found = (MappedOperator) quick;
        var expected = (MappedOperator) slow;
        assertThat(found.mapping()).as("%s on %s", op, npu.matrix()).isEqualTo(expected.mapping());
        assertThat(found.cost()).isEqualTo(expected.cost());
        assertThat(found.search().total()).isEqualTo(expected.search().total());
        assertThat(found.search().optimal()).isTrue();
        parts += expected.mapping().toString().contains("active=Optional.empty") ? 0 : 1;
        differ +=
            before instanceof MappedOperator b && !b.mapping().equals(found.mapping()) ? 1 : 0;
        before = quick;
      }
    }
    // Parts of the array lead, and memory decides which mapping does.
    assertThat(parts).isGreaterThan(100);
    assertThat(differ).isGreaterThan(100);
  }

  private static Matmul product(SplittableRandom random) {
    var types = BoundedSearchTest.TYPES[random.nextInt(BoundedSearchTest.TYPES.length)];
    return new Matmul(
        random.nextInt(6) == 0 ? 3 : 1,
        BoundedSearchTest.size(random, 1 << 11),
        BoundedSearchTest.size(random, 1 << 14),
        BoundedSearchTest.size(random, 1 << 15),
        types[0],
        types[1],
        types[0]);
  }

  private static MainMemory memory(double bytesPerSecond) {
    return new MainMemory("", bytesPerSecond, 0, 0, 0, 0);
  }
}
