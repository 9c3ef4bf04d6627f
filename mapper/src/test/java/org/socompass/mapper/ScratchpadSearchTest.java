package org.socompass.mapper;

import static org.assertj.core.api.Assertions.assertThat;
import static org.socompass.mapper.ScratchpadBruteForce.add;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.socompass.fixtures.TestProcessors;
import org.socompass.hardware.DataType;
import org.socompass.hardware.Dataflow;
import org.socompass.hardware.Device;
import org.socompass.hardware.GlobalBuffer;
import org.socompass.hardware.LocalBuffer;
import org.socompass.hardware.MatmulKernels;
import org.socompass.hardware.MatrixEngine;
import org.socompass.hardware.Processor;
import org.socompass.hardware.template.DeviceLibrary;
import org.socompass.mapper.BoundedSearchTest.Priced;
import org.socompass.operator.Matmul;
import org.socompass.operator.mapping.ScratchpadMapping;
import org.socompass.operator.mapping.ScratchpadMapping.Active;

/**
 * Branch and bound of products on scratchpads against brute force: every operand left, dataflow,
 * loop order, pair of buffers and block size, the whole space written out by this test.
 */
final class ScratchpadSearchTest {
  private static final DataType H = DataType.FP16;

  private static final int ROW_PROBLEMS = 1500;

  private static final int ANY_PROBLEMS = 700;

  /** Arrays whose every part brute force can look at, where kernels mask them. */
  private static List<Device> small(List<Device> devices) {
    List<Device> result = new ArrayList<>();
    for (Device device : devices) {
      Processor p = device.processor("npu");
      result.add(
          with(device, Optional.of(p.matrix().orElseThrow().masked(12, 9)), p.local(), p.global()));
    }
    return result;
  }

  private static List<Device> devices(String blocking) {
    return List.of(
        DeviceLibrary.load(
            "snapdragon-8-gen-3", List.of("processors.npu.kernels.matmul.blocking=" + blocking)),
        DeviceLibrary.load(
            "rk3588",
            List.of(
                "processors.npu.kernels.matmul.blocking=" + blocking,
                "processors.npu.kernels.matmul.double_buffered=true",
                "processors.npu.kernels.matmul.transposable=true",
                "processors.npu.kernels.matmul.tile_bytes=512 B")),
        DeviceLibrary.load("rk3588"));
  }

  @Test
  void rowBlocksAreThoseOfBruteForce() {
    compare("rows", ROW_PROBLEMS, 1 << 11, 44);
  }

  @Test
  void anyBlocksAreThoseOfBruteForce() {
    List<ScratchpadMapping> best = compare("any", ANY_PROBLEMS, 1 << 9, 48);

    // Each freedom of the space is the best for some problem; but orders that spill partial sums
    // write and read them through the memory that brings the operands, and lead nowhere.
    List<ScratchpadMapping> kept = best.stream().filter(ScratchpadMapping::resident).toList();
    assertThat(kept.stream().map(ScratchpadMapping::order).distinct()).hasSizeGreaterThan(3);
    assertThat(kept.stream().map(ScratchpadMapping::doubleBuffered).distinct())
        .hasSizeGreaterThan(4);
    assertThat(kept.stream().map(ScratchpadMapping::dataflow).distinct()).hasSize(3);
    assertThat(kept.stream().map(ScratchpadMapping::spread).distinct()).hasSize(3);
    assertThat(kept).anyMatch(ScratchpadMapping::transposed);
    assertThat(kept).anyMatch(m -> !m.transposed());
    assertThat(best).anyMatch(m -> !m.resident());
  }

  /** Returns the best mappings. */
  private static List<ScratchpadMapping> compare(
      String blocking, int problems, double largest, long seed) {
    List<ScratchpadMapping> best = new ArrayList<>();
    var random = new SplittableRandom(seed);
    List<Device> devices = blocking.equals("rows") ? small(devices(blocking)) : devices(blocking);
    while (best.size() < problems) {
      Device device = BoundedSearchTest.varied(random, devices.get(best.size() % 3), "npu");
      DataType[] types = BoundedSearchTest.TYPES[random.nextInt(BoundedSearchTest.TYPES.length)];
      var op =
          new Matmul(
              random.nextInt(4) == 0 ? 3 : 1,
              BoundedSearchTest.size(random, largest),
              BoundedSearchTest.size(random, largest),
              BoundedSearchTest.size(random, largest),
              types[0],
              types[1],
              H);
      // Buffers that the operands fill a fraction or a multiple of.
      double bytes = op.activationBytes() + op.weightBytes() + op.outputBytes();
      Device small =
          withBuffers(
              device,
              (long) Math.ceil(bytes * Math.exp(random.nextDouble(-3, 1))),
              1L << random.nextInt(11, 19));
      if (check(small, op)) {
        var mapped = (MappedOperator) new OperatorMapper(small).map(op, "npu");
        best.add((ScratchpadMapping) mapped.mapping());
      }
    }
    return best;
  }

  private static Device withBuffers(Device device, long globalBytes, long localBytes) {
    Processor p = device.processor("npu");
    return with(
        device,
        p.matrix(),
        new LocalBuffer(localBytes, p.local().bytesPerCycle()),
        new GlobalBuffer(globalBytes, p.global().bytesPerCycle(), 0));
  }

  private static Device with(
      Device device, Optional<MatrixEngine> matrix, LocalBuffer local, GlobalBuffer global) {
    Processor p = device.processor("npu");
    return TestProcessors.device(
        device.memory(),
        new Processor(
            p.id(),
            p.kind(),
            p.name(),
            p.clockHz(),
            p.cores(),
            p.lanesPerCore(),
            matrix,
            p.vector(),
            p.registerBytes(),
            local,
            global,
            p.dram(),
            p.launch(),
            p.kernels(),
            Optional.empty(),
            List.of()));
  }

  /** Returns whether the space was small enough to compare. */
  private static boolean check(Device device, Matmul op) {
    Processor npu = device.processor("npu");
    MatrixEngine matrix = npu.matrix().orElseThrow();
    var kernels = (MatmulKernels.Scratchpad) npu.kernels().matmul();
    List<Priced> all = new ArrayList<>();
    long total = add(device, op, matrix, Optional.empty(), all);
    for (int rows : ArrayParts.sides(matrix.rows())) {
      for (int columns : ArrayParts.sides(matrix.columns())) {
        boolean isPart = rows < matrix.rows() || columns < matrix.columns();
        if (isPart && kernels.blocking() == MatmulKernels.Blocking.ROWS) {
          MatrixEngine part = matrix.masked(rows, columns);
          total += add(device, op, part, Optional.of(new Active(rows, columns)), all);
        }
      }
    }
    if (total < 0) {
      return false;
    }
    BoundedSearchTest.equal(new OperatorMapper(device), op, "npu", all, total);
    return true;
  }

  /** Without a declared restriction, no mapping of restricted kernels is faster. */
  @Test
  void moreBlocksAreNeverSlower() {
    Device rows = devices("rows").get(0);
    Device any = devices("any").get(0);
    var random = new SplittableRandom(49);
    for (int i = 0; i < 60; i++) {
      var op =
          new Matmul(
              1,
              BoundedSearchTest.size(random, 1 << 11),
              BoundedSearchTest.size(random, 1 << 14),
              BoundedSearchTest.size(random, 1 << 13),
              H,
              H,
              H);
      var restricted = (MappedOperator) new OperatorMapper(rows).map(op, "npu");
      var free = (MappedOperator) new OperatorMapper(any).map(op, "npu");

      // Kernels that block as they like take the whole array.
      if (((ScratchpadMapping) restricted.mapping()).active().isEmpty()) {
        assertThat(free.cost().latencySeconds())
            .isLessThanOrEqualTo(restricted.cost().latencySeconds());
      }
      assertThat(free.search().optimal()).isTrue();
    }
  }

  /** An array in which only weights can stay runs no other mapping, and is no faster for it. */
  @Test
  void theDataflowOfTheArrayRestrictsTheSearch() {
    OperatorMapper free = new OperatorMapper(DeviceLibrary.load("snapdragon-8-gen-3"));
    OperatorMapper bound =
        new OperatorMapper(
            DeviceLibrary.load(
                "snapdragon-8-gen-3",
                List.of("processors.npu.matrix.dataflow=[weight-stationary]")));
    var random = new SplittableRandom(50);
    boolean isSlower = false;
    for (int i = 0; i < 60; i++) {
      var op =
          new Matmul(
              1,
              BoundedSearchTest.size(random, 1 << 11),
              BoundedSearchTest.size(random, 1 << 12),
              BoundedSearchTest.size(random, 1 << 12),
              H,
              H,
              H);
      var any = (MappedOperator) free.map(op, "npu");
      var one = (MappedOperator) bound.map(op, "npu");

      assertThat(((ScratchpadMapping) one.mapping()).dataflow())
          .isEqualTo(Dataflow.WEIGHT_STATIONARY);
      assertThat(one.cost().latencySeconds()).isGreaterThanOrEqualTo(any.cost().latencySeconds());
      assertThat(3 * one.search().total()).isEqualTo(any.search().total());
      isSlower |= one.cost().latencySeconds() > any.cost().latencySeconds();
    }
    assertThat(isSlower).isTrue();
    var op = new Matmul(1, 64, 64, 64, H, H, H);
    var outputs = ScratchpadMapping.rows(false, 64, 32, 64, Dataflow.OUTPUT_STATIONARY);
    assertThat(bound.evaluate(op, "npu", outputs))
        .isEqualTo(
            new MapResult.Infeasible(
                "the array of npu is weight-stationary, but the mapping is output-stationary"));
  }

  /** A larger array has the parts of a smaller one. */
  @Test
  void aLargerArrayIsNeverSlower() {
    Device device = devices("rows").get(0);
    Processor p = device.processor("npu");
    MatrixEngine array = p.matrix().orElseThrow();
    var random = new SplittableRandom(51);
    boolean isPart = false;
    for (int i = 0; i < 150; i++) {
      int rows = 8 * random.nextInt(1, 6);
      int columns = 8 * random.nextInt(1, 6);
      Device small = with(device, Optional.of(array.masked(rows, columns)), p.local(), p.global());
      Device large =
          with(
              device,
              Optional.of(array.masked(rows + random.nextInt(24), columns + random.nextInt(24))),
              p.local(),
              p.global());
      var op =
          new Matmul(
              1,
              BoundedSearchTest.size(random, 1 << 10),
              BoundedSearchTest.size(random, 1 << 13),
              BoundedSearchTest.size(random, 1 << 12),
              H,
              H,
              H);
      var slow = (MappedOperator) new OperatorMapper(small).map(op, "npu");
      var fast = (MappedOperator) new OperatorMapper(large).map(op, "npu");

      assertThat(fast.cost().latencySeconds())
          .as(
              "%s on %s and %s",
              op, small.processor("npu").matrix(), large.processor("npu").matrix())
          .isLessThanOrEqualTo(slow.cost().latencySeconds() * (1 + 1e-12));
      isPart |= ((ScratchpadMapping) fast.mapping()).active().isPresent();
    }
    assertThat(isPart).isTrue();
  }
}
