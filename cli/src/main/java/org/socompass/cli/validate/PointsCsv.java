package org.socompass.cli.validate;

import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.Set;
import java.util.function.Consumer;
import org.socompass.cli.format.CsvText;
import org.socompass.inference.trust.Band;
import org.socompass.validation.Point;

/** Measurements beside their predictions, as {@code --points} writes them. */
final class PointsCsv {
  private static final double MICRO = 1e6;

  private PointsCsv() {}

  private static OptionalDouble scaled(OptionalDouble value, double factor) {
    return value.isPresent()
        ? OptionalDouble.of(value.getAsDouble() * factor)
        : OptionalDouble.empty();
  }

  private static OptionalDouble seconds(OptionalDouble value, Optional<Double> factor) {
    return factor.map(f -> scaled(value, f)).orElse(OptionalDouble.empty());
  }

  private static OptionalDouble rate(double tokens, OptionalDouble seconds) {
    return tokens > 0 && seconds.isPresent()
        ? OptionalDouble.of(tokens / seconds.getAsDouble())
        : OptionalDouble.empty();
  }

  /** One row a measurement with a column that says which were predicted without their device. */
  static String of(List<Point> points, List<Boolean> leftOut) {
    Set<String> columns = new LinkedHashSet<>();
    points.forEach(p -> columns.addAll(p.row().fields().keySet()));
    List<String> header = header(columns);
    header.add("left_out");
    List<List<Object>> rows = new ArrayList<>();
    for (int i = 0; i < points.size(); i++) {
      List<Object> row = row(columns, points.get(i));
      row.add(leftOut.get(i));
      rows.add(row);
    }
    return CsvText.of(header, rows);
  }

  /**
   * Returns what takes points and writes a row of each as it comes.
   *
   * @param columns columns of all tables
   * @param rows made with {@link #header} of them
   */
  static Consumer<Point> writing(Set<String> columns, CsvText.Rows rows) {
    return point -> rows.add(row(columns, point));
  }

  /** Returns the header: all input columns of all tables, then those of the prediction. */
  static List<String> header(Set<String> columns) {
    List<String> header = new ArrayList<>(List.of("dataset", "measured"));
    header.addAll(columns);
    header.addAll(
        List.of(
            "predicted_us",
            "predicted_tokens_per_second",
            "predicted_w",
            "roofline_us",
            "error_percent",
            "skip_reason",
            "predicted_us_p10",
            "predicted_us_p90",
            "predicted_tokens_per_second_p10",
            "predicted_tokens_per_second_p90",
            "engine_profile"));
    return header;
  }

  private static List<Object> row(Set<String> columns, Point p) {
    List<Object> row = new ArrayList<>(List.of(p.dataset(), p.operator()));
    columns.forEach(c -> row.add(p.row().fields().getOrDefault(c, "")));
    Optional<Point.Prediction> prediction = p.prediction();
    boolean isLatency = p.quantity() == Point.Quantity.LATENCY;
    OptionalDouble value =
        prediction.isPresent()
            ? OptionalDouble.of(prediction.get().value())
            : OptionalDouble.empty();
    OptionalDouble seconds = isLatency ? value : OptionalDouble.empty();
    row.add(scaled(seconds, MICRO));
    row.add(
        p.tokens() > 0 && seconds.isPresent() ? (Object) (p.tokens() / seconds.getAsDouble()) : "");
    row.add(isLatency ? "" : value);
    row.add(
        scaled(prediction.map(Point.Prediction::roofline).orElse(OptionalDouble.empty()), MICRO));
    row.add(prediction.isPresent() ? (Object) (p.relativeError() * 100) : "");
    row.add(p.skipReason());
    Optional<Band> band = isLatency && prediction.isPresent() ? p.band() : Optional.empty();
    OptionalDouble low = seconds(seconds, band.map(Band::lowFactor));
    OptionalDouble high = seconds(seconds, band.map(Band::highFactor));
    row.add(scaled(low, MICRO));
    row.add(scaled(high, MICRO));
    row.add(rate(p.tokens(), high));
    row.add(rate(p.tokens(), low));
    row.add(p.engine());
    return row;
  }
}
