package org.socompass.inference.trust;

/**
 * What was measured of a device with one engine, or with one class of operators.
 *
 * @param rows measurements
 * @param meanLn mean of {@code ln(measured / predicted)} of those that can be predicted
 * @param errorPercent mean magnitude of their errors [%]
 */
public record MeasuredRows(int rows, double meanLn, double errorPercent) {
  /** Nothing. */
  public static final MeasuredRows NONE = new MeasuredRows(0, 0, 0);

  /** Returns both together. */
  MeasuredRows plus(MeasuredRows other) {
    int all = rows + other.rows;
    return all == 0
        ? NONE
        : new MeasuredRows(
            all,
            (rows * meanLn + other.rows * other.meanLn) / all,
            (rows * errorPercent + other.rows * other.errorPercent) / all);
  }
}
