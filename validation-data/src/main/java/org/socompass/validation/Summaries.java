package org.socompass.validation;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;

/**
 * Errors of groups of points, taken one after the other: three numbers of a point are kept, for
 * means and rank correlation, and nothing of those that were skipped but how many.
 */
public final class Summaries {
  private static final double PERCENT = 100;
  private static final int LEAST_ROOM = 8;

  private final Map<Point.Group, Members> groups = new LinkedHashMap<>();
  private final Map<Point.Group, Whole> wholes = new LinkedHashMap<>();

  /** Takes a point. */
  public void add(Point point) {
    Members members = groups.computeIfAbsent(point.group(), g -> new Members());
    boolean isPredicted = members.add(point);
    wholes.computeIfAbsent(all(point), g -> new Whole()).add(members, isPredicted);
  }

  /**
   * Returns a summary for each group in the order of the points, and after the devices of a data
   * set's operator one over all of them if there are several.
   */
  public List<Summary> summaries() {
    List<Summary> result = new ArrayList<>();
    groups.forEach((group, members) -> result.add(members.summary(group)));
    wholes.forEach(
        (all, whole) -> {
          if (whole.parts.size() > 1) {
            result.add(whole.members().summary(all));
          }
        });
    return result;
  }

  private static Point.Group all(Point p) {
    return new Point.Group(p.dataset(), p.operator(), "all", p.processor());
  }

  /** The points of all devices, as the order in which those of each device came. */
  private static final class Whole {
    private final Map<Members, Integer> parts = new LinkedHashMap<>();
    private byte[] order = new byte[LEAST_ROOM];
    private int size;

    void add(Members part, boolean isPredicted) {
      int number = parts.computeIfAbsent(part, p -> parts.size());
      if (!isPredicted) {
        return;
      }
      if (size + 1 >= order.length) {
        order = Arrays.copyOf(order, 2 * order.length);
      }
      // Two bytes a point: there are fewer than 65,536 devices.
      order[size++] = (byte) (number >> Byte.SIZE);
      order[size++] = (byte) number;
    }

    Members members() {
      List<Members> all = List.copyOf(parts.keySet());
      int[] next = new int[all.size()];
      var result = new Members();
      for (int i = 0; i < size; i += 2) {
        int number = (order[i] & 0xff) << Byte.SIZE | (order[i + 1] & 0xff);
        result.take(all.get(number), next[number]++);
      }
      all.forEach(part -> result.count(part));
      return result;
    }
  }

  /** The points of a group. */
  private static final class Members {
    private double[] measured = {};
    private double[] predicted = {};

    /** Not a number where there is none. */
    private double[] roofline = {};

    private int size;
    private int skipped;
    private int banded;
    private int covered;

    /** Takes a point; returns whether it was predicted. */
    boolean add(Point point) {
      Optional<Point.Prediction> prediction = point.prediction();
      if (prediction.isEmpty()) {
        skipped++;
        return false;
      }
      double value = prediction.get().value();
      append(point.measured(), value, prediction.get().roofline().orElse(Double.NaN));
      point
          .band()
          .ifPresent(
              band -> {
                banded++;
                covered += band.covers(point.measured(), value) ? 1 : 0;
              });
      return true;
    }

    void take(Members other, int i) {
      append(other.measured[i], other.predicted[i], other.roofline[i]);
    }

    void count(Members other) {
      skipped += other.skipped;
      banded += other.banded;
      covered += other.covered;
    }

    private void append(double measuredValue, double predictedValue, double rooflineValue) {
      if (size == measured.length) {
        int room = Math.max(LEAST_ROOM, 2 * size);
        measured = Arrays.copyOf(measured, room);
        predicted = Arrays.copyOf(predicted, room);
        roofline = Arrays.copyOf(roofline, room);
      }
      measured[size] = measuredValue;
      predicted[size] = predictedValue;
      roofline[size++] = rooflineValue;
    }

    Summary summary(Point.Group group) {
      double[] measuredValues = Arrays.copyOf(measured, size);
      double[] errors = errors(predicted);
      double[] rooflineErrors =
          Arrays.stream(errors(roofline)).filter(e -> !Double.isNaN(e)).toArray();
      return new Summary(
          group,
          size,
          skipped,
          percent(meanMagnitude(errors)),
          percent(Arrays.stream(errors).average()),
          percent(Arrays.stream(errors).map(Math::abs).max()),
          percent(meanMagnitude(rooflineErrors)),
          RankCorrelation.tau(Arrays.copyOf(predicted, size), measuredValues),
          banded == 0
              ? OptionalDouble.empty()
              : OptionalDouble.of(PERCENT * ((double) covered / banded)));
    }

    private double[] errors(double[] values) {
      double[] result = new double[size];
      for (int i = 0; i < size; i++) {
        result[i] = values[i] / measured[i] - 1;
      }
      return result;
    }
  }

  private static OptionalDouble meanMagnitude(double[] errors) {
    return Arrays.stream(errors).map(Math::abs).average();
  }

  private static OptionalDouble percent(OptionalDouble fraction) {
    return fraction.isPresent()
        ? OptionalDouble.of(PERCENT * fraction.getAsDouble())
        : OptionalDouble.empty();
  }
}
