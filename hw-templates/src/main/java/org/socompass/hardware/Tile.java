package org.socompass.hardware;

import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Rows and columns of the result that one block of a kernel computes.
 *
 * @param rows rows
 * @param columns columns
 */
public record Tile(int rows, int columns) {
  private static final Pattern FORM = Pattern.compile("([1-9]\\d{0,5})x([1-9]\\d{0,5})");

  /**
   * Returns the tile that a text such as {@code 128x64} names.
   *
   * @throws IllegalArgumentException if it is not of that form
   */
  public static Tile of(String text) {
    Matcher matcher = FORM.matcher(text);
    if (!matcher.matches()) {
      throw new IllegalArgumentException(
          "'" + text + "' is not a tile; write rows x columns, as in 128x64");
    }
    return new Tile(Integer.parseInt(matcher.group(1)), Integer.parseInt(matcher.group(2)));
  }

  @Override
  public String toString() {
    return rows + "x" + columns;
  }
}
