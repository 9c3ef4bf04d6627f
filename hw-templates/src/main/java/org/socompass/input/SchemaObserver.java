package org.socompass.input;

import java.util.List;

/**
 * Told of every key that a {@link Section} is asked for, and as what. The code that reads a
 * document so states its schema once, for reading and for showing.
 */
public interface SchemaObserver {
  /** Takes no notice. */
  SchemaObserver NONE = new SchemaObserver() {};

  /** A key may be left out. It is asked for as something if it is there. */
  default void optional(String section, String key) {}

  /** The keys of a section are names that the document chooses, or may leave out. */
  default void free(String section) {}

  /** A key has a word or a text. */
  default void text(String section, String key) {}

  /** A key has one of these words. */
  default void choice(String section, String key, List<String> words) {}

  /** A key has a quantity of a dimension between bounds in SI units. */
  default void quantity(
      String section, String key, Dimension dimension, double minimum, double maximum) {}

  /** A key has a section. */
  default void section(String section, String key) {}

  /** A key has a list of words or numbers. */
  default void list(String section, String key) {}
}
