package org.socompass.mapper;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.socompass.fixtures.TestProcessors;
import org.socompass.hardware.DataType;
import org.socompass.hardware.Device;
import org.socompass.hardware.GlobalBuffer;
import org.socompass.hardware.MainMemory;
import org.socompass.hardware.MatmulKernels;
import org.socompass.hardware.Processor;
import org.socompass.hardware.template.DeviceLibrary;
import org.socompass.mapper.space.PipelinedSpace;
import org.socompass.operator.Attention;
import org.socompass.operator.Matmul;
import org.socompass.operator.Operator;
import org.socompass.operator.RowOperator;
import org.socompass.operator.mapping.PipelinedMapping;
import org.socompass.operator.matmul.PipelinedMatmulModel;
import org.socompass.operator.matmul.PipelinedTimes;

/** Products under many memories and global buffers against a search under each. */
final class PipelinedFrontierTest {
  private static final int PRODUCTS = 600;
  private static final int MEMORIES = 14;
  private static final List<String> DEVICES =
      List.of("jetson-agx-orin", "a100-80gb", "jetson-agx-thor", "mi210");

  @Test
  void aFrontierHasTheBestOfEverySearch() {
    var random = new SplittableRandom(73);
    int infeasible = 0;
    int differ = 0;
    int ranges = 0;
    for (int i = 0; i < PRODUCTS; i++) {
      Device device =
          BoundedSearchTest.varied(
              random, DeviceLibrary.load(DEVICES.get(i % DEVICES.size())), "gpu");
      Matmul op = product(random);
      var kernels = (MatmulKernels.Pipelined) device.processor("gpu").kernels().matmul();
      var frontier = new PipelinedFrontier(op, kernels);
      MapResult before = null;
      for (int j = 0; j < MEMORIES; j++) {
        // Buffers change slowly and bandwidths by up to e, so that ranges are met and left.
        double capacity = Math.exp(Math.floor(j / 7.0) * 1.5 - 1);
        double bandwidth = Math.exp(random.nextDouble(-0.5, 0.5));
        RelevantHardware hardware = hardware(device, bandwidth, capacity);
        MapResult quick = frontier.at(hardware);
        MapResult slow =
            new PipelinedSearch(
                    op,
                    hardware.processor(),
                    hardware.memory(),
                    kernels,
                    new SearchGoal(SearchBudget.UNLIMITED, false))
                .search();
        if (slow instanceof MapResult.Infeasible) {
          assertThat(quick).isEqualTo(slow);
          infeasible++;
          continue;
        }
        var found = (MappedOperator) quick;
        var expected = (MappedOperator) slow;
        assertThat(found.mapping()).as("%s on %s", op, hardware).isEqualTo(expected.mapping());
        assertThat(found.cost()).isEqualTo(expected.cost());
        assertThat(found.search().total()).isEqualTo(expected.search().total());
        assertThat(found.search().optimal()).isTrue();
        differ +=
            before instanceof MappedOperator b && !b.mapping().equals(found.mapping()) ? 1 : 0;
        before = quick;
      }
      ranges += MEMORIES - frontier.searches();
    }
    // Ranges answer most, and memory decides which mapping leads.
    assertThat(ranges).isGreaterThan(PRODUCTS * MEMORIES / 2);
    assertThat(differ).isGreaterThan(PRODUCTS);
    assertThat(infeasible).isLessThan(PRODUCTS * MEMORIES / 10);
  }

  /**
   * Tangents against durations: below them under all bandwidths, and near them where they touch.
   */
  @Test
  void tangentsAreBelowTheDuration() {
    var random = new SplittableRandom(79);
    for (int i = 0; i < PRODUCTS; i++) {
      Device device =
          BoundedSearchTest.varied(
              random, DeviceLibrary.load(DEVICES.get(i % DEVICES.size())), "gpu");
      Processor gpu = device.processor("gpu");
      Matmul op = product(random);
      var kernels = (MatmulKernels.Pipelined) gpu.kernels().matmul();
      var model = new PipelinedMatmulModel(op, gpu, device.memory(), kernels);
      var space = new PipelinedSpace(op, kernels, model);
      PipelinedMapping mapping = space.mapping(random.nextLong(space.total()));
      if (!model.isFeasible(mapping)) {
        continue;
      }
      var evaluation = model.evaluation();
      PipelinedTimes times = evaluation.times(mapping);
      double touched = evaluation.bandwidth() * Math.exp(random.nextDouble(-3, 3));
      double[] line = new double[2];
      times.support(touched, line, 0);
      assertThat(Math.max(line[0] + line[1] / touched, times.waitSeconds()))
          .isBetween(times.seconds(touched) * 0.995, times.seconds(touched));
      for (int j = 0; j < MEMORIES; j++) {
        double bandwidth = touched * Math.exp(random.nextDouble(-3, 3));
        assertThat(Math.max(line[0] + line[1] / bandwidth, times.waitSeconds()))
            .isLessThanOrEqualTo(times.seconds(bandwidth));
        assertThat(times.floorSeconds(bandwidth))
            .isBetween(times.seconds(bandwidth) * 0.999, times.seconds(bandwidth));
      }
    }
  }

  /** An operator that is asked for once is searched; no range is made. */
  @Test
  void theFirstMemoryIsSearched() {
    Device orin = DeviceLibrary.load("jetson-agx-orin");
    Matmul op = product(new SplittableRandom(5));
    var kernels = (MatmulKernels.Pipelined) orin.processor("gpu").kernels().matmul();
    RelevantHardware hardware = hardware(orin, 1, 1);
    var frontier = new PipelinedFrontier(op, kernels);

    assertThat(frontier.at(hardware)).isSameAs(frontier.at(hardware));
    assertThat(frontier.searches()).isEqualTo(1);
  }

  /** Results of many devices at once, each asked for in the order of a sweep. */
  @Test
  void aCacheOfManyDevicesHasWhatOneHas() {
    var random = new SplittableRandom(83);
    var cache = new OperatorCache();
    List<Operator> operators = new ArrayList<>();
    for (int i = 0; i < 6; i++) {
      operators.add(product(random));
    }
    operators.add(new Attention(1, 1, 700, 24, 8, 128, true, DataType.FP16));
    operators.add(new RowOperator(RowOperator.Kind.SOFTMAX, 512, 4096, DataType.FP16));
    for (int rate = 6400; rate <= 8000; rate += 400) {
      for (int l2 = 2; l2 <= 16; l2 *= 2) {
        Device device =
            DeviceLibrary.load(
                "jetson-agx-orin",
                List.of(
                    "memory.data_rate=%d MT/s".formatted(rate),
                    "processors.gpu.global_buffer.capacity=%d MiB".formatted(l2)));
        for (Operator op : operators) {
          MapResult shared = new OperatorMapper(device, cache).map(op, "gpu");
          MapResult alone = new OperatorMapper(device).map(op, "gpu");
          assertThat(((MappedOperator) shared).mapping())
              .isEqualTo(((MappedOperator) alone).mapping());
          assertThat(((MappedOperator) shared).cost()).isEqualTo(((MappedOperator) alone).cost());
        }
      }
    }
  }

  private static RelevantHardware hardware(Device device, double bandwidth, double capacity) {
    Processor p = device.processor("gpu");
    var buffer =
        new GlobalBuffer(
            (long) (p.global().capacityBytes() * capacity),
            p.global().bytesPerCycle(),
            p.global().latencyCycles());
    Processor processor = TestProcessors.with(p, buffer);
    MainMemory m = device.memory();
    var memory =
        new MainMemory(
            m.type(),
            m.peakBytesPerSecond() * bandwidth,
            m.achievableFraction(),
            m.latencySeconds(),
            m.capacityBytes(),
            m.channels16());
    return RelevantHardware.unchanged(processor, memory, device.interconnect());
  }

  private static Matmul product(SplittableRandom random) {
    var types = BoundedSearchTest.TYPES[random.nextInt(BoundedSearchTest.TYPES.length)];
    return new Matmul(
        random.nextInt(6) == 0 ? 3 : 1,
        BoundedSearchTest.size(random, random.nextInt(2) == 0 ? 64 : 1 << 13),
        BoundedSearchTest.size(random, 1 << 14),
        BoundedSearchTest.size(random, 1 << 16),
        types[0],
        types[1],
        types[0]);
  }
}
