package org.socompass.input;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import java.util.SplittableRandom;
import java.util.stream.DoubleStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Seven digits by doubles are seven digits by decimals. */
final class DecimalsTest {
  private static void roundsAsExact(double value) {
    // By bits, so that 0.0 is not -0.0.
    assertThat(Double.doubleToLongBits(Decimals.rounded(value)))
        .as("%s", value)
        .isEqualTo(Double.doubleToLongBits(Decimals.exact(value).doubleValue()));
  }

  /** Of any size, of sizes of results, of few digits, in the middle of two, beside powers of 10. */
  static DoubleStream numbers() {
    var random = new SplittableRandom(42);
    DoubleStream any =
        DoubleStream.generate(() -> Double.longBitsToDouble(random.nextLong()))
            .filter(Double::isFinite)
            .limit(2000);
    DoubleStream usual =
        DoubleStream.generate(
                () -> random.nextDouble(1.0, 10.0) * Math.pow(10, random.nextInt(-12, 18)))
            .limit(20_000);
    DoubleStream few =
        DoubleStream.generate(
                () -> random.nextInt(-2000, 2000) * Math.pow(10, random.nextInt(-12, 14)))
            .limit(5000);
    DoubleStream middles =
        DoubleStream.generate(
                () ->
                    (random.nextInt(1_000_000, 10_000_000) + 0.5)
                        * Math.pow(2, random.nextInt(-30, 20)))
            .limit(5000);
    DoubleStream halves =
        DoubleStream.generate(
                () ->
                    (random.nextInt(1_000_000, 10_000_000) + 0.5)
                        / Math.pow(10, random.nextInt(0, 14)))
            .limit(5000);
    DoubleStream powers =
        DoubleStream.iterate(1e-12, p -> 10 * p)
            .limit(30)
            .flatMap(
                p ->
                    DoubleStream.of(
                        p,
                        Math.nextUp(p),
                        Math.nextDown(p),
                        p * (1 - 1e-8),
                        p * (1 - 6e-8),
                        p * (1 + 4e-8)));
    return Stream.of(any, usual, few, middles, halves, powers).flatMapToDouble(s -> s);
  }

  @Test
  void roundedIsExactToTheLastBit() {
    numbers().forEach(DecimalsTest::roundsAsExact);
  }

  @ParameterizedTest
  @ValueSource(
      doubles = {0, -0.0, 1, -1, 1e-9, 1e15, 9999999, 9999999.5, 1234567.5, Double.MIN_VALUE})
  void roundedIsExactAtTheEdges(double value) {
    roundsAsExact(value);
  }

  @Test
  void sevenDigitsAreKept() {
    assertThat(Decimals.rounded(1.23456789)).isEqualTo(1.234568);
    assertThat(Decimals.rounded(-123456.789)).isEqualTo(-123456.8);
    assertThat(Decimals.rounded(123456789012.0)).isEqualTo(123456800000.0);
  }

  @Test
  void whatIsNotFiniteIsRefused() {
    assertThatIllegalStateException()
        .isThrownBy(() -> Decimals.rounded(Double.NaN))
        .withMessage("a result is not a finite number: NaN");
  }
}
