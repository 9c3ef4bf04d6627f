package org.socompass.input;

import java.math.BigDecimal;

/** Numbers as files hold them: seven significant digits, never NaN, never infinite. */
public final class Decimals {
  private static final int DIGITS = 7;
  /** Bounds between which {@link #rounded} needs no more than a power of ten of these. */
  private static final double LEAST = 1e-9;

  private static final double GREATEST = 1e15;

  /** Powers of ten that are exact as doubles. */
  private static final double[] POWERS = powers();

  /** Far more than a product is off by, as a part of the last digit. */
  private static final double DOUBT = 1e-6;

  private Decimals() {}

  private static double[] powers() {
    double[] powers = new double[23];
    powers[0] = 1;
    for (int i = 1; i < powers.length; i++) {
      powers[i] = 10 * powers[i - 1];
    }
    return powers;
  }

  /**
   * Returns a number with seven significant digits, for CSV and JSON; its plain text has no
   * exponent.
   *
   * @throws IllegalStateException if it is not finite, which is a defect of the model
   */
  public static BigDecimal exact(double value) {
    BigDecimal decimal = rounded(value).decimal();
    return decimal.scale() < 0 ? decimal.setScale(0) : decimal;
  }

  /**
   * Returns the plain text of {@link #exact}.
   *
   * @throws IllegalStateException if it is not finite, which is a defect of the model
   */
  public static String text(double value) {
    return rounded(value).plainText();
  }

  private static RoundedDecimal rounded(double value) {
    if (!Double.isFinite(value)) {
      throw new IllegalStateException("a result is not a finite number: " + value);
    }
    return RoundedDecimal.of(value, DIGITS);
  }

  /**
   * Returns the double nearest to {@link #exact}, to the last bit.
   *
   * <p>Seven digits are a whole number and a power of ten, both exact as doubles, so that their
   * quotient is that double. What is too near the middle of two numbers of seven digits to tell,
   * and what is out of reach of the powers, takes the long way.
   *
   * @throws IllegalStateException if it is not finite, which is a defect of the model
   */
  public static double rounded(double value) {
    double size = Math.abs(value);
    if (!(size >= LEAST && size < GREATEST)) {
      return exact(value).doubleValue();
    }
    int scale = DIGITS - 1 - (int) Math.floor(Math.log10(size));
    double scaled = scale >= 0 ? size * POWERS[scale] : size / POWERS[-scale];
    double whole = Math.floor(scaled);
    double rest = scaled - whole;
    boolean hasDigits = scaled >= POWERS[DIGITS - 1] && scaled < POWERS[DIGITS] - 1;
    if (!hasDigits || Math.abs(rest - 0.5) < DOUBT) {
      return exact(value).doubleValue();
    }
    double digits = rest > 0.5 ? whole + 1 : whole;
    double result = scale >= 0 ? digits / POWERS[scale] : digits * POWERS[-scale];
    return value < 0 ? -result : result;
  }
}
