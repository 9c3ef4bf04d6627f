package org.socompass.cost.draws;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.within;

import java.util.Optional;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.socompass.cost.constants.Sourced;
import org.socompass.cost.constants.Spread;

/** Draws of constants, and the arithmetic on them. */
final class DrawsTest {
  private static final int SAMPLES = 1000;

  private static Sourced constant(String stream, double low, double value, double high) {
    return new Sourced(
        stream, stream, value, Optional.of(new Spread(low, high, Spread.Shape.TRIANGULAR)), "test");
  }

  private static double[] values(Uncertain u) {
    return IntStream.range(0, SAMPLES).mapToDouble(u::at).toArray();
  }

  @Test
  void triangleHasItsPercentiles() {
    Sourced c = constant("a", 0, 1, 2);
    Quantiles q = Draws.monteCarlo(SAMPLES, 7).of(c).quantiles();

    // Below the mode F = x^2 / 2, so p10 = sqrt(0.2).
    assertThat(q.p10()).isCloseTo(Math.sqrt(0.2), within(2e-3));
    assertThat(q.p50()).isCloseTo(1, within(2e-3));
    assertThat(q.p90()).isCloseTo(2 - Math.sqrt(0.2), within(2e-3));
  }

  @Test
  void logUniformHasItsPercentiles() {
    var c =
        new Sourced(
            "b", "b", 10, Optional.of(new Spread(1, 100, Spread.Shape.LOG_UNIFORM)), "test");
    Quantiles q = Draws.monteCarlo(SAMPLES, 7).of(c).quantiles();

    assertThat(q.p10()).isCloseTo(Math.pow(10, 0.2), within(0.01));
    assertThat(q.p50()).isCloseTo(10, within(0.05));
    assertThat(q.p90()).isCloseTo(Math.pow(10, 1.8), within(0.4));
  }

  /** Of 2 in 1 to 7: below F = (x - 1)^2 / 2, above 1 - F = (7 - x)^2 / 50. */
  @Test
  void theValueIsTheMedianOfALopsidedRange() {
    Sourced c = constant("a", 1, 2, 7);
    Quantiles q = Draws.monteCarlo(SAMPLES, 7).of(c).quantiles();

    assertThat(q.p10()).isCloseTo(1 + Math.sqrt(0.2), within(2e-3));
    assertThat(q.p50()).isCloseTo(2, within(0.01));
    assertThat(q.p90()).isCloseTo(7 - Math.sqrt(5), within(0.02));
    var log =
        new Sourced("b", "b", 3, Optional.of(new Spread(1, 100, Spread.Shape.LOG_UNIFORM)), "test");
    assertThat(log.quantile(0.25)).isCloseTo(Math.sqrt(3), within(1e-12));
    assertThat(log.quantile(0.5)).isCloseTo(3, within(1e-12));
    assertThat(log.quantile(0.75)).isCloseTo(Math.sqrt(300), within(1e-12));
    var factor =
        new Sourced(
            "c", "c", 4, Optional.of(new Spread(1, 64, Spread.Shape.LOG_TRIANGULAR)), "test");
    // Logarithms to base 2: of 2 in 0 to 6, below F = x^2 / 8, above 1 - F = (6 - x)^2 / 32.
    assertThat(factor.quantile(0.125)).isCloseTo(2, within(1e-12));
    assertThat(factor.quantile(0.5)).isCloseTo(4, within(1e-12));
    assertThat(factor.quantile(0.875)).isCloseTo(16, within(1e-12));
  }

  @Test
  void aValueAtAnEndIsHalfOfTheDraws() {
    Sourced c = constant("a", 1, 2, 2);

    assertThat(c.quantile(0.5)).isEqualTo(2);
    assertThat(c.quantile(0.9)).isEqualTo(2);
    assertThat(c.quantile(0.125)).isCloseTo(1.5, within(1e-12));
    assertThatIllegalArgumentException()
        .isThrownBy(() -> constant("a", 1, 2.5, 2))
        .withMessage("a must be between its min 1.0 and its max 2.0, but is 2.5");
  }

  /** Neither the order of requests nor what else is drawn changes the draws of a constant. */
  @Test
  void drawsDependOnSeedAndStreamAlone() {
    Sourced a = constant("a", 0, 1, 2);
    Sourced b = constant("b", 0, 1, 2);
    Draws first = Draws.monteCarlo(SAMPLES, 7);
    Draws second = Draws.monteCarlo(SAMPLES, 7);
    Uncertain before = first.of(a);
    second.of(b);

    assertThat(values(second.of(a))).isEqualTo(values(before));
    assertThat(values(first.of(b))).isNotEqualTo(values(before));
    assertThat(values(Draws.monteCarlo(SAMPLES, 8).of(a))).isNotEqualTo(values(before));
  }

  @Test
  void constantsOfAStreamMoveTogetherAndOthersDoNot() {
    Draws draws = Draws.monteCarlo(SAMPLES, 7);
    Uncertain a = draws.of(constant("a", 0, 1, 2));
    Uncertain twice = draws.of(constant("a", 0, 1, 2).times(2));
    Uncertain b = draws.of(constant("b", 0, 1, 2));

    assertThat(twice.over(a).quantiles().p10()).isCloseTo(2, within(1e-9));
    assertThat(twice.over(a).quantiles().p90()).isCloseTo(2, within(1e-9));
    double covariance =
        IntStream.range(0, SAMPLES)
            .mapToDouble(i -> (a.at(i) - 1) * (b.at(i) - 1))
            .average()
            .orElseThrow();
    assertThat(Math.abs(covariance)).isLessThan(0.02);
  }

  @Test
  void arithmeticActsOnValueAndDraws() {
    Uncertain x = Uncertain.of(2, new double[] {1, 2, 4});
    Uncertain y = Uncertain.of(5, new double[] {10, 5, 1});

    assertThat(x.plus(y)).isEqualTo(Uncertain.of(7, new double[] {11, 7, 5}));
    assertThat(x.minus(y)).isEqualTo(Uncertain.of(-3, new double[] {-9, -3, 3}));
    assertThat(x.times(y)).isEqualTo(Uncertain.of(10, new double[] {10, 10, 4}));
    assertThat(x.over(y)).isEqualTo(Uncertain.of(0.4, new double[] {0.1, 0.4, 4}));
    assertThat(x.max(y)).isEqualTo(Uncertain.of(5, new double[] {10, 5, 4}));
    assertThat(x.plus(Uncertain.of(1))).isEqualTo(Uncertain.of(3, new double[] {2, 3, 5}));
    assertThat(Uncertain.of(8).over(x)).isEqualTo(Uncertain.of(4, new double[] {8, 4, 2}));
    assertThat(Uncertain.of(8).minus(x)).isEqualTo(Uncertain.of(6, new double[] {7, 6, 4}));
    assertThat(Uncertain.of(8).times(x)).isEqualTo(Uncertain.of(16, new double[] {8, 16, 32}));
    assertThat(x.over(y).shareBelow(1)).isCloseTo(2.0 / 3, within(1e-12));
    assertThat(Uncertain.of(3).quantiles()).isEqualTo(new Quantiles(3, 3, 3));
  }

  @Test
  void percentilesAreInterpolated() {
    // Of 0 .. 10 the tenth percentile is 1, the median 5.
    double[] draws = IntStream.rangeClosed(0, 10).mapToDouble(i -> 10 - i).toArray();

    assertThat(Uncertain.of(5, draws).quantiles()).isEqualTo(new Quantiles(1, 5, 9));
  }

  @Test
  void numbersOfDifferentExperimentsDoNotMix() {
    Uncertain two = Uncertain.of(1, new double[] {1, 2});
    Uncertain three = Uncertain.of(1, new double[] {1, 2, 3});

    assertThatIllegalArgumentException()
        .isThrownBy(() -> two.plus(three))
        .withMessage("numbers of 2 and 3 draws can't be combined");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> Draws.monteCarlo(1, 0))
        .withMessage("samples must be at least 2, but is 1");
  }

  @Test
  void spreadsAreChecked() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> new Spread(2, 2, Spread.Shape.TRIANGULAR))
        .withMessage("min must be below max, but they are 2.0 and 2.0");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> new Spread(0, 2, Spread.Shape.LOG_UNIFORM))
        .withMessage("min of a log-uniform distribution must be positive, but is 0.0");
  }
}
