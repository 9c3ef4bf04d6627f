package org.socompass.inference.decoding;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Tokens of a step by hand and by law. */
final class AcceptanceTest {
  @Test
  void aStepYieldsThePowersOfTheAcceptance() {
    // 1 + 0.8 + 0.64 + 0.512
    assertThat(Acceptance.tokensPerStep(0.8, 3)).isCloseTo(2.952, within(1e-12));
    assertThat(Acceptance.acceptedShare(0.8, 3)).isCloseTo(1.952 / 3, within(1e-12));
    assertThat(Acceptance.tokensPerStep(0, 5)).isEqualTo(1);
    assertThat(Acceptance.tokensPerStep(1, 5)).isEqualTo(6);
    assertThat(Acceptance.tokensPerStep(0.8, 0)).isEqualTo(1);
  }

  /** Shares of drafts that llama.cpp logged on one device with 2 and with 3 drafts. */
  @ParameterizedTest
  @CsvSource({"0.7971, 2", "0.744, 3"})
  void sharesOfTwoLengthsComeFromOneAcceptance(double share, int length) {
    assertThat(Acceptance.ofAcceptedShare(share, length)).isCloseTo(0.858, within(0.002));
  }

  @Test
  void breakEvenIsWhereTheTokensEqualTheCost() {
    // 1 + a = 1.5
    assertThat(Acceptance.breakEven(1.5, 1).getAsDouble()).isCloseTo(0.5, within(1e-9));
    assertThat(Acceptance.breakEven(2.1, 1)).isEmpty();
    assertThat(Acceptance.breakEven(1, 4).getAsDouble()).isCloseTo(0, within(1e-9));
  }

  @Test
  void tokensRiseWithAcceptanceAndLength() {
    var random = new SplittableRandom(7);
    for (int i = 0; i < 1000; i++) {
      double a = random.nextDouble();
      double more = a + (1 - a) * random.nextDouble();
      int g = random.nextInt(65);
      double tokens = Acceptance.tokensPerStep(a, g);
      assertThat(tokens).isBetween(1.0, g + 1.0);
      assertThat(Acceptance.tokensPerStep(more, g)).isGreaterThanOrEqualTo(tokens);
      assertThat(Acceptance.tokensPerStep(a, g + 1)).isGreaterThanOrEqualTo(tokens);
    }
  }
}
