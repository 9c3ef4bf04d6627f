package org.socompass.ratefit;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.apache.commons.math3.linear.Array2DRowRealMatrix;
import org.apache.commons.math3.linear.ArrayRealVector;
import org.apache.commons.math3.linear.LUDecomposition;
import org.apache.commons.math3.linear.RealMatrix;
import org.apache.commons.math3.linear.RealVector;
import org.apache.commons.math3.linear.SingularMatrixException;
import org.socompass.ratefit.RatePriors.Prior;

/**
 * The constants of an engine that fit measured passes of all devices together:
 *
 * <pre>{@code
 * min over x of sum over rows w rho(r / s) + sum over constants ((x - x0) / d)^2
 * r = ln(predicted / measured),  x = ln(constant),  s = 0.15
 * rho(z) = z^2 up to |z| = 2, linear above (Huber)
 * }</pre>
 *
 * <p>Each device has the same weight for each phase, however many rows it has, up to the weight of
 * 12 rows; damped Gauss-Newton steps with numeric derivatives.
 */
final class RateFit {
  private static final int STEPS = 40;
  private static final double STEP = 1e-4;
  private static final double SPREAD = 0.15;
  private static final double HUBER = 2;
  private static final double MOST_WEIGHT = 12;

  private final List<String> names;
  private final List<RatedRow> rows;
  private final double[] weights;
  private final Prior[] priors;

  private RateFit(List<String> names, List<RatedRow> rows, Map<String, Prior> expected) {
    this.names = names;
    this.rows = rows;
    this.weights = new double[rows.size()];
    for (int i = 0; i < weights.length; i++) {
      RatedRow row = rows.get(i);
      long alike =
          rows.stream()
              .filter(r -> r.device().equals(row.device()) && r.phase().equals(row.phase()))
              .count();
      weights[i] = Math.min(1, MOST_WEIGHT / alike);
    }
    this.priors = new Prior[names.size()];
    for (int j = 0; j < priors.length; j++) {
      Prior known = expected.get(names.get(j));
      priors[j] = known == null ? RatePriors.of(names.get(j)) : known;
    }
  }

  /**
   * Constants that fit rows.
   *
   * @param values values by name
   * @param deviations standard deviation of the logarithm of each, as the rows and what was known
   *     before leave it
   */
  record Solution(Map<String, Double> values, Map<String, Double> deviations) {
    /** Copies the maps. */
    Solution {
      values = Collections.unmodifiableMap(new LinkedHashMap<>(values));
      deviations = Map.copyOf(deviations);
    }
  }

  /**
   * Returns the values of constants.
   *
   * @param names constants that are free
   * @param rows what they are fitted to; may be empty
   * @param expected what is expected of them, where more than their meaning is known
   */
  static Solution of(List<String> names, List<RatedRow> rows, Map<String, Prior> expected) {
    return new RateFit(names, rows, expected).solve();
  }

  private Solution solve() {
    double[] x = new double[names.size()];
    for (int j = 0; j < x.length; j++) {
      x[j] = Math.log(priors[j].median());
    }
    double damping = 1e-2;
    double cost = cost(x);
    for (int step = 0; step < STEPS && damping < 1e8; step++) {
      double[] next = step(x, damping);
      double nextCost = cost(next);
      if (nextCost < cost) {
        boolean isDone = cost - nextCost < 1e-9 * cost;
        x = next;
        cost = nextCost;
        damping = Math.max(1e-6, damping / 5);
        if (isDone) {
          break;
        }
      } else {
        damping *= 8;
      }
    }
    return new Solution(values(x), deviations(x));
  }

  private Map<String, Double> values(double[] x) {
    Map<String, Double> result = new LinkedHashMap<>();
    for (int j = 0; j < x.length; j++) {
      result.put(names.get(j), Math.exp(bounded(j, x[j])));
    }
    return result;
  }

  private double bounded(int j, double x) {
    return RatePriors.isShare(names.get(j)) ? Math.min(0, x) : x;
  }

  private double[] residuals(double[] x) {
    Map<String, Double> constants = values(x);
    return rows.stream().mapToDouble(row -> row.residual(constants)).toArray();
  }

  private double cost(double[] x) {
    double[] r = residuals(x);
    double sum = 0;
    for (int i = 0; i < r.length; i++) {
      double z = Math.abs(r[i]) / SPREAD;
      sum += weights[i] * (z <= HUBER ? z * z : HUBER * (2 * z - HUBER));
    }
    for (int j = 0; j < x.length; j++) {
      double z = (x[j] - Math.log(priors[j].median())) / priors[j].deviation();
      sum += z * z;
    }
    return sum;
  }

  /** The equations of a step: curvature of the sum of squares, and its fall. */
  private record Normal(RealMatrix curvature, RealVector fall) {}

  private Normal normal(double[] x, double damping) {
    double[] r = residuals(x);
    int n = x.length;
    double[][] jacobian = new double[n][];
    for (int j = 0; j < n; j++) {
      double[] moved = x.clone();
      moved[j] += STEP;
      double[] other = residuals(moved);
      for (int i = 0; i < r.length; i++) {
        other[i] = (other[i] - r[i]) / STEP;
      }
      jacobian[j] = other;
    }
    RealMatrix normal = new Array2DRowRealMatrix(n, n);
    double[] gradient = new double[n];
    for (int a = 0; a < n; a++) {
      double deviation = priors[a].deviation();
      double pull = 1 / (deviation * deviation);
      gradient[a] = -(x[a] - Math.log(priors[a].median())) * pull;
      normal.addToEntry(a, a, pull * (1 + damping));
      for (int i = 0; i < r.length; i++) {
        double z = Math.abs(r[i]) / SPREAD;
        double w = weights[i] / (SPREAD * SPREAD) * (z <= HUBER ? 1 : HUBER / z);
        gradient[a] -= w * jacobian[a][i] * r[i];
        for (int b = 0; b < n; b++) {
          double entry = w * jacobian[a][i] * jacobian[b][i];
          normal.addToEntry(a, b, a == b ? entry * (1 + damping) : entry);
        }
      }
    }
    return new Normal(normal, new ArrayRealVector(gradient));
  }

  private Map<String, Double> deviations(double[] x) {
    Map<String, Double> result = new LinkedHashMap<>();
    if (x.length > 0) {
      RealMatrix covariance =
          new LUDecomposition(normal(x, 0).curvature()).getSolver().getInverse();
      for (int j = 0; j < x.length; j++) {
        result.put(names.get(j), Math.sqrt(covariance.getEntry(j, j)));
      }
    }
    return result;
  }

  private double[] step(double[] x, double damping) {
    Normal normal = normal(x, damping);
    double[] next = x.clone();
    try {
      double[] d =
          new LUDecomposition(normal.curvature()).getSolver().solve(normal.fall()).toArray();
      for (int j = 0; j < x.length; j++) {
        next[j] = bounded(j, x[j] + Math.max(-1, Math.min(1, d[j])));
      }
    } catch (SingularMatrixException flat) {
      return next;
    }
    return next;
  }
}
