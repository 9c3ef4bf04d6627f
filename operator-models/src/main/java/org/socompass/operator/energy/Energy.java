package org.socompass.operator.energy;

/**
 * What an operator or a pass draws, by cause.
 *
 * @param idleJoules processors, working or not [J]
 * @param clockJoules cycles of cores while they form products [J]
 * @param operationJoules operations [J]
 * @param transferJoules bytes to and from main memory, on the processor's side [J]
 * @param memoryBackgroundJoules main memory, whatever its traffic [J]
 * @param memoryTransferJoules bytes to and from main memory, its interface and devices [J]
 */
public record Energy(
    double idleJoules,
    double clockJoules,
    double operationJoules,
    double transferJoules,
    double memoryBackgroundJoules,
    double memoryTransferJoules) {
  /** No energy: the start of a sum. */
  public static final Energy NONE = new Energy(0, 0, 0, 0, 0, 0);

  /**
   * Validates the energy.
   *
   * @throws IllegalArgumentException if a part is negative or not finite
   */
  public Energy {
    checkPart("idleJoules", idleJoules);
    checkPart("clockJoules", clockJoules);
    checkPart("operationJoules", operationJoules);
    checkPart("transferJoules", transferJoules);
    checkPart("memoryBackgroundJoules", memoryBackgroundJoules);
    checkPart("memoryTransferJoules", memoryTransferJoules);
  }

  private static void checkPart(String name, double joules) {
    if (!(joules >= 0) || Double.isInfinite(joules)) {
      throw new IllegalArgumentException(
          name + " must be finite and not negative, but is " + joules);
    }
  }

  /**
   * Returns the energy of waiting.
   *
   * @param processorWatts power of the processors [W]
   * @param memoryWatts power of main memory [W]
   * @param seconds how long [s]
   */
  public static Energy idle(double processorWatts, double memoryWatts, double seconds) {
    return new Energy(processorWatts * seconds, 0, 0, 0, memoryWatts * seconds, 0);
  }

  /** Returns the energy of processors [J]. */
  public double processorJoules() {
    return idleJoules + clockJoules + operationJoules + transferJoules;
  }

  /** Returns the energy of main memory [J]. */
  public double memoryJoules() {
    return memoryBackgroundJoules + memoryTransferJoules;
  }

  /** Returns the energy of both [J]. */
  public double joules() {
    return processorJoules() + memoryJoules();
  }

  /** Returns the sum with another energy. */
  public Energy plus(Energy other) {
    return new Energy(
        idleJoules + other.idleJoules,
        clockJoules + other.clockJoules,
        operationJoules + other.operationJoules,
        transferJoules + other.transferJoules,
        memoryBackgroundJoules + other.memoryBackgroundJoules,
        memoryTransferJoules + other.memoryTransferJoules);
  }

  /**
   * Returns the energy of so many.
   *
   * @param count how often, not negative
   */
  public Energy times(long count) {
    return scaled((double) count);
  }

  /**
   * Returns the mean of so many.
   *
   * @param count how many, positive
   */
  public Energy dividedBy(long count) {
    return scaled(1.0 / count);
  }

  /**
   * Returns the energy of part of it, or of more.
   *
   * @param factor not negative
   */
  public Energy scaled(double factor) {
    return new Energy(
        idleJoules * factor,
        clockJoules * factor,
        operationJoules * factor,
        transferJoules * factor,
        memoryBackgroundJoules * factor,
        memoryTransferJoules * factor);
  }
}
