package org.socompass.operator.matmul;

import org.socompass.hardware.MatmulKernels;

/** The sums of a tile of a result, kept while a block walks the contraction. */
final class TileSums {
  /** A sum is an fp32 or int32 number [B]. */
  static final double BYTES = 4;

  private TileSums() {}

  /** Returns the bytes that the local buffer holds [B]. */
  static double localBytes(MatmulKernels.Pipelined kernels, int rows, int columns) {
    return switch (kernels.accumulators()) {
      case REGISTERS, TENSOR_MEMORY -> 0;
      case LOCAL_BUFFER -> BYTES * rows * columns;
    };
  }

  /** Returns the bytes that registers hold [B]. */
  static double registerBytes(MatmulKernels.Pipelined kernels, int rows, int columns) {
    return switch (kernels.accumulators()) {
      case REGISTERS -> BYTES * rows * columns;
      case LOCAL_BUFFER, TENSOR_MEMORY -> 0;
    };
  }

  /** Returns the bytes that tensor memory holds, for the tile that fills and the one before [B]. */
  static double tensorMemoryBytes(MatmulKernels.Pipelined kernels, int rows, int columns) {
    return kernels.accumulators() == MatmulKernels.Accumulators.TENSOR_MEMORY
        ? 2 * BYTES * rows * columns
        : 0;
  }
}
