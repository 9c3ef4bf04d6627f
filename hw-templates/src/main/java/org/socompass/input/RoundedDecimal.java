package org.socompass.input;

import java.math.BigDecimal;
import java.math.MathContext;

/**
 * A finite number rounded to few significant digits, half up, and without zeros at its end:
 *
 * <pre>{@code
 * value = unscaled * 10^-scale    as new BigDecimal(value, new MathContext(digits)).stripTrailingZeros()
 * }</pre>
 *
 * <p>It is found by one product or quotient q of doubles with a power of ten, which is exact up to
 * 10^22. A rounded q is on no other side of a half than q itself, because halves are doubles; where
 * it is on a half, the sign of the error of the product, or the remainder of the quotient, tells
 * the side. Both are exact with a fused multiplication. {@link BigDecimal} decides about very small
 * and very large numbers.
 *
 * @param unscaled its digits with its sign
 * @param scale how many of them are behind the point; negative if zeros follow
 */
public record RoundedDecimal(long unscaled, int scale) {
  private static final int MOST_DIGITS = 9;
  private static final int LEAST_EXPONENT = -13;
  private static final int GREATEST_EXPONENT = 15;

  /** Powers of ten that are exact. */
  private static final double[] POWERS = {
    1e0, 1e1, 1e2, 1e3, 1e4, 1e5, 1e6, 1e7, 1e8, 1e9, 1e10, 1e11, 1e12, 1e13, 1e14, 1e15, 1e16,
    1e17, 1e18, 1e19, 1e20, 1e21, 1e22
  };

  /**
   * Returns a number rounded.
   *
   * @param value finite
   * @param digits significant digits, at most nine
   * @throws NumberFormatException if the number is not finite
   */
  public static RoundedDecimal of(double value, int digits) {
    double magnitude = Math.abs(value);
    if (magnitude == 0) {
      return new RoundedDecimal(0, 0);
    }
    int exponent = exponent(magnitude);
    if (exponent < LEAST_EXPONENT || exponent > GREATEST_EXPONENT || digits > MOST_DIGITS) {
      return slow(value, digits);
    }
    int scale = digits - 1 - exponent;
    double scaled = scale >= 0 ? magnitude * POWERS[scale] : magnitude / POWERS[-scale];
    boolean isInRange = scaled >= POWERS[digits - 1] && scaled <= POWERS[digits];
    if (!isInRange) {
      return slow(value, digits);
    }
    long whole = (long) scaled;
    double rest = scaled - whole;
    boolean isUp = rest == 0.5 ? error(magnitude, scale, scaled) >= 0 : rest > 0.5;
    long rounded = isUp ? whole + 1 : whole;
    return stripped(value < 0 ? -rounded : rounded, scale);
  }

  /** Returns a number with the sign of what a product or quotient lost when it was rounded. */
  private static double error(double magnitude, int scale, double scaled) {
    return scale >= 0
        ? Math.fma(magnitude, POWERS[scale], -scaled)
        : Math.fma(-scaled, POWERS[-scale], magnitude);
  }

  /** Returns the exponent of the first digit; beyond the limits any that is. */
  private static int exponent(double magnitude) {
    int exponent = 0;
    if (magnitude >= 1) {
      while (exponent <= GREATEST_EXPONENT && magnitude >= POWERS[exponent + 1]) {
        exponent++;
      }
      return exponent;
    }
    while (exponent >= LEAST_EXPONENT && magnitude * POWERS[-exponent] < 1) {
      exponent--;
    }
    return exponent;
  }

  private static RoundedDecimal stripped(long unscaled, int scale) {
    long left = unscaled;
    int places = scale;
    while (left % 10 == 0) {
      left /= 10;
      places--;
    }
    return new RoundedDecimal(left, places);
  }

  private static RoundedDecimal slow(double value, int digits) {
    BigDecimal rounded = new BigDecimal(value, new MathContext(digits)).stripTrailingZeros();
    return new RoundedDecimal(rounded.unscaledValue().longValueExact(), rounded.scale());
  }

  /** Returns the same as a decimal number. */
  public BigDecimal decimal() {
    return BigDecimal.valueOf(unscaled, scale);
  }

  /** Returns how many digits there are before the point, or minus the zeros that follow it. */
  public int wholeDigits() {
    return precision() - scale;
  }

  private int precision() {
    int count = 1;
    for (long left = unscaled / 10; left != 0; left /= 10) {
      count++;
    }
    return count;
  }

  /** Returns its text without an exponent. */
  public String plainText() {
    String digits = Long.toString(Math.abs(unscaled));
    var text = new StringBuilder(Math.max(digits.length(), Math.abs(scale)) + 3);
    if (unscaled < 0) {
      text.append('-');
    }
    int whole = digits.length() - scale;
    if (whole <= 0) {
      text.append("0.").append("0".repeat(-whole)).append(digits);
    } else if (scale > 0) {
      text.append(digits, 0, whole).append('.').append(digits, whole, digits.length());
    } else {
      text.append(digits);
      if (unscaled != 0) {
        text.append("0".repeat(-scale));
      }
    }
    return text.toString();
  }

  /** Returns the nearest double: a quotient or product of two exact ones, rounded once. */
  public double doubleValue() {
    if (Math.abs(scale) >= POWERS.length) {
      return decimal().doubleValue();
    }
    double digits = unscaled;
    return scale >= 0 ? digits / POWERS[scale] : digits * POWERS[-scale];
  }
}
