package org.socompass.validation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.Collections;
import java.util.Comparator;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

/** Tokens of the experts of the busiest device. */
final class ExpertLoadsTest {
  @Test
  void evenLoadsAreShared() {
    // 16 tokens x 8 = 128 choices, over 4 devices 32 each; a device has 128 / 4 = 32 experts.
    assertThat(ExpertLoads.balanced(16, 128, 8, 4)).isEqualTo(even(32, 32));
    // One token: 8 of 128 experts, 2 on each of 4 devices.
    assertThat(ExpertLoads.balanced(1, 128, 8, 4)).isEqualTo(even(2, 2));
    assertThat(ExpertLoads.balanced(1000, 128, 8, 1)).isEqualTo(even(128, 8000));
  }

  @Test
  void oneTokenTouchesAsManyExpertsAsItChooses() {
    ExpertLoads loads = ExpertLoads.powerLaw(1, 256, 8, 1, 1.2);

    assertThat(loads.touched()).isCloseTo(8, within(1e-9));
    assertThat(loads.tokens()).isCloseTo(8, within(1e-9));
  }

  @Test
  void everyChoiceIsServedOnOneDevice() {
    var random = new SplittableRandom(7);
    for (int i = 0; i < 50; i++) {
      long experts = 1L << random.nextInt(3, 9);
      long perToken = random.nextInt(1, (int) Math.min(experts, 22));
      long tokens = random.nextLong(1, 5000);
      double exponent = random.nextDouble(0.5, 1.5);

      ExpertLoads loads = ExpertLoads.powerLaw(tokens, experts, perToken, 1, exponent);

      assertThat(loads.tokens()).isCloseTo((double) tokens * perToken, within(1e-6));
      assertThat(loads.touched()).isBetween((double) perToken, (double) experts);
    }
  }

  @Test
  void theBusiestDeviceHasMoreThanItsShareAndNoExpertMoreThanTheTokens() {
    for (long devices : new long[] {2, 8, 128}) {
      ExpertLoads loads = ExpertLoads.powerLaw(256, 128, 8, devices, 1.2);

      assertThat(loads.tokens()).isGreaterThan(256.0 * 8 / devices);
      assertThat(loads.tokens()).isLessThanOrEqualTo(256.0 * 128 / devices);
      assertThat(loads.touched()).isLessThanOrEqualTo(128.0 / devices);
    }
  }

  /** The steeper the law, the fewer experts are touched by few tokens. */
  @Test
  void aSteeperLawTouchesFewerExperts() {
    assertThat(ExpertLoads.powerLaw(64, 256, 8, 1, 1.8).touched())
        .isLessThan(ExpertLoads.powerLaw(64, 256, 8, 1, 0.2).touched());
  }

  /** As many tokens for each of the experts that get one. */
  private static ExpertLoads even(int touched, double tokens) {
    return new ExpertLoads(touched, tokens, Collections.nCopies(touched, tokens / touched));
  }

  @Test
  void ranksFallAndSumToTheTokensOfTheBusiestDevice() {
    ExpertLoads loads = ExpertLoads.powerLaw(4096, 64, 4, 4, 1.2);

    assertThat(loads.ranked()).isSortedAccordingTo(Comparator.reverseOrder());
    assertThat(loads.ranked().stream().mapToDouble(Double::doubleValue).sum())
        .isCloseTo(loads.tokens(), within(1e-6));
    assertThat(loads.rows()).hasSize((int) Math.round(loads.touched()));
  }
}
