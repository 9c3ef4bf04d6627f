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
    return NumberText.bytes(bytes);
  }

  /** Returns a time with the prefix that keeps it readable. */
  public static String seconds(double seconds) {
    return NumberText.seconds(seconds);
  }
}
