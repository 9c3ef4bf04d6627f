package org.socompass.report.chart;

import java.util.List;
import java.util.function.DoubleFunction;
import java.util.stream.IntStream;

/**
 * An axis.
 *
 * @param name what it measures, with its unit
 * @param scale from values to places
 * @param ticks values that are written at it
 * @param label text of a value
 */
public record Axis(String name, Scale scale, List<Double> ticks, DoubleFunction<String> label) {
  private static final int TICKS = 8;

  /** Copies the ticks. */
  public Axis {
    ticks = List.copyOf(ticks);
  }

  /** Returns an axis of numbers. */
  public static Axis of(String name, Scale scale) {
    return of(name, scale, NumberText::tick);
  }

  /**
   * Returns an axis of numbers.
   *
   * @param label text of a value
   */
  public static Axis of(String name, Scale scale, DoubleFunction<String> label) {
    return new Axis(name, scale, scale.ticks(TICKS), label);
  }

  /** Returns an axis of things, the first at 0, the next at 1, and so on. */
  public static Axis ofNames(String name, List<String> names) {
    return new Axis(
        name,
        new Scale(-0.5, Math.max(names.size(), 1) - 0.5, false),
        IntStream.range(0, names.size()).mapToObj(i -> (double) i).toList(),
        value -> names.get((int) value));
  }
}
