package org.socompass.inference;

import org.socompass.operator.Bound;

/**
 * Time of one operator of a phase.
 *
 * @param name its name in the graph
 * @param operator what it computes
 * @param shape its shape in words
 * @param processor id of the processor that runs it; several are joined by {@code +}
 * @param count how often it runs in the phase
 * @param seconds time of one run [s]
 * @param boundBy what limits it
 * @param rooflineSeconds the least time that peak rates allow for one run [s]
 * @param mainMemoryBytes bytes moved to and from main memory in one run [B]
 */
public record OperatorTime(
    String name,
    String operator,
    String shape,
    String processor,
    long count,
    double seconds,
    Bound boundBy,
    double rooflineSeconds,
    double mainMemoryBytes) {
  /** Returns the time of all runs [s]. */
  public double totalSeconds() {
    return seconds * count;
  }

  /** Returns the share of the time that peak rates would need, in [0, 1]. */
  public double utilization() {
    return seconds == 0 ? 0 : Math.min(1, rooflineSeconds / seconds);
  }
}
