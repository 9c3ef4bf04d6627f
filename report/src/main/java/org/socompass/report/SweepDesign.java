package org.socompass.report;

import java.util.List;

/**
 * A design of a sweep.
 *
 * @param name its name in the sweep; unique
 * @param standing what became of it
 * @param reason why it is not feasible; empty if it is
 * @param arguments what makes it from the base device, as arguments of the commands of the sweep
 */
public record SweepDesign(String name, Standing standing, String reason, List<String> arguments) {
  /** Copies the arguments. */
  public SweepDesign {
    arguments = List.copyOf(arguments);
  }

  /** What became of a design. */
  public enum Standing {
    /** No other is at least as good in all objectives and better in one. */
    FRONT,
    /** It keeps to all limits. */
    FEASIBLE,
    /** It breaks a limit. */
    INFEASIBLE,
    /** It can't be evaluated. */
    INVALID
  }
}
