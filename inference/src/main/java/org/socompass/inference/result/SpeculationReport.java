package org.socompass.inference.result;

import java.util.OptionalDouble;

/**
 * What drafts bring, in the middle of the output.
 *
 * @param draft the drafting model
 * @param acceptance probability that a draft is accepted once all before it were
 * @param length drafts of a step
 * @param tokensPerStep tokens that a step yields of each sequence
 * @param acceptedShare share of the drafts that is accepted
 * @param plainSeconds a step without drafts [s]
 * @param draftSeconds one draft [s]
 * @param verifySeconds verification of all drafts of a step, with the token before them [s]
 * @param breakEvenAcceptance acceptance at which drafts do not pay any more; empty if they never do
 * @param bestLength drafts of a step that take the least time a token, at this acceptance; 0 if
 *     none do
 * @param bestTpotSeconds time of a token with so many [s]
 * @param draftWeightsBytes weights of the drafting model on all devices [B]
 * @param draftCacheBytes its keys, values and states at the end of the output on all devices [B]
 */
public record SpeculationReport(
    String draft,
    double acceptance,
    int length,
    double tokensPerStep,
    double acceptedShare,
    double plainSeconds,
    double draftSeconds,
    double verifySeconds,
    OptionalDouble breakEvenAcceptance,
    int bestLength,
    double bestTpotSeconds,
    double draftWeightsBytes,
    double draftCacheBytes) {
  /** Returns how many times faster a token is than without drafts. */
  public double speedup() {
    return tokensPerStep * plainSeconds / (length * draftSeconds + verifySeconds);
  }
}
