package org.socompass.dse.spec;

import java.math.BigDecimal;
import java.math.MathContext;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A number with the unit that it is written in. The template's reader checks the unit.
 *
 * @param number the number
 * @param unit its unit; empty if it has none
 */
record Amount(BigDecimal number, String unit) {
  /** Digits of numbers that are computed, not written. */
  static final MathContext DIGITS = new MathContext(6);

  private static final Pattern TEXT =
      Pattern.compile(
          "([+-]?+(?:\\d++(?:\\.\\d*+)?+|\\.\\d++)(?:[eE][+-]?+\\d{1,3}+)?+)(?: ?+([A-Za-z/%][\\w/]*+))?+");

  private static final int LONGEST = 64;

  /** Returns the amount that a text states; empty if it is none. */
  static Optional<Amount> of(String text) {
    if (text.length() > LONGEST) {
      return Optional.empty();
    }
    Matcher matcher = TEXT.matcher(text.strip());
    if (!matcher.matches()) {
      return Optional.empty();
    }
    String unit = matcher.group(2) == null ? "" : matcher.group(2);
    return Optional.of(new Amount(new BigDecimal(matcher.group(1)), unit));
  }

  /** Returns the amount as a template has it. */
  String text() {
    String plain = plain(number);
    return unit.isEmpty() ? plain : plain + " " + unit;
  }

  /** Returns this amount times a factor, with the same unit. */
  Amount times(BigDecimal factor) {
    return new Amount(number.multiply(factor), unit);
  }

  /** Returns another number with this unit. */
  Amount with(BigDecimal other) {
    return new Amount(other, unit);
  }

  private static String plain(BigDecimal number) {
    BigDecimal shortest = number.stripTrailingZeros();
    return (shortest.scale() < 0 ? shortest.setScale(0) : shortest).toPlainString();
  }
}
