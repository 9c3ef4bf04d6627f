package org.socompass.cost.constants;

import java.util.Optional;
import org.socompass.input.Dimension;
import org.socompass.input.Section;
import org.socompass.input.YamlNode;

/**
 * A constant, how uncertain it is, and where it is from.
 *
 * @param id table and path, as in {@code area-model: sram.macro}
 * @param stream constants with the same stream are right or wrong together: they share their draws
 * @param value the number, in the unit that its owner names
 * @param spread its distribution, of which it is the median; empty if it is exact, by definition or
 *     because it is a choice
 * @param source public origin, and whether it was read there, recalled, derived or assumed
 */
public record Sourced(
    String id, String stream, double value, Optional<Spread> spread, String source) {
  private static final String TABLE_SUFFIX = ".yaml";

  /**
   * Checks the value.
   *
   * @throws IllegalArgumentException if it is outside its range
   */
  public Sourced {
    if (spread.isPresent()
        && !(spread.get().minimum() <= value && value <= spread.get().maximum())) {
      throw new IllegalArgumentException(
          "%s must be between its min %s and its max %s, but is %s"
              .formatted(id, spread.get().minimum(), spread.get().maximum(), value));
    }
  }

  /** Returns an exact constant. */
  static Sourced exact(String id, double value, String source) {
    return new Sourced(id, id, value, Optional.empty(), source);
  }

  /** Reads a constant that is not negative; it must have a source. */
  public static Sourced read(Section s, String key, Dimension dimension) {
    return of(s, key, dimension, s.nonNegative(key, dimension));
  }

  /** Reads a constant that is positive; it must have a source. */
  public static Sourced positive(Section s, String key, Dimension dimension) {
    return of(s, key, dimension, s.positive(key, dimension));
  }

  private static Sourced of(Section s, String key, Dimension dimension, double value) {
    YamlNode.Scalar scalar = s.scalar(key);
    String id = scalar.mark().file().replace(TABLE_SUFFIX, "") + ": " + s.pathOf(key);
    return new Sourced(
        id,
        id,
        value,
        scalar.bounds().map(bounds -> spread(s, key, dimension, bounds)),
        sourceOf(s, key));
  }

  private static Spread spread(Section s, String key, Dimension dimension, YamlNode.Bounds bounds) {
    try {
      return Spread.of(bounds, dimension);
    } catch (IllegalArgumentException e) {
      var error = s.error(key, String.valueOf(e.getMessage()));
      error.addSuppressed(e);
      throw error;
    }
  }

  /** Returns the source of a value; there must be one. */
  public static String sourceOf(Section s, String key) {
    return s.scalar(key).source().orElseThrow(() -> s.error(key, "needs a source"));
  }

  /** Returns the constant in a unit that makes it so much larger. */
  public Sourced times(double factor) {
    return new Sourced(id, stream, value * factor, spread.map(sp -> sp.times(factor)), source);
  }

  /** Returns the constant with the draws of a stream. */
  public Sourced in(String otherStream) {
    return new Sourced(id, otherStream, value, spread, source);
  }

  /**
   * Returns the constant with its own distribution, or with that of a factor around it.
   *
   * @param factor a factor around 1
   */
  public Sourced orSpreadOf(Sourced factor) {
    return spread.isPresent()
        ? this
        : new Sourced(
            id,
            stream,
            value,
            factor.spread().map(sp -> sp.times(value)),
            source + "; spread: " + factor.source());
  }

  /** Returns the value that the constant is below with a probability; its value if exact. */
  public double quantile(double probability) {
    return spread.map(s -> s.quantile(value, probability)).orElse(value);
  }
}
