package org.socompass.operator.attention;

import java.util.function.DoubleUnaryOperator;
import java.util.function.ToIntFunction;
import org.socompass.hardware.AttentionKernels;
import org.socompass.hardware.Processor;
import org.socompass.hardware.Tile;
import org.socompass.operator.Attention;
import org.socompass.operator.Bound;
import org.socompass.operator.CostBuilder;
import org.socompass.operator.MemoryLevel;
import org.socompass.operator.OperatorCost;
import org.socompass.operator.Overlap;
import org.socompass.operator.Rates;
import org.socompass.operator.mapping.AttentionMapping;

/**
 * What the cores and the global buffer take of an attention under one mapping, whatever the
 * bandwidth of main memory: the equations of {@link AttentionModel} without {@link
 * AttentionStreams}.
 */
public final class AttentionWork {
  private static final double PARTIAL_BYTES = 4;
  private static final int GREATEST_RESIDENT = 2;

  private final Attention a;
  private final AttentionKernels kernels;
  private final AttentionMapping mapping;
  private final double coreSeconds;
  private final double vectorSeconds;
  private final double bufferSeconds;
  private final double bufferBytes;
  private final double combineBytes;
  private final double combineSeconds;
  private final double appendSeconds;

  /**
   * Creates the work of a mapping.
   *
   * @param memoryLatencySeconds latency of main memory [s]
   * @param usual the kernels of the processor
   */
  public AttentionWork(
      Attention a,
      Processor processor,
      double memoryLatencySeconds,
      AttentionKernels usual,
      AttentionMapping mapping) {
    this.a = a;
    this.kernels = AttentionModel.kernels(a, usual);
    this.mapping = mapping;
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
        a.latent() ? usual.latent().map(l -> l.waits() * memoryLatencySeconds).orElse(0.0) : 0;
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
    this.coreSeconds =
        Math.max(
                step * steps.longestOfWaves(waves, rowTiles, processor.cores(), heads),
                steps.ofTile(0) * alone)
            + kernels.blockCycles() / processor.clockHz() * waves;

    this.bufferBytes =
        heads * steps.total(rowTiles) * rowParts * bc * cached * a.cache().bytesPerElement()
            + a.queryBytes()
            + a.outputBytes();
    this.bufferSeconds = bufferBytes / processor.globalBytesPerSecond();
    this.combineBytes =
        mapping.splits() > 1
            ? 2.0
                * a.batch()
                * a.queryHeads()
                * a.queryLength()
                * a.valueDim()
                * PARTIAL_BYTES
                * mapping.splits()
            : 0;
    this.combineSeconds = combineBytes / processor.globalBytesPerSecond();
    // Only new tokens in front of older ones are appended; a prompt alone is its own cache, and
    // long queries run a kernel that does not append.
    double appended =
        Math.min(kernels.appendTokens(), Math.min(a.queryLength(), a.kvLength() - a.queryLength()));
    this.appendSeconds = kernels.appendSecondsPerToken() * Math.max(0, appended);
    this.vectorSeconds =
        heads * steps.total(rowTiles) * expSeconds / Math.min(processor.cores(), blocksInAll);
  }

  /** Returns the mapping. */
  public AttentionMapping mapping() {
    return mapping;
  }

  /** Returns the latency [s]. */
  public double latencySeconds(AttentionStreams streams) {
    return streams.floor.latency(kernelSeconds(streams));
  }

  /** Returns the traffic of main memory, the same under every mapping [B]. */
  public double memoryBytes() {
    return a.compulsoryBytes();
  }

  private double kernelSeconds(AttentionStreams streams) {
    double seconds =
        Overlap.norm(Math.max(coreSeconds, bufferSeconds), streams.memorySeconds, kernels.overlap())
            + combineSeconds
            + appendSeconds
            + kernels.besideKernels() * kernels.besideSeconds()
            + streams.storeSeconds;
    return Math.max(seconds, streams.leastSeconds);
  }

  /** Returns the cost. */
  public OperatorCost cost(AttentionStreams streams) {
    return new CostBuilder(a, streams.processor, streams.memory)
        .busy(Bound.COMPUTE, coreSeconds)
        .busy(Bound.VECTOR, vectorSeconds)
        .busy(Bound.LOCAL_BANDWIDTH, bufferSeconds)
        .busy(Bound.MEMORY, streams.memorySeconds)
        .traffic(MemoryLevel.MAIN_MEMORY, a.compulsoryBytes())
        .traffic(MemoryLevel.GLOBAL_BUFFER, bufferBytes + combineBytes)
        .traffic(MemoryLevel.LOCAL_BUFFER, 2 * bufferBytes)
        .kernel(kernelSeconds(streams));
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
