package org.socompass.inference.schedule;

import java.util.List;

/**
 * A piece of work on one lane.
 *
 * @param name what it does
 * @param lane index of the lane that runs it
 * @param seconds time it takes alone, with all the bandwidth that its lane may draw [s]
 * @param bytes bytes that it moves to and from main memory meanwhile [B]
 * @param submitSeconds time to submit it [s]
 * @param waits what must have ended before it starts
 */
public record Task(
    String name, int lane, double seconds, double bytes, double submitSeconds, List<Wait> waits) {
  /**
   * Copies the waits.
   *
   * @throws IllegalArgumentException if a quantity is negative or not finite
   */
  public Task {
    waits = List.copyOf(waits);
    nonNegative("seconds", seconds);
    nonNegative("bytes", bytes);
    nonNegative("submitSeconds", submitSeconds);
  }

  private static void nonNegative(String name, double value) {
    if (!(value >= 0) || Double.isInfinite(value)) {
      throw new IllegalArgumentException(name + " must not be negative, but is " + value);
    }
  }

  /**
   * A dependency.
   *
   * @param task index of the task that must have ended
   * @param handOverSeconds time from its end until its result can be used [s]
   */
  public record Wait(int task, double handOverSeconds) {}
}
