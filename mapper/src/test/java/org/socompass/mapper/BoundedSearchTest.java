package org.socompass.mapper;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.withinPercentage;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SplittableRandom;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.Test;
import org.socompass.fixtures.TestProcessors;
import org.socompass.hardware.DataType;
import org.socompass.hardware.Device;
import org.socompass.hardware.GlobalBuffer;
import org.socompass.hardware.LocalBuffer;
import org.socompass.hardware.MainMemory;
import org.socompass.hardware.MatmulKernels;
import org.socompass.hardware.Processor;
import org.socompass.hardware.template.DeviceLibrary;
import org.socompass.mapper.space.PipelinedSpace;
import org.socompass.operator.Matmul;
import org.socompass.operator.Operator;
import org.socompass.operator.mapping.Mapping;
import org.socompass.operator.mapping.PipelinedMapping;
import org.socompass.operator.matmul.PipelinedEvaluation;
import org.socompass.operator.matmul.PipelinedMatmulModel;

/**
 * Branch and bound of pipelined products against brute force on random problems and devices: the
 * same winner, not one of equal latency, and lower bounds that hold.
 */
final class BoundedSearchTest {
  private static final DataType H = DataType.FP16;
  static final DataType[][] TYPES = {
    {H, H}, {H, DataType.INT4}, {DataType.INT8, DataType.INT8}, {H, DataType.INT4_G128}
  };
  private static final List<String> PIPELINED =
      List.of("jetson-agx-orin", "a100-80gb", "jetson-agx-thor", "mi210");
  private static final int PIPELINED_PROBLEMS = 2000;

  static long size(SplittableRandom random, double most) {
    return (long) Math.ceil(Math.exp(random.nextDouble() * Math.log(most)));
  }

  private static Matmul product(SplittableRandom random, double most) {
    DataType[] types = TYPES[random.nextInt(TYPES.length)];
    return new Matmul(
        random.nextInt(4) == 0 ? random.nextLong(1, 9) : 1,
        size(random, most),
        size(random, most),
        size(random, most),
        types[0],
        types[1],
        H);
  }

  static long scaled(SplittableRandom random, long value) {
    return Math.max(1, (long) (value * Math.exp(random.nextDouble(-2, 2))));
  }

  /** The device with other cores, buffers, bandwidth and clock. */
  static Device varied(SplittableRandom random, Device device, String processorId) {
    Processor p = device.processor(processorId);
    MainMemory m = device.memory();
    var processor =
        new Processor(
            p.id(),
            p.kind(),
            p.name(),
            p.clockHz() * Math.exp(random.nextDouble(-1, 1)),
            (int) scaled(random, p.cores()),
            p.lanesPerCore(),
            p.matrix(),
            p.vector(),
            scaled(random, p.registerBytes()),
            new LocalBuffer(scaled(random, p.local().capacityBytes()), p.local().bytesPerCycle()),
            new GlobalBuffer(
                scaled(random, p.global().capacityBytes()),
                p.global().bytesPerCycle(),
                p.global().latencyCycles()),
            p.dram(),
            p.launch(),
            p.kernels(),
            Optional.empty(),
            List.of());
    return TestProcessors.device(
        new MainMemory(
            m.type(),
            m.peakBytesPerSecond() * Math.exp(random.nextDouble(-1, 1)),
            m.achievableFraction(),
            m.latencySeconds() * random.nextInt(3),
            m.capacityBytes(),
            m.channels16()),
        processor);
  }

  /** A mapping and what decides between it and others. */
  record Priced(Mapping mapping, String mappingClass, double latency, double bytes) {
    static Optional<Priced> best(List<Priced> all) {
      // The first of equal ones: the order of the list is the lexical order.
      return all.stream()
          .reduce(
              (a, b) ->
                  b.latency < a.latency || (b.latency == a.latency && b.bytes < a.bytes) ? b : a);
    }
  }

  /** Checks a search with and without runner-up against all mappings in lexical order. */
  static void equal(
      OperatorMapper mapper, Operator what, String processor, List<Priced> all, long total) {
    equal(mapper.map(what, processor), all, total, false, what);
    equal(mapper.mapWithRunnerUp(what, processor), all, total, true, what);
  }

  private static void equal(
      MapResult result, List<Priced> all, long total, boolean wantsSecond, Object what) {
    Optional<Priced> best = Priced.best(all);
    if (best.isEmpty()) {
      assertThat(result).as("%s", what).isInstanceOf(MapResult.Infeasible.class);
      return;
    }
    assertThat(result).as("%s", what).isInstanceOf(MappedOperator.class);
    var mapped = (MappedOperator) result;
    assertThat(mapped.mapping()).as("%s", what).isEqualTo(best.get().mapping());
    Optional<Priced> second =
        wantsSecond
            ? Priced.best(
                all.stream().filter(q -> !q.mappingClass.equals(best.get().mappingClass)).toList())
            : Optional.empty();
    assertThat(mapped.runnerUp().map(MappedOperator.RunnerUp::mapping))
        .as("%s", what)
        .isEqualTo(second.map(Priced::mapping));
    assertThat(mapped.search().optimal()).isTrue();
    assertThat(mapped.search().gap()).isZero();
    assertThat(mapped.search().total()).isEqualTo(total);
    assertThat(mapped.search().evaluated()).isBetween(1L, (long) all.size());
  }

  @Test
  void thePipelinedSearchFindsTheMappingOfBruteForce() {
    var random = new SplittableRandom(42);
    List<Device> devices = PIPELINED.stream().map(DeviceLibrary::load).toList();
    for (int i = 0; i < PIPELINED_PROBLEMS; i++) {
      Device device = varied(random, devices.get(i % devices.size()), "gpu");
      Matmul op = product(random, 1 << 13);
      Processor gpu = device.processor("gpu");
      var kernels = (MatmulKernels.Pipelined) gpu.kernels().matmul();
      var model = new PipelinedMatmulModel(op, gpu, device.memory(), kernels);
      var space = new PipelinedSpace(op, kernels, model);
      List<Priced> all = new ArrayList<>();
      for (long place = 0; place < space.total(); place++) {
        PipelinedMapping mapping = space.mapping(place);
        if (model.isFeasible(mapping)) {
          // The duration without the launch and its floors decides.
          double seconds = model.seconds(mapping);
          all.add(
              new Priced(
                  mapping,
                  mapping.tile() + " " + mapping.vector(),
                  seconds,
                  model.evaluation().memoryBytes()));
        }
      }

      equal(new OperatorMapper(device), op, "gpu", all, space.total());
    }
  }

  /** Every floor of every partial assignment against every mapping that completes it. */
  @Test
  void noMappingIsBelowTheFloorOfItsParts() {
    var random = new SplittableRandom(43);
    List<Device> devices = PIPELINED.stream().map(DeviceLibrary::load).toList();
    for (int i = 0; i < 400; i++) {
      Device device = varied(random, devices.get(i % devices.size()), "gpu");
      Matmul op = product(random, 1 << 13);
      Processor gpu = device.processor("gpu");
      var kernels = (MatmulKernels.Pipelined) gpu.kernels().matmul();
      var model = new PipelinedMatmulModel(op, gpu, device.memory(), kernels);
      PipelinedEvaluation evaluation = model.evaluation();
      for (PipelinedSpace.Kernel kernel : new PipelinedSpace(op, kernels, model).kernels()) {
        for (int group = 0; group < kernel.groups(); group++) {
          for (int swizzle : kernel.swizzles()) {
            PipelinedMapping mapping = kernel.mapping(kernel.place(group, 0));
            if (model.isFeasible(mapping)) {
              evaluation.kernel(
                  kernel.tile().rows(),
                  kernel.tile().columns(),
                  kernel.depth(),
                  kernel.coresPerTile(),
                  kernel.vector());
              evaluation.swizzles(kernel.swizzles());
              evaluation.split(mapping.splits(), mapping.chain());
              evaluation.occupancy(mapping.occupancy());
              double seconds = evaluation.seconds(swizzle);
              assertThat(evaluation.floorSeconds(swizzle))
                  .isLessThanOrEqualTo(seconds)
                  .isCloseTo(seconds, withinPercentage(0.1));
              assertThat(evaluation.groupFloor()).isLessThanOrEqualTo(seconds);
              assertThat(evaluation.kernelFloor()).isLessThanOrEqualTo(evaluation.groupFloor());
            }
          }
        }
      }
    }
  }

  @Test
  void aBudgetStopsTheSearchAndSaysWhatMayBeLeft() {
    var random = new SplittableRandom(45);
    Device device = DeviceLibrary.load("jetson-agx-orin");
    for (int i = 0; i < 100; i++) {
      Matmul op = product(random, 1 << 13);
      var best = (MappedOperator) new OperatorMapper(device).map(op, "gpu");
      for (long evaluations : new long[] {1, 3, 30}) {
        var budget = new SearchBudget(evaluations);
        var found = (MappedOperator) new OperatorMapper(device, budget).map(op, "gpu");
        MappedOperator.Search search = found.search();

        assertThat(search.evaluated()).isBetween(1L, evaluations);
        assertThat(search.gap()).isBetween(0.0, 1.0);
        assertThat(best.cost().latencySeconds())
            .isGreaterThanOrEqualTo(
                found.cost().latencySeconds() * (1 - search.gap()) * (1 - 1e-9));
        if (search.optimal()) {
          assertThat(found.mapping()).isEqualTo(best.mapping());
          assertThat(search.gap()).isZero();
        } else {
          assertThat(search.evaluated() + search.pruned()).isLessThan(search.total());
        }
      }
    }
  }

  @Test
  void aBudgetOfNothingIsRefused() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> new SearchBudget(0))
        .withMessage("a search needs at least 1 evaluation, but may use 0");
  }

  /** Threads that ask one mapper for the same products in other orders get the same answers. */
  @Test
  void theAnswerIsTheSameAtAnyNumberOfThreads() throws Exception {
    Device device = DeviceLibrary.load("jetson-agx-orin");
    var random = new SplittableRandom(46);
    List<Matmul> products = new ArrayList<>();
    for (int i = 0; i < 60; i++) {
      products.add(product(random, 1 << 13));
    }
    Map<Matmul, Mapping> alone = new HashMap<>();
    var first = new OperatorMapper(device);
    products.forEach(op -> alone.put(op, ((MappedOperator) first.map(op, "gpu")).mapping()));
    var shared = new OperatorMapper(device);
    var threads = Executors.newFixedThreadPool(4);
    List<Future<Map<Matmul, Mapping>>> answers = new ArrayList<>();
    for (int t = 0; t < 4; t++) {
      int start = 15 * t;
      answers.add(
          threads.submit(
              () -> {
                Map<Matmul, Mapping> found = new HashMap<>();
                for (int i = 0; i < products.size(); i++) {
                  Matmul op = products.get((start + i) % products.size());
                  found.put(op, ((MappedOperator) shared.map(op, "gpu")).mapping());
                }
                return found;
              }));
    }
    for (Future<Map<Matmul, Mapping>> answer : answers) {
      assertThat(answer.get()).isEqualTo(alone);
    }
    threads.shutdown();
  }

  /** A budget of effort: most of the space is never evaluated. */
  @Test
  void littleOfTheSpaceIsEvaluated() {
    Device device = DeviceLibrary.load("jetson-agx-orin");
    var mapper = new OperatorMapper(device);
    var random = new SplittableRandom(47);
    double[] shares = new double[201];
    for (int i = 0; i < shares.length; i++) {
      var mapped = (MappedOperator) mapper.map(product(random, 1 << 14), "gpu");
      shares[i] = (double) mapped.search().evaluated() / mapped.search().total();
    }
    java.util.Arrays.sort(shares);

    assertThat(shares[100]).isLessThan(0.05);
  }
}
