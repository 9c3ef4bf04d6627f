package org.socompass.operator.matmul;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Poisson tails by hand, a simulated cache, and the laws of a miss share. */
final class SetAssociativeCacheTest {
  private static final double CAPACITY = 1 << 20;

  @ParameterizedTest(name = "{0} ways, {1} of the capacity")
  @CsvSource({
    // 1 - e^-1, 1 - e^-2 (1 + 2), 1 - e^-4 (1 + 4 + 8 + 32/3)
    "1, 1, 0.632120558829",
    "2, 1, 0.593994150290",
    "4, 1, 0.566529879634",
    "4, 0.5, 0.142876539501",
    "1, 0, 0"
  })
  void isThePoissonTail(int ways, double share, double expected) {
    assertThat(new SetAssociativeCache(CAPACITY, ways).missShare(share * CAPACITY))
        .isCloseTo(expected, within(1e-9));
  }

  @Test
  void agreesWithASimulatedCacheThatEvictsTheLineUsedLongestAgo() {
    // A line is lost if at least w of d other lines fall into its set out of s, at random.
    int sets = 64;
    int ways = 8;
    var random = new SplittableRandom(11);
    for (int lines : new int[] {256, 448, 512, 640, 1024}) {
      int lost = 0;
      int trials = 20_000;
      for (int trial = 0; trial < trials; trial++) {
        int rivals = 0;
        for (int i = 0; i < lines; i++) {
          rivals += random.nextInt(sets) == 0 ? 1 : 0;
        }
        lost += rivals >= ways ? 1 : 0;
      }
      assertThat(new SetAssociativeCache(sets * ways, ways).missShare(lines))
          .isCloseTo((double) lost / trials, within(0.015));
    }
  }

  @Test
  void growsWithTheDistanceAndStaysAShare() {
    for (int ways : new int[] {1, 4, 16, 64}) {
      var cache = new SetAssociativeCache(CAPACITY, ways);
      double last = 0;
      for (double d = 0; d < 40 * CAPACITY; d += CAPACITY / 16) {
        double miss = cache.missShare(d);
        assertThat(miss).isBetween(last - 1e-12, 1.0);
        last = miss;
      }
      assertThat(last).isEqualTo(1);
    }
  }

  @Test
  void moreWaysAreASteeperStepAtTheCapacity() {
    var few = new SetAssociativeCache(CAPACITY, 4);
    var many = new SetAssociativeCache(CAPACITY, 64);
    assertThat(many.missShare(0.7 * CAPACITY)).isLessThan(few.missShare(0.7 * CAPACITY));
    assertThat(many.missShare(1.4 * CAPACITY)).isGreaterThan(few.missShare(1.4 * CAPACITY));
  }

  @Test
  void aCacheOfNothingLosesEverythingButNothing() {
    var none = new SetAssociativeCache(0, 16);
    assertThat(none.missShare(1)).isEqualTo(1);
    assertThat(none.missShare(0)).isZero();
  }
}
