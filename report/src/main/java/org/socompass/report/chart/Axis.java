package org.socompass.report.chart;

import java.util.Arrays;
import java.util.List;
import java.util.function.DoubleFunction;
import java.util.function.ToDoubleFunction;
import java.util.stream.IntStream;

/**
 * An axis.
 *
 * @param name what it measures, with its unit
 * @param column name of its values in tables, with its unit
 * @param scale from values to places
 * @param kind what is written at it
 * @param names names of its values if these are things, in the order of their places
 * @param steps its values if they are few numbers, in order, to be written where they fit
 * @param label text of a value
 */
public record Axis(
    String name,
    String column,
    Scale scale,
    Kind kind,
    List<String> names,
    List<Double> steps,
    DoubleFunction<String> label) {
  private static final int TICKS = 8;

  /** What is written at an axis. */
  enum Kind {
    /** Round numbers. */
    NUMBERS,
    /** Whole numbers. */
    WHOLE,
    /** Names of things. */
    NAMES,
    /** Nothing. */
    NOTHING
  }

  /** An axis without numbers. */
  static final Axis NONE =
      new Axis(
          "", "", new Scale(0, 1, false), Kind.NOTHING, List.of(), List.of(), NumberText::tick);

  /** Copies the lists. */
  public Axis {
    names = List.copyOf(names);
    steps = List.copyOf(steps);
  }

  /** Returns an axis of numbers. */
  public static Axis of(String name, Scale scale) {
    return of(name, name, scale, NumberText::tick);
  }

  /**
   * Returns an axis of numbers.
   *
   * @param column name of its values in tables, with their unit
   * @param label text of a value
   */
  public static Axis of(String name, String column, Scale scale, DoubleFunction<String> label) {
    return new Axis(name, column, scale, Kind.NUMBERS, List.of(), List.of(), label);
  }

  /** Returns an axis of times in seconds. */
  public static Axis ofSeconds(String name, Scale scale) {
    return of(name, name + " [s]", scale, NumberText::secondsTick);
  }

  /**
   * Returns an axis of numbers: the values themselves are written at it if they are few, whole
   * numbers if all of them are whole.
   */
  public static Axis ofValues(String name, Scale scale, double... values) {
    boolean isWhole = Arrays.stream(values).allMatch(v -> v == Math.rint(v));
    List<Double> steps = Arrays.stream(values).sorted().distinct().boxed().toList();
    return new Axis(
        name,
        name,
        scale,
        isWhole ? Kind.WHOLE : Kind.NUMBERS,
        List.of(),
        steps.size() <= TICKS ? steps : List.of(),
        NumberText::tick);
  }

  /** Returns an axis of things, the first at 0, the next at 1, and so on. */
  public static Axis ofNames(String name, List<String> names) {
    return new Axis(
        name,
        name,
        new Scale(-0.5, Math.max(names.size(), 1) - 0.5, false),
        Kind.NAMES,
        names,
        List.of(),
        value -> names.get((int) value));
  }

  private List<Double> ticks(int most) {
    return switch (kind) {
      case NOTHING -> List.of();
      case NUMBERS -> scale.ticks(most);
      case WHOLE -> scale.ticks(most).stream().filter(v -> v == Math.rint(v)).toList();
      case NAMES -> {
        int step = Math.max(1, (names.size() + most - 1) / Math.max(1, most));
        yield IntStream.range(0, names.size())
            .filter(i -> i % step == 0)
            .mapToObj(i -> (double) i)
            .toList();
      }
    };
  }

  /**
   * Returns values that are written at it so that what is written does not overlap.
   *
   * @param room length of the axis [pt]
   * @param length length along the axis of a text, with the distance to the next [pt]
   */
  List<Double> ticks(double room, ToDoubleFunction<String> length) {
    if (!steps.isEmpty()
        && steps.stream()
            .allMatch(t -> length.applyAsDouble(label.apply(t)) <= nearest(steps) * room)) {
      return steps;
    }
    int most = kind == Kind.NAMES ? Math.max(names.size(), 1) : TICKS;
    for (; most > 2; most--) {
      double step = room / Math.max(1, most);
      List<Double> ticks = ticks(most);
      boolean isNumbered = kind != Kind.NAMES;
      double each = isNumbered ? nearest(ticks) * room : step * every(most);
      if (ticks.stream().allMatch(t -> length.applyAsDouble(label.apply(t)) <= each)) {
        return ticks;
      }
    }
    return ticks(2);
  }

  /** Returns how many names share the room of one that is written. */
  private double every(int most) {
    return (double) most
        / Math.max(1, names.size())
        * Math.max(1, (names.size() + most - 1) / Math.max(1, most));
  }

  /** Returns the least distance of two ticks as a share of the axis. */
  private double nearest(List<Double> ticks) {
    double least = 1;
    for (int i = 1; i < ticks.size(); i++) {
      least = Math.min(least, scale.share(ticks.get(i)) - scale.share(ticks.get(i - 1)));
    }
    return least;
  }
}
