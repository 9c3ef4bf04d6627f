package org.socompass.cli.validate;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.socompass.cli.chart.ChartFiles;
import org.socompass.cli.option.OutputOptions;
import org.socompass.report.chart.Chart;
import org.socompass.report.chart.NumberText;
import org.socompass.report.chart.PredictionChart;
import org.socompass.validation.Point;

/** Pictures of predictions against measurements. */
final class PredictionPlots {
  private PredictionPlots() {}

  /** One picture for each data set and operator; series are processors and data types. */
  static void draw(Path folder, List<Point> points) {
    OutputOptions.createFolder(folder);
    Map<String, List<Point>> pictures = new LinkedHashMap<>();
    for (Point p : points) {
      if (p.prediction().isPresent()) {
        pictures
            .computeIfAbsent(p.dataset() + "-" + p.operator(), name -> new ArrayList<>())
            .add(p);
      }
    }
    pictures.forEach(
        (name, some) ->
            ChartFiles.write(
                folder.resolve(name.replaceAll("[^A-Za-z0-9.-]", "-") + ".svg"), picture(some)));
  }

  private static Chart picture(List<Point> points) {
    Map<String, List<PredictionChart.Pair>> series = new LinkedHashMap<>();
    for (Point p : points) {
      p.prediction()
          .ifPresent(
              prediction ->
                  series
                      .computeIfAbsent(series(p), name -> new ArrayList<>())
                      .add(new PredictionChart.Pair(p.measured(), prediction.value())));
    }
    Point any = points.get(0);
    boolean isLatency = any.quantity() == Point.Quantity.LATENCY;
    return new PredictionChart(
        any.operator() + ", " + any.dataset(),
        isLatency ? "latency" : "power",
        isLatency ? NumberText::secondsTick : watts -> NumberText.tick(watts) + " W",
        series.entrySet().stream()
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
