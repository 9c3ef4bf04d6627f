package org.socompass.report.chart;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import java.util.Locale;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Numbers as people read them. */
final class NumberTextTest {
  @ParameterizedTest(name = "tick {0} is {1}")
  @CsvSource({
    "0, 0",
    "1234567, '1,234,567'",
    "0.25, 0.25",
    "-0.5, -0.5",
    "-1500.5, '-1,500.5'",
    "0.30000000000000004, 0.3",
    "2.9999999999999996, 3",
    "-2.9999999999999996, -3",
    "2e8, 2e8",
    "0.00002, 2e-5",
    "-1.5e9, -1.5e9"
  })
  void ticks(double value, String text) {
    assertThat(NumberText.tick(value)).isEqualTo(text);
  }

  @ParameterizedTest(name = "{0} is read as {1}")
  @CsvSource({
    "1234.4, '1,234'",
    "1234.5, '1,235'",
    "12.34, 12.3",
    "1.234, 1.23",
    "0.012345, 0.0123",
    "7, 7"
  })
  void readable(double value, String text) {
    assertThat(NumberText.readable(value)).isEqualTo(text);
  }

  private static void isReadAsFormatterHasIt(double value) {
    double magnitude = Math.abs(value);
    int decimals = magnitude >= 100 || value == Math.rint(value) ? 0 : magnitude >= 10 ? 1 : 2;

    assertThat(NumberText.readable(value))
        .isEqualTo(String.format(Locale.ROOT, "%,." + decimals + "f", value));
  }

  @Test
  void numbersFromOneOnAreAsFormatterHasThem() {
    var random = new SplittableRandom(5);
    for (int i = 0; i < 20_000; i++) {
      double magnitude = Math.pow(10, 17 * random.nextDouble());
      isReadAsFormatterHasIt(random.nextBoolean() ? magnitude : -magnitude);
    }
  }

  @Test
  void halvesAndTheirNeighboursAreAsFormatterHasThem() {
    var random = new SplittableRandom(6);
    for (int i = 0; i < 5_000; i++) {
      // A half of the last digit that is shown: of hundredths, tenths or ones.
      int power = new int[] {100, 10, 1}[random.nextInt(3)];
      double half = (random.nextInt(power, 100 * power) + 0.5) / power;
      isReadAsFormatterHasIt(half);
      isReadAsFormatterHasIt(-Math.nextUp(half));
      isReadAsFormatterHasIt(Math.nextDown(half));
    }
  }

  @Test
  void zerosAreAsFormatterHasThem() {
    isReadAsFormatterHasIt(0.0);
    isReadAsFormatterHasIt(-0.0);
  }

  @ParameterizedTest(name = "{0} s at an axis is {1}")
  @CsvSource({
    "0, 0 s",
    "2, 2 s",
    "0.30000000000000004, 300 ms",
    "0.00099999999999999999, 1 ms",
    "1.5e-3, 1.5 ms",
    "6.000000000000001e-5, 60 us",
    "5e-8, 0.05 us"
  })
  void timesAtAnAxis(double seconds, String text) {
    assertThat(NumberText.secondsTick(seconds)).isEqualTo(text);
  }

  @Test
  void noReportHasNaN() {
    assertThatIllegalStateException()
        .isThrownBy(() -> NumberText.readable(Double.NaN))
        .withMessage("a result is not a finite number: NaN");
  }
}
