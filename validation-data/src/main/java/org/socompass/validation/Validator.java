package org.socompass.validation;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;
import org.socompass.inference.result.PhaseResult;
import org.socompass.input.InputException;
import org.socompass.llm.Phase;
import org.socompass.validation.RowPredictor.Launched;
import org.socompass.validation.RowPredictor.Rail;

/**
 * Predicts the rows of data sets. A row that can't be predicted is skipped with a reason; a column
 * that is missing from a table is an error, because then no row of it can be.
 */
public final class Validator {
  private static final String LATENCY = "latency_us";
  private static final String RATE = "tokens_per_second";
  private static final double MICRO = 1e-6;

  /** Tables whose rows measure more than one operator. */
  private static final Set<String> WHOLE_MODEL = Set.of("llm", "layer");

  private final RowPredictor predictor;
  private final DeviceNames devices;

  /**
   * Creates a validator of rows of all devices, which ship.
   *
   * @param overrides {@code path=value} assignments for the template of every device
   */
  public Validator(List<String> overrides) {
    this(overrides, List.of());
  }

  /**
   * Creates a validator of the rows of some devices.
   *
   * @param overrides {@code path=value} assignments for the template of every device
   * @param devices ids, or paths to templates, which rows call by path or by file name without its
   *     ending; all that ship if there are none
   */
  public Validator(List<String> overrides, List<String> devices) {
    this.devices = DeviceNames.of(devices);
    this.predictor = new RowPredictor(overrides, this.devices);
  }

  /**
   * Returns a point for every row, a {@code layer-total} point for each layer, and behind the
   * tables of a data set a point for each rail whose power a row gives.
   *
   * @param progress told the data set before it is predicted
   * @throws InputException if a table lacks a column
   */
  public List<Point> points(List<Dataset> datasets, Consumer<String> progress) {
    List<Point> result = new ArrayList<>();
    points(datasets.stream().map(MeasurementSource::of).toList(), progress, result::add);
    return result;
  }

  /**
   * Gives the same points one after the other, and keeps none of them.
   *
   * @param progress told the data set before it is predicted
   * @param sink takes the points
   * @throws InputException if a table lacks a column, or a file can't be read
   */
  public void points(
      List<MeasurementSource> sources, Consumer<String> progress, Consumer<Point> sink) {
    try {
      for (MeasurementSource source : sources) {
        progress.accept(source.dataset().id());
        points(source, sink);
      }
    } catch (MissingColumnException e) {
      throw e.asInputException();
    }
  }

  private void points(MeasurementSource source, Consumer<Point> sink) {
    Dataset dataset = source.dataset();
    List<MeasurementTable> tables = source.tables().stream().map(this::ofDevices).toList();
    for (MeasurementTable table : tables) {
      switch (table.name()) {
        case "llm" -> table.forEach(row -> sink.accept(llm(dataset, row)));
        case "layer" -> layer(dataset, table, sink);
        default -> table.forEach(row -> sink.accept(operator(dataset, table.name(), row)));
      }
    }
    for (MeasurementTable table : tables) {
      boolean hasRail =
          Arrays.stream(Rail.values()).anyMatch(rail -> table.columns().contains(rail.column));
      if (hasRail && !WHOLE_MODEL.contains(table.name())) {
        table.forEach(row -> rails(dataset, table.name(), row, sink));
      }
    }
  }

  /** Returns the rows of a table that are of devices asked for. */
  private MeasurementTable ofDevices(MeasurementTable table) {
    return new MeasurementTable() {
      @Override
      public String name() {
        return table.name();
      }

      @Override
      public List<String> columns() {
        return table.columns();
      }

      @Override
      public void forEach(Consumer<Row> sink) {
        table.forEach(
            row -> {
              if (devices.has(row.label("device"))) {
                sink.accept(row);
              }
            });
      }
    };
  }

  private Point operator(Dataset dataset, String table, Row row) {
    String processor = row.label("processor");
    return point(
        dataset,
        table,
        row,
        processor,
        () -> row.positive(LATENCY) * MICRO,
        0,
        () ->
            predictor.latency(
                OperatorRows.operators(table, row),
                launched(dataset, table, row),
                row.text("processor")));
  }

  private static Launched launched(Dataset dataset, String table, Row row) {
    String device = row.text("device");
    return new Launched(device, dataset.launch().of(table), dataset.launch().assignments(device));
  }

  /** Rails of a row, while its operator repeats without pause. */
  private void rails(Dataset dataset, String table, Row row, Consumer<Point> sink) {
    for (Rail rail : Rail.values()) {
      if (row.optional(rail.column).isPresent()) {
        String processor = row.label("processor");
        sink.accept(
            point(
                dataset,
                rail.operator,
                row,
                processor,
                Point.Quantity.POWER,
                () -> row.positive(rail.column),
                0,
                () ->
                    predictor.power(
                        OperatorRows.operators(table, row),
                        launched(dataset, table, row),
                        processor,
                        rail)));
      }
    }
  }

  private Point llm(Dataset dataset, Row row) {
    double tokens = tokens(row);
    return point(
            dataset,
            "llm-" + row.label("phase"),
            row,
            row.label("processors"),
            () -> tokens / row.positive(RATE),
            tokens,
            () -> {
              PhaseResult result = predictor.pass(row, dataset.engine(row));
              return Point.Prediction.latency(result.seconds(), result.rooflineSeconds());
            })
        .under(dataset.profile(row));
  }

  /** Tokens of all sequences that the row's latency is for; 1 if the row does not say validly. */
  private static double tokens(Row row) {
    try {
      boolean isPrefill = row.label("phase").equals(Phase.PREFILL.id());
      return row.count("batch") * (double) (isPrefill ? RowPredictor.promptTokens(row) : 1);
    } catch (InputException invalid) {
      return 1; // the prediction of the row fails for the same reason and gives it
    }
  }

  /** Rows of one layer: each operator, and the sum of those that could be predicted. */
  private void layer(Dataset dataset, MeasurementTable table, Consumer<Point> sink) {
    Map<String, LayerTotal> layers = new LinkedHashMap<>();
    table.forEach(
        row -> {
          Point point =
              point(
                  dataset,
                  "layer-operators",
                  row,
                  row.label("processor"),
                  () -> row.positive(LATENCY) * MICRO,
                  0,
                  () -> predictor.layerOperator(row, launched(dataset, "layer", row)));
          sink.accept(point);
          Map<String, String> key = new LinkedHashMap<>(row.fields());
          key.remove("operator");
          key.remove(LATENCY);
          layers.computeIfAbsent(key.toString(), k -> new LayerTotal(point)).add(point);
        });
    layers.values().forEach(total -> sink.accept(total.point()));
  }

  /** The sum of a layer's operators that could be predicted. */
  private static final class LayerTotal {
    private final Point first;
    private double measured;
    private double predicted;
    private double roofline;

    LayerTotal(Point first) {
      this.first = first;
    }

    void add(Point p) {
      if (p.prediction().isPresent()) {
        measured += p.measured();
        predicted += p.prediction().get().value();
        roofline += p.prediction().get().roofline().orElseThrow();
      }
    }

    Point point() {
      Map<String, String> fields = new LinkedHashMap<>(first.row().fields());
      fields.put("operator", "total");
      fields.put(LATENCY, Double.toString(measured / MICRO));
      boolean isEmpty = measured == 0;
      return new Point(
          first.dataset(),
          "layer-total",
          first.device(),
          first.processor(),
          new Row(first.row().file(), first.row().line(), fields),
          Point.Quantity.LATENCY,
          measured,
          isEmpty ? Optional.empty() : Optional.of(Point.Prediction.latency(predicted, roofline)),
          isEmpty ? "no operator of the layer could be predicted" : "",
          0);
    }
  }

  /** A supplier of a number. */
  private interface Measured {
    double value();
  }

  /** A supplier of a prediction. */
  private interface Predictor {
    Point.Prediction predict();
  }

  private static Point point(
      Dataset dataset,
      String operator,
      Row row,
      String processor,
      Measured measured,
      double tokens,
      Predictor predictor) {
    return point(
        dataset, operator, row, processor, Point.Quantity.LATENCY, measured, tokens, predictor);
  }

  private static Point point(
      Dataset dataset,
      String operator,
      Row row,
      String processor,
      Point.Quantity quantity,
      Measured measured,
      double tokens,
      Predictor predictor) {
    String device = row.label("device");
    double value = 0;
    Optional<Point.Prediction> prediction = Optional.empty();
    String reason = "";
    try {
      value = measured.value();
      prediction = Optional.of(predictor.predict());
    } catch (MissingColumnException e) {
      throw e.asInputException();
    } catch (InputException | IllegalArgumentException | ArithmeticException e) {
      reason = String.valueOf(e.getMessage());
    }
    return new Point(
        dataset.id(),
        operator,
        device,
        processor,
        row,
        quantity,
        value,
        prediction,
        reason,
        tokens);
  }
}
