package org.socompass.cost;

import org.socompass.input.Dimension;
import org.socompass.input.Section;

/**
 * A constant and where it is from.
 *
 * @param value the number, in the unit that its owner names
 * @param source public origin, and whether it was read there, recalled, derived or assumed
 */
public record Sourced(double value, String source) {
  /** Reads a constant that is not negative; it must have a source. */
  static Sourced read(Section s, String key, Dimension dimension) {
    double value = s.nonNegative(key, dimension);
    return new Sourced(value, sourceOf(s, key));
  }

  /** Reads a constant that is positive; it must have a source. */
  static Sourced positive(Section s, String key, Dimension dimension) {
    double value = s.positive(key, dimension);
    return new Sourced(value, sourceOf(s, key));
  }

  /** Returns the source of a value; there must be one. */
  static String sourceOf(Section s, String key) {
    return s.scalar(key).source().orElseThrow(() -> s.error(key, "needs a source"));
  }
}
