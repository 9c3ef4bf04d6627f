package org.socompass.operator.matmul;

import org.socompass.hardware.MainMemory;
import org.socompass.hardware.MatmulKernels;
import org.socompass.hardware.Processor;
import org.socompass.operator.MainMemoryStream;
import org.socompass.operator.Matmul;
import org.socompass.operator.Rates;
import org.socompass.operator.vector.NormFloor;

/**
 * What a product and a processor fix for all of its mappings, in the symbols of {@link
 * PipelinedMatmulModel}.
 */
final class PipelinedProblem {
  final Processor processor;
  final MatmulKernels.Pipelined kernels;
  final NormFloor floor;
  final boolean mixed;
  final double f;
  final double p;
  final double b;
  final double m;
  final double k;
  final double n;
  final double wa;
  final double ww;
  final double wo;

  /** Bytes of one batch element of the weights [B]. */
  final double weights;

  /** Achieved bandwidth of main memory [B/s]. */
  final double bandwidth;

  /** Bandwidth of the global buffer [B/s]. */
  final double buffer;

  /** Share of the global buffer that reuse may count on [B]. */
  final double usableBuffer;

  /** Latency of main memory [s]. */
  final double latency;

  final double matrixMacsPerCycle;
  final double vectorMacsPerCycle;

  PipelinedProblem(
      Matmul op, Processor processor, MainMemory memory, MatmulKernels.Pipelined kernels) {
    this.processor = processor;
    this.kernels = kernels;
    this.floor = new NormFloor(kernels.overlap());
    this.f = processor.clockHz();
    this.p = kernels.overlap();
    this.b = op.batch();
    this.m = op.m();
    this.k = op.k();
    this.n = op.n();
    this.wa = op.activation().bytesPerElement();
    this.ww = op.weightBytesPerElement();
    this.wo = op.output().bytesPerElement();
    this.mixed = wa > ww;
    this.weights = op.weightBytes() / b;
    this.bandwidth = MainMemoryStream.bandwidth(processor, memory, kernels.dramEfficiency());
    this.buffer = processor.globalBytesPerSecond();
    this.usableBuffer = processor.global().capacityBytes() * kernels.cacheShare();
    this.latency = memory.latencySeconds();
    double coreCycles = processor.cores() * f * 2;
    this.matrixMacsPerCycle =
        Rates.matrixOperations(processor, op.arithmetic()).orElse(0) / coreCycles;
    this.vectorMacsPerCycle = Rates.vectorOperations(processor, op.arithmetic()) / coreCycles;
  }

  /** Returns the share of a working set that the global buffer does not keep. */
  double miss(double workingSet) {
    return Math.max(0, 1 - usableBuffer / workingSet);
  }
}
