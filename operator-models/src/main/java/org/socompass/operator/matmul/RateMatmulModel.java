package org.socompass.operator.matmul;

import org.socompass.hardware.DataType;
import org.socompass.hardware.MainMemory;
import org.socompass.hardware.MatmulKernels;
import org.socompass.hardware.Processor;
import org.socompass.operator.Bound;
import org.socompass.operator.CostBuilder;
import org.socompass.operator.MainMemoryStream;
import org.socompass.operator.Matmul;
import org.socompass.operator.MemoryLevel;
import org.socompass.operator.OperatorCost;
import org.socompass.operator.Rates;
import org.socompass.operator.mapping.RateMapping;

/**
 * Latency of a matrix product on kernels of which only the achieved rate is known.
 *
 * <pre>{@code
 * tile of r x c results on a core, P peak, e achieved share, D slots to convert a weight
 * slots  = ceil(b ceil(m/r) ceil(n/c) / cores) * cores * r c k * (1/e + D/r), or with the rows that
 *          fill no tile, m mod r, in registers behind the others: (m mod r) / (s e) in place of r / e
 * t_mac  = 2 slots / P
 * rows:     max( reads * weights/BW, 2 b m k n / (s e P) )
 * reads  = ceil(m / register_rows) up to register_passes, else m; of a cache 1
 * tiled:    max( weights/BW, t_mac ) + (A + C)/BW
 * unpacked: (weights + 2 * unpacked weights)/BW + t_mac + (A + C)/BW
 * }</pre>
 *
 * <p>Up to {@code register_rows} rows share a reading of the weights, with sums in registers and
 * weights in registers or a cache; more than {@code register_passes} readings an engine does not
 * make, but changes to tiles. Such kernels reach the share {@code s}, {@code register_share}, of
 * the tiles' rate: between one row and a tile, time grows with the rows and does not jump. Cached
 * keys and values are read once for all rows that share them, or for each row by kernels that say
 * {@code reads_cache_once: false}; they need no unpacking unless their type is converted.
 *
 * <p>Below some number of rows the product is bound by the bytes of its weights, above it by the
 * flat achieved rate: the linear character of GPUs without matrix engines.
 *
 * <p><b>Source.</b> Ours; the characters are those that HeteroInfer (SOSP 2025) reports.
 */
public final class RateMatmulModel {
  private RateMatmulModel() {}

  /** Returns the cost. */
  public static OperatorCost cost(
      Matmul op,
      Processor processor,
      MainMemory memory,
      MatmulKernels.Rate kernels,
      RateMapping mapping) {
    double efficiency = kernels.efficiency().getOrDefault(op.arithmetic(), fallback(kernels));
    double peak = Rates.peakOperations(processor, op.arithmetic());
    double weights = op.weightBytes();
    double activations = op.activationBytes() + op.outputBytes();
    double dram = processor.dram().efficiency();
    double macSeconds = macSeconds(op, processor, kernels, peak, efficiency);
    double bytes;
    double compute;
    double memorySeconds;
    double kernelSeconds;
    switch (mapping.path()) {
      case VECTOR -> {
        bytes = weightReads(op, kernels) * weights + activations;
        double share = op.cached() ? 1 : kernels.registerShare();
        compute = op.operations() / (share * efficiency * peak);
        memorySeconds = MainMemoryStream.seconds(bytes, processor, memory, dram);
        kernelSeconds = Math.max(memorySeconds, compute);
      }
      case TILED -> {
        bytes = weights + activations;
        compute = macSeconds;
        double streamed = MainMemoryStream.seconds(activations, processor, memory, dram);
        double weightSeconds = weights / MainMemoryStream.bandwidth(processor, memory, dram);
        memorySeconds = weightSeconds + streamed;
        kernelSeconds = Math.max(weightSeconds, compute) + streamed;
      }
      case UNPACKED -> {
        double unpacked =
            op.dequantizesWeights() || !op.cached()
                ? (double) op.batch() * op.k() * op.n() * kernels.scratchBytesPerWeight()
                : 0;
        bytes = weights + 2 * unpacked + activations;
        compute = macSeconds;
        memorySeconds = MainMemoryStream.seconds(bytes, processor, memory, dram);
        kernelSeconds = memorySeconds + compute;
      }
      default -> throw new IllegalStateException("path " + mapping.path());
    }
    return new CostBuilder(op, processor, memory)
        .busy(Bound.COMPUTE, compute)
        .busy(Bound.MEMORY, memorySeconds)
        .traffic(MemoryLevel.MAIN_MEMORY, bytes)
        .traffic(MemoryLevel.GLOBAL_BUFFER, bytes)
        .kernel(kernelSeconds);
  }

  /** Returns how often a product with its rows in registers reads its weights. */
  private static double weightReads(Matmul op, MatmulKernels.Rate kernels) {
    if (op.cached()) {
      return kernels.readsCacheOnce() ? 1 : op.m();
    }
    double passes = Math.ceil((double) op.m() / kernels.registerRows());
    return passes <= kernels.registerPasses() ? passes : op.m();
  }

  private static double macSeconds(
      Matmul op, Processor processor, MatmulKernels.Rate kernels, double peak, double efficiency) {
    double r = kernels.tile().rows();
    double c = kernels.tile().columns();
    double convert =
        op.dequantizesWeights()
            ? Conversion.of(kernels.dequantizeSlots(), op.weight(), 0, true)
            : 0;
    double columns = op.batch() * Math.ceil(op.n() / c);
    double rowTiles = Math.ceil(op.m() / r);
    double ofTile = r * (1 / efficiency + convert / r);
    // The last tile is padded, or its rows are kept in registers behind the full ones. Fewer rows
    // than a tile are the other kernels'.
    double full = Math.floor(op.m() / r);
    double padded = waves(rowTiles * columns, processor) * ofTile;
    double share = op.cached() ? 1 : kernels.registerShare();
    double rest = (op.m() - full * r) / (share * efficiency);
    double perColumn =
        full == 0
            ? padded
            : Math.min(
                padded,
                waves(full * columns, processor) * ofTile
                    + waves(columns, processor) * Math.min(rest, ofTile));
    double slots = perColumn * processor.cores() * c * op.k();
    return 2 * slots / peak;
  }

  private static double waves(double tiles, Processor processor) {
    return Math.ceil(tiles / processor.cores());
  }

  private static double fallback(MatmulKernels.Rate kernels) {
    return kernels
        .efficiency()
        .getOrDefault(
            DataType.FP16,
            kernels.efficiency().values().stream()
                .mapToDouble(Double::doubleValue)
                .min()
                .orElse(1));
  }
}
