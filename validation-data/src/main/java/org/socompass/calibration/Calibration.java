package org.socompass.calibration;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Consumer;
import org.apache.commons.math3.linear.RealMatrix;
import org.socompass.hardware.template.DeviceLibrary;
import org.socompass.input.InputException;
import org.socompass.input.NearestName;
import org.socompass.validation.Dataset;

/**
 * Fits the empirical parameters of a template to measurements, says how sure each value is, and
 * checks by cross validation over shape families that the fit holds for shapes that it has not
 * seen.
 *
 * <p>Parameters that the data can't identify keep the template's value: those that change no
 * prediction, those that can't be told from more sensitive ones, those whose confidence interval is
 * as wide as their range, and the least sensitive beyond twelve a processor.
 */
public final class Calibration {
  private static final int MOST_PARAMETERS = 12;
  private static final int SPARE_POINTS = 2;
  private static final double AT_BOUND = 1e-3;
  private static final double WIDEST_HALF = 0.5;
  private static final double PERCENT = 100;

  private final String device;
  private final CalibrationSettings settings;
  private final Consumer<String> progress;
  private final List<Dataset> datasets;
  private final List<Parameter> parameters;
  private final Measurements data;
  private final PredictionModel model;
  private final Map<Integer, String> held = new TreeMap<>();

  private Calibration(
      List<Dataset> datasets,
      String device,
      CalibrationSettings settings,
      Consumer<String> progress) {
    this.datasets = datasets;
    this.device = device;
    this.settings = settings;
    this.progress = progress;
    progress.accept("reading the data");
    List<Parameter> declared = Parameter.declared(DeviceLibrary.tree(device, List.of()));
    if (declared.isEmpty()) {
      throw new InputException(
          device + " declares no empirical parameter (a field with 'min' and 'max')");
    }
    requireDeclared(declared);
    this.data = Measurements.of(datasets, device, settings.processor());
    Set<String> processors = new HashSet<>();
    data.points().forEach(p -> processors.addAll(p.processors()));
    requireProcessors(processors);
    this.parameters =
        declared.stream()
            .filter(p -> p.processor().isEmpty() || processors.contains(p.processor().get()))
            .filter(p -> settings.parameters().isEmpty() || isNamed(p))
            .toList();
    this.model = new PredictionModel(parameters, data);
  }

  /**
   * Returns the fit of a device to the rows of data sets that are of it.
   *
   * @param device template id or path to a template; rows name a path's template by its file name
   *     without the ending
   * @param progress told what is being done
   * @throws InputException if no row is of the device, the data identifies no parameter or not one
   *     that the settings name, or there are fewer measurements than parameters and two more
   */
  public static CalibrationResult fit(
      List<Dataset> datasets,
      String device,
      CalibrationSettings settings,
      Consumer<String> progress) {
    return new Calibration(datasets, device, settings, progress).run();
  }

  private boolean isNamed(Parameter parameter) {
    return settings.parameters().contains(parameter.path());
  }

  private void requireDeclared(List<Parameter> declared) {
    List<String> paths = declared.stream().map(Parameter::path).toList();
    for (String path : settings.parameters()) {
      if (!paths.contains(path)) {
        throw new InputException(
            "--parameters: "
                + device
                + " declares no empirical parameter '"
                + path
                + "'; "
                + NearestName.hint(path, paths));
      }
    }
  }

  private void requireProcessors(Set<String> processors) {
    for (String path : settings.parameters()) {
      String[] keys = path.split("\\.", -1);
      if (keys[0].equals("processors") && !processors.contains(keys[1])) {
        throw new InputException(
            "--parameters: " + path + " is not identified by this data: no row is of " + keys[1]);
      }
    }
  }

  private CalibrationResult run() {
    progress.accept("screening " + parameters.size() + " parameters");
    Screening screening = Screening.of(model, parameters, data);
    List<Integer> free = identified(screening);
    double[] start = model.start();
    free = told(free, screening, start);
    requirePoints(free);
    boolean[] all = new boolean[data.points().size()];
    Arrays.fill(all, true);
    var fit = new RobustFit(model, parameters, data.points(), all);
    double[] values = start;
    while (true) {
      progress.accept("fitting " + free.size() + " parameters to " + all.length + " points");
      values = fit.fit(start, free);
      List<Integer> left = certain(told(free, screening, values), values);
      if (left.size() == free.size()) {
        break;
      }
      free = left;
    }
    for (int p : free) {
      values[p] = parameters.get(p).rounded(values[p]);
    }
    return result(free, start, values);
  }

  /** Returns the parameters that change predictions, at most twelve a processor. */
  private List<Integer> identified(Screening screening) {
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
  private List<Integer> told(List<Integer> free, Screening screening, double[] values) {
    List<Integer> left = new ArrayList<>(free);
    while (!left.isEmpty()) {
      RealMatrix jacobian = Jacobian.of(model, parameters, left, values, true);
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
  private List<Integer> certain(List<Integer> free, double[] values) {
    List<Integer> left = new ArrayList<>(free);
    while (!left.isEmpty()) {
      double[] half = halfWidths(left, values);
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

  private void requirePoints(List<Integer> free) {
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

  private void requirePoints(long points, List<Integer> free) {
    if (points < free.size() + SPARE_POINTS) {
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

  private CalibrationResult result(List<Integer> free, double[] start, double[] values) {
    List<Measurement> points = data.points();
    double[] before = errors(model.seconds(start));
    // Not by the model, which leaves out groups that the screening found to be unaffected.
    double[] after = errors(new PredictionModel(parameters, data).seconds(values));
    Folds folds = Folds.of(points, settings.folds(), settings.seed());
    double[] unseen = crossValidated(folds, free, start);
    return new CalibrationResult(
        device,
        datasets.stream()
            .map(Dataset::id)
            .filter(id -> points.stream().anyMatch(p -> p.dataset().equals(id)))
            .toList(),
        points.size(),
        families(points),
        unseen.length == 0 ? 0 : folds.count(),
        settings.seed(),
        fitted(free, values),
        held.entrySet().stream()
            .map(e -> new CalibrationResult.Held(parameters.get(e.getKey()), e.getValue()))
            .toList(),
        errorRows(before, after, unseen),
        data.skipped());
  }

  private double[] halfWidths(List<Integer> free, double[] values) {
    RealMatrix jacobian = Jacobian.of(model, parameters, free, values, true);
    double[] seconds = model.seconds(values);
    double[] residuals = new double[seconds.length];
    for (int i = 0; i < seconds.length; i++) {
      residuals[i] = Math.log(seconds[i] / data.points().get(i).seconds());
    }
    return Intervals.halfWidths(jacobian, residuals, data, model, free);
  }

  private List<CalibrationResult.Fitted> fitted(List<Integer> free, double[] values) {
    double[] half = halfWidths(free, values);
    List<CalibrationResult.Fitted> result = new ArrayList<>();
    for (int c = 0; c < half.length; c++) {
      Parameter parameter = parameters.get(free.get(c));
      double value = values[free.get(c)];
      double place = parameter.place(value);
      result.add(
          new CalibrationResult.Fitted(
              parameter,
              value,
              parameter.at(place - half[c]),
              parameter.at(place + half[c]),
              place <= AT_BOUND
                  ? Optional.of("min")
                  : place >= 1 - AT_BOUND ? Optional.of("max") : Optional.empty()));
    }
    return result;
  }

  /** Returns the error of each measurement by the fit to the other folds; empty if there is one. */
  private double[] crossValidated(Folds folds, List<Integer> free, double[] start) {
    if (folds.count() < 2) {
      return new double[0];
    }
    double[] result = new double[data.points().size()];
    for (int fold = 0; fold < folds.count(); fold++) {
      progress.accept("cross validation, fold " + (fold + 1) + " of " + folds.count());
      boolean[] used = new boolean[result.length];
      for (int i = 0; i < used.length; i++) {
        used[i] = folds.foldOfPoint().get(i) != fold;
      }
      double[] values = new RobustFit(model, parameters, data.points(), used).fit(start, free);
      double[] errors = errors(model.seconds(values));
      for (int i = 0; i < used.length; i++) {
        if (!used[i]) {
          result[i] = errors[i];
        }
      }
    }
    return result;
  }

  /** Returns the magnitude of each relative error. */
  private double[] errors(double[] seconds) {
    double[] errors = new double[seconds.length];
    for (int i = 0; i < seconds.length; i++) {
      errors[i] = Math.abs(seconds[i] / data.points().get(i).seconds() - 1);
    }
    return errors;
  }

  private List<CalibrationResult.ErrorRow> errorRows(
      double[] before, double[] after, double[] unseen) {
    Map<String, Set<String>> types = new LinkedHashMap<>();
    data.points()
        .forEach(
            p -> types.computeIfAbsent(p.operator(), o -> new LinkedHashSet<>()).add(p.types()));
    List<CalibrationResult.ErrorRow> rows = new ArrayList<>();
    types.forEach(
        (operator, of) -> {
          if (of.size() > 1) {
            of.forEach(t -> rows.add(errorRow(operator, t, before, after, unseen)));
          }
          rows.add(errorRow(operator, "", before, after, unseen));
        });
    rows.add(errorRow(CalibrationResult.ALL, "", before, after, unseen));
    return rows;
  }

  private CalibrationResult.ErrorRow errorRow(
      String operator, String types, double[] before, double[] after, double[] unseen) {
    List<Measurement> members = new ArrayList<>();
    double[] sums = new double[3];
    for (int i = 0; i < before.length; i++) {
      Measurement p = data.points().get(i);
      boolean isOf = operator.equals(CalibrationResult.ALL) || operator.equals(p.operator());
      if (isOf && (types.isEmpty() || types.equals(p.types()))) {
        members.add(p);
        sums[0] += before[i];
        sums[1] += after[i];
        sums[2] += unseen.length == 0 ? 0 : unseen[i];
      }
    }
    double scale = PERCENT / members.size();
    return new CalibrationResult.ErrorRow(
        operator,
        types,
        members.size(),
        families(members),
        scale * sums[0],
        scale * sums[1],
        unseen.length == 0 ? OptionalDouble.empty() : OptionalDouble.of(scale * sums[2]));
  }

  private static int families(List<Measurement> points) {
    return (int) points.stream().map(Measurement::family).distinct().count();
  }
}
