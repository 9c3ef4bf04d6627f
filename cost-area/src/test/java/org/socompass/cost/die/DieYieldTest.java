package org.socompass.cost.die;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.within;

import java.util.List;
import java.util.SplittableRandom;
import java.util.stream.DoubleStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Yield of dies whose cores may be faulty: the binomial, the mixture, and its laws. */
final class DieYieldTest {
  private static final List<YieldModel> MODELS =
      List.of(
          new YieldModel.Poisson(),
          new YieldModel.Murphy(),
          new YieldModel.Seeds(),
          new YieldModel.NegativeBinomial(2),
          new YieldModel.NegativeBinomial(3),
          new YieldModel.NegativeBinomial(10));

  private static double of(YieldModel model, double defects, double core, int onDie, int needed) {
    return new DieYield(model).of(defects, List.of(new DieYield.Cores(core, onDie, needed)));
  }

  @Test
  void oneSpareOfTwoCoresByHand() {
    // Independent defects: the rest, 0.2, must be whole; of two cores of 0.1 one may fail:
    // e^-0.2 x (p^2 + 2 p (1 - p)), p = e^-0.1 = 0.904837: 0.818731 x 0.990944 = 0.811317.
    assertThat(of(new YieldModel.Poisson(), 0.4, 0.1, 2, 1)).isCloseTo(0.811317, within(1e-6));
  }

  /** The quadrature of the mixture gives the closed form back, to four digits. */
  @ParameterizedTest
  @MethodSource("randomDefects")
  void withoutSpareCoresTheMixtureIsTheModel(double defects) {
    for (YieldModel model : MODELS) {
      assertThat(of(model, defects, defects / 20, 10, 10))
          .as("%s at %s", model.id(), defects)
          .isCloseTo(model.ofDefects(defects), within(2e-4));
    }
  }

  @ParameterizedTest
  @MethodSource("randomDefects")
  void aSpareCoreNeverLowersTheYield(double defects) {
    for (YieldModel model : MODELS) {
      double before = 0;
      for (int needed = 16; needed >= 0; needed -= 4) {
        double yield = of(model, defects, defects / 32, 16, needed);
        assertThat(yield).isGreaterThanOrEqualTo(before).isLessThanOrEqualTo(1);
        before = yield;
      }
      // No core need work: what is left is the rest of the die.
      assertThat(before).isCloseTo(model.ofDefects(defects / 2), within(2e-4));
    }
  }

  /** GA100: 826 mm2 at 0.09 /cm2, 128 cores of 3.75 mm2, of which 108 must work. */
  @Test
  void spareCoresRescueMostOfTheDiesOfALargeGpu() {
    double defects = 8.26 * 0.09;
    double core = 0.0375 * 0.09;
    var model = new YieldModel.NegativeBinomial(3);

    assertThat(model.ofDefects(defects)).isCloseTo(0.515, within(1e-3));
    // With twenty spares cores hardly matter: 3.46 cm2 are left, (1 + 0.3114 / 3)^-3 = 0.7435.
    assertThat(of(model, defects, core, 128, 108)).isCloseTo(0.7435, within(1e-3));
    assertThat(of(model, defects, core, 128, 127)).isBetween(0.56, 0.70);
  }

  /** The sum of many terms is taken without them. */
  @Test
  void manySpareCoresTakeNoTime() {
    YieldModel poisson = YieldModel.parse("poisson", 3);
    double half = Math.log(2);

    assertThat(of(poisson, 1000, 1e-3, 1_000_000, 500_000)).isCloseTo(1, within(1e-12));
    // Cores that fail with probability 1/2: of 1,000 at least 500 work in 1/2 + C(1000, 500) /
    // 2^1001.
    assertThat(of(poisson, 1000 * half, half, 1000, 500)).isCloseTo(0.5126125, within(1e-7));
    // With 256 spare cores term by term, with 257 not: between them is C(600, 257) / 2^600.
    double step = of(poisson, 600 * half, half, 600, 343) - of(poisson, 600 * half, half, 600, 344);
    assertThat(step).isCloseTo(6.7802e-5, within(1e-9));
  }

  @Test
  void namesAreParsed() {
    for (YieldModel model : MODELS) {
      assertThat(YieldModel.parse(model.id(), 5)).isEqualTo(model);
    }
    assertThat(YieldModel.parse("negative-binomial", 5))
        .isEqualTo(new YieldModel.NegativeBinomial(5));
    assertThatIllegalArgumentException()
        .isThrownBy(() -> YieldModel.parse("murphey", 3))
        .withMessage("there is no yield model 'murphey'; did you mean 'murphy'?");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> YieldModel.parse("seeds:2", 3))
        .withMessage("the yield model seeds has no parameter");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> YieldModel.parse("negative-binomial:much", 3))
        .withMessage("alpha must be a number, but is 'much'");
  }

  static DoubleStream randomDefects() {
    var random = new SplittableRandom(3);
    return DoubleStream.generate(() -> random.nextDouble(0.01, 2)).limit(30);
  }
}
