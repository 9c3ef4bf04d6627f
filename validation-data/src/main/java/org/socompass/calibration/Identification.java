package org.socompass.calibration;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import org.apache.commons.math3.linear.Array2DRowRealMatrix;
import org.apache.commons.math3.linear.RealMatrix;
import org.socompass.input.InputException;

/**
 * Which parameters the data identifies; the others are held at the template's value, each with the
 * reason. Holding back one that the settings name is a mistake of the user's.
 */
final class Identification {
  private static final int MOST_PARAMETERS = 12;
  private static final int SPARE_POINTS = 2;
  private static final double WIDEST_HALF = 0.5;

  /** Half of a prior's 95 % interval, in its standard deviations. */
  private static final double NORMAL_HALF = 1.96;

  /** Share of a prior's interval above which measurements said nothing new. */
  private static final double NO_NEWS = 0.9;

  private final String device;
  private final CalibrationSettings settings;
  private final List<Parameter> parameters;
  private final Measurements data;
  private final PredictionModel model;
  private final Map<Integer, String> held = new TreeMap<>();

  Identification(
      String device,
      CalibrationSettings settings,
      List<Parameter> parameters,
      Measurements data,
      PredictionModel model) {
    this.device = device;
    this.settings = settings;
    this.parameters = parameters;
    this.data = data;
    this.model = model;
  }

  /** Returns the parameters that change predictions, at most twelve a processor. */
  List<Integer> identified(Screening screening) {
    List<Integer> found = new ArrayList<>();
    for (int p = 0; p < parameters.size(); p++) {
      if (screening.isIdentified(p)) {
        found.add(p);
      } else {
        hold(p, "not identified by this data: no prediction depends on it");
      }
    }
    if (found.isEmpty()) {
      throw new InputException(
          "this data identifies no parameter of "
              + device
              + ": no prediction depends on "
              + names(held.keySet()));
    }
    Map<String, List<Integer>> byProcessor = new LinkedHashMap<>();
    for (int p : found) {
      byProcessor
          .computeIfAbsent(parameters.get(p).processor().orElse(""), k -> new ArrayList<>())
          .add(p);
    }
    Set<Integer> chosen = new HashSet<>();
    byProcessor.forEach(
        (processor, members) -> {
          List<Integer> sorted = new ArrayList<>(members);
          sorted.sort(
              Comparator.comparingDouble((Integer p) -> -screening.sensitivity(p))
                  .thenComparingInt(p -> p));
          for (int i = 0; i < sorted.size(); i++) {
            if (i < MOST_PARAMETERS) {
              chosen.add(sorted.get(i));
            } else {
              hold(
                  sorted.get(i),
                  "less sensitive than the %d fitted of this processor".formatted(MOST_PARAMETERS));
            }
          }
        });
    return found.stream().filter(chosen::contains).toList();
  }

  /** Returns the parameters without those that can't be told from others at these values. */
  List<Integer> told(List<Integer> free, Screening screening, double[] values) {
    List<Integer> left = new ArrayList<>(free);
    while (!left.isEmpty()) {
      RealMatrix jacobian =
          withPriors(Jacobian.of(model, parameters, left, values, true), left, values);
      Optional<Confounding> worst = Confounding.worst(jacobian, left, screening, parameters);
      if (worst.isEmpty()) {
        return left;
      }
      hold(worst.get().held(), worst.get().why());
      left.remove(Integer.valueOf(worst.get().held()));
    }
    throw nothing();
  }

  /** Returns the parameters without those whose interval is as wide as their range. */
  List<Integer> certain(List<Integer> free, double[] values) {
    List<Integer> left = new ArrayList<>(free);
    while (!left.isEmpty()) {
      double[] half = halfWidths(left, values);
      int untold = -1;
      for (int c = 0; c < half.length; c++) {
        Parameter parameter = parameters.get(left.get(c));
        double slope = parameter.deviationByPlace(values[left.get(c)]);
        if (slope > 0 && half[c] * slope >= NO_NEWS * NORMAL_HALF) {
          untold = c;
        }
      }
      if (untold >= 0) {
        Parameter parameter = parameters.get(left.get(untold));
        hold(
            left.get(untold),
            "not identified by this data: stays at its prior, of sigma "
                + parameter.sigma().getAsDouble());
        left.remove(untold);
        continue;
      }
      int widest = 0;
      for (int c = 1; c < half.length; c++) {
        widest = half[c] > half[widest] ? c : widest;
      }
      if (half[widest] < WIDEST_HALF) {
        return left;
      }
      hold(left.get(widest), "not identified by this data: its interval is as wide as its range");
      left.remove(widest);
    }
    throw nothing();
  }

  /** Returns the parameters that were held, with the reason. */
  List<CalibrationResult.Held> held() {
    return held.entrySet().stream()
        .map(e -> new CalibrationResult.Held(parameters.get(e.getKey()), e.getValue()))
        .toList();
  }

  private InputException nothing() {
    return new InputException(
        "this data identifies no parameter of " + device + ": " + names(held.keySet()));
  }

  private void hold(int parameter, String why) {
    if (isNamed(parameters.get(parameter))) {
      throw new InputException(
          "--parameters: "
              + parameters.get(parameter).path()
              + (why.startsWith("not identified") ? " is " : " is not identified by this data: ")
              + why);
    }
    held.put(parameter, why);
  }

  /**
   * Returns the parameters without those that have no prior, if there are not enough measurements
   * for them and some have one.
   */
  List<Integer> withEnoughPoints(List<Integer> free) {
    long informed = free.stream().filter(p -> parameters.get(p).sigma().isPresent()).count();
    if (informed == 0 || data.points().size() >= free.size() + SPARE_POINTS) {
      return free;
    }
    List<Integer> left = new ArrayList<>();
    for (int p : free) {
      if (parameters.get(p).sigma().isPresent() || isNamed(parameters.get(p))) {
        left.add(p);
      } else {
        hold(p, "not identified by this data: too few measurements for one without a prior");
      }
    }
    return left;
  }

  /** A prior tells parameters apart as one more measurement of each would. */
  private RealMatrix withPriors(RealMatrix jacobian, List<Integer> free, double[] values) {
    int rows = jacobian.getRowDimension();
    var result = new Array2DRowRealMatrix(rows + free.size(), free.size());
    result.setSubMatrix(jacobian.getData(), 0, 0);
    for (int c = 0; c < free.size(); c++) {
      int p = free.get(c);
      result.setEntry(
          rows + c, c, RobustFit.ERROR_SCALE * parameters.get(p).deviationByPlace(values[p]));
    }
    return result;
  }

  /** Refuses more parameters than the measurements, all and of each processor, can tell. */
  void requirePoints(List<Integer> free) {
    Map<String, List<Integer>> byProcessor = new TreeMap<>();
    for (int p : free) {
      byProcessor
          .computeIfAbsent(parameters.get(p).processor().orElse(""), k -> new ArrayList<>())
          .add(p);
    }
    byProcessor.forEach(
        (processor, members) -> {
          long points =
              data.points().stream()
                  .filter(m -> processor.isEmpty() || m.processors().contains(processor))
                  .count();
          requirePoints(points, members);
        });
    requirePoints(data.points().size(), free);
  }

  private void requirePoints(long points, List<Integer> all) {
    List<Integer> free = all.stream().filter(p -> parameters.get(p).sigma().isEmpty()).toList();
    if (!free.isEmpty() && points < free.size() + SPARE_POINTS) {
      throw new InputException(
          "%d measurement%s can't identify %d parameter%s (it takes at least %d): %s"
              .formatted(
                  points,
                  points == 1 ? "" : "s",
                  free.size(),
                  free.size() == 1 ? "" : "s",
                  free.size() + SPARE_POINTS,
                  names(free)));
    }
  }

  private String names(Iterable<Integer> indices) {
    List<String> paths = new ArrayList<>();
    indices.forEach(p -> paths.add(parameters.get(p).path()));
    return String.join(", ", paths);
  }

  /** Returns half the confidence interval of each parameter, as a share of its range. */
  double[] halfWidths(List<Integer> free, double[] values) {
    RealMatrix jacobian = Jacobian.of(model, parameters, free, values, true);
    double[] seconds = model.seconds(values);
    double[] residuals = new double[seconds.length];
    for (int i = 0; i < seconds.length; i++) {
      residuals[i] = Math.log(seconds[i] / data.points().get(i).seconds());
    }
    double[] priors =
        free.stream().mapToDouble(p -> parameters.get(p).deviationByPlace(values[p])).toArray();
    return Intervals.halfWidths(jacobian, residuals, data, model, free, priors);
  }

  private boolean isNamed(Parameter parameter) {
    return settings.parameters().contains(parameter.path());
  }
}
