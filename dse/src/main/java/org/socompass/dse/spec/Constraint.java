package org.socompass.dse.spec;

import java.util.OptionalDouble;

/**
 * Bounds of a result.
 *
 * @param column id of its column
 * @param min least value, in the column's unit
 * @param max greatest value
 */
public record Constraint(String column, OptionalDouble min, OptionalDouble max) {
  /** Returns by how much of the bound a value is beyond it; 0 if it is within. */
  public double violation(double value) {
    double below = min.isPresent() ? excess(min.getAsDouble() - value, min.getAsDouble()) : 0;
    double above = max.isPresent() ? excess(value - max.getAsDouble(), max.getAsDouble()) : 0;
    return Math.max(below, above);
  }

  private static double excess(double difference, double bound) {
    return difference <= 0 ? 0 : difference / (bound == 0 ? 1 : Math.abs(bound));
  }
}
