package org.socompass.operator.matmul;

import java.util.List;
import java.util.Optional;
import org.socompass.hardware.MainMemory;
import org.socompass.hardware.MatmulKernels;
import org.socompass.hardware.MatrixEngine;
import org.socompass.hardware.Processor;
import org.socompass.operator.Bound;
import org.socompass.operator.BufferUse;
import org.socompass.operator.CostBuilder;
import org.socompass.operator.Matmul;
import org.socompass.operator.MemoryLevel;
import org.socompass.operator.OperatorCost;
import org.socompass.operator.Rates;
import org.socompass.operator.mapping.PipelinedMapping;

/**
 * Latency of a matrix product as blocks of threads that stage operand tiles through the local
 * buffer in a software pipeline.
 *
 * <pre>{@code
 * grid     gm = ceil(m/tm), gn = ceil(n/tn), S splits of k in steps of tk;  N = b gm gn S blocks
 *          q = ceil(N/cores) blocks on the busiest core, in R = ceil(q/o) rounds of o resident blocks
 * block    c_mac   = tm tn kc / (MAC eps) + conversion            matrix engine or vector units
 *          c_local = (fragment reads + tile writes) / local bandwidth
 *                    + read and write of the sums each step, if the local buffer holds them
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
  private final Matmul op;
  private final Processor processor;
  private final MainMemory memory;
  private final MatmulKernels.Pipelined kernels;
  private final boolean mixed;
  private final double wa;
  private final double ww;
  private final PipelinedEvaluation evaluation;

  /** Creates the model of one product. Not thread-safe: it keeps the parts of its last result. */
  public PipelinedMatmulModel(
      Matmul op, Processor processor, MainMemory memory, MatmulKernels.Pipelined kernels) {
    this.op = op;
    this.processor = processor;
    this.memory = memory;
    this.kernels = kernels;
    this.wa = op.activation().bytesPerElement();
    this.ww = op.weightBytesPerElement();
    this.mixed = wa > ww;
    this.evaluation = new PipelinedEvaluation(op, processor, memory, kernels);
  }

  /** Returns the equations, to evaluate many mappings; {@link #cost} uses the same ones. */
  public PipelinedEvaluation evaluation() {
    return evaluation;
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
    return occupancy * (stages * stageBytes(tm, tn, tk) + TileSums.localBytes(kernels, tm, tn));
  }

  /** Returns the registers that the blocks of a core need for their accumulators [B]. */
  public double registerBytes(int tm, int tn, int occupancy) {
    return occupancy * TileSums.registerBytes(kernels, tm, tn) * kernels.registerFactor();
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
        && occupancy * TileSums.tensorMemoryBytes(kernels, tm, tn)
            <= kernels.generation().tensorMemoryBytes() * coresPerTile
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
  public double seconds(PipelinedMapping mapping) {
    return evaluation.times(mapping).seconds(evaluation.bandwidth());
  }

  /**
   * Returns what a mapping holds: the stages and accumulators of the blocks of a core, and in the
   * global buffer what a band would reuse.
   */
  public List<BufferUse> bufferUse(PipelinedMapping mapping) {
    int tm = mapping.tile().rows();
    int tn = mapping.tile().columns();
    int g = mapping.coresPerTile();
    evaluation.choose(mapping);
    double staged =
        mapping.occupancy()
            * (evaluation.stages() * stageBytes(tm, tn, mapping.depth())
                + TileSums.localBytes(kernels, tm, tn));
    double band = op.weightBytes() / op.batch() + mapping.swizzle() * (double) tm * op.k() * wa;
    return List.of(
        new BufferUse("local_buffer", staged, (double) processor.local().capacityBytes() * g),
        new BufferUse(
            "registers",
            registerBytes(tm, tn, mapping.occupancy()),
            (double) processor.registerBytes() * g),
        new BufferUse("global_buffer", band, processor.global().capacityBytes()));
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
    double seconds = seconds(mapping);
    var cache = new SetAssociativeCache(processor.global().capacityBytes(), kernels.cacheWays());
    // Counted by another cache than the latency is: no more than can have moved meanwhile.
    double bytes = new PipelinedTraffic(op, processor.cores(), cache).bytes(mapping);
    double memoryBusy = Math.max(evaluation.memorySeconds(), evaluation.latencySeconds());
    double localBusy = Math.max(evaluation.localSeconds(), evaluation.bufferSeconds());
    return new CostBuilder(op, processor, memory)
        .busy(mapping.vector() ? Bound.VECTOR : Bound.COMPUTE, evaluation.computeSeconds())
        .busy(Bound.LOCAL_BANDWIDTH, localBusy)
        .busy(Bound.MEMORY, memoryBusy)
        .traffic(MemoryLevel.MAIN_MEMORY, Math.min(bytes, evaluation.bandwidth() * seconds))
        .traffic(
            MemoryLevel.GLOBAL_BUFFER,
            evaluation.bufferSeconds() * processor.globalBytesPerSecond())
        .traffic(
            MemoryLevel.LOCAL_BUFFER,
            evaluation.localSeconds()
                * processor.cores()
                * processor.local().bytesPerCycle()
                * processor.clockHz())
        .kernel(seconds);
  }
}
