package org.socompass.cli.format;

import java.util.Locale;
import java.util.OptionalInt;

/**
 * Colour and width of what is written to a terminal. The JDK can not tell what standard output and
 * standard error are; the launcher can.
 *
 * @param isColored whether standard output takes colours
 * @param isErrorColored whether standard error takes colours
 * @param columns width of the terminal that standard output is; empty if it is none
 */
public record Paint(boolean isColored, boolean isErrorColored, OptionalInt columns) {
  /** Neither colours nor a width. */
  public static final Paint NONE = new Paint(false, false, OptionalInt.empty());

  private static final String RESET = "\033[0m";
  private static final String RED = "\033[31m";
  private static final String YELLOW = "\033[33m";
  private static final int LEAST_COLUMNS = 40;

  /** When to colour. */
  public enum When {
    /** On a terminal, unless the variable NO_COLOR is set. */
    AUTO,
    ALWAYS,
    NEVER;

    @Override
    public String toString() {
      return name().toLowerCase(Locale.ROOT);
    }
  }

  /** Returns what the launcher found, and what the user asked for. */
  public static Paint of(When when) {
    OptionalInt columns = columns(Integer.getInteger("socompass.columns", 0));
    String refused = System.getenv("NO_COLOR");
    return of(
        when,
        columns,
        Boolean.getBoolean("socompass.terminal"),
        refused != null && !refused.isEmpty());
  }

  static Paint of(When when, OptionalInt columns, boolean isErrorTerminal, boolean isRefused) {
    boolean may = when == When.AUTO && !isRefused;
    boolean must = when == When.ALWAYS;
    return new Paint(
        must || (may && columns.isPresent()), must || (may && isErrorTerminal), columns);
  }

  private static OptionalInt columns(int stated) {
    return stated >= LEAST_COLUMNS ? OptionalInt.of(stated) : OptionalInt.empty();
  }

  /** Returns what the arguments ask for, before they are parsed; auto if they are wrong. */
  public static When when(String... arguments) {
    When result = When.AUTO;
    for (int i = 0; i < arguments.length; i++) {
      String word = arguments[i];
      String value =
          word.startsWith("--color=")
              ? word.substring("--color=".length())
              : word.equals("--color") && i + 1 < arguments.length ? arguments[i + 1] : "";
      for (When one : When.values()) {
        if (one.toString().equals(value)) {
          result = one;
        }
      }
    }
    return result;
  }

  /** Returns the beginning of an error message. */
  public String error(String text) {
    return isErrorColored ? RED + text + RESET : text;
  }

  /** Returns the beginning of a warning. */
  public String warning(String text) {
    return isErrorColored ? YELLOW + text + RESET : text;
  }
}
