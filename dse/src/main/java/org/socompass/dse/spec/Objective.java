package org.socompass.dse.spec;

import org.socompass.evaluation.Metric.Better;

/**
 * A result to make small or large.
 *
 * @param column id of its column
 * @param better which way
 */
public record Objective(String column, Better better) {
  /** Returns a value so that less is better. */
  public double cost(double value) {
    return better == Better.MIN ? value : -value;
  }
}
