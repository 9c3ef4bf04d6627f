package org.socompass.input;

/**
 * A place in an input file, or on the command line.
 *
 * @param file the file as the user named it, or the name of a built-in
 * @param line line, from 1; 0 for a place that is not in a file
 * @param column column, from 1; 0 for a place that is not in a file
 */
public record Mark(String file, int line, int column) {
  /** Returns the place of an option, which names its field itself. */
  public static Mark ofOption(String option) {
    return new Mark(option, 0, 0);
  }

  /** Returns whether the place is in a file. */
  public boolean isInFile() {
    return line > 0;
  }

  /** Returns {@code file:line:column}, or the option. */
  @Override
  public String toString() {
    return isInFile() ? file + ":" + line + ":" + column : file;
  }
}
