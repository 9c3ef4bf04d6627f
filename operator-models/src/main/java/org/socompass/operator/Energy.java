package org.socompass.operator;

/**
 * What an operator draws.
 *
 * @param processorJoules energy of the processor [J]
 * @param memoryJoules energy of main memory [J]
 */
public record Energy(double processorJoules, double memoryJoules) {
  /** No energy: the start of a sum. */
  public static final Energy NONE = new Energy(0, 0);

  /**
   * Validates the energy.
   *
   * @throws IllegalArgumentException if a part is negative or not finite
   */
  public Energy {
    checkPart("processorJoules", processorJoules);
    checkPart("memoryJoules", memoryJoules);
  }

  private static void checkPart(String name, double joules) {
    if (!(joules >= 0) || Double.isInfinite(joules)) {
      throw new IllegalArgumentException(
          name + " must be finite and not negative, but is " + joules);
    }
  }

  /** Returns the energy of both [J]. */
  public double joules() {
    return processorJoules + memoryJoules;
  }

  /** Returns the sum with another energy. */
  public Energy plus(Energy other) {
    return new Energy(processorJoules + other.processorJoules, memoryJoules + other.memoryJoules);
  }
}
