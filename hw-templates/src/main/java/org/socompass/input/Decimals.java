package org.socompass.input;

import java.math.BigDecimal;
import java.math.MathContext;

/** Numbers as files hold them: seven significant digits, never NaN, never infinite. */
public final class Decimals {
  private static final MathContext EXACT_ENOUGH = new MathContext(7);

  private Decimals() {}

  /**
   * Returns a number with seven significant digits, for CSV and JSON; its plain text has no
   * exponent.
   *
   * @throws IllegalStateException if it is not finite, which is a defect of the model
   */
  public static BigDecimal exact(double value) {
    if (!Double.isFinite(value)) {
      throw new IllegalStateException("a result is not a finite number: " + value);
    }
    BigDecimal rounded = new BigDecimal(value, EXACT_ENOUGH).stripTrailingZeros();
    return rounded.scale() < 0 ? rounded.setScale(0) : rounded;
  }
}
