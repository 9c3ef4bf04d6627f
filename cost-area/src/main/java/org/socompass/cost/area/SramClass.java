package org.socompass.cost.area;

/**
 * What a memory is built like, which decides its area per bit. Between a compiled macro and the
 * slices of a GPU's L2 lies a factor of seven: one density for all memories is wrong.
 */
public enum SramClass {
  /** Compiled macro of 256 KB and more, without anything around it. */
  MACRO,
  /** Software-managed memory of an NPU. */
  SCRATCHPAD,
  /** Cache of a cluster of CPU cores. */
  CPU_CACHE,
  /** Cache in front of main memory (SLC). */
  SYSTEM_CACHE,
  /** Large on-chip memory with few ports for its size. */
  LARGE_BUFFER,
  /** Registers, L1 and shared memory of a GPU core. */
  CORE_MEMORY,
  /** L2 of a GPU, cut into many slices with a port each. */
  SLICED_L2
}
