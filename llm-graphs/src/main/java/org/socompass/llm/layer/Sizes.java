package org.socompass.llm.layer;

/** Checks of sizes; the bounds keep every product of sizes within a {@code long}. */
public final class Sizes {
  private Sizes() {}

  /**
   * Checks a size.
   *
   * @throws IllegalArgumentException if it is not in [1, maximum]
   */
  public static void inRange(String name, long value, long maximum) {
    within(name, value, 1, maximum);
  }

  /**
   * Checks a size that may be zero.
   *
   * @throws IllegalArgumentException if it is not in [0, maximum]
   */
  static void upTo(String name, long value, long maximum) {
    within(name, value, 0, maximum);
  }

  private static void within(String name, long value, long minimum, long maximum) {
    if (value < minimum || value > maximum) {
      throw new IllegalArgumentException(
          name + " must be in [" + minimum + ", " + maximum + "], but is " + value);
    }
  }
}
