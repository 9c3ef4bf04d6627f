package org.socompass.calibration;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;
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
  private static final double AT_BOUND = 1e-3;

  private final String device;
  private final CalibrationSettings settings;
  private final Consumer<String> progress;
  private final List<Dataset> datasets;
  private final List<Parameter> parameters;
  private final Measurements data;
  private final PredictionModel model;
  private final Identification identification;
  private final FitErrors errors;

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
            .filter(
                p -> settings.parameters().isEmpty() || settings.parameters().contains(p.path()))
            .toList();
    this.model = new PredictionModel(parameters, data);
    this.identification = new Identification(device, settings, parameters, data, model);
    this.errors = new FitErrors(data.points());
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
    List<Integer> free = identification.identified(screening);
    double[] start = model.start();
    free = identification.told(free, screening, start);
    free = identification.withEnoughPoints(free);
    identification.requirePoints(free);
    boolean[] all = new boolean[data.points().size()];
    Arrays.fill(all, true);
    var fit = new RobustFit(model, parameters, data.points(), all);
    double[] values = start;
    while (true) {
      progress.accept("fitting " + free.size() + " parameters to " + all.length + " points");
      values = fit.fit(start, free);
      List<Integer> left =
          identification.certain(identification.told(free, screening, values), values);
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

  private CalibrationResult result(List<Integer> free, double[] start, double[] values) {
    List<Measurement> points = data.points();
    double[] before = errors.of(model.seconds(start));
    // Not by the model, which leaves out groups that the screening found to be unaffected.
    double[] after = errors.of(new PredictionModel(parameters, data).seconds(values));
    Folds folds = Folds.of(points, settings.folds(), settings.seed());
    double[] unseen = crossValidated(folds, free, start);
    return new CalibrationResult(
        device,
        datasets.stream()
            .map(Dataset::id)
            .filter(id -> points.stream().anyMatch(p -> p.dataset().equals(id)))
            .toList(),
        points.size(),
        FitErrors.families(points),
        unseen.length == 0 ? 0 : folds.count(),
        settings.seed(),
        fitted(free, values),
        identification.held(),
        errors.rows(before, after, unseen),
        data.skipped());
  }

  private List<CalibrationResult.Fitted> fitted(List<Integer> free, double[] values) {
    double[] half = identification.halfWidths(free, values);
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
      double[] found = errors.of(model.seconds(values));
      for (int i = 0; i < used.length; i++) {
        if (!used[i]) {
          result[i] = found[i];
        }
      }
    }
    return result;
  }
}
