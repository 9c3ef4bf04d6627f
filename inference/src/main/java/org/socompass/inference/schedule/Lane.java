package org.socompass.inference.schedule;

/**
 * A processor as a schedule sees it: it runs one task at a time, in the order of the list.
 *
 * @param id name of the processor
 * @param bytesPerSecond the most it draws from main memory [B/s]
 * @param share share of its time that others leave to it, in (0, 1]
 * @param submitsAhead whether the host submits its tasks in order ahead of time, so that submission
 *     is seen only where the lane catches up with the host
 */
public record Lane(String id, double bytesPerSecond, double share, boolean submitsAhead) {
  /**
   * Validates the lane.
   *
   * @throws IllegalArgumentException if the bandwidth is not positive or the share not in (0, 1]
   */
  public Lane {
    if (!(bytesPerSecond > 0)) {
      throw new IllegalArgumentException(
          "bytesPerSecond of " + id + " must be positive, but is " + bytesPerSecond);
    }
    if (!(share > 0 && share <= 1)) {
      throw new IllegalArgumentException("share of " + id + " must be in (0, 1], but is " + share);
    }
  }
}
