package org.socompass.cli.validate;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.socompass.report.chart.Chart;
import org.socompass.report.chart.NumberText;
import org.socompass.report.chart.PredictionChart;
import org.socompass.validation.Point;

/**
 * Pictures of predictions against measurements, one for each data set and operator; series are
 * processors and data types. Of the points only the pairs are kept.
 */
final class PredictionPlots {
  private final Map<String, Picture> pictures = new LinkedHashMap<>();

  /** Pairs of one picture, by series. */
  private record Picture(
      String title, boolean isLatency, Map<String, List<PredictionChart.Pair>> series) {}

  /** Takes a point; one that was skipped is not drawn. */
  void add(Point p) {
    if (p.prediction().isEmpty()) {
      return;
    }
    pictures
        .computeIfAbsent(
            p.dataset() + "-" + p.operator(),
            name ->
                new Picture(
                    p.operator() + ", " + p.dataset(),
                    p.quantity() == Point.Quantity.LATENCY,
                    new LinkedHashMap<>()))
        .series()
        .computeIfAbsent(series(p), name -> new ArrayList<>())
        .add(new PredictionChart.Pair(p.measured(), p.prediction().get().value()));
  }

  /** Returns charts of what was taken, by file name without extension. */
  Map<String, Chart> charts() {
    Map<String, Chart> charts = new LinkedHashMap<>();
    pictures.forEach(
        (name, picture) -> charts.put(name.replaceAll("[^A-Za-z0-9.-]", "-"), chart(picture)));
    return charts;
  }

  private static Chart chart(Picture picture) {
    boolean isLatency = picture.isLatency();
    return new PredictionChart(
        picture.title(),
        isLatency ? "latency" : "power",
        isLatency ? "s" : "W",
        isLatency ? NumberText::secondsTick : watts -> NumberText.tick(watts) + " W",
        picture.series().entrySet().stream()
            .map(e -> new PredictionChart.Series(e.getKey(), e.getValue()))
            .toList());
  }

  private static String series(Point p) {
    Map<String, String> fields = p.row().fields();
    String types =
        fields.containsKey("activation_dtype")
            ? fields.get("activation_dtype") + " x " + fields.get("weight_dtype")
            : fields.getOrDefault("quantization", fields.getOrDefault("dtype", ""));
    return (p.processor() + " " + types).strip();
  }
}
