package org.socompass.operator;

import java.util.Optional;
import org.socompass.hardware.MainMemory;
import org.socompass.hardware.MatmulKernels;
import org.socompass.hardware.MatrixEngine;
import org.socompass.hardware.Processor;

/**
 * Latency of a matrix product as blocks of threads that stage operand tiles through the local
 * buffer in a software pipeline.
 *
 * <pre>{@code
 * grid     gm = ceil(m/tm), gn = ceil(n/tn), S splits of k in steps of tk;  N = b gm gn S blocks
 *          q = ceil(N/cores) blocks on the busiest core, in R = ceil(q/o) rounds of o resident blocks
 * block    c_mac   = tm tn kc / (MAC eps) + conversion            matrix engine or vector units
 *          c_local = (fragment reads + tile writes) / local bandwidth
 *          c_port  = (tm wa + tn ww) kc / port
 *          c_epi   = tm tn (operations / vector + w / port)
 *          M = max( (c_mac^p + c_local^p)^(1/p), c_port ) + c_epi
 * raster   bands of sw row tiles walk all of n; full bands (1) and the last band (2)
 *          phi_B = 1 - S2'/(n k ww + sw tm k wa), phi_A = 1 - S2'/(sw tm k wa + tn k ww), not below 0
 *          D_i = traffic of main memory / (eta BW), G_i = traffic of the global buffer / b2
 * join     X_i = (G_i^p + D_i^p)^(1/p), x_1 + x_2 = q
 *          main = sum of ((x_i M)^p + X_i^p)^(1/p), idle slots of the last wave where they hide most
 * latency  Little's law for the stages in flight, one pipeline fill a round, the chain of partial sums
 * t = launch + max(main, little) + fill + chain
 * }</pre>
 *
 * <p>S2' is the share of the global buffer that reuse may count on: what neighbouring blocks share
 * stays, older tiles are evicted as the working set outgrows it.
 *
 * <p><b>Source.</b> Ours. Symbols and measured error: docs/matmul.md.
 */
public final class PipelinedMatmulModel {
  private static final double ACCUMULATOR_BYTES = 4;
  private static final double VECTOR_FRAGMENT = 8;
  private static final double MIXED_FRAGMENT_COLUMNS = 64;

  private final Matmul op;
  private final Processor processor;
  private final MainMemory memory;
  private final MatmulKernels.Pipelined kernels;
  private final boolean mixed;
  private final double matrixMacsPerCycle;
  private final double vectorMacsPerCycle;
  private final double wa;
  private final double ww;
  private final double wo;
  private final double bandwidth;
  private final double usableBuffer;

  // The last evaluation; read by cost() alone, so that the search allocates nothing.
  private double computeSeconds;
  private double localSeconds;
  private double bufferSeconds;
  private double memorySeconds;
  private double latencySeconds;

  /** Creates the model of one product. Not thread-safe: it keeps the parts of its last result. */
  public PipelinedMatmulModel(
      Matmul op, Processor processor, MainMemory memory, MatmulKernels.Pipelined kernels) {
    this.op = op;
    this.processor = processor;
    this.memory = memory;
    this.kernels = kernels;
    this.wa = op.activation().bytesPerElement();
    this.ww = op.weight().bytesPerElement();
    this.wo = op.output().bytesPerElement();
    this.mixed = wa > ww;
    double perCore = processor.cores() * processor.clockHz() * 2;
    this.matrixMacsPerCycle =
        Rates.matrixOperations(processor, op.arithmetic()).orElse(0) / perCore;
    this.vectorMacsPerCycle = Rates.vectorOperations(processor, op.arithmetic()) / perCore;
    this.bandwidth = MainMemoryStream.bandwidth(processor, memory, kernels.dramEfficiency());
    this.usableBuffer = processor.global().capacityBytes() * kernels.cacheShare();
  }

  /** Returns whether the processor's matrix engines can multiply these types. */
  public boolean hasMatrixPath() {
    Optional<MatrixEngine> matrix = processor.matrix();
    return matrix.isPresent() && Rates.matrixType(matrix.get(), op.arithmetic()).isPresent();
  }

  /** Returns whether weights are converted on the way. */
  public boolean isMixed() {
    return mixed;
  }

  /** Returns the steps of the contraction, in elements, for a depth in 16-bit elements. */
  public int depthElements(int depth16) {
    return Math.max(1, depth16 * 16 / op.activation().payloadBits());
  }

  /** Returns the local buffer that the blocks of a core need with the fewest stages [B]. */
  public double localBytes(int tm, int tn, int tk, int occupancy) {
    int stages = Math.min(2, kernels.greatestStages());
    return stages * (double) occupancy * stageBytes(tm, tn, tk);
  }

  /** Returns the registers that the blocks of a core need [B]. */
  public double registerBytes(int tm, int tn, int occupancy) {
    return occupancy * (double) tm * tn * ACCUMULATOR_BYTES * kernels.registerFactor();
  }

  /** Returns whether the buffers of the cores hold the blocks, and every split has work. */
  public boolean isFeasible(PipelinedMapping mapping) {
    return isFeasible(
        mapping.tile().rows(),
        mapping.tile().columns(),
        mapping.depth(),
        mapping.occupancy(),
        mapping.splits(),
        mapping.coresPerTile());
  }

  /** Returns whether the buffers of the cores hold the blocks, and every split has work. */
  public boolean isFeasible(int tm, int tn, int tk, int occupancy, int splits, int coresPerTile) {
    double steps = Math.ceil(Math.ceil((double) op.k() / splits) / tk);
    return localBytes(tm, tn, tk, occupancy)
            <= (double) processor.local().capacityBytes() * coresPerTile
        && registerBytes(tm, tn, occupancy) <= (double) processor.registerBytes() * coresPerTile
        && processor.cores() >= coresPerTile
        && (splits == 1 || steps * tk * (splits - 1) < op.k());
  }

  private double stageBytes(int tm, int tn, int tk) {
    return (tm * wa + tn * ww) * tk;
  }

  /**
   * Returns the duration of the kernel without its launch [s]. The mapping must be feasible.
   * Allocates nothing.
   */
  public double seconds(
      int tm,
      int tn,
      int tk,
      int occupancy,
      int splits,
      int chain,
      int swizzle,
      int coresPerTile,
      boolean vector) {
    double f = processor.clockHz();
    double g = coresPerTile;
    double cores = Math.floor(processor.cores() / g);
    double p = kernels.overlap();
    double b = op.batch();
    double m = op.m();
    double k = op.k();
    double n = op.n();

    // Grid. A band pads the grid up to the fewest row tiles that its swizzle is used for.
    double gm = Math.max(Math.ceil(m / tm), leastRowTiles(swizzle));
    double gn = Math.ceil(n / tn);
    double blocks = b * gm * gn * splits;
    double steps = Math.ceil(k / splits / tk);
    double kc = steps * tk;
    double stage = stageBytes(tm, tn, tk);
    double stages =
        Math.min(
            kernels.greatestStages(),
            Math.floor(processor.local().capacityBytes() * g / (occupancy * stage)));
    double perCore =
        chain > 0
            ? Math.max(Math.ceil(blocks * steps / cores), Math.ceil(steps / chain)) / steps
            : Math.ceil(blocks / cores);
    double rounds = Math.ceil(perCore / occupancy);

    // One block on its core.
    double port = kernels.portBytesPerCycle() * g;
    double lanes = kernels.operationsPerCycle() * g;
    double macs =
        (vector ? vectorMacsPerCycle : matrixMacsPerCycle * kernels.issueEfficiency()) * g;
    double fragmentRows =
        vector
            ? Math.min(VECTOR_FRAGMENT, tm)
            : Math.min(kernels.fragment().rows() * g, tm * kernels.fragmentFraction());
    double fragmentColumns =
        vector
            ? VECTOR_FRAGMENT
            : mixed
                ? MIXED_FRAGMENT_COLUMNS
                : Math.min(kernels.fragment().columns(), tn * kernels.fragmentFraction());
    double area = (double) tm * tn;
    double mac =
        (area * kc / macs + (mixed ? kernels.dequantizeOperations() * tn * kc / lanes : 0)) / f;
    double operands = (tm * wa + tn * ww) * kc;
    double reads = area * kc * (wa / fragmentColumns + (mixed ? 0 : ww / fragmentRows));
    double local = (reads + operands) / (processor.local().bytesPerCycle() * g) / f;
    double feed = operands / port / f;
    double epilogue =
        (area * kernels.epilogueOperations() / lanes
                + area * (splits > 1 ? ACCUMULATOR_BYTES : wo) / port)
            / f;
    double block = Math.max(Overlap.norm(mac, local, p), feed) + epilogue;

    // Raster classes: full bands (1) and the last band (2).
    double bands = Math.ceil(gm / swizzle) - 1;
    double lastTiles = gm - bands * swizzle;
    double rows1 = Math.min(m, bands * swizzle * tm);
    double rows2 = m - rows1;
    double blocks1 = blocks * bands * swizzle / gm;
    double blocks2 = blocks - blocks1;
    double inFlight = cores * occupancy / splits;
    double weights = op.weightBytes() / b;
    double missB = miss(weights + swizzle * (double) tm * k * wa);
    double partial =
        (splits > 1 ? ACCUMULATOR_BYTES * splits * b * m * n : 0)
            + (chain > 0 ? ACCUMULATOR_BYTES * Math.min(blocks, cores) * area : 0);
    double partialMemory = 2 * partial * miss(Math.max(1, partial));
    double memory1 =
        b
            * ((bands > 0 ? weights * (1 + (bands - 1) * missB) : 0)
                + activations(rows1, swizzle, tm, tn, gn, inFlight)
                + rows1 * n * wo)
            / bandwidth;
    double memory2 =
        (b
                    * ((bands > 0 ? weights * missB : weights)
                        + activations(rows2, lastTiles, tm, tn, gn, inFlight)
                        + rows2 * n * wo)
                + partialMemory)
            / bandwidth;
    double padded = kc * splits;
    double buffer = processor.globalBytesPerSecond();
    double buffer1 =
        b
            * (rows1 * gn * padded * wa + bands * swizzle * n * padded * ww + rows1 * n * wo)
            / buffer;
    double buffer2 =
        (b * (rows2 * gn * padded * wa + lastTiles * n * padded * ww + rows2 * n * wo)
                + 2 * partial)
            / buffer;

    // Idle slots of the last wave go where they hide most traffic.
    double feed1 = Overlap.norm(buffer1, memory1, p);
    double feed2 = Overlap.norm(buffer2, memory2, p);
    double least1 = blocks1 / cores;
    double most1 = Math.max(least1, perCore - blocks2 / cores);
    double share1 = Math.min(most1, Math.max(least1, perCore * feed1 / (feed1 + feed2)));
    double main =
        Overlap.norm(share1 * block, feed1, p) + Overlap.norm((perCore - share1) * block, feed2, p);

    double latency = memory.latencySeconds();
    double little =
        stages > 1 ? rounds * steps * latency / (stages - 1) : rounds * (steps * latency + block);
    double fill = rounds * (latency + stage / port / f);
    int links = splits > 1 ? splits : chain;
    double partialSums = links * (latency + 2 * ACCUMULATOR_BYTES * area / port / f);

    computeSeconds = perCore * (mac + epilogue);
    localSeconds = perCore * Math.max(local, feed);
    bufferSeconds = buffer1 + buffer2;
    memorySeconds = memory1 + memory2;
    latencySeconds = little + fill + partialSums;
    return Math.max(main, little) + fill + partialSums;
  }

  private static double leastRowTiles(int swizzle) {
    return swizzle <= 2 ? swizzle : 3.0 * swizzle / 4;
  }

  private double miss(double workingSet) {
    return Math.max(0, 1 - usableBuffer / workingSet);
  }

  /** Bytes of A that a class of bands reads: again for every wave of a band that evicted it. */
  private double activations(
      double rows, double bandTiles, int tm, int tn, double gn, double inFlight) {
    double missA = miss(bandTiles * tm * op.k() * wa + tn * (double) op.k() * ww);
    return rows * op.k() * wa * (1 + Math.max(0, gn * bandTiles / inFlight - 1) * missA);
  }

  /**
   * Returns the cost under a mapping.
   *
   * @throws IllegalArgumentException if the mapping is not feasible
   */
  public OperatorCost cost(PipelinedMapping mapping) {
    if (!isFeasible(mapping)) {
      throw new IllegalArgumentException("the mapping does not fit: " + mapping);
    }
    double seconds =
        seconds(
            mapping.tile().rows(),
            mapping.tile().columns(),
            mapping.depth(),
            mapping.occupancy(),
            mapping.splits(),
            mapping.chain(),
            mapping.swizzle(),
            mapping.coresPerTile(),
            mapping.vector());
    return new CostBuilder(op, processor, memory)
        .busy(mapping.vector() ? Bound.VECTOR : Bound.COMPUTE, computeSeconds)
        .busy(Bound.LOCAL_BANDWIDTH, Math.max(localSeconds, bufferSeconds))
        .busy(Bound.MEMORY, Math.max(memorySeconds, latencySeconds))
        .traffic(MemoryLevel.MAIN_MEMORY, memorySeconds * bandwidth)
        .traffic(MemoryLevel.GLOBAL_BUFFER, bufferSeconds * processor.globalBytesPerSecond())
        .traffic(
            MemoryLevel.LOCAL_BUFFER,
            localSeconds
                * processor.cores()
                * processor.local().bytesPerCycle()
                * processor.clockHz())
        .kernel(seconds);
  }
}
