package org.socompass.operator.attention;

import java.util.function.DoubleUnaryOperator;
import java.util.function.ToIntFunction;
import org.socompass.hardware.AttentionKernels;
import org.socompass.hardware.MainMemory;
import org.socompass.hardware.Processor;
import org.socompass.hardware.Tile;
import org.socompass.operator.Attention;
import org.socompass.operator.Bound;
import org.socompass.operator.CostBuilder;
import org.socompass.operator.MainMemoryStream;
import org.socompass.operator.MemoryLevel;
import org.socompass.operator.OperatorCost;
import org.socompass.operator.Overlap;
import org.socompass.operator.Rates;
import org.socompass.operator.mapping.AttentionMapping;

/**
 * Latency of fused attention (FlashAttention).
 *
 * <pre>{@code
 * a block owns Br query rows of one head (or of the g heads that share keys, packed) and walks the
 * keys in steps of Bc; causal steps beyond its last row are skipped
 * d, dv elements of a head of keys and of values; c = d + dv of them cached, or d if latent
 * step   = 2 Br Bc (d + dv) / (2 MAC f eff) + exposed * Br Bc / (EXP f)    one block alone: + t_step
 * core   = step * sum over waves of the longest block's steps + t_block * waves
 * buffer = steps of all blocks * Bc c w / (b2 f)
 * new    = Q + O, and the cache that K and V of new tokens are written to
 * miss   = max(0, 1 - share * capacity / new)                 of new bytes in main memory
 * memory = (K + V + miss * (Q + O)) / (BW eta)
 * t      = launch + (max(core, buffer)^p + memory^p)^(1/p) + combine + append + beside
 * beside = kernels * fixed + passes * (new K + V) * max(miss / (BW eta), 1 / (b2 f))
 * }</pre>
 *
 * <p>A window leaves out the steps before it: a tile of {@code Br / g} queries walks at most {@code
 * W + Br / g - 1} keys. Keys and values of another type are converted step by step by the vector
 * units.
 *
 * <p>What the operators before left in the global buffer is read from there, and so is what the
 * engine writes to its cache; the whole is never less than all bytes from main memory, as if
 * nothing was left.
 *
 * <p>A tile must fit the buffers of a core: {@link AttentionBuffers}. A block is at least the least
 * tile of the kernels; if a smaller one is all that fits, it works on its parts one after another,
 * each with a {@code t_step}, and reads the keys again for each part of its rows. So more buffer
 * never takes more time, nor does a smaller head. Blocks are issued longest first, so that wave j
 * is as long as block {@code j cores / heads}. Two resident blocks hide part of each other's
 * exponentials. Splitting the keys over blocks writes and reads partial results in fp32 through the
 * global buffer.
 *
 * <p><b>Source.</b> Ours, after Dao et al., FlashAttention-2 (2023), for the order of the work.
 */
public final class AttentionModel {
  private static final double PARTIAL_BYTES = 4;
  private static final int GREATEST_RESIDENT = 2;

  private AttentionModel() {}

  /** Returns the cost. */
  public static OperatorCost cost(
      Attention a,
      Processor processor,
      MainMemory memory,
      AttentionKernels usual,
      AttentionMapping mapping) {
    AttentionKernels kernels = a.latent() ? usual.ofLatent() : usual;
    double stepElements = a.headDim() + a.valueDim();
    double cached = a.cachedDim();
    int rows = mapping.tile().rows();
    int columns = mapping.tile().columns();
    int br = Math.max(rows, least(kernels, Tile::rows));
    int bc = Math.max(columns, least(kernels, Tile::columns));
    double rowParts = Math.ceil((double) br / rows);
    double parts = rowParts * Math.ceil((double) bc / columns);
    long group = mapping.packed() ? a.queryHeads() / a.kvHeads() : 1;
    double heads = (double) a.batch() * a.queryHeads() / group * mapping.splits();
    double rowTiles = Math.ceil((double) a.queryLength() * group / br);
    double blocksInAll = heads * rowTiles;
    double waves = Math.ceil(blocksInAll / processor.cores());

    double coreClock = processor.clockHz() * processor.lanesPerCore();
    double matrixRate =
        Rates.peakOperations(processor, a.type()) / processor.cores() * kernels.efficiency();
    double productSeconds = 2.0 * br * bc * stepElements / matrixRate;
    double convertSeconds =
        a.convertsCache()
            ? bc * cached * processor.cores() / Rates.vectorOperations(processor, a.type())
            : 0;
    double expSeconds =
        br * (double) bc / (processor.vector().expPerCycle() * coreClock) + convertSeconds;
    double waits =
        a.latent() ? usual.latent().map(l -> l.waits() * memory.latencySeconds()).orElse(0.0) : 0;
    double alone =
        productSeconds + expSeconds + parts * (kernels.stepCycles() / processor.clockHz() + waits);
    double resident =
        Math.max(
            1, Math.min(GREATEST_RESIDENT, AttentionBuffers.blocks(a, processor, rows, columns)));
    double step =
        Math.min(resident, waves) == 1
            ? alone
            : Math.max(productSeconds + kernels.exposedExp() * expSeconds, alone / 2);
    Steps steps = new Steps(a, br, bc, group, mapping.splits());
    double coreSeconds =
        Math.max(
                step * steps.longestOfWaves(waves, rowTiles, processor.cores(), heads),
                steps.ofTile(0) * alone)
            + kernels.blockCycles() / processor.clockHz() * waves;

    double bufferBytes =
        heads * steps.total(rowTiles) * rowParts * bc * cached * a.cache().bytesPerElement()
            + a.queryBytes()
            + a.outputBytes();
    double bufferSeconds = bufferBytes / processor.globalBytesPerSecond();
    double combineBytes =
        mapping.splits() > 1
            ? 2.0
                * a.batch()
                * a.queryHeads()
                * a.queryLength()
                * a.valueDim()
                * PARTIAL_BYTES
                * mapping.splits()
            : 0;
    double newBytes = a.queryBytes() + a.outputBytes();
    double stored = kernels.cachePasses() > 0 ? a.newBytes() : 0;
    double miss =
        Math.max(
            0, 1 - kernels.cacheShare() * processor.global().capacityBytes() / (newBytes + stored));
    double memorySeconds =
        MainMemoryStream.seconds(
            a.compulsoryBytes() - (1 - miss) * newBytes,
            processor,
            memory,
            kernels.dramEfficiency());
    double passed = kernels.cachePasses() * a.newBytes();
    double storeSeconds =
        Math.max(
            MainMemoryStream.seconds(miss * passed, processor, memory, kernels.dramEfficiency()),
            passed / processor.globalBytesPerSecond());
    // Only new tokens in front of older ones are appended; a prompt alone is its own cache, and
    // long
    // queries run a kernel that does not append.
    double appended =
        Math.min(kernels.appendTokens(), Math.min(a.queryLength(), a.kvLength() - a.queryLength()));
    double seconds =
        Overlap.norm(Math.max(coreSeconds, bufferSeconds), memorySeconds, kernels.overlap())
            + combineBytes / processor.globalBytesPerSecond()
            + kernels.appendSecondsPerToken() * Math.max(0, appended)
            + kernels.besideKernels() * kernels.besideSeconds()
            + storeSeconds;
    double expTotal =
        heads * steps.total(rowTiles) * expSeconds / Math.min(processor.cores(), blocksInAll);
    return new CostBuilder(a, processor, memory)
        .busy(Bound.COMPUTE, coreSeconds)
        .busy(Bound.VECTOR, expTotal)
        .busy(Bound.LOCAL_BANDWIDTH, bufferSeconds)
        .busy(Bound.MEMORY, memorySeconds)
        .traffic(MemoryLevel.MAIN_MEMORY, a.compulsoryBytes())
        .traffic(MemoryLevel.GLOBAL_BUFFER, bufferBytes + combineBytes)
        .traffic(MemoryLevel.LOCAL_BUFFER, 2 * bufferBytes)
        .kernel(
            Math.max(
                seconds,
                MainMemoryStream.seconds(
                    a.compulsoryBytes(), processor, memory, kernels.dramEfficiency())));
  }

  private static int least(AttentionKernels kernels, ToIntFunction<Tile> side) {
    return kernels.tiles().stream().mapToInt(side).min().orElse(1);
  }

  private static long ceilDiv(long a, long b) {
    return (a - 1) / b + 1;
  }

  /** Steps over tiles of keys that the blocks of one head take. */
  private record Steps(Attention a, int br, int bc, long group, int splits) {
    private static final long MOST_SAMPLES = 1 << 14;

    /** Returns the steps of the k-th longest row tile; the longest ends at the last query. */
    long ofTile(double k) {
      double visible =
          a.causal() ? Math.max(1, a.kvLength() - Math.floor(k * br / group)) : a.kvLength();
      if (a.window() > 0) {
        // The rows of a tile see one window more each, the first of them a whole one.
        visible = Math.min(visible, a.window() + Math.ceil((double) br / group) - 1);
      }
      return ceilDiv((long) Math.ceil(visible / bc), splits);
    }

    /** Returns the sum over waves of the steps of the longest block of each. */
    double longestOfWaves(double waves, double rowTiles, double cores, double heads) {
      return sum(rowTiles, k -> Math.min(waves, Math.ceil(k * heads / cores)));
    }

    /** Returns the steps of all row tiles of one head. */
    double total(double rowTiles) {
      return sum(rowTiles, k -> k);
    }

    /**
     * Returns the sum over row tiles k of {@code ofTile(k) * (before(k + 1) - before(k))}. Beyond
     * 2^14 tiles, groups of neighbours take the steps of their longest.
     */
    private double sum(double rowTiles, DoubleUnaryOperator before) {
      if (!a.causal()) {
        return before.applyAsDouble(rowTiles) * ofTile(0);
      }
      double stride = Math.ceil(rowTiles / MOST_SAMPLES);
      double sum = 0;
      for (double k = 0; k < rowTiles; k += stride) {
        double next = Math.min(rowTiles, k + stride);
        sum += ofTile(k) * (before.applyAsDouble(next) - before.applyAsDouble(k));
      }
      return sum;
    }
  }
}
