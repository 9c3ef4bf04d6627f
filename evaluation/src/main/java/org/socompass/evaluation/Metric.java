package org.socompass.evaluation;

import java.util.OptionalDouble;
import java.util.function.Function;

/**
 * A number that describes an evaluation.
 *
 * @param id its name in JSON and CSV; carries the unit
 * @param label its name in tables and charts
 * @param unit its unit as shown; empty if it has none
 * @param better which way is better
 * @param kind how it is written
 * @param of reads it; empty if an input is missing, and then {@link DesignEvaluation#reason} says
 *     which
 */
public record Metric(
    String id,
    String label,
    String unit,
    Better better,
    Kind kind,
    Function<DesignEvaluation, OptionalDouble> of) {
  /** Which way is better. */
  public enum Better {
    /** Less is better. */
    MIN,
    /** More is better. */
    MAX
  }

  /** What sort of number it is. */
  public enum Kind {
    /** Any number. */
    NUMBER,
    /** A place on a scale that may be 0 or below, such as a temperature. */
    LEVEL,
    /** A count of bytes. */
    BYTES,
    /** 1 for yes, 0 for no. */
    FLAG
  }

  /** Returns its value for an evaluation; empty if an input is missing. */
  public OptionalDouble value(DesignEvaluation evaluation) {
    return of.apply(evaluation);
  }
}
