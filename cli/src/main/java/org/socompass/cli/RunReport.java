package org.socompass.cli;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.Set;
import java.util.stream.Collectors;
import org.socompass.cost.AreaModel;
import org.socompass.cost.AreaReport;
import org.socompass.cost.CostModel;
import org.socompass.cost.CostReport;
import org.socompass.cost.MemoryPrice;
import org.socompass.cost.Missing;
import org.socompass.hardware.Device;
import org.socompass.inference.DeviceSource;
import org.socompass.inference.InferenceRequest;
import org.socompass.inference.InferenceResult;
import org.socompass.inference.OperatorTime;
import org.socompass.inference.PhaseResult;
import org.socompass.input.InputException;

/**
 * What {@code run} reports.
 *
 * @param result the prediction
 * @param requestedEngine engine as the user named it
 * @param rivals what auto chose from; empty if the user named an engine
 * @param processors processors that run something, in the order of the device
 * @param dieMm2 area of one die [mm2]
 * @param aiMm2 area of the processors used, their memories and the memory interface [mm2]
 * @param systemUsd manufacturing cost of all devices [USD]
 * @param memoryPrice memory price in it
 * @param gaps values that can't be stated
 */
record RunReport(
    InferenceResult result,
    String requestedEngine,
    List<Rival> rivals,
    List<String> processors,
    OptionalDouble dieMm2,
    OptionalDouble aiMm2,
    OptionalDouble systemUsd,
    Optional<MemoryPrice> memoryPrice,
    List<Gap> gaps) {
  private static final String HAND_OVER = "synchronization";
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
              "main_memory_bytes"));

  static final List<String> SUMMARY_HEADER =
      concat(
          IDENTITY,
          List.of(
              "processors",
              "ttft_ms",
              "tpot_ms",
              "prefill_tokens_per_second",
              "decode_tokens_per_second",
              "end_to_end_s",
              "prefill_energy_j",
              "decode_energy_j_per_token",
              "weights_bytes",
              "kv_cache_bytes",
              "memory_capacity_bytes",
              "fits_in_memory",
              "die_area_mm2",
              "ai_area_mm2",
              "system_cost_usd",
              "decode_tokens_per_second_per_usd",
              "decode_tokens_per_joule",
              "activation_bytes",
              KV_CACHE_PROCESSORS,
              "kv_cache_capacity_tokens"));

  /**
   * An engine that auto looked at.
   *
   * @param engine its id
   * @param endToEndSeconds its time [s]
   */
  record Rival(String engine, double endToEndSeconds) {}

  /** Computes area and cost of the device and puts all together. */
  static RunReport of(
      DeviceSource source, InferenceResult result, String requestedEngine, List<Rival> rivals) {
    List<String> used = processorsOf(result);
    List<Gap> gaps = new ArrayList<>();
    energyGaps(result, used, gaps);
    Device device = source.load();
    OptionalDouble die = OptionalDouble.empty();
    OptionalDouble ai = OptionalDouble.empty();
    OptionalDouble system = OptionalDouble.empty();
    Optional<MemoryPrice> price = Optional.empty();
    try {
      AreaReport area = UserInput.checked(() -> new AreaModel().report(device, source.anchor()));
      CostReport cost = UserInput.checked(() -> new CostModel().report(device, area));
      die = area.dieMm2();
      ai = area.aiAreaMm2(used);
      price = cost.memoryPrice();
      system = times(cost.systemUsd(), device.deviceCount());
      if (die.isEmpty()) {
        gaps.add(new Gap("die_area_mm2", dieReason(area.missing())));
      }
      if (ai.isEmpty()) {
        gaps.add(new Gap("ai_area_mm2", aiReason(area.missing(), used)));
      }
      if (system.isEmpty()) {
        gaps.add(new Gap("system_cost_usd", joined(cost.missing())));
      }
    } catch (InputException noArea) {
      for (String field : List.of("die_area_mm2", "ai_area_mm2", "system_cost_usd")) {
        gaps.add(new Gap(field, String.valueOf(noArea.getMessage())));
      }
    }
    if (system.isEmpty()) {
      gaps.add(new Gap("decode_tokens_per_second_per_usd", "no system cost"));
    }
    return new RunReport(
        result, requestedEngine, rivals, used, die, ai, system, price, List.copyOf(gaps));
  }

  private static void energyGaps(InferenceResult result, List<String> used, List<Gap> gaps) {
    if (joules(result.prefill(), result).isPresent()
        && joules(result.decode(), result).isPresent()) {
      return;
    }
    List<String> lacking = new ArrayList<>();
    for (String id : used) {
      if (result.device().processor(id).energy().isEmpty()) {
        lacking.add("processors." + id + ".energy");
      }
    }
    if (result.device().memory().energy().isEmpty()) {
      lacking.add("memory.energy");
    }
    String reason =
        lacking.isEmpty()
            ? "an operator has a fixed time, or a type whose energy the template lacks"
            : "the template lacks " + String.join(", ", lacking);
    for (String field :
        List.of("prefill_energy_j", "decode_energy_j_per_token", "decode_tokens_per_joule")) {
      gaps.add(new Gap(field, reason));
    }
  }

  /** Returns the energy of a pass on all devices [J]. */
  private static OptionalDouble joules(PhaseResult phase, InferenceResult result) {
    return phase
        .energy(result.device())
        .map(e -> OptionalDouble.of(e.joules() * result.device().deviceCount()))
        .orElse(OptionalDouble.empty());
  }

  /** Returns the energy of the prefill [J]. */
  OptionalDouble prefillJoules() {
    return joules(result.prefill(), result);
  }

  /** Returns the energy of a generated token [J]. */
  OptionalDouble decodeJoulesPerToken() {
    OptionalDouble pass = joules(result.decode(), result);
    return pass.isPresent()
        ? OptionalDouble.of(pass.getAsDouble() / result.request().batch())
        : pass;
  }

  private OptionalDouble tokensPerJoule() {
    OptionalDouble perToken = decodeJoulesPerToken();
    return perToken.isPresent() ? OptionalDouble.of(1 / perToken.getAsDouble()) : perToken;
  }

  private static List<String> processorsOf(InferenceResult result) {
    Set<String> used = new LinkedHashSet<>();
    for (PhaseResult phase : List.of(result.prefill(), result.decode())) {
      for (OperatorTime operator : phase.operators()) {
        if (!operator.operator().equals(HAND_OVER)) {
          used.addAll(List.of(operator.processor().split("\\+", -1)));
        }
      }
    }
    return result.device().processorIds().stream().filter(used::contains).toList();
  }

  private static OptionalDouble times(OptionalDouble value, int factor) {
    return value.isPresent() ? OptionalDouble.of(value.getAsDouble() * factor) : value;
  }

  private static String dieReason(List<Missing> missing) {
    List<Missing> die = missing.stream().filter(m -> m.part().equals("die")).toList();
    return joined(die.isEmpty() ? missing : die);
  }

  private static String aiReason(List<Missing> missing, List<String> used) {
    List<Missing> parts =
        missing.stream().filter(m -> used.contains(m.part()) || m.part().equals("memory")).toList();
    return joined(parts.isEmpty() ? missing : parts);
  }

  private static String joined(List<Missing> missing) {
    return missing.isEmpty()
        ? "no area inputs in the template"
        : missing.stream().map(Missing::toString).distinct().collect(Collectors.joining("; "));
  }

  /** Returns decode tokens per second and USD of manufacturing cost. */
  OptionalDouble decodePerUsd() {
    return systemUsd.isPresent()
        ? OptionalDouble.of(result.decodeTokensPerSecond() / systemUsd.getAsDouble())
        : OptionalDouble.empty();
  }

  /** Returns both phases in order. */
  List<PhaseResult> phases() {
    return List.of(result.prefill(), result.decode());
  }

  /** Returns the share of a phase that all runs of an operator take [%]. */
  static double sharePercent(PhaseResult phase, OperatorTime operator) {
    return 100 * operator.totalSeconds() / phase.seconds();
  }

  /** Returns the document of the contract, with additions. */
  Map<String, ?> json() {
    Map<String, Object> root = new LinkedHashMap<>();
    List<Object> summary = summaryRow();
    for (int i = 0; i < SUMMARY_HEADER.size(); i++) {
      root.put(SUMMARY_HEADER.get(i), summary.get(i));
    }
    root.put("processors", processors);
    root.put(KV_CACHE_PROCESSORS, result.kvCacheProcessors());
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
    root.put("devices", result.device().deviceCount());
    root.put("memory_price_date", memoryPrice.map(p -> p.date().toString()));
    root.put("missing", Gap.json(gaps));
    root.put("phases", phases().stream().map(RunReport::json).toList());
    return root;
  }

  private static Map<String, Object> json(PhaseResult phase) {
    Map<String, Object> item = new LinkedHashMap<>();
    item.put("phase", phase.phase().id());
    item.put("context_tokens", phase.contextTokens());
    item.put("latency_ms", phase.seconds() * 1e3);
    item.put("roofline_ms", phase.rooflineSeconds() * 1e3);
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
        Numbers.wholeBytes(operator.mainMemoryBytes()));
  }

  /** Returns the row of the run, as {@link #SUMMARY_HEADER} says. */
  List<Object> summaryRow() {
    List<Object> row = identity();
    row.add(String.join("+", processors));
    row.add(result.ttftSeconds() * 1e3);
    row.add(result.tpotSeconds() * 1e3);
    row.add(result.prefillTokensPerSecond());
    row.add(result.decodeTokensPerSecond());
    row.add(result.endToEndSeconds());
    row.add(prefillJoules());
    row.add(decodeJoulesPerToken());
    row.add(Numbers.wholeBytes(result.weightsBytes()));
    row.add(Numbers.wholeBytes(result.kvCacheBytes()));
    row.add(Numbers.wholeBytes(result.memoryCapacityBytes()));
    row.add(result.fitsInMemory());
    row.add(dieMm2);
    row.add(aiMm2);
    row.add(systemUsd);
    row.add(decodePerUsd());
    row.add(tokensPerJoule());
    row.add(Numbers.wholeBytes(result.activationBytes()));
    row.add(String.join("+", result.kvCacheProcessors()));
    row.add(result.kvCacheCapacityTokens());
    return row;
  }

  private List<Object> identity() {
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
