package org.socompass.input;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.math.BigDecimal;
import java.math.MathContext;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

final class RoundedDecimalTest {
  private static final int CASES = 10_000;

  private static void isAsBigDecimalHasIt(double value, int digits) {
    BigDecimal expected = new BigDecimal(value, new MathContext(digits)).stripTrailingZeros();
    RoundedDecimal rounded = RoundedDecimal.of(value, digits);

    assertThat(rounded.decimal()).isEqualTo(expected);
    assertThat(rounded.plainText()).isEqualTo(expected.toPlainString());
    assertThat(rounded.wholeDigits()).isEqualTo(expected.precision() - expected.scale());
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 6, 7, 9})
  void randomNumbersOfAllSizesAreAsBigDecimalHasThem(int digits) {
    var random = new SplittableRandom(digits);
    for (int i = 0; i < CASES; i++) {
      double magnitude = Math.pow(10, -22 + 44 * random.nextDouble());
      isAsBigDecimalHasIt(random.nextBoolean() ? magnitude : -magnitude, digits);
    }
  }

  @Test
  void everyPatternOfBitsIsAsBigDecimalHasIt() {
    var random = new SplittableRandom(11);
    for (int i = 0; i < CASES; i++) {
      double value = Double.longBitsToDouble(random.nextLong());
      if (Double.isFinite(value)) {
        isAsBigDecimalHasIt(value, 7);
      }
    }
  }

  @Test
  void halvesAndTheirNeighboursAreAsBigDecimalHasThem() {
    var random = new SplittableRandom(13);
    for (int i = 0; i < CASES; i++) {
      // Seven digits and a half, by a power of ten or of two: ties, and numbers one bit beside.
      double half = random.nextInt(1_000_000, 10_000_000) + 0.5;
      double scale =
          random.nextBoolean()
              ? Math.pow(10, random.nextInt(-12, 12))
              : Math.scalb(1.0, random.nextInt(-30, 30));
      double value = random.nextBoolean() ? half * scale : half / scale;
      isAsBigDecimalHasIt(value, 7);
      isAsBigDecimalHasIt(Math.nextUp(value), 7);
      isAsBigDecimalHasIt(Math.nextDown(value), 7);
    }
  }

  @Test
  void powersOfTenAndTheirNeighboursAreAsBigDecimalHasThem() {
    for (int exponent = -30; exponent <= 30; exponent++) {
      double power = Double.parseDouble("1e" + exponent);
      for (double value : new double[] {power, Math.nextUp(power), Math.nextDown(power)}) {
        isAsBigDecimalHasIt(value, 6);
        isAsBigDecimalHasIt(-value, 7);
      }
    }
  }

  @ParameterizedTest
  @CsvSource({
    "0, 0",
    "-0.0, 0",
    // The eighth digit is a half: up, away from zero.
    "12345678.5, 12345680",
    "1.0000005e0, 1.000001",
    "-2.5e-9, -0.0000000025",
    "9999999.7, 10000000",
    "0.1, 0.1",
    "123, 123"
  })
  void sevenDigitsAsText(double value, String text) {
    assertThat(RoundedDecimal.of(value, 7).plainText()).isEqualTo(text);
  }

  @Test
  void roundedNumbersStayAsTheyAre() {
    var random = new SplittableRandom(17);
    for (int i = 0; i < CASES; i++) {
      double rounded =
          RoundedDecimal.of(Math.exp(40 * random.nextDouble() - 20), 7).decimal().doubleValue();
      assertThat(RoundedDecimal.of(rounded, 7).decimal().doubleValue()).isEqualTo(rounded);
    }
  }

  @ParameterizedTest
  @ValueSource(doubles = {Double.NaN, Double.POSITIVE_INFINITY})
  void whatIsNotFiniteIsRefused(double value) {
    assertThatThrownBy(() -> RoundedDecimal.of(value, 7)).isInstanceOf(NumberFormatException.class);
    assertThatThrownBy(() -> Decimals.text(value))
        .isInstanceOf(IllegalStateException.class)
        .hasMessage("a result is not a finite number: " + value);
  }
}
