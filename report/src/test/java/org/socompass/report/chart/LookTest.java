package org.socompass.report.chart;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Charts at the size of a column, and what they show there. */
final class LookTest {
  private static final Look COLUMN =
      Look.paper(OptionalDouble.of(240), OptionalDouble.empty(), Look.PAPER_POINTS);

  private static double[] numbers(String svg, String pattern) {
    Matcher matcher = Pattern.compile(pattern).matcher(svg);
    return matcher.results().mapToDouble(r -> Double.parseDouble(r.group(1))).toArray();
  }

  @ParameterizedTest
  @MethodSource("org.socompass.report.chart.ChartTest#charts")
  void typeOfAColumnIsOfSevenToNinePoints(Chart chart) {
    String svg = chart.svg(COLUMN);

    assertThat(svg).contains("viewBox=\"0 0 240 ", " width=\"240pt\" height=\"");
    // Numbers inside the cells of a heat map are a point smaller, and left out where they don't
    // fit.
    double least = chart instanceof HeatMapChart ? 6 : 7;
    assertThat(numbers(svg, "font-size=\"([0-9.]+)\"")).isNotEmpty();
    for (double size : numbers(svg, "font-size=\"([0-9.]+)\"")) {
      assertThat(size).isBetween(least, 9.0);
    }
  }

  @ParameterizedTest
  @MethodSource("org.socompass.report.chart.ChartTest#charts")
  void aChartIsAsHighAsAskedUnlessItsRowsAreNot(Chart chart) {
    var low = Look.paper(OptionalDouble.of(300), OptionalDouble.of(260), 8);
    assertThat(chart.height(low)).isEqualTo(260);

    var names = IntStream.range(0, 40).mapToObj(i -> new BarChart.Bar("o" + i, List.of())).toList();
    // 40 rows of 7 pt type, 1.15 of it each: 322 pt and head, axis and edges.
    assertThat(new BarChart("t", "ms", names).height(low)).isBetween(322.0, 420.0);
  }

  @ParameterizedTest
  @MethodSource("org.socompass.report.chart.ChartTest#charts")
  void itsNumbersHaveACellForEachColumn(Chart chart) {
    ChartTable table = chart.table();
    assertThat(table.rows()).allSatisfy(row -> assertThat(row).hasSameSizeAs(table.header()));
  }

  @Test
  void numbersOfAChartAreThoseThatItShows() {
    var bar =
        new BarChart.Bar(
            "die", List.of(new BarChart.Part("npu", 3)), Optional.of(new Range(2, 5)), "3");
    ChartTable table = new BarChart("t", "area [mm2]", List.of(bar)).table();
    assertThat(table.header())
        .containsExactly("bar", "part", "area [mm2]", "p10 of bar", "p90 of bar");
    assertThat(table.rows())
        .containsExactly(List.of("die", "npu", 3.0, Optional.of(2.0), Optional.of(5.0)));
    assertThatIllegalArgumentException()
        .isThrownBy(() -> new ChartTable(List.of("a", "b"), List.of(List.of(1))))
        .withMessage("a row of 1 cells below 2 columns");
  }

  @Test
  void anIntervalEndsAtTheEdgeOfThePlotWithoutACap() {
    Axis x = Axis.of("x", new Scale(0, 10, false));
    Axis y = Axis.of("y", new Scale(0, 10, false));
    var inside = new ScatterChart.Dot(5, 5, Optional.empty(), Optional.of(new Range(4, 6)));
    var beyond = new ScatterChart.Dot(5, 5, Optional.empty(), Optional.of(new Range(4, 60)));
    var outside = new ScatterChart.Dot(5, 50);
    String plain = svg(x, y, inside);
    String cut = svg(x, y, beyond);

    // A bar and two caps against a bar and one; the top of the plot is its last place upwards.
    assertThat(paths(plain) - paths(cut)).isEqualTo(1);
    double top = numbers(plain, "<path d=\"M[0-9.]+ ([0-9.]+)L")[0];
    for (double place : numbers(cut, "<path d=\"M[0-9.]+ [0-9.]+L[0-9.]+ ([0-9.]+)\"")) {
      assertThat(place).isGreaterThanOrEqualTo(top);
    }
    assertThat(svg(x, y, outside)).doesNotContain("<circle");
  }

  private static long paths(String svg) {
    return svg.lines().filter(line -> line.startsWith("<path")).count();
  }

  private static String svg(Axis x, Axis y, ScatterChart.Dot dot) {
    var series = new ScatterChart.Series("a", Palette.PLAIN, 3, 1, false, List.of(dot));
    return new ScatterChart("t", "", x, y, List.of(series), List.of(), false).svg();
  }

  @Test
  void axesOfWholeNumbersHaveWholeNumbers() {
    double[] few = {1, 2};
    assertThat(ticks(Axis.ofValues("channels", Scale.holding(few), few))).containsExactly(1.0, 2.0);
    double[] many = {16, 17, 18, 19, 20, 21, 22, 23, 24, 25};
    assertThat(ticks(Axis.ofValues("rows", Scale.holding(many), many)))
        .isNotEmpty()
        .allMatch(v -> v == Math.rint(v));
    // As plain numbers a range of one has tenths.
    assertThat(ticks(Axis.of("rate", Scale.holding(few)))).anyMatch(v -> v != Math.rint(v));
  }

  @Test
  void whatIsWrittenAtAnAxisFits() {
    Axis axis = Axis.of("x", new Scale(0, 1e6, false));
    // Of 8 numbers of 40 pt none would be apart from the next on 100 pt.
    assertThat(axis.ticks(100, t -> 40).size()).isLessThanOrEqualTo(3);
    Axis names = Axis.ofNames("x", IntStream.range(0, 12).mapToObj(i -> "name " + i).toList());
    assertThat(names.ticks(120, t -> 10).size()).isEqualTo(12);
    assertThat(names.ticks(120, t -> 20).size()).isEqualTo(6);
  }

  private static List<Double> ticks(Axis axis) {
    return axis.ticks(500, text -> 20);
  }

  @Test
  void namesOfCeilingsDoNotCoverEachOther() {
    var chart =
        new RooflineChart(
            "t",
            1e11,
            List.of(
                new RooflineChart.Ceiling("a together", 1.0e13),
                new RooflineChart.Ceiling("b matrix", 0.95e13),
                new RooflineChart.Ceiling("c matrix", 0.9e13)),
            List.of(
                new RooflineChart.Group("memory", List.of(new RooflineChart.Point("x", 2, 1e11)))));
    String svg = chart.svg(COLUMN);
    double[] bases =
        svg.lines()
            .filter(line -> line.matches(".*>(a together|b matrix|c matrix)</text>"))
            .mapToDouble(line -> Double.parseDouble(line.replaceAll(".* y=\"([0-9.]+)\".*", "$1")))
            .toArray();
    assertThat(bases).hasSize(3);
    assertThat(bases[1] - bases[0]).isGreaterThanOrEqualTo(7);
    assertThat(bases[2] - bases[1]).isGreaterThanOrEqualTo(7);
  }
}
