package org.socompass.hardware;

import java.util.OptionalDouble;

/**
 * What one processor gets from main memory.
 *
 * @param efficiency share of the memory's peak bandwidth that long streams of this processor reach,
 *     in (0, 1]; empirical
 * @param capBytesPerSecond the most this processor can draw whatever the memory offers [B/s]
 * @param perCoreBytesPerSecond the most one core can draw [B/s]
 * @param rampSeconds time to fill the memory pipeline of one kernel, for each byte that a core
 *     draws in a cycle [s per B/cycle/core]; empirical
 */
public record Dram(
    double efficiency,
    OptionalDouble capBytesPerSecond,
    OptionalDouble perCoreBytesPerSecond,
    double rampSeconds) {}
