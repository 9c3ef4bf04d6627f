package org.socompass.operator;

/** Checks of shapes. */
final class Shapes {
  /**
   * Greatest size of one dimension. Products of three stay far below the range of a double's exact
   * integers times its precision, so that no count overflows or loses its meaning.
   */
  private static final long MAXIMUM = 1L << 40;

  private Shapes() {}

  /**
   * Checks a size.
   *
   * @throws IllegalArgumentException if it is not in [1, 2^40]
   */
  static void positive(String name, long value) {
    if (value < 1 || value > MAXIMUM) {
      throw new IllegalArgumentException(name + " must be in [1, 2^40], but is " + value);
    }
  }
}
