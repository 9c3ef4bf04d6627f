package org.socompass.dse.store;

import java.util.Locale;

/** What became of a point. */
public enum Status {
  /** It has all results, within the constraints. */
  OK,
  /** It has all results; one is beyond a constraint. */
  INFEASIBLE,
  /** The template lacks inputs of an objective or a constraint. */
  INCOMPLETE,
  /** The combination is no device, or can't run a workload. */
  INVALID,
  /** The models failed: a defect of ours. */
  FAILED;

  /** Returns how it is written. */
  public String id() {
    return name().toLowerCase(Locale.ROOT);
  }

  /**
   * Returns the status of an id.
   *
   * @throws IllegalArgumentException if there is none
   */
  public static Status of(String id) {
    return valueOf(id.toUpperCase(Locale.ROOT));
  }
}
