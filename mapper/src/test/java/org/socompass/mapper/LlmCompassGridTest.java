package org.socompass.mapper;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.function.Function;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.socompass.hardware.DataType;
import org.socompass.hardware.Dataflow;
import org.socompass.hardware.Device;
import org.socompass.hardware.MatmulKernels;
import org.socompass.hardware.MatrixEngine;
import org.socompass.hardware.Processor;
import org.socompass.hardware.Tile;
import org.socompass.hardware.template.DeviceLibrary;
import org.socompass.operator.Matmul;
import org.socompass.operator.Spread;
import org.socompass.operator.mapping.LoopOrder;
import org.socompass.operator.mapping.Mapping;
import org.socompass.operator.mapping.PipelinedMapping;
import org.socompass.operator.mapping.ScratchpadMapping;
import org.socompass.operator.matmul.PipelinedMatmulModel;
import org.socompass.operator.matmul.ScratchpadMatmulModel;

/**
 * No point of the grid that LLMCompass (Zhang et al., ISCA 2024) calls optimal is faster than the
 * mapping found here, both priced by the models of this project.
 *
 * <p>Its grid for GPUs: global-buffer tiles tM in 64 to 2048, tN half, equal or double, the
 * contraction in g parts with tK the power of two below K / g; local tiles square, 32 to 256, sK =
 * tK / h; buffers must hold all three tiles, twice the local ones; k outermost, m innermost.
 *
 * <p>Translated to pipelined kernels: the local tile is the block's, where the kernel library has
 * it; sK the depth, if the library has it; parts of k the splits, if it has so many, and else none;
 * tM / sM the row tiles of a band, if it has that swizzle; one block on a core. To scratchpads: tM
 * x tN x tK is the block, rounded up to the units of the array; k outermost, m innermost; reads
 * double-buffered where the grid does so, writes never; output-stationary. The local tile and its
 * split over lanes are those of the array's closed form. Points that round to the same mapping
 * count once.
 */
final class LlmCompassGridTest {
  private static final DataType H = DataType.FP16;
  private static final int SHAPES = 200;

  /** Sums of one mapping are added in another order by the search. */
  private static final double ROUNDING = 1e-12;

  /** A point of the grid. */
  private record Point(
      long tileM, long tileN, long tileK, long subTile, long subK, boolean doubleBuffered) {}

  private static List<Point> grid(long k, double width, Processor processor) {
    List<Point> result = new ArrayList<>();
    double global = Math.floor(processor.global().capacityBytes() / width);
    double local = Math.floor(processor.local().capacityBytes() / width / 2);
    for (long tM = 64; tM <= 2048; tM *= 2) {
      for (long tN : new long[] {tM / 2, tM, 2 * tM}) {
        for (long cut : new long[] {1, 2, 4, 8}) {
          long parts = k <= 12288 ? cut : Math.max(1, k / (1024 * cut));
          long tK = Long.highestOneBit((k - 1) / parts + 1);
          double sum = (double) tM * tN + (double) tN * tK + (double) tM * tK;
          if (sum > global) {
            continue;
          }
          for (long s = 32; s <= Math.min(256, Math.min(tM, tN)); s *= 2) {
            for (long h = 1; h <= 32; h *= 2) {
              long sK = (tK - 1) / h + 1;
              if ((double) s * s + 2.0 * s * sK <= local) {
                result.add(new Point(tM, tN, tK, s, sK, sum <= Math.floor(global / 2)));
              }
            }
          }
        }
      }
    }
    return result;
  }

  /**
   * @param expressed points that are expressed at least
   */
  @ParameterizedTest
  @CsvSource({
    "jetson-agx-orin, gpu, 3000",
    "jetson-agx-thor, gpu, 4000",
    "a100-80gb, gpu, 3000",
    "mi210, gpu, 400",
    "snapdragon-8-gen-3, npu, 3000",
    "rk3588, npu, 1500"
  })
  void noPointOfTheGridIsFaster(String id, String processorId, int expressed) {
    Device device =
        processorId.equals("npu")
            ? DeviceLibrary.load(
                id,
                List.of(
                    // RK3588 gives its NPU the system SRAM only on request
                    "processors.npu.global_buffer.capacity="
                        + (id.equals("rk3588") ? "956KiB" : "8MiB"),
                    "processors.npu.kernels.matmul.blocking=any",
                    "processors.npu.kernels.matmul.double_buffered=true"))
            : DeviceLibrary.load(id);
    Processor processor = device.processor(processorId);
    var mapper = new OperatorMapper(device);
    var random = new SplittableRandom(50);
    int compared = 0;
    for (int i = 0; i < SHAPES; i++) {
      var op =
          new Matmul(
              1,
              BoundedSearchTest.size(random, 1 << 13),
              BoundedSearchTest.size(random, 1 << 14),
              BoundedSearchTest.size(random, 1 << 14),
              H,
              H,
              H);
      Set<Mapping> mappings = new LinkedHashSet<>();
      Function<Point, List<Mapping>> translation = translation(op, device, processor);
      for (Point point : grid(op.k(), H.bytesPerElement(), processor)) {
        mappings.addAll(translation.apply(point));
      }
      var best = (MappedOperator) mapper.map(op, processorId);
      for (Mapping mapping : mappings) {
        if (mapper.evaluate(op, processorId, mapping) instanceof MappedOperator priced) {
          compared++;
          assertThat(priced.cost().latencySeconds())
              .as("%s on %s: %s", op, id, mapping)
              .isGreaterThanOrEqualTo(best.cost().latencySeconds() * (1 - ROUNDING));
        }
      }
    }
    assertThat(compared).isGreaterThanOrEqualTo(expressed);
  }

  /** Returns what makes the mapping of a point, none if it can't be expressed. */
  private static Function<Point, List<Mapping>> translation(
      Matmul op, Device device, Processor processor) {
    MatmulKernels kernels = processor.kernels().matmul();
    if (kernels instanceof MatmulKernels.Pipelined pipelined) {
      var model = new PipelinedMatmulModel(op, processor, device.memory(), pipelined);
      return point -> pipelined(point, op, pipelined, model);
    }
    MatrixEngine matrix = processor.matrix().orElseThrow();
    var scratchpad = (MatmulKernels.Scratchpad) kernels;
    return point -> List.of(scratchpad(point, op, processor, matrix, scratchpad));
  }

  private static List<Mapping> pipelined(
      Point point, Matmul op, MatmulKernels.Pipelined library, PipelinedMatmulModel model) {
    var tile = new Tile((int) point.subTile, (int) point.subTile);
    int parts = (int) ((op.k() - 1) / point.tileK + 1);
    int splits = library.splits().contains(parts) ? parts : 1;
    int band = (int) (point.tileM / point.subTile);
    boolean isExpressed =
        library.tiles().contains(tile)
            && library.depths().stream().anyMatch(d -> model.depthElements(d) == point.subK)
            && library.swizzles().contains(band)
            && library.coresPerTile().contains(1)
            && library.occupancies().contains(1);
    return isExpressed
        ? List.of(new PipelinedMapping(tile, (int) point.subK, 1, splits, 0, band, 1, false))
        : List.of();
  }

  private static Mapping scratchpad(
      Point point,
      Matmul op,
      Processor processor,
      MatrixEngine matrix,
      MatmulKernels.Scratchpad kernels) {
    var p = ScratchpadMatmulModel.Padded.of(op, matrix, kernels, false);
    var block =
        new ScratchpadMapping.Block(
            upTo(point.tileM, p.rowTile(), p.rows()),
            upTo(point.tileN, matrix.columns() * processor.lanes(), p.columns()),
            upTo(point.tileK, matrix.rows(), p.contraction()));
    return new ScratchpadMapping(
        false,
        true,
        block,
        LoopOrder.DEPTH_COLUMNS_ROWS,
        new ScratchpadMapping.DoubleBuffered(point.doubleBuffered, point.doubleBuffered, false),
        Spread.COLUMNS,
        Dataflow.OUTPUT_STATIONARY);
  }

  private static long upTo(long size, long unit, long most) {
    return Math.min(((size - 1) / unit + 1) * unit, most);
  }
}
