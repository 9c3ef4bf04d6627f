package org.socompass.dse.spec;

import java.util.Optional;
import org.socompass.evaluation.Metric.Better;

/**
 * A column of the results.
 *
 * @param id its name in files
 * @param label its name in tables and charts
 * @param unit its unit; empty if it has none
 * @param role what it is in the sweep; one that is objective and constraint is an objective
 * @param type what its cells are
 * @param better which way is better; empty if it is no metric
 */
public record Column(
    String id, String label, String unit, Role role, Type type, Optional<Better> better) {
  /** What a column is in a sweep. */
  public enum Role {
    /** Says which point it is and what became of it. */
    IDENTITY,
    /** What was varied. */
    PARAMETER,
    /** A result. */
    METRIC,
    /** A result that the spec names under {@code columns}. */
    REQUESTED,
    /** A result to make small or large. */
    OBJECTIVE,
    /** A result with bounds. */
    CONSTRAINT
  }

  /** What the cells of a column are. */
  public enum Type {
    /** {@link Double}. */
    NUMBER,
    /** {@link Long}. */
    WHOLE,
    /** {@link Boolean}. */
    FLAG,
    /** {@link String}. */
    TEXT
  }
}
