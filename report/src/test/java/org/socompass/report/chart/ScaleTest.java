package org.socompass.report.chart;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.util.List;
import java.util.SplittableRandom;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Round values on axes, and the laws of places. */
final class ScaleTest {
  @Test
  void stepsAreOneTwoOrFiveTimesAPowerOfTen() {
    // 100 / 8 is 12.5: the next of 1, 2, 5 times a power of ten is 20.
    assertThat(new Scale(0, 100, false).ticks(8))
        .containsExactly(0.0, 20.0, 40.0, 60.0, 80.0, 100.0);
    assertThat(new Scale(-3, 3, false).ticks(8))
        .containsExactly(-3.0, -2.0, -1.0, 0.0, 1.0, 2.0, 3.0);
  }

  @Test
  void decadesAreDividedOnlyWhereThereIsRoom() {
    assertThat(new Scale(1, 100, true).ticks(8))
        .containsExactly(1.0, 2.0, 5.0, 10.0, 20.0, 50.0, 100.0);
    assertThat(new Scale(1, 1e6, true).ticks(8))
        .containsExactly(1.0, 10.0, 100.0, 1e3, 1e4, 1e5, 1e6);
  }

  @Test
  void onlyWidePositiveValuesAreLogarithmic() {
    assertThat(Scale.holding(1, 51).isLogarithmic()).isTrue();
    assertThat(Scale.holding(1, 50).isLogarithmic()).isFalse();
    assertThat(Scale.holding(0, 1e6).isLogarithmic()).isFalse();
    assertThat(Scale.holding(-1, 1e6).isLogarithmic()).isFalse();
  }

  @ParameterizedTest
  @MethodSource("values")
  void everyValueIsOnTheAxisInOrder(double[] values) {
    Scale scale = Scale.holding(values);
    double last = -1;
    for (double value :
        Stream.of(values).flatMapToDouble(java.util.Arrays::stream).sorted().toArray()) {
      assertThat(scale.share(value)).isBetween(0.0, 1.0).isGreaterThanOrEqualTo(last);
      last = scale.share(value);
    }
    List<Double> ticks = scale.ticks(8);
    assertThat(ticks).hasSizeLessThanOrEqualTo(9).isSorted();
    assertThat(ticks).allMatch(t -> scale.share(t) > -1e-6 && scale.share(t) < 1 + 1e-6);
  }

  @Test
  void endsMustBeInOrder() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> new Scale(2, 2, false))
        .withMessage("a scale needs finite ends in order, but has 2.0 and 2.0");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> new Scale(0, 2, true))
        .withMessage("a logarithmic scale begins above 0, not at 0.0");
  }

  static Stream<double[]> values() {
    var random = new SplittableRandom(7);
    Stream<double[]> drawn =
        Stream.generate(
                () -> {
                  double size = Math.pow(10, random.nextInt(-9, 12));
                  double least = random.nextBoolean() ? 0 : -size * random.nextDouble();
                  return random.doubles(1 + random.nextInt(6), least, size).toArray();
                })
            .limit(200);
    // Equal values, zeros and nothing have an axis as well.
    return Stream.concat(
        drawn,
        Stream.of(new double[] {5, 5}, new double[] {0}, new double[] {-3}, new double[] {}));
  }
}
