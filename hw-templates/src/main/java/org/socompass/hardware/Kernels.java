package org.socompass.hardware;

import java.util.Optional;

/**
 * The software kernels of a processor.
 *
 * @param library the kernel library that the constants extend
 * @param matmul matrix products
 * @param streaming norms, softmax, element-wise
 * @param attention fused attention; without it attention runs as separate operators
 * @param graphGeneration cost of making static graphs; empty if there are none or nobody knows
 */
public record Kernels(
    String library,
    MatmulKernels matmul,
    StreamingKernels streaming,
    Optional<AttentionKernels> attention,
    Optional<GraphGeneration> graphGeneration) {
  /** Creates kernels of which nobody knows what static graphs cost. */
  public Kernels(
      String library,
      MatmulKernels matmul,
      StreamingKernels streaming,
      Optional<AttentionKernels> attention) {
    this(library, matmul, streaming, attention, Optional.empty());
  }
}
