package org.socompass.inference.thermal;

import java.util.List;
import java.util.OptionalDouble;
import java.util.function.ToDoubleFunction;

/**
 * A workload that repeats without pause on a device that starts cold.
 *
 * @param samples the device at the start of each period, in order; at least one
 * @param periodSeconds time between them [s]
 */
public record SustainedResult(List<Sample> samples, double periodSeconds) {
  /** A governor at its limit alternates between two steps: rates are means over this time [s]. */
  public static final double WINDOW_SECONDS = 30;

  /** Copies the samples. */
  public SustainedResult {
    samples = List.copyOf(samples);
  }

  /** Returns how long it ran [s]. */
  public double seconds() {
    return samples.size() * periodSeconds;
  }

  /** Returns decode tokens per second in the half minute before a moment [1/s]. */
  public double decodeTokensPerSecond(double seconds) {
    return mean(seconds, s -> s.load().decodeTokensPerSecond());
  }

  /** Returns prefill tokens per second in the half minute before a moment [1/s]. */
  public double prefillTokensPerSecond(double seconds) {
    return mean(seconds, s -> s.load().prefillTokensPerSecond());
  }

  /** Returns the power of processors and memory in the half minute before a moment [W]. */
  public double watts(double seconds) {
    return mean(seconds, s -> s.load().watts());
  }

  /**
   * Returns the mean step in the half minute before a moment; between steps where it alternates.
   */
  public double step(double seconds) {
    return mean(seconds, Sample::step);
  }

  /** Returns the temperature of the body in the half minute before a moment [degC]. */
  public double bodyCelsius(double seconds) {
    return mean(seconds, Sample::bodyCelsius);
  }

  /** Returns the temperature of the chip in the half minute before a moment [degC]. */
  public double chipCelsius(double seconds) {
    return mean(seconds, Sample::chipCelsius);
  }

  /** Returns when it first slowed down [s]; empty if it never did. */
  public OptionalDouble firstThrottleSeconds() {
    return samples.stream().filter(s -> s.step() > 0).mapToDouble(Sample::seconds).findFirst();
  }

  private double mean(double seconds, ToDoubleFunction<Sample> value) {
    if (seconds <= 0 || seconds > seconds() * (1 + 1e-9)) {
      throw new IllegalArgumentException(
          "%s s is not within the %s s that were simulated".formatted(seconds, seconds()));
    }
    return samples.stream()
        .filter(s -> s.seconds() < seconds && s.seconds() >= seconds - WINDOW_SECONDS)
        .mapToDouble(value)
        .average()
        .orElseThrow();
  }
}
