package org.socompass.cost.draws;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import java.util.SplittableRandom;
import java.util.function.IntToDoubleFunction;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Draws of which some are put in order, against sorting all. */
final class RankedDrawsTest {
  private static final double[] ODD = {
    0.0, -0.0, 1, -1, Double.MIN_VALUE, Double.MAX_VALUE, Double.POSITIVE_INFINITY, Double.NaN
  };

  /** Percentiles as they are defined, of numbers that are sorted here. */
  private static Quantiles reference(double[] draws) {
    double[] sorted = sorted(draws);
    return new Quantiles(at(sorted, 0.1), at(sorted, 0.5), at(sorted, 1 - 0.1));
  }

  private static double at(double[] sorted, double share) {
    double place = share * (sorted.length - 1);
    int below = (int) Math.floor(place);
    int above = Math.min(below + 1, sorted.length - 1);
    return sorted[below] + (place - below) * (sorted[above] - sorted[below]);
  }

  private static double[] values(Uncertain number) {
    return IntStream.range(0, number.size()).mapToDouble(number::at).toArray();
  }

  private static double[] sorted(double[] draws) {
    double[] sorted = draws.clone();
    Arrays.sort(sorted);
    return sorted;
  }

  /** Spread evenly, to the right, far to the right, with ties, with all that is no draw. */
  private static double[] draws(SplittableRandom random) {
    int size = random.nextInt(1, random.nextBoolean() ? 12 : 1200);
    double scale = Math.pow(10, random.nextInt(-300, 300));
    IntToDoubleFunction draw =
        switch (random.nextInt(6)) {
          case 0 -> i -> random.nextDouble();
          case 1 -> i -> scale * (1 + random.nextDouble());
          case 2 -> i -> Math.exp(random.nextDouble(0.0, 3.0));
          case 3 -> i -> Math.exp(random.nextDouble(-40.0, 40.0));
          case 4 -> i -> random.nextInt(1, 20);
          default ->
              i -> random.nextInt(20) == 0 ? ODD[random.nextInt(ODD.length)] : random.nextDouble();
        };
    double[] draws = new double[size];
    Arrays.setAll(draws, draw);
    return draws;
  }

  static Stream<double[]> randomDraws() {
    var random = new SplittableRandom(42);
    return Stream.generate(() -> draws(random)).limit(600);
  }

  @Test
  void ranksAreThoseOfASort() {
    randomDraws()
        .forEach(
            draws -> {
              RankedDraws ranked = RankedDraws.of(draws);
              double[] sorted = sorted(draws);
              int last = draws.length - 1;
              IntStream.concat(IntStream.of(0), Arrays.stream(Quantiles.ranks(draws.length)))
                  .flatMap(rank -> IntStream.of(rank, last - rank))
                  .forEach(
                      // By bits: -0.0 comes before 0.0.
                      rank ->
                          assertThat(Double.doubleToLongBits(ranked.at(rank)))
                              .isEqualTo(Double.doubleToLongBits(sorted[rank])));
            });
  }

  @Test
  void percentilesAreThoseOfAFullSort() {
    randomDraws()
        .forEach(
            draws ->
                assertThat(Uncertain.of(1, draws).quantiles())
                    .as("%s", Arrays.toString(draws))
                    .isEqualTo(reference(draws)));
  }

  /** Whatever the numerator, and whether the percentiles or the draws are asked for first. */
  @Test
  void percentilesOfAFractionAreThoseOfItsDraws() {
    double[] numerators = {13.7, 1e-320, 1e300, 0, -0.0, -3, Double.POSITIVE_INFINITY, Double.NaN};
    var random = new SplittableRandom(7);
    randomDraws()
        .forEach(
            draws -> {
              double numerator = numerators[random.nextInt(numerators.length)];
              double[] each = Arrays.stream(draws).map(d -> numerator / d).toArray();
              Uncertain denominator = Uncertain.of(2, draws);
              Uncertain fraction = denominator.dividing(numerator);

              assertThat(fraction.quantiles())
                  .as("%s over %s", numerator, Arrays.toString(draws))
                  .isEqualTo(reference(each));
              assertThat(values(fraction)).isEqualTo(each);
              assertThat(values(Uncertain.of(numerator).over(denominator))).isEqualTo(each);
              assertThat(fraction.value()).isEqualTo(Double.valueOf(numerator / 2));
            });
  }

  @ParameterizedTest
  @MethodSource("factors")
  void keptProductsAreProducts(Uncertain factor) {
    Uncertain cost = Uncertain.of(2, new double[] {1, 2, 4});
    Uncertain other = Uncertain.of(1, new double[] {3, 1, 0.5});

    assertThat(cost.keptTimes(factor)).isEqualTo(cost.times(factor));
    assertThat(cost.keptTimes(factor)).isSameAs(cost.keptTimes(factor));
    assertThat(cost.keptTimes(other)).isEqualTo(cost.times(other));
    assertThat(cost.keptTimes(factor)).isEqualTo(factor.times(cost));
    assertThat(Uncertain.of(3).keptTimes(factor)).isEqualTo(Uncertain.of(3).times(factor));
  }

  static Stream<Uncertain> factors() {
    return Stream.of(Uncertain.of(1), Uncertain.of(4), Uncertain.of(1, new double[] {0.5, 1, 2}));
  }

  @Test
  void drawsThatAreComputedLaterAreThoseComputedAtOnce() {
    Uncertain sum = Uncertain.of(3, new double[] {3, 1, 2});
    Uncertain later = Uncertain.later(3, 3, () -> sum);

    assertThat(later.value()).isEqualTo(3);
    assertThat(later.size()).isEqualTo(3);
    assertThat(later.quantiles()).isEqualTo(sum.quantiles());
    assertThat(later.least()).isEqualTo(1);
    assertThat(later.at(1)).isEqualTo(1);
    assertThat(later).isEqualTo(sum).hasSameHashCodeAs(sum);
  }
}
