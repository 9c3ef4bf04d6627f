package org.socompass.validation;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalDouble;
import org.apache.commons.math3.stat.correlation.KendallsCorrelation;

/**
 * Errors of a group of points. Errors are relative errors of the measured quantity in percent.
 *
 * @param group the points it is over
 * @param points points predicted
 * @param skipped points that were not
 * @param mapePercent mean of the errors' magnitudes
 * @param biasPercent mean of the errors
 * @param maxErrorPercent the error of greatest magnitude, as a magnitude
 * @param rooflineMapePercent mean magnitude of the roofline's errors; empty for power
 * @param kendallTau rank correlation of predicted and measured value; needs two points
 * @param coveragePercent measurements inside the 80 % band of the prediction, the device taken as
 *     never measured; empty where there is no band
 */
public record Summary(
    Point.Group group,
    int points,
    int skipped,
    OptionalDouble mapePercent,
    OptionalDouble biasPercent,
    OptionalDouble maxErrorPercent,
    OptionalDouble rooflineMapePercent,
    OptionalDouble kendallTau,
    OptionalDouble coveragePercent) {
  private static final double PERCENT = 100;

  /**
   * Returns a summary for each group in the order of the points, and after the devices of a data
   * set's operator one over all of them if there are several.
   */
  public static List<Summary> of(List<Point> points) {
    Map<Point.Group, List<Point>> groups = new LinkedHashMap<>();
    Map<Point.Group, Map<String, Boolean>> devices = new LinkedHashMap<>();
    for (Point p : points) {
      Point.Group all = all(p);
      groups.computeIfAbsent(p.group(), g -> new ArrayList<>()).add(p);
      devices.computeIfAbsent(all, g -> new LinkedHashMap<>()).put(p.device(), true);
    }
    List<Summary> result = new ArrayList<>();
    groups.forEach((group, members) -> result.add(over(group, members)));
    devices.forEach(
        (all, names) -> {
          if (names.size() > 1) {
            result.add(over(all, points.stream().filter(p -> all(p).equals(all)).toList()));
          }
        });
    return result;
  }

  private static Point.Group all(Point p) {
    return new Point.Group(p.dataset(), p.operator(), "all", p.processor());
  }

  private static Summary over(Point.Group group, List<Point> members) {
    List<Point> predicted = members.stream().filter(p -> p.prediction().isPresent()).toList();
    double[] errors = predicted.stream().mapToDouble(Point::relativeError).toArray();
    double[] roofline =
        predicted.stream()
            .map(Point::rooflineRelativeError)
            .filter(OptionalDouble::isPresent)
            .mapToDouble(OptionalDouble::getAsDouble)
            .toArray();
    return new Summary(
        group,
        predicted.size(),
        members.size() - predicted.size(),
        percent(meanMagnitude(errors)),
        percent(java.util.Arrays.stream(errors).average()),
        percent(java.util.Arrays.stream(errors).map(Math::abs).max()),
        percent(meanMagnitude(roofline)),
        tau(predicted),
        percent(coverage(predicted)));
  }

  private static OptionalDouble coverage(List<Point> points) {
    return points.stream()
        .filter(p -> p.band().isPresent())
        .mapToDouble(
            p ->
                p.band().orElseThrow().covers(p.measured(), p.prediction().orElseThrow().value())
                    ? 1
                    : 0)
        .average();
  }

  private static OptionalDouble meanMagnitude(double[] errors) {
    return java.util.Arrays.stream(errors).map(Math::abs).average();
  }

  private static OptionalDouble percent(OptionalDouble fraction) {
    return fraction.isPresent()
        ? OptionalDouble.of(PERCENT * fraction.getAsDouble())
        : OptionalDouble.empty();
  }

  private static OptionalDouble tau(List<Point> points) {
    if (points.size() < 2) {
      return OptionalDouble.empty();
    }
    double[] predicted =
        points.stream().mapToDouble(p -> p.prediction().orElseThrow().value()).toArray();
    double[] measured = points.stream().mapToDouble(Point::measured).toArray();
    double tau = new KendallsCorrelation().correlation(predicted, measured);
    return Double.isFinite(tau) ? OptionalDouble.of(tau) : OptionalDouble.empty();
  }
}
