package org.socompass.cli.format;

import org.socompass.report.chart.NumberText;

/** How numbers are written: never NaN, never infinite, never with an exponent. */
public final class Numbers {
  private static final double GREATEST_EXACT = 1L << 53;

  private Numbers() {}

  /** Returns a count of bytes to the byte, as far as a double knows it, for CSV and JSON. */
  public static Number wholeBytes(double bytes) {
    return bytes < GREATEST_EXACT ? (Number) Math.round(bytes) : (Number) bytes;
  }

  /** Returns a number with about three significant digits and thousands separated, for tables. */
  public static String readable(double value) {
    return NumberText.readable(value);
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
}
