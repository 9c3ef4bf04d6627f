package org.socompass.cost;

import org.apache.commons.math3.distribution.TriangularDistribution;

/**
 * How an uncertain constant is distributed between the least and the greatest value that its
 * sources give.
 *
 * @param minimum least value
 * @param maximum greatest value
 * @param shape distribution between them
 */
public record Spread(double minimum, double maximum, Shape shape) {
  /** Form of a distribution. */
  public enum Shape {
    /** Most likely at the constant's value, and ever less so towards both ends. */
    TRIANGULAR,
    /** Every order of magnitude equally likely: only the ends are known. */
    LOG_UNIFORM
  }

  /**
   * Checks the ends.
   *
   * @throws IllegalArgumentException if the least is not below the greatest, or not positive in a
   *     log-uniform distribution
   */
  public Spread {
    if (!(minimum < maximum)) {
      throw new IllegalArgumentException(
          "min must be below max, but they are " + minimum + " and " + maximum);
    }
    if (shape == Shape.LOG_UNIFORM && !(minimum > 0)) {
      throw new IllegalArgumentException(
          "min of a log-uniform distribution must be positive, but is " + minimum);
    }
  }

  /**
   * Returns the value that the constant is below with a probability.
   *
   * @param mode most likely value, which a log-uniform distribution does not have
   * @param probability in [0, 1]
   */
  double quantile(double mode, double probability) {
    return switch (shape) {
      case TRIANGULAR ->
          new TriangularDistribution(null, minimum, mode, maximum)
              .inverseCumulativeProbability(probability);
      case LOG_UNIFORM -> minimum * Math.pow(maximum / minimum, probability);
    };
  }

  /** Returns the same around a value that is so much larger. */
  Spread times(double factor) {
    return new Spread(minimum * factor, maximum * factor, shape);
  }
}
