package org.socompass.input;

/**
 * A place in an input file.
 *
 * @param file the file as the user named it, or the name of a built-in
 * @param line line, from 1
 * @param column column, from 1
 */
public record Mark(String file, int line, int column) {
  /** Returns {@code file:line:column}. */
  @Override
  public String toString() {
    return file + ":" + line + ":" + column;
  }
}
