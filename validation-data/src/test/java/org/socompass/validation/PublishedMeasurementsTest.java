package org.socompass.validation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvFileSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.socompass.reliability.Coverage;
import org.socompass.reliability.Residual;
import org.socompass.reliability.VarianceFit;

/** The shipped data sets: every row is read, and predicted within its stated ceiling. */
final class PublishedMeasurementsTest {
  private static final List<Dataset> DATASETS = DatasetReader.builtIn();
  private static final List<Point> POINTS = new Validator(List.of()).points(DATASETS, id -> {});
  private static final List<Point> LATENCIES =
      POINTS.stream().filter(p -> p.quantity() == Point.Quantity.LATENCY).toList();

  static Stream<Dataset> datasets() {
    return DATASETS.stream();
  }

  static Stream<Summary> predicted() {
    return Summary.of(LATENCIES).stream().filter(s -> s.points() > 0);
  }

  /** The summary over all devices where there are several, else that of the only one. */
  private static Summary summary(String dataset, String operator, String processor) {
    List<Summary> found =
        Summary.of(POINTS).stream()
            .filter(s -> s.group().dataset().equals(dataset))
            .filter(s -> s.group().operator().equals(operator))
            .filter(s -> s.group().processor().equals(processor))
            .toList();
    assertThat(found).as("%s %s %s", dataset, operator, processor).isNotEmpty();
    return found.get(found.size() - 1);
  }

  @ParameterizedTest(name = "{0} {1} on {2}: at most {3} %")
  @CsvFileSource(resources = "/published-ceilings.csv", numLinesToSkip = 2)
  void theMeanErrorIsBelowItsCeiling(
      String dataset, String operator, String processor, double ceilingPercent) {
    Summary summary = summary(dataset, operator, processor);

    assertThat(summary.skipped()).isZero();
    assertThat(summary.mapePercent().orElseThrow()).isLessThanOrEqualTo(ceilingPercent);
  }

  /** Groups whose defect docs/validation.md names may be worse, until they are not. */
  @Test
  void theModelIsNoWorseThanTheRooflineElsewhereThanStated() throws IOException {
    List<String> stated;
    try (var in = PublishedMeasurementsTest.class.getResourceAsStream("/below-roofline.csv")) {
      stated =
          new String(Objects.requireNonNull(in).readAllBytes(), StandardCharsets.UTF_8)
              .lines()
              .skip(2)
              .toList();
    }

    assertThat(predicted())
        .filteredOn(s -> s.mapePercent().orElseThrow() > s.rooflineMapePercent().orElseThrow())
        .extracting(s -> s.group())
        .extracting(g -> g.dataset() + "," + g.operator() + "," + g.device())
        .containsExactlyInAnyOrderElementsOf(stated);
  }

  @Test
  void noPredictionIsUnderTheRoofline() {
    for (Point p : LATENCIES) {
      p.prediction()
          .ifPresent(
              x ->
                  assertThat(x.value())
                      .as("%s", p.row())
                      .isFinite()
                      .isPositive()
                      .isGreaterThanOrEqualTo(x.roofline().orElseThrow() * (1 - 1e-9)));
    }
  }

  @ParameterizedTest
  @MethodSource("datasets")
  void everyRowBecomesOnePointAndEveryLayerOneTotal(Dataset dataset) {
    List<Row> rows = dataset.tables().stream().flatMap(t -> t.rows().stream()).toList();
    List<Point> points = LATENCIES.stream().filter(p -> p.dataset().equals(dataset.id())).toList();
    Set<Map<String, String>> layers = new HashSet<>();
    for (Dataset.Table table : dataset.tables()) {
      if (table.name().equals("layer")) {
        for (Row row : table.rows()) {
          Map<String, String> layer = new LinkedHashMap<>(row.fields());
          layer.keySet().removeAll(Set.of("operator", "latency_us"));
          layers.add(layer);
        }
      }
    }
    List<Row> seen = new ArrayList<>();
    int totals = 0;
    for (Point p : points) {
      if (p.operator().equals("layer-total")) {
        totals++;
      } else {
        seen.add(p.row());
      }
    }

    assertThat(seen).containsExactlyInAnyOrderElementsOf(rows);
    assertThat(totals).isEqualTo(layers.size());
  }

  @ParameterizedTest
  @MethodSource("datasets")
  void everyDataSetSaysWhereItIsFromAndUnderWhichTerms(Dataset dataset) {
    assertThat(dataset.source()).isNotBlank();
    assertThat(dataset.license()).isPresent();
    assertThat(dataset.method()).isPresent();
    assertThat(dataset.tables()).isNotEmpty();
  }

  @Test
  void everySkippedRowSaysWhy() {
    assertThat(POINTS)
        .allSatisfy(
            p -> assertThat(p.skipReason().isEmpty()).isEqualTo(p.prediction().isPresent()));
    // Only engines that are not modelled yet, and networks that nobody states, may be skipped.
    assertThat(LATENCIES)
        .filteredOn(p -> p.prediction().isEmpty())
        .extracting(Point::skipReason)
        .allMatch(
            r ->
                r.contains("is not modelled yet")
                    || r.contains("has no profile: it reads")
                    || r.contains("whose network no template states"));
  }

  /** The rates of a table of whole models are tokens of all sequences over the latency. */
  @Test
  void aRateIsTurnedIntoTheLatencyOfItsTokens() {
    for (Point p : LATENCIES) {
      p.row()
          .optional("tokens_per_second")
          .ifPresent(
              rate -> assertThat(p.measured()).isEqualTo(p.tokens() / Double.parseDouble(rate)));
    }
  }

  /** The target of docs/uncertainty.md for a band of 80 %. */
  @Test
  void theBandHoldsSeventyToNinetyPercentOfTheKernelsOfADeviceLeftOut() {
    List<Coverage> coverage = Coverage.of(Residual.of(POINTS));

    assertThat(coverage).filteredOn(c -> !c.kind().isWholeModel()).hasSizeGreaterThan(20);
    assertThat(Coverage.mean(coverage.stream().filter(c -> !c.kind().isWholeModel()).toList()))
        .isBetween(0.70, 0.90);
  }

  /** What ships is what the errors are: else {@code validate --reliability DIR} is due. */
  @Test
  void theSpreadsOfKernelsThatShipAreThoseOfTheirErrors() {
    VarianceFit.of(Residual.of(POINTS))
        .forEach(
            (kind, now) -> {
              if (!kind.isWholeModel()) {
                assertThat(kind.variances().orElseThrow().unseen().sigma())
                    .as("%s", kind)
                    .isCloseTo(now.unseen().sigma(), within(0.05));
              }
            });
  }
}
