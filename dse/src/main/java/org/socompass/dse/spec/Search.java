package org.socompass.dse.spec;

/**
 * Which points of the space are evaluated.
 *
 * @param method how they are chosen
 * @param seed start of the random numbers
 * @param samples points of {@code random} and {@code sobol}; the most that {@code nsga2} evaluates
 * @param population designs of a generation of {@code nsga2}
 */
public record Search(Method method, long seed, long samples, int population) {
  /** How points are chosen. */
  public enum Method {
    /** All combinations. */
    GRID,
    /** Combinations drawn without replacement. */
    RANDOM,
    /** Combinations that fill the space evenly. */
    SOBOL,
    /** Combinations that a genetic search proposes. */
    NSGA2
  }
}
