package org.socompass.operator.matmul;

import java.util.List;
import java.util.Optional;
import org.socompass.hardware.MainMemory;
import org.socompass.hardware.MatmulKernels;
import org.socompass.hardware.MatmulKernels.Grouped;
import org.socompass.hardware.MatmulKernels.GroupedTiles;
import org.socompass.hardware.MatrixEngine;
import org.socompass.hardware.Processor;
import org.socompass.hardware.Tile;
import org.socompass.operator.Bound;
import org.socompass.operator.CostBuilder;
import org.socompass.operator.MainMemoryStream;
import org.socompass.operator.Matmul;
import org.socompass.operator.MemoryLevel;
import org.socompass.operator.OperatorCost;
import org.socompass.operator.Overlap;
import org.socompass.operator.Rates;
import org.socompass.operator.Roofline;
import org.socompass.operator.RowGroups;
import org.socompass.operator.mapping.PipelinedMapping;

/**
 * Latency of the products of several experts in one kernel, each expert with rows of its own.
 *
 * <pre>{@code
 * c_i rows of expert i, tiles of tm x tn, sw row tiles that share a reading of the weights
 * blocks  = ceil(n/tn) sum ceil(c_i/tm)          padding of each expert, not of their mean
 * t_mac   = ceil(blocks/cores) tm tn k / (MAC min(eff, clock that power holds))
 * again   = sum (ceil(ceil(c_i/tm)/sw) - 1) k n ww miss,
 *           miss = max(0, 1 - S2'/(k n ww + sw tm k wa))
 * t_mem   = (k n ww touched + again + A + C)/(BW eta), eta less where a step reads short lines
 * t_buf   = blocks (tm wa + tn ww) k / b2
 * t       = launch + beside + 2 L + (t_mac^p + t_mem^p + t_buf^p)^(1/p)
 * }</pre>
 *
 * <p>Weights of a call that is repeated stay in the global buffer where they fit the share of it
 * that keeps them. Main memory is waited for twice: for the order of tokens, then for the first
 * tile.
 *
 * <p><b>Source.</b> Ours. Symbols, constants and measured error: docs/matmul.md.
 */
public final class GroupedMatmulModel {
  private GroupedMatmulModel() {}

  /** Returns the kernels that run all products of a batch together; empty if there are none. */
  public static Optional<Grouped> kernels(
      Matmul op, Processor processor, MatmulKernels.Pipelined kernels) {
    Optional<MatrixEngine> matrix = processor.matrix();
    return matrix.isPresent()
            && op.groups().isPresent()
            && Rates.matrixType(matrix.get(), op.arithmetic()).isPresent()
        ? kernels.generation().grouped()
        : Optional.empty();
  }

  /** Returns the mappings that the kernels have for a batch. */
  public static List<PipelinedMapping> mappings(Matmul op, Grouped grouped) {
    GroupedTiles chosen = tiles(op, grouped);
    int depth = Math.max(1, chosen.depth() * 16 / op.activation().payloadBits());
    return chosen.tiles().stream()
        .map(tile -> new PipelinedMapping(tile, depth, 1, 1, 0, chosen.swizzle(), 1, false))
        .toList();
  }

  private static GroupedTiles tiles(Matmul op, Grouped grouped) {
    RowGroups groups = op.groups().orElseThrow();
    return groups.tokens() <= groups.all() ? grouped.few() : grouped.many();
  }

  /** Returns the cost under a mapping. */
  public static OperatorCost cost(
      Matmul op,
      Processor processor,
      MainMemory memory,
      MatmulKernels.Pipelined kernels,
      Grouped grouped,
      PipelinedMapping mapping) {
    RowGroups groups = op.groups().orElseThrow();
    Tile tile = mapping.tile();
    double rowTiles = 0;
    double readings = 0;
    for (long rows : groups.rows()) {
      double tiles = Math.ceil((double) rows / tile.rows());
      rowTiles += tiles;
      readings += Math.ceil(tiles / mapping.swizzle());
    }
    double blocks = Math.ceil((double) op.n() / tile.columns()) * rowTiles;
    double wa = op.activation().bytesPerElement();
    double ww = op.weightBytesPerElement();
    double share =
        Math.min(grouped.efficiency(), Rates.sustainedMatrix(processor, op.arithmetic()).share(1));
    double peak = Rates.matrixOperations(processor, op.arithmetic()).orElseThrow();
    double mac =
        Math.ceil(blocks / processor.cores())
            * (2.0 * tile.rows() * tile.columns() * op.k())
            / (peak / processor.cores() * share);
    double expert = op.weightBytes() / groups.rows().size();
    double band = expert + (double) mapping.swizzle() * tile.rows() * op.k() * wa;
    double capacity = processor.global().capacityBytes();
    double miss = Math.max(0, 1 - kernels.cacheShare() * capacity / band);
    double again = (readings - groups.rows().size()) * expert * miss;
    boolean resident = Roofline.keepsWeights(op, processor);
    double bytes =
        (resident ? 0 : op.weightBytes() + again) + op.activationBytes() + op.outputBytes();
    double reached =
        kernels.dramEfficiency()
            * (mapping.depth() * ww < Grouped.LINE_BYTES ? grouped.shortReads() : 1);
    double main = bytes / MainMemoryStream.bandwidth(processor, memory, reached);
    double bufferBytes = blocks * (tile.rows() * wa + tile.columns() * ww) * op.k();
    double buffer = bufferBytes / processor.globalBytesPerSecond();
    double wait = 2 * memory.latencySeconds() * kernels.generation().latencyLoad();
    double p = kernels.overlap();
    return new CostBuilder(op, processor, memory)
        .busy(Bound.COMPUTE, mac)
        .busy(Bound.MEMORY, main)
        .busy(Bound.LOCAL_BANDWIDTH, buffer)
        .traffic(MemoryLevel.MAIN_MEMORY, bytes)
        .traffic(MemoryLevel.GLOBAL_BUFFER, bufferBytes)
        .kernel(
            grouped.besideSeconds() + wait + Overlap.norm(mac, Overlap.norm(main, buffer, p), p));
  }
}
