package org.socompass.inference.serving;

import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;

/**
 * A request that arrives.
 *
 * @param seconds when [s]
 * @param promptTokens tokens of its prompt
 * @param outputTokens tokens that it generates
 */
public record Arrival(double seconds, long promptTokens, long outputTokens) {
  /**
   * Validates the request.
   *
   * @throws IllegalArgumentException if the time is negative or a length not positive
   */
  public Arrival {
    if (!(seconds >= 0) || promptTokens < 1 || outputTokens < 1) {
      throw new IllegalArgumentException(
          "a request has a time, a prompt and an output, but they are %s, %d and %d"
              .formatted(seconds, promptTokens, outputTokens));
    }
  }

  /**
   * Returns requests of a Poisson process: gaps are exponential.
   *
   * @param count how many
   * @param perSecond rate [1/s]
   * @param promptTokens mean tokens of a prompt
   * @param outputTokens mean tokens of an output
   * @param isSpread whether lengths are exponential around their means, at least 1; else all alike
   * @param seed of the draws
   */
  public static List<Arrival> poisson(
      int count,
      double perSecond,
      long promptTokens,
      long outputTokens,
      boolean isSpread,
      long seed) {
    var random = new SplittableRandom(seed);
    List<Arrival> all = new ArrayList<>();
    double now = 0;
    for (int i = 0; i < count; i++) {
      now += exponential(random) / perSecond;
      all.add(
          new Arrival(
              now,
              isSpread ? length(random, promptTokens) : promptTokens,
              isSpread ? length(random, outputTokens) : outputTokens));
    }
    return all;
  }

  private static double exponential(SplittableRandom random) {
    return -Math.log1p(-random.nextDouble());
  }

  private static long length(SplittableRandom random, long mean) {
    return Math.max(1, Math.round(mean * exponential(random)));
  }
}
