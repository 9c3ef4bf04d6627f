package org.socompass.hardware;

/**
 * On-chip memory that the cores of a processor share: GPU L2, CPU L3, NPU scratchpad.
 *
 * @param capacityBytes capacity [B]
 * @param bytesPerCycle bandwidth to all cores together [B/cycle of the processor]
 * @param latencyCycles latency of a read [cycle]
 */
public record GlobalBuffer(long capacityBytes, double bytesPerCycle, double latencyCycles) {}
