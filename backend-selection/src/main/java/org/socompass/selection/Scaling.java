package org.socompass.selection;

import java.util.List;

/**
 * Brings features to one scale: {@code (ln(x + eps) - mean) / deviation} of the training rows, with
 * eps = 1e-3, so that a padding of zero has a logarithm. Sizes span many powers of ten; their ratio
 * tells which rows are near, not their difference. A feature that never varies becomes 0.
 */
final class Scaling {
  private static final double EPSILON = 1e-3;

  private final double[] mean;
  private final double[] deviation;

  private Scaling(double[] mean, double[] deviation) {
    this.mean = mean;
    this.deviation = deviation;
  }

  static Scaling of(List<double[]> rows) {
    int columns = rows.get(0).length;
    var mean = new double[columns];
    var deviation = new double[columns];
    for (int c = 0; c < columns; c++) {
      for (double[] row : rows) {
        mean[c] += Math.log(row[c] + EPSILON) / rows.size();
      }
      for (double[] row : rows) {
        double difference = Math.log(row[c] + EPSILON) - mean[c];
        deviation[c] += difference * difference / rows.size();
      }
      deviation[c] = Math.sqrt(deviation[c]);
    }
    return new Scaling(mean, deviation);
  }

  double[] apply(double[] row) {
    var scaled = new double[row.length];
    for (int c = 0; c < row.length; c++) {
      scaled[c] = deviation[c] < 1e-12 ? 0 : (Math.log(row[c] + EPSILON) - mean[c]) / deviation[c];
    }
    return scaled;
  }
}
