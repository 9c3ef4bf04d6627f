package org.socompass.calibration;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import org.apache.commons.math3.exception.MathIllegalStateException;
import org.apache.commons.math3.linear.Array2DRowRealMatrix;
import org.apache.commons.math3.linear.ArrayRealVector;
import org.apache.commons.math3.linear.RealMatrix;
import org.apache.commons.math3.linear.RealVector;
import org.apache.commons.math3.linear.SingularValueDecomposition;
import org.apache.commons.math3.optim.InitialGuess;
import org.apache.commons.math3.optim.MaxEval;
import org.apache.commons.math3.optim.SimpleBounds;
import org.apache.commons.math3.optim.nonlinear.scalar.GoalType;
import org.apache.commons.math3.optim.nonlinear.scalar.ObjectiveFunction;
import org.apache.commons.math3.optim.nonlinear.scalar.noderiv.BOBYQAOptimizer;

/**
 * Values of the parameters with the least robust loss, inside their ranges:
 *
 * <pre>{@code
 * r_i  = ln(predicted_i / measured_i)
 * z_j  = ln(theta_j / mu_j) / sigma_j
 * loss = mean over i of d^2 (sqrt(1 + (r_i / d)^2) - 1) + d b / n sum over j of z_j^2 / 2
 *        d = 0.01, b = 0.07
 * }</pre>
 *
 * <p>The second term is the prior of those parameters that have one. Errors are as a Laplace law's
 * of scale b, a tenth between the shapes of a device: {@code |r| / b} is the likelihood of a row,
 * and {@code d b / n} brings the prior into the units of the first term.
 *
 * <p>It is quadratic for errors below 1 % and linear above, so a row that the model can't explain
 * does not bend the others.
 *
 * <p>Predictions are continuous but piecewise smooth, because the best mapping changes with the
 * parameters. Projected Levenberg-Marquardt steps on reweighted residuals come down fast, one
 * evaluation a parameter and step; where a kink stops them, BOBYQA, which needs no derivative and
 * keeps to the ranges, goes on from there. Both are deterministic. A simplex or an evolution
 * strategy needs ten times the evaluations for a dozen parameters.
 */
final class RobustFit {
  private static final double SCALE = 0.01;

  /** Scale of the errors of a device's rows, for the weight of priors. */
  static final double ERROR_SCALE = 0.07;

  private static final int MOST_STEPS = 20;
  private static final int FEW_STEPS = 4;
  private static final int MOST_TRIES = 6;
  private static final double LEAST_GAIN = 2e-4;
  private static final double LONGEST_STEP = 0.3;
  private static final double FIRST_DAMPING = 1e-2;
  private static final double DAMPING_CHANGE = 5;
  private static final double POLISH_RADIUS = 0.03;
  private static final double POLISH_PRECISION = 1e-4;
  private static final int POLISH_EVALUATIONS = 8;
  private static final double UNPREDICTED = 5;

  private final PredictionModel model;
  private final List<Parameter> parameters;
  private final List<Measurement> points;
  private final boolean[] used;

  /**
   * Creates a fit.
   *
   * @param used which measurements count
   */
  RobustFit(
      PredictionModel model, List<Parameter> parameters, List<Measurement> points, boolean[] used) {
    this.model = model;
    this.parameters = parameters;
    this.points = points;
    this.used = used.clone();
  }

  /** Returns the loss of values. */
  double loss(double[] values) {
    double[] residuals = residuals(values);
    double sum = 0;
    int n = 0;
    for (int i = 0; i < residuals.length; i++) {
      if (used[i]) {
        sum += SCALE * SCALE * (Math.hypot(1, residuals[i] / SCALE) - 1);
        n++;
      }
    }
    for (int p = 0; p < parameters.size(); p++) {
      double z = parameters.get(p).deviation(values[p]);
      sum += SCALE * ERROR_SCALE * z * z / 2;
    }
    return sum / n;
  }

  private double[] residuals(double[] values) {
    double[] seconds = model.seconds(values);
    double[] residuals = new double[seconds.length];
    for (int i = 0; i < seconds.length; i++) {
      double r = Math.log(seconds[i] / points.get(i).seconds());
      residuals[i] = Double.isFinite(r) ? r : UNPREDICTED;
    }
    return residuals;
  }

  /**
   * Returns the values with the least loss. Parameters that affect no measurement together are
   * fitted apart, which costs less and ends nearer to the least.
   *
   * @param start where to begin; parameters that are not free keep their value
   * @param free indices of the parameters to fit
   */
  double[] fit(double[] start, List<Integer> free) {
    return fit(start, free, MOST_STEPS, true);
  }

  /** Returns values near those of the least loss: a few steps down, without looking around. */
  double[] nearFit(double[] start, List<Integer> free) {
    return fit(start, free, FEW_STEPS, false);
  }

  private double[] fit(double[] start, List<Integer> free, int steps, boolean polishes) {
    double[] values = start.clone();
    List<Integer> left = new ArrayList<>(free);
    while (!left.isEmpty()) {
      Set<Integer> together = model.together(left.get(0), left);
      left.removeAll(together);
      List<Integer> part = free.stream().filter(together::contains).toList();
      boolean[] counts = model.affected(part);
      int n = 0;
      for (int i = 0; i < counts.length; i++) {
        counts[i] &= used[i];
        n += counts[i] ? 1 : 0;
      }
      if (n > 0) {
        values =
            new RobustFit(model, parameters, points, counts)
                .fitTogether(values, part, steps, polishes);
      }
    }
    return values;
  }

  private double[] fitTogether(double[] start, List<Integer> free, int steps, boolean polishes) {
    double[] values = start.clone();
    double loss = loss(values);
    double damping = FIRST_DAMPING;
    for (int step = 0; step < steps && loss > 0; step++) {
      double before = loss;
      RealMatrix jacobian = Jacobian.of(model, parameters, free, values, false);
      double[] residuals = residuals(values);
      for (int attempt = 0; attempt < MOST_TRIES; attempt++) {
        double[] candidate = step(values, free, jacobian, residuals, damping);
        double there = loss(candidate);
        if (there < loss) {
          values = candidate;
          loss = there;
          damping /= DAMPING_CHANGE;
          break;
        }
        damping *= DAMPING_CHANGE;
      }
      if (before - loss <= LEAST_GAIN * before) {
        break;
      }
    }
    return polishes && free.size() >= 2 ? polished(values, free, loss) : values;
  }

  /** Returns the values after one damped step, kept in the ranges. */
  private double[] step(
      double[] values,
      List<Integer> free,
      RealMatrix jacobian,
      double[] residuals,
      double damping) {
    int n = free.size();
    double[] gradient = new double[n];
    double[][] curvature = new double[n][n];
    for (int i = 0; i < residuals.length; i++) {
      if (!used[i]) {
        continue;
      }
      double weight = 1 / Math.hypot(1, residuals[i] / SCALE);
      double[] row = jacobian.getRow(i);
      for (int a = 0; a < n; a++) {
        gradient[a] += weight * row[a] * residuals[i];
        for (int b = 0; b < n; b++) {
          curvature[a][b] += weight * row[a] * row[b];
        }
      }
    }
    for (int a = 0; a < n; a++) {
      Parameter parameter = parameters.get(free.get(a));
      double value = values[free.get(a)];
      double slope = parameter.deviationByPlace(value);
      gradient[a] += SCALE * ERROR_SCALE * parameter.deviation(value) * slope;
      curvature[a][a] += SCALE * ERROR_SCALE * slope * slope;
    }
    List<Integer> inner = new ArrayList<>();
    for (int a = 0; a < n; a++) {
      double place = parameters.get(free.get(a)).place(values[free.get(a)]);
      boolean leaves = (place <= 0 && gradient[a] > 0) || (place >= 1 && gradient[a] < 0);
      if (!leaves && curvature[a][a] > 0) {
        inner.add(a);
      }
    }
    double[] result = values.clone();
    if (inner.isEmpty()) {
      return result;
    }
    RealMatrix matrix = new Array2DRowRealMatrix(inner.size(), inner.size());
    RealVector right = new ArrayRealVector(inner.size());
    for (int a = 0; a < inner.size(); a++) {
      right.setEntry(a, -gradient[inner.get(a)]);
      for (int b = 0; b < inner.size(); b++) {
        double entry = curvature[inner.get(a)][inner.get(b)];
        matrix.setEntry(a, b, a == b ? entry * (1 + damping) : entry);
      }
    }
    RealVector move = new SingularValueDecomposition(matrix).getSolver().solve(right);
    double longest = Math.max(1, move.getLInfNorm() / LONGEST_STEP);
    for (int a = 0; a < inner.size(); a++) {
      int p = free.get(inner.get(a));
      Parameter parameter = parameters.get(p);
      result[p] = parameter.at(parameter.place(values[p]) + move.getEntry(a) / longest);
    }
    return result;
  }

  /** Goes on without derivatives; never returns anything worse. */
  private double[] polished(double[] values, List<Integer> free, double loss) {
    int n = free.size();
    double[] guess = new double[n];
    double[] ones = new double[n];
    Arrays.fill(ones, 1);
    for (int a = 0; a < n; a++) {
      guess[a] = parameters.get(free.get(a)).place(values[free.get(a)]);
    }
    var best = new Best(values, loss);
    try {
      new BOBYQAOptimizer(2 * n + 1, POLISH_RADIUS, POLISH_PRECISION)
          .optimize(
              new MaxEval(POLISH_EVALUATIONS * n),
              new ObjectiveFunction(
                  places -> {
                    double[] candidate = values.clone();
                    for (int a = 0; a < n; a++) {
                      candidate[free.get(a)] = parameters.get(free.get(a)).at(places[a]);
                    }
                    double there = loss(candidate);
                    best.offer(candidate, there);
                    return there;
                  }),
              GoalType.MINIMIZE,
              new InitialGuess(guess),
              new SimpleBounds(new double[n], ones));
    } catch (MathIllegalStateException e) {
      // The budget is spent, or rounding left nothing to gain: the best so far stands.
      return best.values;
    }
    return best.values;
  }

  /** The best values seen. */
  private static final class Best {
    private double[] values;
    private double loss;

    Best(double[] values, double loss) {
      this.values = values;
      this.loss = loss;
    }

    void offer(double[] candidate, double there) {
      if (there < loss) {
        values = candidate;
        loss = there;
      }
    }
  }
}
