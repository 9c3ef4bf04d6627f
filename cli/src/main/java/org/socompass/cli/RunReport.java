package org.socompass.cli;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import org.socompass.evaluation.DesignEvaluation;
import org.socompass.evaluation.EnergyUncertainty;
import org.socompass.evaluation.Gap;
import org.socompass.evaluation.Metric;
import org.socompass.evaluation.Metrics;
import org.socompass.evaluation.SustainedEvaluation;
import org.socompass.inference.result.InferenceRequest;
import org.socompass.inference.result.InferenceResult;
import org.socompass.inference.result.OperatorTime;
import org.socompass.inference.result.PhaseResult;
import org.socompass.llm.ModelFacts;

/**
 * What {@code run} reports.
 *
 * @param evaluation the prediction with area, cost and energy
 * @param sustained what is left of it when it repeats; empty if nobody asked
 * @param energy energy and power with the ranges of their constants; empty if not known
 * @param sensitivity which constants its results depend on; absent if nobody asked, empty if its
 *     results are not known
 * @param requestedEngine engine as the user named it
 * @param rivals what auto chose from; empty if the user named an engine
 * @param samples draws of the uncertain constants of cost
 * @param seed their seed
 */
record RunReport(
    DesignEvaluation evaluation,
    Optional<SustainedEvaluation> sustained,
    Optional<EnergyUncertainty> energy,
    Optional<List<Tornado>> sensitivity,
    String requestedEngine,
    List<Rival> rivals,
    int samples,
    long seed) {
  private static final String KV_CACHE_PROCESSORS = "kv_cache_processors";

  private static final List<String> IDENTITY =
      List.of(
          "device", "model", "quantization", "engine", "prompt_tokens", "output_tokens", "batch");

  static final List<String> OPERATOR_HEADER =
      concat(
          IDENTITY,
          List.of(
              "phase",
              "name",
              "operator",
              "shape",
              "processor",
              "count",
              "latency_us",
              "total_us",
              "share_percent",
              "bound_by",
              "roofline_us",
              "utilization_percent",
              "main_memory_bytes",
              "energy_uj"));

  private static final List<String> SUMMARY_HEADER =
      concat(
          concat(IDENTITY, List.of("processors")),
          concat(Metrics.ids(), List.of(KV_CACHE_PROCESSORS)));

  private static final List<String> ENERGY_RANGES = EnergyReport.rangeHeader();

  /**
   * An engine that auto looked at.
   *
   * @param engine its id
   * @param endToEndSeconds its time [s]
   */
  record Rival(String engine, double endToEndSeconds) {}

  /** Returns the columns of {@link #summaryRow}. */
  List<String> summaryHeader() {
    List<String> header = concat(SUMMARY_HEADER, ENERGY_RANGES);
    return sustained.isEmpty()
        ? header
        : concat(
            header,
            SustainedEvaluation.VALUES.stream().map(SustainedEvaluation.Value::id).toList());
  }

  /** Returns the values that can't be stated, with reasons. */
  List<Gap> gaps() {
    List<Gap> all = new ArrayList<>(evaluation.gaps());
    if (energy.isEmpty()) {
      ENERGY_RANGES.forEach(range -> all.add(new Gap(range, "no energy")));
    }
    sustained.ifPresent(s -> all.addAll(s.gaps()));
    return all;
  }

  /** Returns the prediction. */
  InferenceResult result() {
    return evaluation.result();
  }

  /** Returns the tables of sensitivity; none if nobody asked. */
  List<Tornado> tornados() {
    return sensitivity.orElse(List.of());
  }

  /** Returns both phases in order. */
  List<PhaseResult> phases() {
    return List.of(result().prefill(), result().decode());
  }

  /** Returns the share of a phase that all runs of an operator take [%]. */
  static double sharePercent(PhaseResult phase, OperatorTime operator) {
    return 100 * operator.totalSeconds() / phase.seconds();
  }

  /** Returns the document of the contract, with additions. */
  Map<String, ?> json() {
    Map<String, Object> root = new LinkedHashMap<>();
    List<String> header = summaryHeader();
    List<Object> summary = summaryRow();
    for (int i = 0; i < header.size(); i++) {
      root.put(header.get(i), summary.get(i));
    }
    root.put("processors", evaluation.processors());
    root.put(KV_CACHE_PROCESSORS, result().kvCacheProcessors());
    root.put("engine_requested", requestedEngine);
    root.put(
        "engines_compared",
        rivals.stream()
            .map(
                rival -> {
                  Map<String, Object> item = new LinkedHashMap<>();
                  item.put("engine", rival.engine());
                  item.put("end_to_end_s", rival.endToEndSeconds());
                  return item;
                })
            .toList());
    root.put("devices", result().device().deviceCount());
    root.put("memory_price_date", evaluation.cost().memoryPrice().map(p -> p.date().toString()));
    root.put("energy_sensitivity", energy.map(EnergyReport::sensitivity).orElse(List.of()));
    sensitivity.ifPresent(s -> root.put("sensitivity", s.stream().map(Tornado::json).toList()));
    root.put("samples", samples);
    root.put("seed", seed);
    var facts = new ModelFacts(result().request().model());
    root.put("left_out", facts.leftOut());
    root.put("assumed", facts.assumed());
    root.put("missing", Gaps.json(gaps()));
    root.put("phases", phases().stream().map(this::json).toList());
    return root;
  }

  private Map<String, Object> json(PhaseResult phase) {
    Map<String, Object> item = new LinkedHashMap<>();
    item.put("phase", phase.phase().id());
    item.put("context_tokens", phase.contextTokens());
    item.put("latency_ms", phase.seconds() * 1e3);
    item.put("roofline_ms", phase.rooflineSeconds() * 1e3);
    item.put("energy", phase.energy(result().device()).map(EnergyReport::json));
    List<Map<String, Object>> operators = new ArrayList<>();
    int first = IDENTITY.size() + 1;
    for (OperatorTime operator : phase.operators()) {
      List<Object> cells = cells(phase, operator);
      Map<String, Object> row = new LinkedHashMap<>();
      for (int i = 0; i < cells.size(); i++) {
        row.put(OPERATOR_HEADER.get(first + i), cells.get(i));
      }
      operators.add(row);
    }
    item.put("operators", operators);
    item.put("hand_overs", phase.handOvers());
    item.put("processors", TimelineReport.processors(phase));
    item.put("bandwidth_gb_per_s", TimelineReport.bandwidth(phase));
    item.put("bandwidth_over_time", TimelineReport.bandwidthOverTime(phase));
    return item;
  }

  /** Returns one row for each phase and operator, as {@link #OPERATOR_HEADER} says. */
  List<List<Object>> operatorRows() {
    List<List<Object>> rows = new ArrayList<>();
    for (PhaseResult phase : phases()) {
      for (OperatorTime operator : phase.operators()) {
        List<Object> row = identity();
        row.add(phase.phase().id());
        row.addAll(cells(phase, operator));
        rows.add(row);
      }
    }
    return rows;
  }

  private static List<Object> cells(PhaseResult phase, OperatorTime operator) {
    return List.of(
        operator.name(),
        operator.operator(),
        operator.shape(),
        operator.processor(),
        operator.count(),
        operator.seconds() * 1e6,
        operator.totalSeconds() * 1e6,
        sharePercent(phase, operator),
        operator.boundBy().id(),
        operator.rooflineSeconds() * 1e6,
        100 * operator.utilization(),
        Numbers.wholeBytes(operator.mainMemoryBytes()),
        operator
            .energy()
            .map(e -> OptionalDouble.of(e.joules() * 1e6))
            .orElse(OptionalDouble.empty()));
  }

  /** Returns the row of the run, as {@link #summaryHeader} says. */
  List<Object> summaryRow() {
    List<Object> row = identity();
    row.add(String.join("+", evaluation.processors()));
    Metrics.all().forEach(metric -> row.add(cell(metric, metric.value(evaluation))));
    row.add(String.join("+", result().kvCacheProcessors()));
    row.addAll(EnergyReport.ranges(energy));
    sustained.ifPresent(s -> SustainedEvaluation.VALUES.forEach(v -> row.add(s.value(v))));
    return row;
  }

  private static Object cell(Metric metric, OptionalDouble value) {
    if (value.isEmpty()) {
      return value;
    }
    double number = value.getAsDouble();
    return switch (metric.kind()) {
      case NUMBER, LEVEL -> number;
      case BYTES -> Numbers.wholeBytes(number);
      case FLAG -> number != 0;
    };
  }

  private List<Object> identity() {
    InferenceResult result = result();
    InferenceRequest request = result.request();
    return new ArrayList<>(
        List.of(
            result.device().id(),
            request.model().id(),
            request.quantization().id(),
            result.engine().id(),
            request.promptTokens(),
            request.outputTokens(),
            request.batch()));
  }

  private static List<String> concat(List<String> a, List<String> b) {
    List<String> all = new ArrayList<>(a);
    all.addAll(b);
    return List.copyOf(all);
  }
}
