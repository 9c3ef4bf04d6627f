package org.socompass.inference.trust;

/**
 * How predictions of one kind err: {@code ln(measured / predicted)} is the sum of an effect that
 * all rows of a device share and one of the row.
 *
 * <pre>{@code
 * device never measured    var = sb^2 (1 + 1/D) + sw^2
 * n rows of it measured    var = sb^2 sw^2 / (n sb^2 + sw^2) + m^2 + sw^2
 *                          m   = n sb^2 / (n sb^2 + sw^2) * (mean residual of its rows)
 * }</pre>
 *
 * <p>The second is the posterior of the device's effect, about the prediction as it stands: an
 * error that is known of the device but not corrected counts as {@code m}.
 *
 * @param between standard deviation between devices, sb; the mean error of all is part of it
 * @param within standard deviation between rows of a device, sw
 * @param devices devices that it was measured on, D; 0 if it is assumed
 * @param rows rows that it was measured on
 * @param source where it is from
 */
public record Variances(double between, double within, int devices, int rows, String source) {
  /**
   * Checks the numbers.
   *
   * @throws IllegalArgumentException if a deviation or a count is not valid
   */
  public Variances {
    if (!(between >= 0 && between <= 10) || !(within >= 0 && within <= 10)) {
      throw new IllegalArgumentException(
          "between and within must be in [0, 10], but are " + between + " and " + within);
    }
    if (devices < 0 || rows < 0) {
      throw new IllegalArgumentException("devices and rows must not be negative");
    }
  }

  /** Returns whether nothing was measured. */
  public boolean isAssumed() {
    return devices == 0;
  }

  /** Returns the variance of the effect of a device that was never measured. */
  double unseenVariance() {
    return between * between * (devices == 0 ? 1 : 1 + 1.0 / devices);
  }

  /**
   * Returns the variance of the effect of a measured device about its predictions.
   *
   * @param measured what was measured of it
   */
  double seenVariance(MeasuredRows measured) {
    double b = between * between;
    double w = within * within;
    double n = measured.rows();
    if (n * b + w == 0) {
      return 0;
    }
    double known = n * b / (n * b + w) * measured.meanLn();
    return b * w / (n * b + w) + known * known;
  }

  /** Returns the band of a row of a device that was never measured. */
  public Band unseen() {
    return new Band(Math.sqrt(unseenVariance() + within * within));
  }

  /** Returns the band of a further row of a device of which rows were measured. */
  public Band seen(MeasuredRows measured) {
    return measured.rows() == 0
        ? unseen()
        : new Band(Math.sqrt(seenVariance(measured) + within * within));
  }

  /**
   * Returns the band of a design that differs from a device of which rows were measured: it shares
   * the effect of the device, and what was changed errs like another row. It is never wider than
   * that of a device of which nothing is known.
   */
  public Band changed(MeasuredRows measured) {
    double w = within * within;
    double known = seenVariance(measured) + 2 * w;
    return measured.rows() == 0
        ? unseen()
        : new Band(Math.sqrt(Math.min(known, unseenVariance() + w)));
  }
}
