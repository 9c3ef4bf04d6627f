package org.socompass.inference.trust;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.within;

import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

/** Bands by hand, and what must hold whatever the spreads are. */
final class VariancesTest {
  private static final int TRIALS = 200;

  private static Variances of(double between, double within, int devices) {
    return new Variances(between, within, devices, 10 * devices, "test");
  }

  @Test
  void theBandOfADeviceNeverMeasuredIsAsStated() {
    // 0.1^2 (1 + 1/7) + 0.105^2 = 0.011429 + 0.011025 = 0.022454; its root is 0.14985.
    Band band = of(0.10, 0.105, 7).unseen();

    assertThat(band.sigma()).isCloseTo(0.14985, within(1e-5));
    // exp(-1.28155 * 0.14985) = exp(-0.19204) = 0.82527; its inverse is 1.21172.
    assertThat(band.lowFactor()).isCloseTo(0.82527, within(1e-4));
    assertThat(band.highFactor()).isCloseTo(1.21172, within(1e-4));
  }

  @Test
  void rowsOfTheDeviceLeaveTheirShareOfItsEffect() {
    // sb^2 = 0.04, sw^2 = 0.01, n = 4: 0.04 * 0.01 / (0.16 + 0.01) = 0.0023529; + 0.01 = 0.0123529.
    Band band = of(0.2, 0.1, 5).seen(new MeasuredRows(4, 0, 3));

    assertThat(band.sigma()).isCloseTo(Math.sqrt(0.0123529), within(1e-6));
  }

  @Test
  void anErrorThatIsKnownAndNotCorrectedWidensTheBand() {
    // The same with a mean residual of 0.5: 0.16 / 0.17 * 0.5 = 0.470588; squared 0.221453.
    Band band = of(0.2, 0.1, 5).seen(new MeasuredRows(4, 0.5, 40));

    assertThat(band.sigma()).isCloseTo(Math.sqrt(0.0123529 + 0.221453), within(1e-6));
  }

  @Test
  void aChangedDesignSharesTheEffectOfItsDevice() {
    // 0.0023529 + 2 * 0.01 = 0.0223529, below 0.04 * 1.2 + 0.01 of an unseen one.
    assertThat(of(0.2, 0.1, 5).changed(new MeasuredRows(4, 0, 3)).sigma())
        .isCloseTo(Math.sqrt(0.0223529), within(1e-6));
  }

  @Test
  void theRatioOfTwoDesignsKeepsWhatDiffersFromRowToRow() {
    var bands = new LatencyBands(new Band(5), new Band(6), new Band(0.1), new Band(0.3));

    assertThat(bands.prefillRatio(bands).sigma()).isCloseTo(0.1, within(1e-6));
    assertThat(bands.decodeRatio(bands).sigma()).isCloseTo(0.3, within(1e-6));
    // 0.1^2 + 0.3^2 - 2 * 0.5 * 0.1 * 0.3 = 0.07
    assertThat(new Band(0.1).ratio(new Band(0.3), 0.5).sigma()).isCloseTo(0.264575, within(1e-6));
    assertThat(new Band(0.2).ratio(new Band(0.2), 1).sigma()).isZero();
  }

  @Test
  void aDesignBeatsAnotherAsOftenAsTheNormalDistributionSays() {
    // ln(1.1) / 0.1 = 0.953102; Phi(0.953102) = 0.829732 (tables: Phi(0.95) = 0.8289).
    Band ratio = new Band(0.1);

    assertThat(ratio.probabilityBelow(1, 1.1)).isCloseTo(0.829732, within(1e-5));
    assertThat(ratio.probabilityBelow(1.1, 1)).isCloseTo(1 - 0.829732, within(1e-5));
    assertThat(ratio.probabilityBelow(3, 3)).isEqualTo(0.5);
    assertThat(Band.NONE.probabilityBelow(1, 1.001)).isEqualTo(1);
    assertThat(Band.NONE.probabilityBelow(1, 1)).isEqualTo(0.5);
  }

  @Test
  void moreRowsNeverWidenABandAndTheRowItselfStays() {
    var random = new SplittableRandom(7);
    for (int i = 0; i < TRIALS; i++) {
      Variances v =
          of(0.01 + random.nextDouble(), 0.01 + random.nextDouble(), 1 + random.nextInt(20));
      double before = v.unseen().sigma();
      for (int n = 1; n < 1000; n *= 3) {
        double now = v.seen(new MeasuredRows(n, 0, 0)).sigma();
        assertThat(now).isLessThanOrEqualTo(before).isGreaterThan(v.within());
        assertThat(v.changed(new MeasuredRows(n, 0, 0)).sigma())
            .isGreaterThanOrEqualTo(now)
            .isLessThanOrEqualTo(v.unseen().sigma());
        before = now;
      }
    }
  }

  @Test
  void aBandHoldsFourOfFiveErrorsOfItsModel() {
    var random = new SplittableRandom(11);
    Variances v = of(0.3, 0.2, 1_000_000);
    int inside = 0;
    int rows = 40_000;
    for (int i = 0; i < rows; i++) {
      double error = 0.3 * gauss(random) + 0.2 * gauss(random);
      inside += v.unseen().covers(Math.exp(error), 1) ? 1 : 0;
    }
    assertThat(inside / (double) rows).isCloseTo(0.80, within(0.01));
  }

  private static double gauss(SplittableRandom random) {
    double radius = Math.sqrt(-2 * Math.log(1 - random.nextDouble()));
    return radius * Math.cos(2 * Math.PI * random.nextDouble());
  }

  @Test
  void refusesWhatIsNoSpread() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> of(-0.1, 0.2, 3))
        .withMessage("between and within must be in [0, 10], but are -0.1 and 0.2");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> new Band(Double.NaN))
        .withMessage("sigma must not be negative, but is NaN");
  }
}
