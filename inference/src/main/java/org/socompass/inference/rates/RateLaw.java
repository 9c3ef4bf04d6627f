package org.socompass.inference.rates;

import org.socompass.hardware.DataType;
import org.socompass.hardware.MainMemory;
import org.socompass.hardware.Processor;
import org.socompass.operator.Attention;
import org.socompass.operator.Bound;
import org.socompass.operator.Matmul;
import org.socompass.operator.Operator;
import org.socompass.operator.Rates;

/**
 * Time of an operator by the shares of {@link EngineRates}:
 *
 * <pre>{@code
 * one row    t = bytes / b + k n u / v
 * m rows     t = min( (max(1, s/8) + m - s) bytes / b + m k n u / v,     s = min(m, 32)
 *                     max( 2 m k n / (share * peak), bytes / b ) + k n u / v )
 * attention  t = max( operations / (share * peak), bytes / b + bytes of K and V / (c b) )
 * b = min( memory share * memory's peak, port share * port )
 * port = min( width * clock, cores * bytes in flight / latency )
 * }</pre>
 *
 * <p>m is rounded up to whole tiles where products are computed together. Where an engine
 * multiplies in fp16, bytes beyond some rows are those of the quantized weights and twice those in
 * fp16: written and read again. Products of experts ({@link KernelRows}) leave kernels for single
 * rows earlier and take whole tiles for each expert. {@code u} are operations to unpack a weight,
 * {@code v} the peak of the vector units in fp32, {@code c} the cache share. Peaks are those of the
 * cores that the engine uses.
 *
 * <p><b>Source.</b> Ours; see docs/whole-model.md for what it was measured on.
 */
public final class RateLaw {
  /**
   * Most rows that kernels for single rows share readings for: those of a batch of decode, and the
   * prompts of 64 tokens that constants were fitted on.
   */
  private static final long MOST_SHARING_ROWS = 64;

  /** Rows of them that share one reading of the weights. */
  private static final double SHARING_ROWS = 8;

  /** Bytes of a weight in fp16, written and read again. */
  private static final double EXPANDED_BYTES = 4;

  /** Times that scores in memory pass: written, read and written by the softmax, read. */
  private static final double SCORE_PASSES = 4;

  /** Bytes of a score. */
  private static final double SCORE_BYTES = 4;

  private RateLaw() {}

  /**
   * What an operator takes.
   *
   * @param seconds its time [s]
   * @param boundBy what limits it
   */
  public record Timed(double seconds, Bound boundBy) {}

  /**
   * A rate of main memory.
   *
   * @param bytesPerSecond what the processor gets [B/s]
   * @param isPort whether its own port limits it
   */
  public record Bandwidth(double bytesPerSecond, boolean isPort) {}

  /** Returns whether the law knows an operator. */
  public static boolean knows(Operator operator) {
    return operator instanceof Matmul || operator instanceof Attention;
  }

  /**
   * Returns the time of a product that is not one of experts, or of attention.
   *
   * @throws IllegalArgumentException if it is neither
   */
  public static Timed of(
      Operator operator, EngineRates rates, Processor processor, MainMemory memory) {
    return of(operator, 0, rates, processor, memory);
  }

  /**
   * Returns the time of a product or of attention.
   *
   * @param expertTokens tokens of the pass if it is a product of experts, else 0
   * @throws IllegalArgumentException if it is neither
   */
  public static Timed of(
      Operator operator,
      long expertTokens,
      EngineRates rates,
      Processor processor,
      MainMemory memory) {
    if (operator instanceof Matmul product) {
      return product(product, expertTokens, rates, processor, memory);
    }
    if (operator instanceof Attention attention) {
      return attention(attention, rates, processor, memory);
    }
    throw new IllegalArgumentException(operator.id() + " has no rate");
  }

  /** Returns the least time that the peaks of the units which an engine uses allow [s]. */
  public static double rooflineSeconds(
      Operator operator, EngineRates rates, Processor processor, MainMemory memory) {
    DataType unit =
        operator instanceof Matmul product
            ? rates.rate(product, false).unit()
            : rates.attention().unit();
    double operations =
        operator instanceof Attention attention
            ? attention.productOperations()
            : operator.operations();
    return Math.max(
        operations / Rates.peakOperations(processor, unit),
        operator.compulsoryBytes() / memory.peakBytesPerSecond());
  }

  private static Timed product(
      Matmul product,
      long expertTokens,
      EngineRates rates,
      Processor processor,
      MainMemory memory) {
    boolean isExperts = expertTokens > 0;
    EngineRates.ProductRate rate = rates.rate(product, isExperts);
    KernelRows kernels = rates.kernelRows();
    double cores = coreShare(rates, processor);
    long rows = product.m();
    double compute =
        kernels.computedPerRow(rows, isExperts ? expertTokens : rows)
            * product.operations()
            / (rate.shareOn(processor) * cores * Rates.peakOperations(processor, rate.unit()));
    Bandwidth bandwidth = bandwidth(rates, processor, memory);
    double move = product.compulsoryBytes() / bandwidth.bytesPerSecond();
    double weights = (double) product.batch() * product.k() * product.n();
    double unpack =
        weights
            * rates.unpackOperations(product)
            / (cores * Rates.vectorOperations(processor, DataType.FP32));
    // Rows past those that share a reading are done alone.
    long shared = Math.min(rows, MOST_SHARING_ROWS);
    double reads = Math.max(1, shared / SHARING_ROWS) * move + (rows - shared) * move;
    double oneByOne = reads + rows * unpack;
    double together = Math.max(compute, move) + unpack;
    boolean isSingle = !isExperts || expertTokens <= kernels.expertTokens();
    if ((!isExperts && rows == 1) || (isSingle && oneByOne < together)) {
      return new Timed(oneByOne, rows * unpack > reads ? Bound.VECTOR : memoryBound(bandwidth));
    }
    if (!isExperts
        && rows >= kernels.expandFrom()
        && product.weight().payloadBits() < DataType.FP16.payloadBits()) {
      double expand = EXPANDED_BYTES * weights / bandwidth.bytesPerSecond();
      return new Timed(
          move + expand + compute, compute > expand ? Bound.COMPUTE : memoryBound(bandwidth));
    }
    return new Timed(together, compute > move ? Bound.COMPUTE : memoryBound(bandwidth));
  }

  private static Timed attention(
      Attention attention, EngineRates rates, Processor processor, MainMemory memory) {
    EngineRates.AttentionRate rate = rates.attention();
    double compute =
        attention.productOperations()
            / (rate.share()
                * coreShare(rates, processor)
                * Rates.peakOperations(processor, rate.unit()));
    Bandwidth bandwidth = bandwidth(rates, processor, memory);
    double cached = attention.kvBytes();
    if (rate.storesScores()) {
      cached *= (double) attention.queryHeads() / attention.kvHeads();
      cached += SCORE_PASSES * SCORE_BYTES * attention.scores();
    }
    double move =
        cached / (rate.cacheShare() * bandwidth.bytesPerSecond())
            + (attention.queryBytes() + attention.outputBytes()) / bandwidth.bytesPerSecond();
    return compute > move
        ? new Timed(compute, Bound.COMPUTE)
        : new Timed(move, memoryBound(bandwidth));
  }

  private static Bound memoryBound(Bandwidth bandwidth) {
    return bandwidth.isPort() ? Bound.MEMORY_PORT : Bound.MEMORY;
  }

  private static double coreShare(EngineRates rates, Processor processor) {
    return (double) cores(rates, processor) / processor.cores();
  }

  private static int cores(EngineRates rates, Processor processor) {
    return Math.min(rates.mostCores(), processor.cores());
  }

  /** Returns what an engine's reads get of main memory on a processor. */
  public static Bandwidth bandwidth(EngineRates rates, Processor processor, MainMemory memory) {
    double reached = rates.memoryShare() * memory.peakBytesPerSecond();
    double port = rates.portShare() * processor.dram().portBytesPerSecond(cores(rates, processor));
    return new Bandwidth(Math.min(reached, port), port < reached);
  }

  /**
   * Returns how much slower the host of a device is than the one of the engine's times.
   *
   * @param host CPU of the device
   */
  public static double hostFactor(EngineRates.HostTime time, Processor host) {
    return time.referenceHz() / HostScale.speedHz(host);
  }
}
