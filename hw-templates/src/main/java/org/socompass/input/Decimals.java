package org.socompass.input;

import java.math.BigDecimal;

/** Numbers as files hold them: seven significant digits, never NaN, never infinite. */
public final class Decimals {
  private static final int DIGITS = 7;

  private Decimals() {}

  /**
   * Returns a number with seven significant digits, for CSV and JSON; its plain text has no
   * exponent.
   *
   * @throws IllegalStateException if it is not finite, which is a defect of the model
   */
  public static BigDecimal exact(double value) {
    BigDecimal decimal = decimal(value).decimal();
    return decimal.scale() < 0 ? decimal.setScale(0) : decimal;
  }

  /**
   * Returns the plain text of {@link #exact}.
   *
   * @throws IllegalStateException if it is not finite, which is a defect of the model
   */
  public static String text(double value) {
    return decimal(value).plainText();
  }

  private static RoundedDecimal decimal(double value) {
    if (!Double.isFinite(value)) {
      throw new IllegalStateException("a result is not a finite number: " + value);
    }
    return RoundedDecimal.of(value, DIGITS);
  }

  /**
   * Returns the double nearest to {@link #exact}, to the last bit.
   *
   * @throws IllegalStateException if it is not finite, which is a defect of the model
   */
  public static double rounded(double value) {
    return decimal(value).doubleValue();
  }
}
