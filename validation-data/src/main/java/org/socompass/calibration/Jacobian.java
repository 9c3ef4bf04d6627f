package org.socompass.calibration;

import java.util.List;
import org.apache.commons.math3.linear.Array2DRowRealMatrix;
import org.apache.commons.math3.linear.RealMatrix;

/**
 * Derivatives of {@code ln(prediction)} by the places of parameters in their ranges, by finite
 * differences. The step is a hundredth of the range: the models are piecewise smooth, and a smaller
 * one would measure single pieces.
 */
final class Jacobian {
  private static final double STEP = 0.01;

  private Jacobian() {}

  /**
   * Returns the derivatives, a row for each measurement and a column for each free parameter.
   *
   * @param free indices of the parameters
   * @param central whether to look to both sides where the range allows, at twice the cost
   */
  static RealMatrix of(
      PredictionModel model,
      List<Parameter> parameters,
      List<Integer> free,
      double[] values,
      boolean central) {
    double[] base = model.seconds(values);
    var result = new Array2DRowRealMatrix(base.length, free.size());
    for (int c = 0; c < free.size(); c++) {
      int p = free.get(c);
      Parameter parameter = parameters.get(p);
      double place = parameter.place(values[p]);
      boolean up = place + STEP <= 1;
      boolean down = place - STEP >= 0 && (central || !up);
      double[] above = up ? at(model, parameter, p, values, place + STEP) : base;
      double[] below = down ? at(model, parameter, p, values, place - STEP) : base;
      double width = (up ? STEP : 0) + (down ? STEP : 0);
      for (int i = 0; i < base.length; i++) {
        double slope = Math.log(above[i] / below[i]) / width;
        result.setEntry(i, c, Double.isFinite(slope) ? slope : 0);
      }
    }
    return result;
  }

  private static double[] at(
      PredictionModel model, Parameter parameter, int index, double[] values, double place) {
    return model.seconds(PredictionModel.with(values, index, parameter.at(place)));
  }
}
