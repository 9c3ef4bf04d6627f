package org.socompass.validation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.OptionalDouble;
import java.util.SplittableRandom;
import org.apache.commons.math3.stat.correlation.KendallsCorrelation;
import org.junit.jupiter.api.Test;

/** Kendall's tau-b by hand, and as another library has it. */
final class RankCorrelationTest {
  @Test
  void threePairsByHand() {
    // x 1 2 3, y 2 1 3: of three pairs (1,2) is discordant: (2 - 1) / 3.
    assertThat(RankCorrelation.tau(new double[] {1, 2, 3}, new double[] {2, 1, 3}))
        .hasValueCloseTo(1.0 / 3, within(1e-15));
  }

  @Test
  void tiesCountOnTheirOwnSide() {
    // x 1 1 2 3, y 1 2 2 3: 6 pairs, one tied in x, one in y, none in both; the other four are
    // concordant: 4 / sqrt(5 * 5).
    assertThat(RankCorrelation.tau(new double[] {1, 1, 2, 3}, new double[] {1, 2, 2, 3}))
        .hasValueCloseTo(0.8, within(1e-15));
  }

  @Test
  void zerosOfBothSignsAreTied() {
    assertThat(RankCorrelation.tau(new double[] {0.0, -0.0, 1}, new double[] {2, 1, 3}))
        .isEqualTo(RankCorrelation.tau(new double[] {0.0, 0.0, 1}, new double[] {1, 2, 3}));
  }

  @Test
  void thereIsNoneOfOnePairOrOfOneValue() {
    assertThat(RankCorrelation.tau(new double[] {1}, new double[] {1})).isEmpty();
    assertThat(RankCorrelation.tau(new double[] {1, 1}, new double[] {1, 2})).isEmpty();
  }

  @Test
  void randomPairsWithTiesAsCommonsMath() {
    var random = new SplittableRandom(14);
    for (int trial = 0; trial < 300; trial++) {
      int n = random.nextInt(2, 90);
      double[] x = random.ints(n, 0, 40).asDoubleStream().toArray();
      double[] y = random.ints(n, 0, 40).asDoubleStream().toArray();
      double expected = new KendallsCorrelation().correlation(x, y);
      OptionalDouble tau = RankCorrelation.tau(x, y);
      if (Double.isFinite(expected)) {
        assertThat(tau).hasValueCloseTo(expected, within(1e-12));
      } else {
        assertThat(tau).isEmpty();
      }
    }
  }
}
