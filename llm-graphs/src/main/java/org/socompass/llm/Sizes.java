package org.socompass.llm;

/** Checks of sizes; the bounds keep every product of sizes within a {@code long}. */
final class Sizes {
  private Sizes() {}

  /**
   * Checks a size.
   *
   * @throws IllegalArgumentException if it is not in [1, maximum]
   */
  static void inRange(String name, long value, long maximum) {
    if (value < 1 || value > maximum) {
      throw new IllegalArgumentException(
          name + " must be in [1, " + maximum + "], but is " + value);
    }
  }
}
