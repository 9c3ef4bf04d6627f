package org.socompass.hardware;

/**
 * Cache between the processors and main memory (SLC) that all processors share.
 *
 * @param capacityBytes capacity [B]
 */
public record SystemCache(long capacityBytes) {}
