package org.socompass.mapper;

/**
 * How long a search may last. It is counted in evaluations and not in seconds, so that a search
 * ends with the same answer on any machine.
 *
 * @param evaluations mappings of one operator whose cost may be computed, at least 1
 */
public record SearchBudget(long evaluations) {
  /** A search that ends when the optimum is proven. */
  public static final SearchBudget UNLIMITED = new SearchBudget(Long.MAX_VALUE);

  /**
   * Validates the budget.
   *
   * @throws IllegalArgumentException if it allows no evaluation
   */
  public SearchBudget {
    if (evaluations < 1) {
      throw new IllegalArgumentException(
          "a search needs at least 1 evaluation, but may use " + evaluations);
    }
  }
}
