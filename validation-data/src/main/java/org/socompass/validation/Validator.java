package org.socompass.validation;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;
import org.socompass.hardware.Device;
import org.socompass.hardware.Processor;
import org.socompass.inference.InferenceModel;
import org.socompass.inference.engine.DeviceSource;
import org.socompass.inference.result.InferenceRequest;
import org.socompass.inference.result.PhaseResult;
import org.socompass.input.InputException;
import org.socompass.llm.ForwardPass;
import org.socompass.llm.GraphBuilder;
import org.socompass.llm.GraphOptions;
import org.socompass.llm.ModelGraph;
import org.socompass.llm.ModelLibrary;
import org.socompass.llm.OperatorNode;
import org.socompass.llm.Phase;
import org.socompass.llm.Quantization;
import org.socompass.mapper.MapResult;
import org.socompass.mapper.MappedOperator;
import org.socompass.mapper.OperatorMapper;
import org.socompass.operator.Operator;
import org.socompass.operator.energy.Energy;
import org.socompass.operator.energy.EnergyModel;

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

  /** Context of a decode row that does not state it: short, so that weights dominate. */
  private static final long UNSTATED_CONTEXT = 128;

  private final List<String> overrides;
  private final Map<String, OperatorMapper> mappers = new HashMap<>();
  private final Map<String, InferenceModel> models = new HashMap<>();

  /**
   * Creates a validator.
   *
   * @param overrides {@code path=value} assignments for the template of every device
   */
  public Validator(List<String> overrides) {
    this.overrides = List.copyOf(overrides);
  }

  /**
   * Returns a point for every row, a {@code layer-total} point for each layer, and behind the
   * tables of a data set a point for each rail whose power a row gives.
   *
   * @param progress told the data set before it is predicted
   * @throws InputException if a table lacks a column
   */
  public List<Point> points(List<Dataset> datasets, Consumer<String> progress) {
    try {
      List<Point> result = new ArrayList<>();
      for (Dataset dataset : datasets) {
        progress.accept(dataset.id());
        result.addAll(points(dataset));
      }
      return result;
    } catch (MissingColumnException e) {
      throw e.asInputException();
    }
  }

  private List<Point> points(Dataset dataset) {
    List<Point> result = new ArrayList<>();
    for (Dataset.Table table : dataset.tables()) {
      switch (table.name()) {
        case "llm" -> table.rows().forEach(row -> result.add(llm(dataset, row)));
        case "layer" -> result.addAll(layer(dataset, table));
        default -> table.rows().forEach(row -> result.add(operator(dataset, table, row)));
      }
    }
    for (Dataset.Table table : dataset.tables()) {
      if (!WHOLE_MODEL.contains(table.name())) {
        table.rows().forEach(row -> result.addAll(rails(dataset, table, row)));
      }
    }
    return result;
  }

  private Point operator(Dataset dataset, Dataset.Table table, Row row) {
    String processor = row.label("processor");
    return point(
        dataset,
        table.name(),
        row,
        processor,
        () -> row.positive(LATENCY) * MICRO,
        0,
        () -> {
          Operator operator = OperatorRows.operator(table.name(), row);
          return latency(operator, row.text("device"), row.text("processor"));
        });
  }

  private Point.Prediction latency(Operator operator, String device, String processor) {
    var cost = map(operator, device, processor).cost();
    return Point.Prediction.latency(cost.latencySeconds(), cost.rooflineSeconds());
  }

  private MappedOperator map(Operator operator, String device, String processor) {
    MapResult result = mapper(device).map(operator, processor);
    if (result instanceof MapResult.Infeasible infeasible) {
      throw new InputException(infeasible.reason());
    }
    return (MappedOperator) result;
  }

  private OperatorMapper mapper(String device) {
    return mappers.computeIfAbsent(
        device, d -> new OperatorMapper(new DeviceSource(d, overrides).load()));
  }

  /** Rails of a row, while its operator repeats without pause. */
  private List<Point> rails(Dataset dataset, Dataset.Table table, Row row) {
    List<Point> result = new ArrayList<>();
    for (Rail rail : Rail.values()) {
      if (row.optional(rail.column).isPresent()) {
        String processor = row.label("processor");
        result.add(
            point(
                dataset,
                rail.operator,
                row,
                processor,
                Point.Quantity.POWER,
                () -> row.positive(rail.column),
                0,
                () -> power(OperatorRows.operator(table.name(), row), row, processor, rail)));
      }
    }
    return result;
  }

  private Point.Prediction power(Operator operator, Row row, String processor, Rail rail) {
    MappedOperator mapped = map(operator, row.text("device"), processor);
    Device device = mapper(row.text("device")).device();
    Processor p = device.processor(processor);
    Energy energy =
        EnergyModel.of(mapped.cost(), operator, p, device.memory())
            .orElseThrow(
                () ->
                    new InputException(
                        "the template lacks "
                            + String.join(
                                ", ", EnergyModel.missing(operator, p, device.memory()))));
    double joules =
        switch (rail) {
          case PROCESSOR -> energy.processorJoules();
          case MEMORY -> energy.memoryJoules();
        };
    return Point.Prediction.power(joules / mapped.cost().latencySeconds());
  }

  /** Supplies whose power a row may give. */
  private enum Rail {
    PROCESSOR("power-processor", "processor_power_w"),
    MEMORY("power-memory", "memory_power_w");

    private final String operator;
    private final String column;

    Rail(String operator, String column) {
      this.operator = operator;
      this.column = column;
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
          PhaseResult result = pass(row, phase(row) == Phase.PREFILL);
          return Point.Prediction.latency(result.seconds(), result.rooflineSeconds());
        });
  }

  private PhaseResult pass(Row row, boolean isPrefill) {
    long batch = row.count("batch");
    long context = row.optionalCount("context_tokens").orElse(UNSTATED_CONTEXT);
    ForwardPass forward =
        isPrefill
            ? ForwardPass.prefill(batch, row.count("prompt_tokens"))
            : ForwardPass.decode(batch, context);
    var request =
        new InferenceRequest(
            ModelLibrary.load(row.text("model")),
            Quantization.of(row.text("quantization")),
            forward.queryLength(),
            1,
            batch,
            row.text("engine"),
            List.of(row.text("processors").split("\\+", -1)));
    return models
        .computeIfAbsent(
            row.text("device"), d -> new InferenceModel(new DeviceSource(d, overrides)))
        .pass(request, forward);
  }

  /** Tokens of all sequences that the row's latency is for; 1 if the row does not say validly. */
  private static double tokens(Row row) {
    try {
      boolean isPrefill = row.label("phase").equals(Phase.PREFILL.id());
      return row.count("batch") * (double) (isPrefill ? row.count("prompt_tokens") : 1);
    } catch (InputException invalid) {
      return 1; // the prediction of the row fails for the same reason and gives it
    }
  }

  private static Phase phase(Row row) {
    return java.util.Arrays.stream(Phase.values())
        .filter(p -> p.id().equals(row.text("phase")))
        .findFirst()
        .orElseThrow(
            () -> new InputException("phase '" + row.text("phase") + "' is not prefill or decode"));
  }

  /** Rows of one layer: each operator, and the sum of those that could be predicted. */
  private List<Point> layer(Dataset dataset, Dataset.Table table) {
    List<Point> operators = new ArrayList<>();
    for (Row row : table.rows()) {
      operators.add(
          point(
              dataset,
              "layer-operators",
              row,
              row.label("processor"),
              () -> row.positive(LATENCY) * MICRO,
              0,
              () -> layerOperator(row)));
    }
    List<Point> result = new ArrayList<>(operators);
    Map<String, List<Point>> layers = new LinkedHashMap<>();
    for (Point p : operators) {
      Map<String, String> key = new LinkedHashMap<>(p.row().fields());
      key.remove("operator");
      key.remove(LATENCY);
      layers.computeIfAbsent(key.toString(), k -> new ArrayList<>()).add(p);
    }
    layers.values().forEach(members -> result.add(total(members)));
    return result;
  }

  private static Point total(List<Point> members) {
    Point first = members.get(0);
    double measured = 0;
    double predicted = 0;
    double roofline = 0;
    for (Point p : members) {
      if (p.prediction().isPresent()) {
        measured += p.measuredSeconds();
        predicted += p.prediction().get().seconds();
        roofline += p.prediction().get().rooflineSeconds();
      }
    }
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

  private Point.Prediction layerOperator(Row row) {
    long batch = row.count("batch");
    int devices = Math.toIntExact(row.count("tensor_parallel"));
    boolean isPrefill = phase(row) == Phase.PREFILL;
    ForwardPass forward =
        isPrefill
            ? ForwardPass.prefill(batch, row.count("query_len"))
            : ForwardPass.decode(batch, row.count("context_len"));
    ModelGraph graph =
        new GraphBuilder(
                ModelLibrary.load(row.text("model")),
                Quantization.of(row.text("dtype")),
                GraphOptions.unfused())
            .oneLayer(forward.withTensorParallel(devices));
    String name = row.text("operator");
    List<String> parts =
        name.equals("qkv_projection")
            ? List.of("q_projection", "k_projection", "v_projection")
            : List.of(name);
    double seconds = 0;
    double roofline = 0;
    for (OperatorNode node : graph.nodes()) {
      if (parts.contains(node.name())) {
        Point.Prediction one = latency(node.operator(), row.text("device"), row.text("processor"));
        seconds += one.seconds();
        roofline += one.rooflineSeconds();
      }
    }
    if (seconds == 0) {
      throw new InputException("the graph has no operator '" + name + "'");
    }
    return Point.Prediction.latency(seconds, roofline);
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
