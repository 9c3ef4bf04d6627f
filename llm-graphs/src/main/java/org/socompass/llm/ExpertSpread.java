package org.socompass.llm;

/**
 * How the experts of a layer are spread over groups of devices, each of which holds all else of the
 * layer and has its share of the sequences.
 *
 * @param groups groups; 1 if each device holds its part of every expert
 * @param batch sequences of all groups together; without meaning for one group
 */
public record ExpertSpread(int groups, long batch) {
  /** One group. */
  public static final ExpertSpread NONE = new ExpertSpread(1, 0);

  /**
   * Validates the spread.
   *
   * @throws IllegalArgumentException if there is no group, or none of several has a sequence
   */
  public ExpertSpread {
    if (groups < 1 || (groups > 1 && batch < 1)) {
      throw new IllegalArgumentException(
          "groups and batch must be positive, but are " + groups + " and " + batch);
    }
  }
}
