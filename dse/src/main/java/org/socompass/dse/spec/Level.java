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
 * @param expertSkew the exponent by which tokens choose experts, if the parameter is that
 */
public record Level(
    String label,
    OptionalDouble number,
    List<String> assignments,
    Optional<String> engine,
    OptionalDouble expertSkew) {
  /** Creates a value of fields of the template, or of the engine. */
  public Level(
      String label, OptionalDouble number, List<String> assignments, Optional<String> engine) {
    this(label, number, assignments, engine, OptionalDouble.empty());
  }

  /** Copies the assignments. */
  public Level {
    assignments = List.copyOf(assignments);
  }
}
