package org.socompass.inference.thermal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.within;

import java.util.List;
import java.util.OptionalDouble;
import org.junit.jupiter.api.Test;
import org.socompass.hardware.power.ThermalLimits;

/** What a governor must keep, and what is left of a load by hand. */
final class GovernorTest {
  private static final double HALF_HOUR = 1800;

  /** Steps of 10, 7, 4.5, 2.5 and 1 W at 50, 45, 38, 28 and 15 tokens/s. */
  private static final List<Load> LOADS =
      List.of(load(0, 10, 50), load(1, 7, 45), load(2, 4.5, 38), load(3, 2.5, 28), load(4, 1, 15));

  private static Load load(int step, double watts, double tokens) {
    return new Load(step, watts, 10 * tokens, tokens);
  }

  private static SustainedResult run(ThermalLimits limits) {
    var governor = new Governor(limits, LOADS::get, LOADS.size() - 1);
    return new SustainedResult(governor.run(HALF_HOUR), limits.periodSeconds());
  }

  private static ThermalLimits phone() {
    return ThermalNetworkTest.limits(5, 3.6, 1);
  }

  private static ThermalLimits with(double ambient, OptionalDouble cap) {
    ThermalLimits p = phone();
    return new ThermalLimits(ambient, p.chip(), p.body(), p.platformWatts(), cap, 1);
  }

  @Test
  void aLoadThatTheBodyShedsIsLeftAlone() {
    // 3 W and 1 W through 3.6 K/W: 39.4 degC for ever.
    var governor = new Governor(phone(), step -> load(step, 3, 50), 4);
    var result = new SustainedResult(governor.run(HALF_HOUR), 1);
    assertThat(result.firstThrottleSeconds()).isEmpty();
    assertThat(result.decodeTokensPerSecond(HALF_HOUR)).isEqualTo(50);
  }

  @Test
  void slowsDownWhenTheBodyReachesItsLimitAndThenDrawsWhatTheLimitAllows() {
    // (43 - 25) K / 3.6 K/W - 1 W = 4 W, between the steps of 4.5 and of 2.5 W. With 11 W the body
    // heads for 64.6 degC; it lags by the chip's 40 s, so later than -RC ln(1 - 18/39.6) = 284 s.
    SustainedResult result = run(phone());
    assertThat(result.firstThrottleSeconds().orElseThrow()).isBetween(284.0, 284.0 + 60);
    assertThat(result.watts(HALF_HOUR)).isCloseTo(4, within(0.1));
    assertThat(result.step(HALF_HOUR)).isBetween(2.0, 3.0);
    assertThat(result.decodeTokensPerSecond(60)).isEqualTo(50);
    assertThat(result.decodeTokensPerSecond(HALF_HOUR)).isBetween(28.0, 38.0);
    assertThat(result.bodyCelsius(HALF_HOUR)).isCloseTo(43, within(0.1));
    assertThat(result.chipCelsius(HALF_HOUR)).isCloseTo(43 + 5 * 4, within(0.5));
  }

  /** To a hundredth of a kelvin: it looks ahead at eight moments of a time constant. */
  @Test
  void neverExceedsALimitThatTheLastStepKeeps() {
    for (double ambient : new double[] {0, 15, 25, 35}) {
      for (Sample sample : run(with(ambient, OptionalDouble.empty())).samples()) {
        assertThat(sample.bodyCelsius()).isLessThanOrEqualTo(43 + 1e-2);
        assertThat(sample.chipCelsius()).isLessThanOrEqualTo(95 + 1e-9);
      }
    }
  }

  @Test
  void aWarmerPlaceIsNeverFaster() {
    double last = Double.POSITIVE_INFINITY;
    for (double ambient = 0; ambient < 40; ambient += 5) {
      SustainedResult result = run(with(ambient, OptionalDouble.empty()));
      double tokens =
          result.samples().stream().mapToDouble(s -> s.load().decodeTokensPerSecond()).sum();
      assertThat(tokens).isLessThanOrEqualTo(last);
      last = tokens;
    }
  }

  @Test
  void aPowerCapHoldsFromTheFirstMoment() {
    SustainedResult result = run(with(25, OptionalDouble.of(5)));
    assertThat(result.firstThrottleSeconds()).hasValue(0);
    assertThat(result.samples()).allMatch(s -> s.load().watts() <= 5);
    assertThat(result.decodeTokensPerSecond(60)).isEqualTo(38);
  }

  @Test
  void staysAtTheLastStepIfNothingHelps() {
    var limits = with(42, OptionalDouble.empty());
    SustainedResult result = run(limits);
    assertThat(result.step(HALF_HOUR)).isEqualTo(4);
    assertThat(result.bodyCelsius(HALF_HOUR)).isGreaterThan(43);
  }

  @Test
  void asksOnlyForTheStepsThatItNeeds() {
    var governor =
        new Governor(
            phone(),
            step -> {
              assertThat(step).isZero();
              return load(0, 1, 15);
            },
            4);
    assertThat(governor.run(10)).hasSize(10);
  }

  @Test
  void aMomentMustLieWithinTheRun() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> run(phone()).watts(HALF_HOUR + 1))
        .withMessage("1801.0 s is not within the 1800.0 s that were simulated");
  }
}
