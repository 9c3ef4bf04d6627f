package org.socompass.inference.result;

import org.socompass.inference.tier.TierPlan;

/**
 * Where the weights of an inference are, and what that takes.
 *
 * @param plan what is in memory and what in storage
 * @param prefill what the prompt reads from storage
 * @param decode what a token reads from storage
 * @param prefillMemorySeconds time of the prompt with all weights in memory [s]
 * @param decodeMemorySeconds mean time of a token with all weights in memory [s]
 */
public record PlacedWeights(
    TierPlan plan,
    TierPlan.Reads prefill,
    TierPlan.Reads decode,
    double prefillMemorySeconds,
    double decodeMemorySeconds) {}
