package org.socompass.llm.layer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.within;

import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

/** Experts that tokens touch, alike or skewed, and how groups of devices share them. */
final class ExpertsTest {
  @Test
  void skewedRoutingTouchesWhatItsProbabilitiesSay() {
    // 4 experts, 1 a token, popularity 1, 1/2, 1/3, 1/4: sum 25/12; q = 12/25, 6/25, 4/25, 3/25.
    // 2 tokens: 4 - (13^2 + 19^2 + 21^2 + 22^2) / 25^2 = 4 - 1455 / 625 = 1.672
    Experts skewed = Experts.of(4, 1, 8).withSkew(1);

    assertThat(skewed.touched(2)).isCloseTo(1.672, within(1e-12));
    assertThat(Experts.of(4, 1, 8).touched(2)).isCloseTo(1.75, within(1e-12));
  }

  @Test
  void noExpertIsChosenTwiceByAToken() {
    // 3 experts, 2 a token, popularity 1, 1/16, 1/81: the first would be chosen 1.86 times and is
    // certain; the others share what is left, 1 : 16/81, as 81/97 and 16/97.
    Experts skewed = Experts.of(3, 2, 8).withSkew(4);

    assertThat(skewed.touched(1)).isCloseTo(2, within(1e-12));
    // 2 tokens: 1 + 1 - (16/97)^2 + 1 - (81/97)^2 = 3 - 6817 / 9409
    assertThat(skewed.touched(2)).isCloseTo(3 - 6817.0 / 9409, within(1e-12));
  }

  @Test
  void skewTouchesFewerAndMoreTokensMore() {
    var random = new SplittableRandom(3);
    for (int i = 0; i < 300; i++) {
      int count = random.nextInt(2, 257);
      int k = random.nextInt(1, Math.min(count, 16) + 1);
      long tokens = random.nextLong(1, 4096);
      double before = Double.MAX_VALUE;
      for (double skew : new double[] {0, 0.3, 1, 2, 4}) {
        Experts experts = Experts.of(count, k, 8).withSkew(skew);
        double touched = experts.touched(tokens);
        assertThat(touched).isBetween(k - 1e-9, count + 1e-9);
        assertThat(touched).isLessThanOrEqualTo(before + 1e-9);
        assertThat(experts.touched(tokens + 1)).isGreaterThanOrEqualTo(touched - 1e-9);
        before = touched;
      }
    }
  }

  @Test
  void theBusiestGroupHasTheExpectedGreatest() {
    // 2 of 4 experts in 2 groups of 2: of 6 choices 2 put both in one group. (2 * 2 + 4 * 1) / 6
    assertThat(ExpertGroups.busiest(4, 2, 2)).isCloseTo(8.0 / 6, within(1e-9));
    // 3 of 4: always 2 and 1.
    assertThat(ExpertGroups.busiest(4, 2, 3)).isCloseTo(2, within(1e-9));
    assertThat(ExpertGroups.busiest(64, 8, 64)).isEqualTo(8);
    assertThat(ExpertGroups.busiest(64, 1, 5)).isEqualTo(5);
  }

  @Test
  void theBusiestGroupEqualsRandomPlacements() {
    var random = new SplittableRandom(11);
    int[] slots = new int[64];
    double sum = 0;
    int draws = 20_000;
    for (int d = 0; d < draws; d++) {
      for (int i = 0; i < 64; i++) {
        slots[i] = i;
      }
      int[] groups = new int[8];
      int most = 0;
      for (int i = 0; i < 8; i++) {
        int j = random.nextInt(i, 64);
        int slot = slots[j];
        slots[j] = slots[i];
        most = Math.max(most, ++groups[slot / 8]);
      }
      sum += most;
    }
    assertThat(ExpertGroups.busiest(64, 8, 8)).isCloseTo(sum / draws, within(0.02));
  }

  @Test
  void theBusiestGroupIsBetweenTheMeanAndAll() {
    var random = new SplittableRandom(5);
    for (int i = 0; i < 200; i++) {
      int groups = 1 << random.nextInt(1, 5);
      int count = groups * random.nextInt(1, 20);
      int k = random.nextInt(1, Math.min(8, count) + 1);
      long tokens = random.nextLong(1, 300);
      Experts experts = Experts.of(count, k, 8).withSkew(random.nextInt(3));
      double busiest = experts.touchedInBusiestGroup(tokens, groups);
      assertThat(busiest)
          .isBetween(experts.touched(tokens) / groups - 1e-6, (double) count / groups + 1e-9);
      assertThat(experts.busiestShare(tokens, groups)).isBetween(1.0 / groups - 1e-6, 1.0);
    }
  }

  @Test
  void aTokenReachesTheGroupsThatHoldItsExperts() {
    // 2 of 4 experts in 2 groups: both in one with 2/6. 2 (1 - 1/6) = 5/3
    assertThat(Experts.of(4, 2, 8).groupsOfToken(2)).isCloseTo(5.0 / 3, within(1e-12));
  }

  @Test
  void aSkewOutOfRangeIsRefused() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> Experts.of(4, 1, 8).withSkew(Double.NaN))
        .withMessage("skew of routing must be between 0 and 4, but is NaN");
  }
}
