package org.socompass.report.chart;

import java.util.List;
import java.util.Map;
import java.util.function.DoubleFunction;
import java.util.stream.DoubleStream;

/**
 * Predicted over measured values on logarithmic axes of the same range: the diagonal, where a
 * prediction is right, and dashed lines where it is 10 % above and below.
 *
 * @param title heading
 * @param quantity what is compared, as in {@code latency}
 * @param unit its unit in tables
 * @param label text of a value at an axis, with its unit
 * @param series points of one kind
 */
public record PredictionChart(
    String title, String quantity, String unit, DoubleFunction<String> label, List<Series> series)
    implements DotChart {
  private static final double BAND = 1.1;
  private static final double RADIUS = 3;
  private static final double OPACITY = 0.6;

  /** Copies the series. */
  public PredictionChart {
    series = List.copyOf(series);
  }

  /**
   * Points of one kind.
   *
   * @param name what they have in common
   * @param pairs the points
   */
  public record Series(String name, List<Pair> pairs) {
    /** Copies the points. */
    public Series {
      pairs = List.copyOf(pairs);
    }
  }

  /**
   * A measurement and its prediction.
   *
   * @param measured measured value, positive
   * @param predicted predicted value, positive
   */
  public record Pair(double measured, double predicted) {}

  @Override
  public ScatterChart dots() {
    Scale scale =
        Scale.logarithmic(
            series.stream()
                .flatMap(s -> s.pairs().stream())
                .flatMapToDouble(p -> DoubleStream.of(p.measured(), p.predicted()))
                .toArray());
    Map<String, String> colours = Palette.of(series.stream().map(Series::name).toList());
    double low = scale.low();
    double high = scale.high();
    return new ScatterChart(
        title,
        "",
        axis("measured " + quantity, "", scale),
        axis("predicted " + quantity, ", dashed: 10 % off", scale),
        series.stream()
            .map(
                s ->
                    new ScatterChart.Series(
                        s.name(),
                        colours.getOrDefault(s.name(), Palette.PLAIN),
                        RADIUS,
                        OPACITY,
                        false,
                        s.pairs().stream()
                            .map(p -> new ScatterChart.Dot(p.measured(), p.predicted()))
                            .toList()))
            .toList(),
        List.of(
            guide(low, low, high, high, false),
            guide(low, low * BAND, high / BAND, high, true),
            guide(low * BAND, low, high, high / BAND, true)),
        true);
  }

  private Axis axis(String name, String remark, Scale scale) {
    return Axis.of(name + remark, name + " [" + unit + "]", scale, label);
  }

  private static ScatterChart.Guide guide(
      double fromX, double fromY, double toX, double toY, boolean isDashed) {
    return new ScatterChart.Guide(
        new ScatterChart.Dot(fromX, fromY), new ScatterChart.Dot(toX, toY), isDashed);
  }
}
