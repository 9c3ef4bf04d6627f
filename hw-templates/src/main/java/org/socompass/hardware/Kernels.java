package org.socompass.hardware;

import java.util.Optional;

/**
 * The software kernels of a processor.
 *
 * @param library the kernel library that the constants extend
 * @param matmul matrix products
 * @param streaming norms, softmax, element-wise
 * @param attention fused attention; without it attention runs as separate operators
 */
public record Kernels(
    String library,
    MatmulKernels matmul,
    StreamingKernels streaming,
    Optional<AttentionKernels> attention) {}
