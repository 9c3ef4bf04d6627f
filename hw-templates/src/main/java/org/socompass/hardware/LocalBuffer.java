package org.socompass.hardware;

/**
 * Memory of one core: GPU shared memory, CPU cache of one core, NPU operand buffers.
 *
 * @param capacityBytes what operands may occupy [B]
 * @param bytesPerCycle bandwidth to the lanes of the core [B/cycle]
 */
public record LocalBuffer(long capacityBytes, double bytesPerCycle) {}
