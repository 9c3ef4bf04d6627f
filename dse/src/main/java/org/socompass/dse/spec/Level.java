package org.socompass.dse.spec;

import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;

/**
 * One value of a parameter.
 *
 * @param label the value as text
 * @param number the number in it, if it is one
 * @param assignments {@code path=value} assignments that it stands for
 * @param engine the engine that it chooses, if the parameter is the engine
 */
public record Level(
    String label, OptionalDouble number, List<String> assignments, Optional<String> engine) {
  /** Copies the assignments. */
  public Level {
    assignments = List.copyOf(assignments);
  }
}
