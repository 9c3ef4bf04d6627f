package org.socompass.inference.trust;

import java.util.Locale;
import java.util.Optional;

/**
 * Why a prediction may be trusted, or not.
 *
 * @param measuredRows measurements of this device with this engine or class of operators
 * @param deviceMeasured whether anything was measured of this device
 * @param engineMeasured whether anything was measured with this engine or class of operators
 * @param nearest the measured device that is the most like it, itself if it was measured; empty if
 *     none was
 * @param bandFrom what the band follows from
 * @param errorPercent mean magnitude of the errors of the measurements [%]; 0 if there are none
 * @param what what was measured with, as {@code engine} or {@code operator}
 */
public record Trust(
    int measuredRows,
    boolean deviceMeasured,
    boolean engineMeasured,
    Optional<String> nearest,
    String bandFrom,
    double errorPercent,
    String what) {
  /**
   * Returns it in words.
   *
   * @param bands the bands, in words
   */
  public String line(String bands) {
    String first =
        measuredRows > 0
            ? String.format(
                Locale.ROOT,
                "measured: %,d row%s of this device and %s, %s %%",
                measuredRows,
                measuredRows == 1 ? "" : "s",
                what,
                percent(errorPercent))
            : "never measured" + nearest.map(n -> "; nearest " + n).orElse("");
    return first + "; 80 %: " + bands;
  }

  private static String percent(double value) {
    return String.format(Locale.ROOT, value < 10 ? "%.1f" : "%.0f", value);
  }

  /** Returns a band in words, as factors of the stated value. */
  public static String factors(Band band) {
    return String.format(Locale.ROOT, "%.2f to %.2f", band.lowFactor(), band.highFactor());
  }
}
