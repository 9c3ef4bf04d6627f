package org.socompass.mapper;

/**
 * What a search is for.
 *
 * @param budget how long it may last
 * @param runnerUp whether the best mapping of another class is wanted, and proven, as well
 */
record SearchGoal(SearchBudget budget, boolean runnerUp) {
  /** The proven best and no other. */
  static final SearchGoal BEST_ALONE = new SearchGoal(SearchBudget.UNLIMITED, false);

  /** Returns whether it is for the proven best and no other. */
  boolean isBestAlone() {
    return !runnerUp && budget.evaluations() == SearchBudget.UNLIMITED.evaluations();
  }
}
