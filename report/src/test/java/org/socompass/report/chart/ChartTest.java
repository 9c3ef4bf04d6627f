package org.socompass.report.chart;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.within;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import javax.xml.parsers.DocumentBuilderFactory;
import org.apache.pdfbox.Loader;
import org.apache.pdfbox.pdmodel.PDDocument;
import org.apache.pdfbox.pdmodel.PDPage;
import org.apache.pdfbox.text.PDFTextStripper;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.socompass.report.canvas.Ink;
import org.w3c.dom.Document;

/** Every chart on both surfaces: well formed, complete, inert, and the same each time. */
final class ChartTest {
  private static final String NASTY = "<script>alert(1)</script> & \"x\"";

  static Stream<Chart> charts() {
    Axis linear = Axis.of("cost [USD]", Scale.holding(10, 30));
    Axis wide = Axis.of("rate [1/s]", Scale.holding(1, 1000));
    var dot = new ScatterChart.Dot(20, 100, Optional.of(new Range(15, 25)), Optional.empty());
    return Stream.of(
        new ScatterChart(
            NASTY,
            "a note",
            linear,
            wide,
            List.of(
                new ScatterChart.Series(
                    "front",
                    Palette.ACCENT,
                    4,
                    0.5,
                    true,
                    List.of(dot, new ScatterChart.Dot(30, 5)))),
            List.of(),
            false),
        new ParallelChart(
            NASTY,
            "a note",
            List.of(linear, wide, Axis.ofNames("memory", List.of("HBM3", "LPDDR5X"))),
            List.of(
                new ParallelChart.Group(
                    "designs", Palette.PLAIN, 1, 0.5, List.of(List.of(10.0, 2.0, 1.0))))),
        new HeatMapChart(
            NASTY,
            "a note",
            "ms",
            Axis.ofNames("rows", List.of("16", "32")),
            Axis.ofNames("clock", List.of("1", "2")),
            List.of(
                List.of(OptionalDouble.of(1), OptionalDouble.of(2)),
                List.of(OptionalDouble.empty(), OptionalDouble.of(3)))),
        new BarChart(
            NASTY,
            "time [ms]",
            List.of(
                new BarChart.Bar(
                    "prefill", List.of(new BarChart.Part("npu", 3), new BarChart.Part("gpu", 4))))),
        new BarChart(
            NASTY,
            "area [mm2]",
            List.of(
                new BarChart.Bar(
                    NASTY,
                    List.of(new BarChart.Part(NASTY, 3)),
                    Optional.of(new Range(2, 5)),
                    NASTY))),
        new TornadoChart(
            NASTY,
            "cost [USD]",
            180,
            "at p10",
            "at p90",
            List.of(
                new TornadoChart.Lever(NASTY, 160, 200),
                new TornadoChart.Lever("yield", 181, 177))),
        new TornadoChart(NASTY, "cost [USD]", 0, "at p10", "at p90", List.of()),
        new LineChart(
            NASTY,
            wide,
            Axis.ofSeconds("latency", Scale.fromZero(1e-3)),
            List.of(
                new LineChart.Line(
                    NASTY, List.of(new ScatterChart.Dot(1, 0), new ScatterChart.Dot(1000, 1e-3))))),
        new LineChart(NASTY, linear, wide, List.of()),
        new PredictionChart(
            NASTY,
            "latency",
            "s",
            NumberText::secondsTick,
            List.of(
                new PredictionChart.Series(NASTY, List.of(new PredictionChart.Pair(1e-4, 2e-4))))),
        new PredictionChart(NASTY, "latency", "s", NumberText::secondsTick, List.of()),
        new RooflineChart(
            NASTY,
            1e11,
            List.of(new RooflineChart.Ceiling("npu", 1e13)),
            List.of(
                new RooflineChart.Group("memory", List.of(new RooflineChart.Point("x", 2, 1e11))))),
        new TimelineChart(
            NASTY,
            List.of("gpu", "npu"),
            List.of(
                new TimelineChart.Span("matmul", 1, 0, 0.5),
                new TimelineChart.Span("softmax", 0, 0.5, 1)),
            1));
  }

  @ParameterizedTest
  @MethodSource("charts")
  void svgIsWellFormedAndTextIsText(Chart chart) throws Exception {
    Document document =
        DocumentBuilderFactory.newInstance()
            .newDocumentBuilder()
            .parse(new ByteArrayInputStream(chart.svg().getBytes(StandardCharsets.UTF_8)));

    assertThat(document.getElementsByTagName("script").getLength()).isZero();
    assertThat(document.getElementsByTagName("title").item(0).getTextContent()).isEqualTo(NASTY);
    assertThat(chart.svg()).doesNotContain("NaN").doesNotContain("Infinity").isEqualTo(chart.svg());
  }

  @ParameterizedTest
  @MethodSource("charts")
  void pdfHasTheTextAndEmbedsItsType(Chart chart) throws IOException {
    byte[] bytes = chart.pdf();

    assertThat(chart.pdf()).isEqualTo(bytes);
    try (PDDocument document = Loader.loadPDF(bytes)) {
      assertThat(document.getNumberOfPages()).isEqualTo(1);
      PDPage page = document.getPage(0);
      assertThat((double) page.getMediaBox().getWidth()).isEqualTo(chart.width(Look.PAGE));
      for (var name : page.getResources().getFontNames()) {
        assertThat(page.getResources().getFont(name).isEmbedded()).isTrue();
      }
      assertThat(new PDFTextStripper().getText(document)).contains(NASTY);
    }
  }

  @Test
  void lettersThatTheTypeLacksAreMarked() throws IOException {
    Chart chart = new BarChart("骁龙 8", "ms", List.of());
    try (PDDocument document = Loader.loadPDF(chart.pdf())) {
      assertThat(new PDFTextStripper().getText(document)).contains("?? 8");
    }
    assertThat(chart.svg()).contains("骁龙 8");
  }

  @Test
  void placesAreWhereTheValuesSay() {
    // Bars begin at the left edge of the frame; a part of 4 after one of 3 is 4/3 as long.
    String svg =
        new BarChart(
                "t",
                "ms",
                List.of(
                    new BarChart.Bar(
                        "", List.of(new BarChart.Part("a", 3), new BarChart.Part("b", 4)))))
            .svg();
    List<Double> widths =
        svg.lines()
            .filter(line -> line.contains("height=\"13\""))
            .map(line -> Double.parseDouble(line.replaceAll(".* width=\"([0-9.]+)\".*", "$1")))
            .toList();
    assertThat(widths).hasSize(2);
    assertThat(widths.get(1) / widths.get(0))
        .isCloseTo(4.0 / 3, org.assertj.core.data.Offset.offset(0.001));
  }

  @Test
  void aTornadoIsDrawnFromItsValueToBothSides() {
    // The axis holds 160 to 200 with a margin of 4 % of 40: 1.6 to each side. From 180 to 160 and
    // from 180 to 200 is equally long, each 20 / 43.2 of the frame.
    String svg =
        new TornadoChart(
                "t",
                "USD",
                180,
                "low",
                "high",
                List.of(new TornadoChart.Lever("memory price", 160, 200)))
            .svg();
    List<double[]> bars = rectangles(svg, "height=\"13\"");
    assertThat(bars).hasSize(2);
    assertThat(bars.get(0)[1]).isCloseTo(bars.get(1)[1], within(0.15));
    assertThat(bars.get(0)[0] + bars.get(0)[1]).isCloseTo(bars.get(1)[0], within(0.15));
    assertThat(svg).contains(">160 - 200<");
  }

  @Test
  void bothColoursOfATornadoMayBeOnOneSide() {
    // Both ends lie above the value, so both bars begin at it.
    String svg =
        new TornadoChart(
                "t", "USD", 10, "low", "high", List.of(new TornadoChart.Lever("a", 14, 12)))
            .svg();
    List<double[]> bars = rectangles(svg, "height=\"13\"");
    assertThat(bars.get(0)[0]).isEqualTo(bars.get(1)[0]);
    assertThat(bars.get(0)[1] / bars.get(1)[1]).isCloseTo(2, within(0.01));
  }

  @Test
  void aPointOnTheDiagonalIsAsFarFromBothAxes() {
    String svg =
        new PredictionChart(
                "t",
                "latency",
                "s",
                NumberText::secondsTick,
                List.of(
                    new PredictionChart.Series(
                        "gpu",
                        List.of(
                            new PredictionChart.Pair(1e-3, 1e-3), new PredictionChart.Pair(1, 1)))))
            .svg();
    assertThat(svg.lines().filter(line -> line.startsWith("<circle"))).hasSize(2);
    assertThat(svg).contains(">1 ms<", ">100 ms<", "stroke-dasharray");
  }

  @Test
  void pointsOfALineHaveMarksUnlessTheyAreMany() {
    Axis axis = Axis.of("m", Scale.fromZero(8));
    var one = new LineChart.Line("gpu", List.of(new ScatterChart.Dot(4, 4)));
    var many =
        new LineChart.Line(
            "npu",
            IntStream.rangeClosed(1, 25).mapToObj(i -> new ScatterChart.Dot(i / 4.0, 1)).toList());

    assertThat(new LineChart("t", axis, axis, List.of(one)).svg()).containsOnlyOnce("<circle");
    assertThat(new LineChart("t", axis, axis, List.of(many)).svg()).doesNotContain("<circle");
  }

  @Test
  void aLogarithmicAxisHasNoPlaceForZero() {
    Axis log = Axis.of("m", Scale.logarithmic(1, 100));
    var line = new LineChart.Line("gpu", List.of(new ScatterChart.Dot(0, 4)));
    var chart = new LineChart("t", log, Axis.of("y", Scale.fromZero(8)), List.of(line, line));
    assertThatIllegalArgumentException()
        .isThrownBy(chart::svg)
        .withMessage("a logarithmic scale has no place for 0.0");
    var none =
        new PredictionChart(
            "t",
            "power",
            "W",
            NumberText::tick,
            List.of(new PredictionChart.Series("gpu", List.of(new PredictionChart.Pair(0, 1)))));
    assertThatIllegalArgumentException()
        .isThrownBy(none::svg)
        .withMessage("a logarithmic scale has no place for 0.0");
  }

  private static List<double[]> rectangles(String svg, String mark) {
    return svg.lines()
        .filter(line -> line.startsWith("<rect") && line.contains(mark))
        .map(
            line ->
                new double[] {
                  Double.parseDouble(line.replaceAll(".* x=\"([0-9.]+)\".*", "$1")),
                  Double.parseDouble(line.replaceAll(".* width=\"([0-9.]+)\".*", "$1"))
                })
        .toList();
  }

  @Test
  void mistakesOfTheCallerAreNamed() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> new ScatterChart.Dot(Double.NaN, 1))
        .withMessage("a point needs finite values, but has NaN and 1.0");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> new BarChart.Part("npu", -1))
        .withMessage("npu must not be negative, but is -1.0");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> Ink.filled("red"))
        .withMessage("a colour is #rrggbb, but this is red");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> new ParallelChart("t", "", List.of(), List.of()))
        .withMessage("parallel axes are two or more, not 0");
  }
}
