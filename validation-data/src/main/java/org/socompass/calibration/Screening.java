package org.socompass.calibration;

import java.util.List;

/**
 * Which parameters the data can tell anything about: each is moved to both ends of its range, the
 * others at the template's values, and the predictions are watched.
 */
final class Screening {
  /** Changes below this are none. */
  static final double LEAST_CHANGE = 1e-3;

  private final double[] sensitivity;
  private final double[] greatestChange;

  private Screening(double[] sensitivity, double[] greatestChange) {
    this.sensitivity = sensitivity;
    this.greatestChange = greatestChange;
  }

  /** Screens all parameters, and tells the model which groups each does not affect. */
  static Screening of(PredictionModel model, List<Parameter> parameters, Measurements data) {
    double[] start = model.start();
    double[] base = model.seconds(start);
    double[] sensitivity = new double[parameters.size()];
    double[] greatest = new double[parameters.size()];
    for (int p = 0; p < parameters.size(); p++) {
      double[] change = changes(model, parameters.get(p), p, start, base);
      double sum = 0;
      for (int g = 0; g < data.groups().size(); g++) {
        Measurements.Group group = data.groups().get(g);
        double most = 0;
        for (int i = group.first(); i < group.first() + group.size(); i++) {
          most = Math.max(most, change[i]);
          sum += change[i];
        }
        if (most <= LEAST_CHANGE) {
          model.exclude(g, p);
        }
        greatest[p] = Math.max(greatest[p], most);
      }
      sensitivity[p] = sum / base.length;
    }
    return new Screening(sensitivity, greatest);
  }

  private static double[] changes(
      PredictionModel model, Parameter parameter, int index, double[] start, double[] base) {
    double[] most = new double[base.length];
    for (double moved : new double[] {parameter.minimum(), parameter.maximum()}) {
      if (moved == parameter.start()) {
        continue;
      }
      double[] there = model.seconds(PredictionModel.with(start, index, moved));
      for (int i = 0; i < base.length; i++) {
        double change = Math.abs(Math.log(there[i] / base[i]));
        most[i] = Math.max(most[i], Double.isNaN(change) ? 0 : change);
      }
    }
    return most;
  }

  /**
   * Returns the mean over all measurements of the greatest change of {@code ln(prediction)} that a
   * parameter can make.
   */
  double sensitivity(int parameter) {
    return sensitivity[parameter];
  }

  /** Returns whether a parameter changes any prediction. */
  boolean isIdentified(int parameter) {
    return greatestChange[parameter] > LEAST_CHANGE;
  }
}
