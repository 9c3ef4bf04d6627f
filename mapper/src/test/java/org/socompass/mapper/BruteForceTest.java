package org.socompass.mapper;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.withinPercentage;
import static org.socompass.mapper.SearchTest.mapped;

import java.util.ArrayList;
import java.util.List;
import java.util.OptionalDouble;
import java.util.SplittableRandom;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.socompass.fixtures.TestProcessors;
import org.socompass.hardware.DataType;
import org.socompass.hardware.Dataflow;
import org.socompass.hardware.Device;
import org.socompass.hardware.MatmulKernels;
import org.socompass.hardware.MatrixEngine;
import org.socompass.hardware.Processor;
import org.socompass.hardware.Tile;
import org.socompass.hardware.template.DeviceLibrary;
import org.socompass.operator.Attention;
import org.socompass.operator.Matmul;
import org.socompass.operator.RowOperator;
import org.socompass.operator.attention.AttentionModel;
import org.socompass.operator.mapping.AttentionMapping;
import org.socompass.operator.mapping.PipelinedMapping;
import org.socompass.operator.mapping.RateMapping;
import org.socompass.operator.mapping.ScratchpadMapping;
import org.socompass.operator.mapping.StreamingMapping;
import org.socompass.operator.matmul.CachedTileCycles;
import org.socompass.operator.matmul.PipelinedMatmulModel;
import org.socompass.operator.matmul.RateMatmulModel;
import org.socompass.operator.matmul.ScratchpadMatmulModel;
import org.socompass.operator.vector.StreamingModel;

/** Searches against all mappings of a space, priced one by one. */
final class BruteForceTest {
  private static final DataType H = DataType.FP16;

  static Stream<Matmul> smallProducts() {
    var random = new SplittableRandom(42);
    List<Matmul> result = new ArrayList<>();
    DataType[][] types = {{H, H}, {H, DataType.INT4}, {DataType.INT8, DataType.INT8}};
    for (int i = 0; i < 30; i++) {
      DataType[] t = types[i % 3];
      result.add(
          new Matmul(
              random.nextLong(1, 4),
              random.nextLong(1, 600),
              random.nextLong(1, 3000),
              random.nextLong(1, 3000),
              t[0],
              t[1],
              H));
    }
    return result.stream();
  }

  /** Every mapping of the library priced one by one; none is better, and the counts agree. */
  @ParameterizedTest
  @MethodSource("smallProducts")
  void thePipelinedSearchEqualsBruteForce(Matmul op) {
    equalsBruteForce(TestProcessors.device("orin"), op);
  }

  @ParameterizedTest
  @MethodSource("smallProducts")
  void theSearchEqualsBruteForceWhereTheLocalBufferHoldsTheSums(Matmul op) {
    equalsBruteForce(
        DeviceLibrary.load(
            "jetson-agx-orin", List.of("processors.gpu.kernels.matmul.accumulators=local-buffer")),
        op);
  }

  private static void equalsBruteForce(Device device, Matmul op) {
    Processor processor = device.processor("gpu");
    var kernels = (MatmulKernels.Pipelined) processor.kernels().matmul();
    var model = new PipelinedMatmulModel(op, processor, device.memory(), kernels);
    boolean mixed = model.isMixed();
    List<PipelinedMapping> space = new ArrayList<>();
    for (Tile tile : mixed ? kernels.mixedTiles() : kernels.tiles()) {
      for (int depth : mixed ? List.of(64) : kernels.depths()) {
        for (int occupancy : kernels.occupancies()) {
          for (int swizzle : kernels.swizzles()) {
            for (int split : kernels.splits()) {
              for (int chain : mixed && split == 1 ? List.of(0, 2, 4, 8, 16) : List.of(0)) {
                int tk = model.depthElements(depth);
                space.add(
                    new PipelinedMapping(tile, tk, occupancy, split, chain, swizzle, 1, false));
              }
            }
          }
        }
      }
    }
    for (Tile tile : op.m() <= 32 ? kernels.vectorTiles() : List.<Tile>of()) {
      for (int occupancy : List.of(1, 2, 4, 8)) {
        for (int swizzle : List.of(1, 4)) {
          for (int split : kernels.splits()) {
            int tk = model.depthElements(32);
            space.add(new PipelinedMapping(tile, tk, occupancy, split, 0, swizzle, 1, true));
          }
        }
      }
    }
    List<PipelinedMapping> feasible = space.stream().filter(model::isFeasible).toList();
    OptionalDouble least = feasible.stream().mapToDouble(m -> model.cost(m).latencySeconds()).min();

    MappedOperator best = mapped(new OperatorMapper(device).mapWithRunnerUp(op, "gpu"));

    assertThat(best.cost().latencySeconds()).isEqualTo(least.orElseThrow());
    assertThat(feasible).contains((PipelinedMapping) best.mapping());
    assertThat(best.search().total()).isEqualTo(space.size());
    assertThat(best.search().evaluated()).isLessThanOrEqualTo(feasible.size());
    assertThat(best.search().gap()).isZero();
    assertThat(best.search().optimal()).isTrue();
  }

  /** Over every number of resident rows that fits, not only those that the search looks at. */
  @ParameterizedTest
  @MethodSource("smallProducts")
  void noResidentRowsBeatTheScratchpadSearch(Matmul op) {
    Device device = DeviceLibrary.load("snapdragon-8-gen-3");
    Processor npu = device.processor("npu");
    MatrixEngine matrix = npu.matrix().orElseThrow();
    var kernels = (MatmulKernels.Scratchpad) npu.kernels().matmul();
    var cycles = new CachedTileCycles();
    double least = Double.MAX_VALUE;
    for (boolean transposed : new boolean[] {false, true}) {
      var p = ScratchpadMatmulModel.Padded.of(op, matrix, kernels, transposed);
      for (Dataflow dataflow : Dataflow.values()) {
        long first = transposed ? p.rows() : p.rowTile();
        for (long rows = first; rows <= p.rows(); rows += p.rowTile()) {
          var mapping =
              ScratchpadMapping.rows(transposed, rows, matrix.columns(), p.contraction(), dataflow);
          if (ScratchpadMatmulModel.misfit(op, npu, matrix, kernels, mapping).isPresent()) {
            continue;
          }
          least =
              Math.min(
                  least,
                  ScratchpadMatmulModel.cost(
                          op, npu, device.memory(), matrix, kernels, mapping, cycles)
                      .latencySeconds());
        }
        var streamed =
            ScratchpadMapping.streamed(
                transposed, p.rows(), matrix.columns(), p.contraction(), dataflow);
        least =
            Math.min(
                least,
                ScratchpadMatmulModel.cost(
                        op, npu, device.memory(), matrix, kernels, streamed, cycles)
                    .latencySeconds());
      }
    }

    MappedOperator best = mapped(new OperatorMapper(device).map(op, "npu"));
    assertThat(best.cost().latencySeconds()).isLessThanOrEqualTo(least * (1 + 1e-5));
    if (((ScratchpadMapping) best.mapping()).active().isEmpty()) {
      assertThat(best.cost().latencySeconds()).isCloseTo(least, withinPercentage(1e-3));
    }
  }

  @ParameterizedTest
  @MethodSource("smallProducts")
  void theBetterOfTwoKernelsIsChosenWhereOnlyTheRateIsKnown(Matmul op) {
    Device device = DeviceLibrary.load("snapdragon-8-gen-3");
    Processor gpu = device.processor("gpu");
    var kernels = (MatmulKernels.Rate) gpu.kernels().matmul();
    double vector =
        RateMatmulModel.cost(
                op, gpu, device.memory(), kernels, new RateMapping(RateMapping.Path.VECTOR))
            .latencySeconds();
    double unpacked =
        RateMatmulModel.cost(
                op, gpu, device.memory(), kernels, new RateMapping(RateMapping.Path.UNPACKED))
            .latencySeconds();

    MappedOperator best = mapped(new OperatorMapper(device).mapWithRunnerUp(op, "gpu"));

    assertThat(best.cost().latencySeconds()).isEqualTo(Math.min(vector, unpacked));
    assertThat(best.runnerUp().orElseThrow().latencySeconds())
        .isEqualTo(Math.max(vector, unpacked));
    assertThat(best.search().total()).isEqualTo(2);
  }

  @Test
  void theAttentionSearchEqualsBruteForce() {
    Device device = DeviceLibrary.load("jetson-agx-orin");
    Processor gpu = device.processor("gpu");
    var kernels = gpu.kernels().attention().orElseThrow();
    var random = new SplittableRandom(42);
    for (int i = 0; i < 50; i++) {
      long group = random.nextLong(1, 5);
      long queries = random.nextLong(1, 3000);
      var op =
          new Attention(
              random.nextLong(1, 4),
              queries,
              queries + random.nextLong(0, 3000),
              4 * group,
              4,
              64,
              random.nextBoolean(),
              H);
      double least = Double.MAX_VALUE;
      for (Tile tile : kernels.tiles()) {
        for (int splits : kernels.splits()) {
          for (boolean packed : new boolean[] {false, true}) {
            least =
                Math.min(
                    least,
                    AttentionModel.cost(
                            op,
                            gpu,
                            device.memory(),
                            kernels,
                            new AttentionMapping(tile, packed, splits))
                        .latencySeconds());
          }
        }
      }

      MappedOperator best = mapped(new OperatorMapper(device).mapWithRunnerUp(op, "gpu"));

      assertThat(best.cost().latencySeconds()).isEqualTo(least);
      assertThat(best.search().total())
          .isEqualTo((long) kernels.tiles().size() * kernels.splits().size() * (group > 1 ? 2 : 1));
    }
  }

  @Test
  void theStreamingSearchEqualsBruteForce() {
    Device device = DeviceLibrary.load("a100-80gb");
    Processor gpu = device.processor("gpu");
    for (long cols : new long[] {1, 1000, 1025, 30_000, 1 << 20}) {
      for (RowOperator.Kind kind : RowOperator.Kind.values()) {
        var op = new RowOperator(kind, 777, cols, H);
        double least = Double.MAX_VALUE;
        for (int cores = 1; cores <= gpu.cores(); cores++) {
          least =
              Math.min(
                  least,
                  StreamingModel.cost(op, gpu, device.memory(), new StreamingMapping(cores))
                      .latencySeconds());
        }

        MappedOperator best = mapped(new OperatorMapper(device).mapWithRunnerUp(op, "gpu"));

        assertThat(best.cost().latencySeconds()).isEqualTo(least);
        assertThat(best.search().total()).isEqualTo(gpu.cores());
      }
    }
  }
}
