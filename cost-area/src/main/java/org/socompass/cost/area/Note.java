package org.socompass.cost.area;

import java.util.List;
import java.util.Locale;

/**
 * The numbers behind a block, as text for those who read it: sweeps don't.
 *
 * @param format format of the text
 * @param arguments what it is filled with
 */
public record Note(String format, List<Object> arguments) {
  /** Copies the list. */
  public Note {
    arguments = List.copyOf(arguments);
  }

  static Note of(String format, Object... arguments) {
    return new Note(format, List.of(arguments));
  }

  /** Returns the text. */
  public String text() {
    return String.format(Locale.ROOT, format, arguments.toArray());
  }
}
