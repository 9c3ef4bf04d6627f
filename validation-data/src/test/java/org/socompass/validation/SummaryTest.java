package org.socompass.validation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** Errors of groups, by hand. */
final class SummaryTest {
  private static Point point(String device, double measured, double predicted, double roofline) {
    return new Point(
        "set",
        "matmul",
        device,
        "gpu",
        new Row("t.csv", 2, Map.of()),
        Point.Quantity.LATENCY,
        measured,
        Optional.of(Point.Prediction.latency(predicted, roofline)),
        "",
        0);
  }

  private static Point skipped(String device) {
    return new Point(
        "set",
        "matmul",
        device,
        "gpu",
        new Row("t.csv", 3, Map.of()),
        Point.Quantity.LATENCY,
        1,
        Optional.empty(),
        "no reason",
        0);
  }

  @Test
  void errorsAreOfTheLatencyInPercent() {
    // +10 %, -20 % and 0 %; the roofline is -50 %, -50 % and -20 %.
    List<Summary> all =
        Summary.of(
            List.of(
                point("a", 10, 11, 5), point("a", 20, 16, 10), skipped("a"), point("a", 5, 5, 4)));

    assertThat(all).hasSize(1);
    Summary summary = all.get(0);
    assertThat(summary.group()).isEqualTo(new Point.Group("set", "matmul", "a", "gpu"));
    assertThat(summary.points()).isEqualTo(3);
    assertThat(summary.skipped()).isEqualTo(1);
    assertThat(summary.mapePercent()).hasValueCloseTo(10.0, within(1e-9));
    assertThat(summary.biasPercent()).hasValueCloseTo(-10.0 / 3, within(1e-9));
    assertThat(summary.maxErrorPercent()).hasValueCloseTo(20.0, within(1e-9));
    assertThat(summary.rooflineMapePercent()).hasValueCloseTo(40.0, within(1e-9));
    // 5 < 10 < 20 and 5 < 11 < 16: the same order.
    assertThat(summary.kendallTau()).hasValueCloseTo(1.0, within(1e-12));
  }

  @Test
  void ranksThatDisagreeLowerTheCorrelation() {
    // Of the pairs of (1,2), (2,1) and (3,3) two agree and one does not: (2 - 1) / 3.
    Summary summary =
        Summary.of(List.of(point("a", 1, 2, 1), point("a", 2, 1, 1), point("a", 3, 3, 1))).get(0);

    assertThat(summary.kendallTau()).hasValueCloseTo(1.0 / 3, within(1e-12));
  }

  @Test
  void aGroupWithoutAPredictionHasNoErrors() {
    Summary summary = Summary.of(List.of(skipped("a"))).get(0);

    assertThat(summary.points()).isZero();
    assertThat(summary.skipped()).isEqualTo(1);
    assertThat(summary.mapePercent()).isEmpty();
    assertThat(summary.biasPercent()).isEmpty();
    assertThat(summary.maxErrorPercent()).isEmpty();
    assertThat(summary.rooflineMapePercent()).isEmpty();
    assertThat(summary.kendallTau()).isEmpty();
  }

  @Test
  void onePointAndEqualPointsHaveNoRanks() {
    assertThat(Summary.of(List.of(point("a", 1, 2, 1))).get(0).kendallTau()).isEmpty();
    assertThat(Summary.of(List.of(point("a", 1, 2, 1), point("a", 1, 2, 1))).get(0).kendallTau())
        .isEmpty();
  }

  @Test
  void severalDevicesAreAlsoSummarisedTogether() {
    List<Summary> all =
        Summary.of(List.of(point("a", 10, 11, 5), point("b", 10, 13, 5), point("b", 10, 7, 5)));

    assertThat(all).extracting(s -> s.group().device()).containsExactly("a", "b", "all");
    assertThat(all.get(2).points()).isEqualTo(3);
    assertThat(all.get(2).mapePercent()).hasValueCloseTo(70.0 / 3, within(1e-9));
  }

  /** Power has no roofline. */
  @Test
  void powerIsSummarisedWithoutARoofline() {
    var watts =
        new Point(
            "set",
            "power-memory",
            "a",
            "gpu",
            new Row("t.csv", 2, Map.of()),
            Point.Quantity.POWER,
            4,
            Optional.of(Point.Prediction.power(5)),
            "",
            0);

    Summary summary = Summary.of(List.of(watts)).get(0);

    assertThat(summary.mapePercent()).hasValueCloseTo(25.0, within(1e-9));
    assertThat(summary.rooflineMapePercent()).isEmpty();
  }

  @Test
  void noPointsHaveNoSummary() {
    assertThat(Summary.of(List.of())).isEmpty();
  }
}
