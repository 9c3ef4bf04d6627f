package org.socompass.report.chart;

import java.math.BigDecimal;
import java.math.MathContext;
import java.util.Locale;
import org.socompass.input.RoundedDecimal;

/** How numbers are written for people. */
public final class NumberText {
  private static final MathContext TICK = new MathContext(9);
  private static final double[] POWERS = {1, 10, 100};
  private static final double MOST_SURE = 1e9;
  private static final double NEAR_HALF = 1e-6;
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
      return fixed(value, 0);
    }
    if (magnitude >= 10) {
      return fixed(value, 1);
    }
    return magnitude >= 1 ? fixed(value, 2) : RoundedDecimal.of(value, 3).plainText();
  }

  /**
   * Returns a number with so many decimals and thousands separated, as {@code %,.2f} has it. A
   * {@link java.util.Formatter} takes a start 20 ms; it decides where the digits that are left out
   * are a half, or too near to one to tell by a product that is rounded.
   */
  private static String fixed(double value, int decimals) {
    double scaled = Math.abs(value) * POWERS[decimals];
    long whole = (long) scaled;
    double rest = scaled - whole;
    boolean isSure = scaled < MOST_SURE && Math.abs(rest - 0.5) > NEAR_HALF;
    boolean isMinusZero = Double.compare(value, -0.0) == 0;
    if (!isSure || isMinusZero) {
      return String.format(Locale.ROOT, "%,." + decimals + "f", value);
    }
    long digits = rest > 0.5 ? whole + 1 : whole;
    long power = (long) POWERS[decimals];
    String text = (value < 0 ? "-" : "") + grouped(digits / power);
    return decimals == 0 ? text : text + "." + Long.toString(power + digits % power).substring(1);
  }

  /** Returns a number that is not negative with thousands separated. */
  private static String grouped(long number) {
    var text = new StringBuilder(Long.toString(number));
    for (int i = text.length() - 3; i > 0; i -= 3) {
      text.insert(i, ',');
    }
    return text.toString();
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
    return (value < 0 ? "-" : "") + grouped(Math.abs(rounded.longValue())) + fraction;
  }
}
