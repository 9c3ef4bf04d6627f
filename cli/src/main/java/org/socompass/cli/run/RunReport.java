package org.socompass.cli.run;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.stream.Stream;
import org.socompass.cli.format.Gaps;
import org.socompass.cli.format.Numbers;
import org.socompass.cli.format.TornadoListing;
import org.socompass.cli.format.TrustCells;
import org.socompass.evaluation.EnergyUncertainty;
import org.socompass.evaluation.Metric;
import org.socompass.evaluation.Metrics;
import org.socompass.evaluation.SustainedEvaluation;
import org.socompass.evaluation.Tornado;
import org.socompass.inference.engine.EngineProfile;
import org.socompass.inference.engine.Engines;
import org.socompass.inference.result.InferenceRequest;
import org.socompass.inference.result.InferenceResult;
import org.socompass.inference.result.OperatorTime;
import org.socompass.inference.result.PhaseResult;
import org.socompass.inference.trust.Band;
import org.socompass.llm.ModelFacts;
import org.socompass.study.RunStudy;

/**
 * What {@code run} reports, as rows and as a document.
 *
 * @param answer the result
 */
record RunReport(RunStudy.Result answer) {
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
              "energy_uj",
              "latency_us_p10",
              "latency_us_p90"));

  private static final List<String> SUMMARY_HEADER =
      concat(
          concat(IDENTITY, List.of("processors")),
          concat(Metrics.ids(), List.of(KV_CACHE_PROCESSORS)));

  private static final List<String> ENERGY_RANGES = EnergyUncertainty.rangeIds();

  /** Returns the columns of {@link #summaryRow}. */
  List<String> summaryHeader() {
    return concat(documentHeader(), TrustCells.HEADER);
  }

  /** Returns the columns that are keys of the document as well. */
  private List<String> documentHeader() {
    List<String> header = concat(SUMMARY_HEADER, ENERGY_RANGES);
    return concat(
        answer.sustained().isEmpty()
            ? header
            : concat(
                header,
                SustainedEvaluation.VALUES.stream().map(SustainedEvaluation.Value::id).toList()),
        Metrics.bandIds());
  }

  private InferenceResult result() {
    return answer.inference();
  }

  /** Returns the tables of sensitivity; none if nobody asked. */
  List<Tornado> tornados() {
    return answer.sensitivity().orElse(List.of());
  }

  /** Returns the share of a phase that all runs of an operator take [%]. */
  static double sharePercent(PhaseResult phase, OperatorTime operator) {
    return 100 * operator.totalSeconds() / phase.seconds();
  }

  /** Returns the document of the contract, with additions. */
  Map<String, ?> json() {
    Map<String, Object> root = new LinkedHashMap<>();
    List<String> header = documentHeader();
    List<Object> summary = summaryRow();
    for (int i = 0; i < header.size(); i++) {
      root.put(header.get(i), summary.get(i));
    }
    root.put("trust", TrustCells.json(answer.trust()));
    root.put("processors", answer.evaluation().processors());
    root.put(KV_CACHE_PROCESSORS, result().kvCacheProcessors());
    root.put("placement", PlacementReport.json(result()));
    root.put("engine_requested", answer.requestedEngine());
    root.put(
        "engines_compared",
        answer.rivals().stream()
            .map(
                rival -> {
                  Map<String, Object> item = new LinkedHashMap<>();
                  item.put("engine", rival.engine());
                  item.put("end_to_end_s", rival.endToEndSeconds());
                  item.put("stored_as", storedBy(Engines.profile(rival.engine())));
                  return item;
                })
            .toList());
    root.put("devices", result().device().deviceCount());
    root.put(
        "memory_price_date",
        answer.evaluation().cost().memoryPrice().map(p -> p.date().toString()));
    root.put(
        "energy_sensitivity", answer.energy().map(EnergyReport::sensitivity).orElse(List.of()));
    if (answer.sensitivity().isPresent()) {
      root.put("sensitivity", tornados().stream().map(t -> new TornadoListing(t).json()).toList());
    }
    root.put("samples", answer.costing().samples());
    root.put("seed", answer.costing().seed());
    var facts = new ModelFacts(result().request().model());
    root.put("left_out", PlanText.leftOut(result()));
    root.put(
        "assumed",
        Stream.of(facts.assumed(), PlanText.assumed(result()), InMemoryNotes.assumed(result()))
            .flatMap(List::stream)
            .toList());
    root.putAll(PlanText.json(result()));
    root.put("stored_as", storedBy(result().engine()));
    root.put("missing", Gaps.json(answer.gaps()));
    root.put("phases", answer.phases().stream().map(this::json).toList());
    return root;
  }

  private String storedBy(EngineProfile engine) {
    return StorageNotes.stored(engine, result().request().quantization()).id();
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
    for (int o = 0; o < phase.operators().size(); o++) {
      List<Object> cells = cells(phase, o);
      Map<String, Object> row = new LinkedHashMap<>();
      for (int i = 0; i < cells.size(); i++) {
        row.put(OPERATOR_HEADER.get(first + i), cells.get(i));
      }
      if (phase.operators().get(o).isInMemory()) {
        row.put("in_memory_bytes", Numbers.wholeBytes(phase.operators().get(o).inMemoryBytes()));
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
    for (PhaseResult phase : answer.phases()) {
      for (int o = 0; o < phase.operators().size(); o++) {
        List<Object> row = identity();
        row.add(phase.phase().id());
        row.addAll(cells(phase, o));
        rows.add(row);
      }
    }
    return rows;
  }

  private List<Object> cells(PhaseResult phase, int index) {
    OperatorTime operator = phase.operators().get(index);
    Optional<Band> band = answer.operatorBands().get(answer.phases().indexOf(phase)).get(index);
    double micros = operator.seconds() * 1e6;
    return List.of(
        operator.name(),
        operator.operator(),
        operator.shape(),
        operator.processor(),
        operator.count(),
        micros,
        operator.totalSeconds() * 1e6,
        sharePercent(phase, operator),
        operator.boundBy().id(),
        operator.rooflineSeconds() * 1e6,
        100 * operator.utilization(),
        Numbers.wholeBytes(operator.mainMemoryBytes()),
        operator
            .energy()
            .map(e -> OptionalDouble.of(e.joules() * 1e6))
            .orElse(OptionalDouble.empty()),
        band.map(b -> OptionalDouble.of(micros * b.lowFactor())).orElse(OptionalDouble.empty()),
        band.map(b -> OptionalDouble.of(micros * b.highFactor())).orElse(OptionalDouble.empty()));
  }

  /** Returns the row of the run, as {@link #summaryHeader} says. */
  List<Object> summaryRow() {
    List<Object> row = identity();
    row.add(String.join("+", answer.evaluation().processors()));
    Metrics.all().forEach(metric -> row.add(cell(metric, metric.value(answer.evaluation()))));
    row.add(String.join("+", result().kvCacheProcessors()));
    row.addAll(EnergyUncertainty.ranges(answer.energy()));
    answer.sustained().ifPresent(s -> SustainedEvaluation.VALUES.forEach(v -> row.add(s.value(v))));
    Metrics.bandIds().forEach(id -> row.add(Metrics.named(id).value(answer.evaluation())));
    row.addAll(TrustCells.cells(answer.trust()));
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
