package org.socompass.llm;

import org.socompass.llm.layer.Sizes;

/**
 * One pass of tokens through a model.
 *
 * @param phase prefill or decode
 * @param batch sequences
 * @param queryLength new tokens of a sequence: the prompt (or a chunk of it) in prefill, 1 in
 *     decode
 * @param contextLength tokens of a sequence that the last query sees, itself included
 * @param tensorParallel devices that share every layer
 */
public record ForwardPass(
    Phase phase, long batch, long queryLength, long contextLength, int tensorParallel) {
  /** The longest context of a sequence [token]. */
  public static final long MAXIMUM_LENGTH = 1L << 22;

  private static final long MAXIMUM_BATCH = 1L << 16;

  /**
   * Validates the pass.
   *
   * @throws IllegalArgumentException if a size is out of range, the context is shorter than the
   *     query, or a decode step has more than one token
   */
  public ForwardPass {
    Sizes.inRange("batch", batch, MAXIMUM_BATCH);
    Sizes.inRange("queryLength", queryLength, MAXIMUM_LENGTH);
    Sizes.inRange("contextLength", contextLength, MAXIMUM_LENGTH);
    Sizes.inRange("tensorParallel", tensorParallel, MAXIMUM_BATCH);
    if (contextLength < queryLength) {
      throw new IllegalArgumentException(
          "contextLength must be at least queryLength, but they are "
              + contextLength
              + " and "
              + queryLength);
    }
    if (phase == Phase.DECODE && queryLength != 1) {
      throw new IllegalArgumentException("queryLength must be 1 in decode, but is " + queryLength);
    }
  }

  /** Returns the prefill of {@code batch} prompts on one device. */
  public static ForwardPass prefill(long batch, long promptTokens) {
    return new ForwardPass(Phase.PREFILL, batch, promptTokens, promptTokens, 1);
  }

  /** Returns a decode step on one device whose new token sees {@code contextLength} tokens. */
  public static ForwardPass decode(long batch, long contextLength) {
    return new ForwardPass(Phase.DECODE, batch, 1, contextLength, 1);
  }

  /** Returns this pass shared by {@code devices}. */
  public ForwardPass withTensorParallel(int devices) {
    return new ForwardPass(phase, batch, queryLength, contextLength, devices);
  }

  /** Returns the new tokens of all sequences. */
  public long tokens() {
    return batch * queryLength;
  }
}
