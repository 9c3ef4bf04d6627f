package org.socompass.hardware;

/** What a processor is, which decides the family of kernels that runs on it. */
public enum ProcessorKind {
  /** General-purpose cores with SIMD units. */
  CPU,
  /** Many cores with hardware-managed caches and tiles chosen from a kernel library. */
  GPU,
  /** A systolic matrix engine fed from a software-managed scratchpad by DMA. */
  NPU
}
