package org.socompass.operator.matmul;

import org.socompass.hardware.DataType;
import org.socompass.hardware.MainMemory;
import org.socompass.hardware.MatmulKernels;
import org.socompass.hardware.MatrixEngine;
import org.socompass.hardware.Processor;
import org.socompass.hardware.SustainedClock;
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

  /** Latency of main memory under load [s]. */
  final double latency;

  /** Multiply-accumulates of a core's matrix engines in a cycle that kernels reach. */
  final double matrixMacsPerCycle;

  /** The same of its vector units. */
  final double vectorMacsPerCycle;

  /** What power holds of the clock while matrix engines multiply. */
  final SustainedClock.Held matrixHeld;

  /** The same of the vector units. */
  final SustainedClock.Held vectorHeld;

  /** Vector operations that add the matrix engine's sums to a result, for each of its products. */
  final double promotionOperations;

  /** Rows and columns that a matrix engine works on at a time: tiles are padded to them. */
  final double engineRows;

  final double engineColumns;

  /** The greatest working set so far that the global buffer keeps [B]. */
  double mostFitted;

  /** Whether there was one that it does not keep. */
  boolean isMissed;

  PipelinedProblem(
      Matmul op, Processor processor, MainMemory memory, MatmulKernels.Pipelined kernels) {
    this.processor = processor;
    this.kernels = kernels;
    this.floor = NormFloor.withExponent(kernels.overlap());
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
    this.latency = memory.latencySeconds() * kernels.generation().latencyLoad();
    double coreCycles = processor.cores() * f * 2;
    DataType type = op.arithmetic();
    this.matrixMacsPerCycle =
        Rates.matrixOperations(processor, type).orElse(0) / coreCycles * kernels.issueEfficiency();
    this.vectorMacsPerCycle =
        Rates.vectorOperations(processor, type)
            / coreCycles
            * kernels.generation().vectorEfficiency();
    this.matrixHeld = Rates.sustainedMatrix(processor, type);
    this.vectorHeld = Rates.sustainedVector(processor, type);
    this.promotionOperations = kernels.promotionOperations(type);
    this.engineRows = processor.matrix().map(MatrixEngine::rows).orElse(1);
    this.engineColumns = processor.matrix().map(MatrixEngine::columns).orElse(1);
  }

  /** Returns the share of a working set that the global buffer does not keep. */
  double miss(double workingSet) {
    if (workingSet <= usableBuffer) {
      mostFitted = Math.max(mostFitted, workingSet);
      return 0;
    }
    isMissed = true;
    return Math.max(0, 1 - usableBuffer / workingSet);
  }

  /** Returns the traffic of main memory of partial sums that are written and read again [B]. */
  double missedOf(double partialBytes) {
    return partialBytes == 0 ? 0 : 2 * partialBytes * miss(Math.max(1, partialBytes));
  }
}
