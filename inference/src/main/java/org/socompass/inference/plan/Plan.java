package org.socompass.inference.plan;

import java.util.List;
import java.util.Optional;

/**
 * How an engine makes the tokens of a request.
 *
 * @param speculation how tokens are drafted; empty if each step makes one
 * @param parallelism how layers and experts are spread over devices
 * @param contexts prompt tokens of each sequence of the batch; empty if all are the same
 */
public record Plan(
    Optional<Speculation> speculation, Parallelism parallelism, List<Long> contexts) {
  /** One token a step, all devices on every layer, sequences of one length. */
  public static final Plan PLAIN = new Plan(Optional.empty(), Parallelism.TENSOR, List.of());

  /**
   * Copies the list.
   *
   * @throws IllegalArgumentException if a prompt has no token
   */
  public Plan {
    contexts = List.copyOf(contexts);
    for (long context : contexts) {
      if (context < 1) {
        throw new IllegalArgumentException(
            "contexts of a batch must be at least 1, but one is " + context);
      }
    }
  }

  /** Returns whether nothing of it is asked for. */
  public boolean isPlain() {
    return speculation.isEmpty() && parallelism.isTensor() && contexts.isEmpty();
  }

  /** Returns the same plan with drafts; with none where their length is 0. */
  public Plan with(Speculation drafts) {
    return new Plan(
        drafts.length() == 0 ? Optional.empty() : Optional.of(drafts), parallelism, contexts);
  }

  /** Returns the same plan on devices that are used in another way. */
  public Plan with(Parallelism other) {
    return new Plan(speculation, other, contexts);
  }

  /** Returns the same plan for sequences of other lengths. */
  public Plan of(List<Long> prompts) {
    return new Plan(speculation, parallelism, prompts);
  }
}
