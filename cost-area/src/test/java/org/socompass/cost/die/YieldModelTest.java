package org.socompass.cost.die;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.within;

import java.util.List;
import java.util.SplittableRandom;
import java.util.stream.DoubleStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

/** Yield models against a published table, and the laws they share. */
final class YieldModelTest {
  private static final List<YieldModel> MODELS =
      List.of(
          new YieldModel.Poisson(),
          new YieldModel.Murphy(),
          new YieldModel.Seeds(),
          new YieldModel.NegativeBinomial(2),
          new YieldModel.NegativeBinomial(3),
          new YieldModel.NegativeBinomial(10));

  /** 0.10 defects per cm2; the choice of the model matters for GPUs, not for phones. */
  @ParameterizedTest(name = "{0} mm2")
  @CsvSource({
    "105, .900, .901, .905, .903, .902, .901",
    "170, .844, .846, .855, .849, .848, .845",
    "450, .638, .648, .690, .666, .658, .644",
    "826, .438, .463, .548, .501, .482, .452"
  })
  void equalsThePublishedTable(
      double mm2,
      double poisson,
      double murphy,
      double seeds,
      double nb2,
      double nb3,
      double nb10) {
    double[] expected = {poisson, murphy, seeds, nb2, nb3, nb10};

    for (int i = 0; i < expected.length; i++) {
      assertThat(MODELS.get(i).of(mm2, 0.10)).isCloseTo(expected[i], within(6e-4));
    }
  }

  @Test
  void seedsIsTheNegativeBinomialOfAlphaOne() {
    assertThat(new YieldModel.Seeds().of(300, 0.2))
        .isCloseTo(new YieldModel.NegativeBinomial(1).of(300, 0.2), within(1e-12));
  }

  @ParameterizedTest
  @MethodSource("randomAreas")
  void yieldFallsWithAreaAndDefects(double mm2) {
    for (YieldModel model : MODELS) {
      double yield = model.of(mm2, 0.1);
      assertThat(yield).isPositive().isLessThan(1);
      assertThat(model.of(mm2 * 1.01, 0.1)).isLessThan(yield);
      assertThat(model.of(mm2, 0.101)).isLessThan(yield);
    }
  }

  @ParameterizedTest
  @MethodSource("randomAreas")
  void lessClusteringNeverYieldsMore(double mm2) {
    double poisson = new YieldModel.Poisson().of(mm2, 0.15);
    double nb10 = new YieldModel.NegativeBinomial(10).of(mm2, 0.15);
    double nb3 = new YieldModel.NegativeBinomial(3).of(mm2, 0.15);

    assertThat(poisson).isLessThan(nb10);
    assertThat(nb10).isLessThan(nb3);
    assertThat(nb3).isLessThan(new YieldModel.Seeds().of(mm2, 0.15));
  }

  @Test
  void modelsAgreeOnATinyDie() {
    for (YieldModel model : MODELS) {
      // 0.01 mm2 at 0.1 /cm2 is 1e-5 defects; all models are 1 - x to first order.
      assertThat(model.of(0.01, 0.1)).isCloseTo(1 - 1e-5, within(1e-9));
      assertThat(model.of(0, 0.1)).isEqualTo(1);
    }
  }

  @Test
  void rejectsWhatIsNotAnArea() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> new YieldModel.Poisson().of(-1, 0.1))
        .withMessage(
            "area and defect density must be finite and not negative, but are -1.0 mm2 and 0.1"
                + " /cm2");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> new YieldModel.NegativeBinomial(0))
        .withMessage("alpha must be positive, but is 0.0");
  }

  static DoubleStream randomAreas() {
    var random = new SplittableRandom(11);
    return DoubleStream.generate(() -> random.nextDouble(1, 900)).limit(100);
  }
}
