package org.socompass.hardware;

import java.util.OptionalDouble;

/**
 * What one processor gets from main memory.
 *
 * <p>The most that it draws is the rate of its port, {@code width * clock}, or of what its cores
 * keep in flight, {@code bytes / latency} each.
 *
 * @param efficiency share of the memory's peak bandwidth that long streams of this processor reach,
 *     in (0, 1]; empirical
 * @param capBytesPerSecond the most this processor can draw whatever the memory offers [B/s]
 * @param perCoreBytesPerSecond the most one core can draw [B/s]
 * @param rampSeconds time to fill the memory pipeline of one kernel, for each byte that a core
 *     draws in a cycle [s per B/cycle/core]; empirical
 * @param capFollowsClock whether the port runs at the clock of the processor
 */
public record Dram(
    double efficiency,
    OptionalDouble capBytesPerSecond,
    OptionalDouble perCoreBytesPerSecond,
    double rampSeconds,
    boolean capFollowsClock) {
  /** Creates what a processor gets through a port of its own clock. */
  public Dram(
      double efficiency,
      OptionalDouble capBytesPerSecond,
      OptionalDouble perCoreBytesPerSecond,
      double rampSeconds) {
    this(efficiency, capBytesPerSecond, perCoreBytesPerSecond, rampSeconds, false);
  }

  /** Returns the most that so many cores draw [B/s]; infinite if nothing is known. */
  public double portBytesPerSecond(int cores) {
    return Math.min(
        capBytesPerSecond.orElse(Double.POSITIVE_INFINITY),
        perCoreBytesPerSecond.orElse(Double.POSITIVE_INFINITY) * cores);
  }

  /**
   * Returns the same of a processor at another clock.
   *
   * @param share new clock over old
   */
  Dram atClock(double share) {
    return capFollowsClock && capBytesPerSecond.isPresent()
        ? new Dram(
            efficiency,
            OptionalDouble.of(capBytesPerSecond.getAsDouble() * share),
            perCoreBytesPerSecond,
            rampSeconds,
            true)
        : this;
  }

  /**
   * Returns the same with a wider port.
   *
   * @param bytesPerSecond what it lets through besides, of all cores together [B/s]
   * @param cores cores of the processor
   */
  public Dram wider(double bytesPerSecond, int cores) {
    return new Dram(
        efficiency,
        more(capBytesPerSecond, bytesPerSecond),
        more(perCoreBytesPerSecond, bytesPerSecond / cores),
        rampSeconds,
        capFollowsClock);
  }

  private static OptionalDouble more(OptionalDouble rate, double by) {
    return rate.isPresent() ? OptionalDouble.of(rate.getAsDouble() + by) : rate;
  }
}
