package org.socompass.calibration;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.apache.commons.math3.distribution.TDistribution;
import org.apache.commons.math3.linear.Array2DRowRealMatrix;
import org.apache.commons.math3.linear.RealMatrix;
import org.apache.commons.math3.linear.SingularValueDecomposition;

/**
 * Half widths of 95 % confidence intervals:
 *
 * <pre>{@code
 * s_g  = 1.4826 median of the n_g - p_g greatest |r_i|    rows i of group g
 * C    = (sum over g of J_g' J_g / s_g^2)^-1
 * half = t(0.975, n - p) sqrt(pi / 2 C_jj)
 * }</pre>
 *
 * <p>{@code r} are residuals of {@code ln(prediction)}, {@code J} their derivatives, {@code n_g}
 * the rows of a group and {@code p_g} the fitted parameters that affect it; {@code n} and {@code p}
 * are over the groups that parameter {@code j} affects. The median keeps outliers from widening it.
 * The loss is nearly a mean of magnitudes, whose estimates vary pi / 2 times as much as those of
 * squares. Errors of neighbouring shapes are taken as independent, which they are not quite.
 */
final class Intervals {
  private static final double MAD_TO_SIGMA = 1.4826;
  private static final double LEAST_SCALE = 1e-4;
  private static final double UPPER = 0.975;
  private static final double NORMAL = 1.96;

  /** Rows below which their own residuals do not tell how large errors are. */
  private static final int FEW = 8;

  private Intervals() {}

  /**
   * Returns the half widths, as fractions of the ranges of the free parameters.
   *
   * @param priors derivative of each parameter's deviation from its prior, in standard deviations
   */
  static double[] halfWidths(
      RealMatrix jacobian,
      double[] residuals,
      Measurements data,
      PredictionModel model,
      List<Integer> free,
      double[] priors) {
    int n = free.size();
    RealMatrix information = new Array2DRowRealMatrix(n, n);
    int[] rows = new int[n];
    List<boolean[]> beside = new ArrayList<>();
    for (int c = 0; c < n; c++) {
      beside.add(new boolean[n]);
    }
    for (int g = 0; g < data.groups().size(); g++) {
      Measurements.Group group = data.groups().get(g);
      int size = group.size();
      List<Integer> affecting = new ArrayList<>();
      for (int c = 0; c < n; c++) {
        if (model.affects(g, free.get(c))) {
          affecting.add(c);
        }
      }
      for (int a : affecting) {
        rows[a] += size;
        for (int b : affecting) {
          beside.get(a)[b] = true;
        }
      }
      double[] magnitudes = new double[size];
      for (int i = 0; i < size; i++) {
        magnitudes[i] = Math.abs(residuals[group.first() + i]);
      }
      int exact = Math.min(affecting.size(), size - 1);
      boolean isFew = size < FEW && affecting.stream().anyMatch(c -> priors[c] > 0);
      double scale =
          Math.max(
              isFew ? RobustFit.ERROR_SCALE : LEAST_SCALE,
              MAD_TO_SIGMA * medianOfLargest(magnitudes, exact));
      RealMatrix part = jacobian.getSubMatrix(group.first(), group.first() + size - 1, 0, n - 1);
      information =
          information.add(part.transpose().multiply(part).scalarMultiply(1 / (scale * scale)));
    }
    for (int c = 0; c < n; c++) {
      information.addToEntry(c, c, priors[c] * priors[c]);
    }
    RealMatrix covariance = new SingularValueDecomposition(information).getSolver().getInverse();
    double[] half = new double[n];
    for (int c = 0; c < n; c++) {
      int fitted = 0;
      for (boolean together : beside.get(c)) {
        fitted += together ? 1 : 0;
      }
      double quantile =
          priors[c] > 0
              ? NORMAL
              : new TDistribution(Math.max(1, rows[c] - fitted))
                  .inverseCumulativeProbability(UPPER);
      half[c] = quantile * Math.sqrt(Math.PI / 2 * Math.max(0, covariance.getEntry(c, c)));
    }
    return half;
  }

  /** Returns the median without the {@code dropped} smallest values. */
  private static double medianOfLargest(double[] values, int dropped) {
    double[] sorted = values.clone();
    Arrays.sort(sorted);
    int low = (dropped + sorted.length - 1) / 2;
    int high = (dropped + sorted.length) / 2;
    return (sorted[low] + sorted[high]) / 2;
  }
}
