package org.socompass.inference.thermal;

/**
 * What a workload that repeats without pause does at one step.
 *
 * @param step steps below the clocks of the template
 * @param watts mean power of processors and memory [W]
 * @param prefillTokensPerSecond prompt tokens per second of prefill [1/s]
 * @param decodeTokensPerSecond generated tokens per second of decode [1/s]
 */
public record Load(
    int step, double watts, double prefillTokensPerSecond, double decodeTokensPerSecond) {}
