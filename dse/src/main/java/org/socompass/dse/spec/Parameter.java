package org.socompass.dse.spec;

import java.util.List;
import java.util.Locale;

/**
 * What a sweep varies.
 *
 * @param name its name in the spec
 * @param unit unit of its numbers; empty if they have none, or it is no number
 * @param levels its values in order
 */
public record Parameter(String name, String unit, List<Level> levels) {
  /**
   * Copies the levels.
   *
   * @throws IllegalArgumentException if there is none
   */
  public Parameter {
    levels = List.copyOf(levels);
    if (levels.isEmpty()) {
      throw new IllegalArgumentException("a parameter needs at least one value");
    }
  }

  /** Returns whether all its values are numbers of one unit. */
  public boolean isNumeric() {
    return levels.stream().allMatch(level -> level.number().isPresent());
  }

  /** Returns the id of its column: the name, and the unit if it has one. */
  public String column() {
    if (unit.isEmpty()) {
      return name;
    }
    return name + "_" + unit.toLowerCase(Locale.ROOT).replace("/", "_per_").replace("%", "percent");
  }
}
