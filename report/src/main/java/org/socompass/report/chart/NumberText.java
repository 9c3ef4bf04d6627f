package org.socompass.report.chart;

import java.math.BigDecimal;
import java.math.MathContext;
import java.util.Locale;

/** How numbers are written for people. */
public final class NumberText {
  private static final MathContext TICK = new MathContext(9);
  private static final double GREAT = 1e7;
  private static final double SMALL = 1e-4;

  private NumberText() {}

  /**
   * Returns a number with about three significant digits and thousands separated.
   *
   * @throws IllegalStateException if it is not finite, which is a defect of the model
   */
  public static String readable(double value) {
    double magnitude = Math.abs(value);
    if (!Double.isFinite(value)) {
      throw new IllegalStateException("a result is not a finite number: " + value);
    }
    if (magnitude >= 100 || value == Math.rint(value)) {
      return String.format(Locale.ROOT, "%,.0f", value);
    }
    if (magnitude >= 10) {
      return String.format(Locale.ROOT, "%.1f", value);
    }
    if (magnitude >= 1) {
      return String.format(Locale.ROOT, "%.2f", value);
    }
    return new BigDecimal(value, new MathContext(3)).stripTrailingZeros().toPlainString();
  }

  /** Returns bytes with a decimal prefix. */
  public static String bytes(double bytes) {
    String[] units = {"B", "KB", "MB", "GB", "TB"};
    int unit = 0;
    double value = bytes;
    while (value >= 999.5 && unit < units.length - 1) {
      value /= 1000;
      unit++;
    }
    return readable(value) + " " + units[unit];
  }

  /** Returns a time with the prefix that keeps it readable. */
  public static String seconds(double seconds) {
    if (seconds >= 1) {
      return readable(seconds) + " s";
    }
    return seconds >= 1e-3 ? readable(seconds * 1e3) + " ms" : readable(seconds * 1e6) + " us";
  }

  /** Returns a round time with the prefix that keeps it short. */
  public static String secondsTick(double seconds) {
    double rounded = new BigDecimal(seconds, TICK).doubleValue();
    double magnitude = Math.abs(rounded);
    if (magnitude == 0) {
      return "0 s";
    }
    if (magnitude >= 1) {
      return tick(rounded) + " s";
    }
    return magnitude >= 1e-3 ? tick(rounded * 1e3) + " ms" : tick(rounded * 1e6) + " us";
  }

  /** Returns a round number in full, or as a power of ten if that would be long. */
  public static String tick(double value) {
    BigDecimal rounded = new BigDecimal(value, TICK).stripTrailingZeros();
    double magnitude = Math.abs(value);
    if (magnitude != 0 && (magnitude >= GREAT || magnitude < SMALL)) {
      int exponent = rounded.precision() - rounded.scale() - 1;
      String digits = rounded.movePointLeft(exponent).stripTrailingZeros().toPlainString();
      return digits + "e" + exponent;
    }
    String plain = rounded.toPlainString();
    int point = plain.indexOf('.');
    String fraction = point < 0 ? "" : plain.substring(point);
    String whole = String.format(Locale.ROOT, "%,d", rounded.longValue());
    return (value < 0 && value > -1 ? "-" : "") + whole + fraction;
  }
}
