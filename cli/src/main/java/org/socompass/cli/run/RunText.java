package org.socompass.cli.run;

import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.stream.Collectors;
import org.socompass.cli.format.Facts;
import org.socompass.cli.format.Gaps;
import org.socompass.cli.format.Numbers;
import org.socompass.cli.format.TextTable;
import org.socompass.cli.format.TornadoListing;
import org.socompass.cost.draws.Quantiles;
import org.socompass.cost.draws.Uncertain;
import org.socompass.evaluation.DesignEvaluation;
import org.socompass.evaluation.EnergyUncertainty;
import org.socompass.evaluation.Latency;
import org.socompass.evaluation.SustainedEvaluation;
import org.socompass.hardware.Device;
import org.socompass.inference.engine.Engines;
import org.socompass.inference.result.InferenceRequest;
import org.socompass.inference.result.InferenceResult;
import org.socompass.inference.result.OperatorTime;
import org.socompass.inference.result.PhaseResult;
import org.socompass.inference.thermal.SustainedResult;
import org.socompass.llm.ModelFacts;
import org.socompass.llm.Phase;
import org.socompass.study.RunStudy;

/** A report of {@code run} for people. */
final class RunText {
  private static final int[] SUSTAINED_MINUTES = {1, 3, 10, 30};

  private final RunReport report;
  private final RunStudy.Result answer;
  private final DesignEvaluation evaluation;
  private final InferenceResult result;

  RunText(RunReport report) {
    this.report = report;
    this.answer = report.answer();
    this.evaluation = answer.evaluation();
    this.result = answer.inference();
  }

  /** Returns the text. */
  String render() {
    var text = new StringBuilder(request()).append('\n').append(results());
    answer.sustained().flatMap(SustainedEvaluation::result).ifPresent(r -> text.append(heat(r)));
    EnergyReport.table(answer.phases(), result.device())
        .ifPresent(table -> text.append('\n').append(table));
    answer.phases().forEach(phase -> text.append('\n').append(operators(phase)));
    report
        .tornados()
        .forEach(tornado -> text.append('\n').append(new TornadoListing(tornado).table()));
    text.append(Gaps.text(answer.gaps()));
    return text.toString();
  }

  private String request() {
    InferenceRequest request = result.request();
    Device device = result.device();
    return new Facts()
        .add("device", device.id() + ", " + device.name())
        .add("model", request.model().id() + ", " + request.model().name())
        .add("quantization", request.quantization().id())
        .addAll(
            "stored as",
            StorageNotes.of(result, answer.rivals().stream().map(RunStudy.Rival::engine).toList()))
        .add("engine", engine())
        .add("tokens", answer.tokens())
        .render();
  }

  private String engine() {
    String where = answer.engine();
    if (!answer.requestedEngine().equals(Engines.AUTO)) {
      return where;
    }
    String others =
        answer.rivals().stream()
            .filter(r -> !r.engine().equals(result.engine().id()))
            .sorted(Comparator.comparingDouble(RunStudy.Rival::endToEndSeconds))
            .map(r -> r.engine() + " " + Numbers.seconds(r.endToEndSeconds()))
            .collect(Collectors.joining(", "));
    return where
        + (others.isEmpty()
            ? " (auto: the only one that the device has processors for)"
            : " (auto: fastest end to end; " + others + ")");
  }

  private String results() {
    Device device = result.device();
    int devices = device.deviceCount();
    Latency latency = evaluation.latency();
    return new Facts()
        .add("TTFT", Numbers.seconds(result.ttftSeconds()) + time(latency.ttftMillis(result), 1e-3))
        .add("TPOT", Numbers.seconds(result.tpotSeconds()) + time(latency.tpotMillis(result), 1e-3))
        .add("prefill", rate(latency.prefillTokensPerSecond(result)))
        .add("decode", rate(latency.decodeTokensPerSecond(result)))
        .add(
            "end to end",
            Numbers.seconds(result.endToEndSeconds()) + time(latency.endToEndSeconds(result), 1))
        .add("trust", answer.trustLine())
        .add(
            "memory",
            "%s weights + %s KV cache + %s activations = %s of %s%s: %s"
                .formatted(
                    Numbers.bytes(result.residentWeightsBytes()),
                    Numbers.bytes(result.residentCacheBytes()),
                    Numbers.bytes(result.activationBytes()),
                    Numbers.bytes(result.memoryBytes()),
                    Numbers.bytes(result.memoryCapacityBytes()),
                    reserve(result),
                    result.fitsInMemory() ? "fits" : "DOES NOT FIT"))
        .addAll("placement", PlacementReport.lines(result))
        .add("KV cache", kvCache())
        .addAll("drafts", PlanText.drafts(result))
        .addAll("devices", PlanText.devices(result))
        .addAll("held by", PortNotes.of(result))
        .addAll("in memory", InMemoryNotes.of(result))
        .addAll("left out", PlanText.leftOut(result))
        .addAll("assumed", facts().assumed())
        .addAll("assumed", PlanText.assumed(result))
        .addAll("assumed", InMemoryNotes.assumed(result))
        .add("energy", energy())
        .add("power", power())
        .add("die area", or(evaluation.dieMm2(), " mm2" + (devices > 1 ? " each" : "")))
        .add(
            "AI area",
            or(
                evaluation.aiMm2(),
                " mm2: " + String.join(", ", evaluation.processors()) + " and memory interface"))
        .add("system cost", or(evaluation.systemUsd(), " USD" + costNote(devices)))
        .add(
            "performance per cost",
            or(evaluation.decodeTokensPerSecondPerUsd(), " decode tokens/s per USD")
                + band(evaluation.performancePerCost()))
        .add(
            "performance per area",
            or(evaluation.decodeTokensPerSecondPerAiMm2(), " decode tokens/s per mm2 of AI area")
                + ", "
                + or(evaluation.decodeTokensPerSecondPerDieMm2(), " per mm2 of die"))
        .add("carbon", carbon())
        .add(
            "draws",
            answer.costing().samples()
                + " of the constants of cost, seed "
                + answer.costing().seed())
        .render();
  }

  private static String time(Quantiles q, double seconds) {
    return " (p10 %s, p90 %s)"
        .formatted(Numbers.seconds(q.p10() * seconds), Numbers.seconds(q.p90() * seconds));
  }

  private static String rate(Quantiles q) {
    return "%s tokens/s (p10 %s, p90 %s)"
        .formatted(Numbers.readable(q.p50()), Numbers.readable(q.p10()), Numbers.readable(q.p90()));
  }

  private ModelFacts facts() {
    return new ModelFacts(result.request().model());
  }

  private static String reserve(InferenceResult result) {
    return result.memoryReserveBytes() == 0
        ? ""
        : " less %s for the system".formatted(Numbers.bytes(result.memoryReserveBytes()));
  }

  private String kvCache() {
    List<String> readers = result.kvCacheProcessors();
    return (readers.isEmpty() ? "" : "read by " + String.join(" and ", readers) + "; ")
        + String.format(
            Locale.ROOT, "room for %,d tokens a sequence", result.kvCacheCapacityTokens());
  }

  private String energy() {
    OptionalDouble prefill = evaluation.prefillJoules();
    OptionalDouble token = evaluation.decodeJoulesPerToken();
    if (prefill.isEmpty() || token.isEmpty()) {
      return "n/a";
    }
    return "%s J prefill, %s J a token%s, processors and memory"
        .formatted(
            Numbers.readable(prefill.getAsDouble()),
            Numbers.readable(token.getAsDouble()),
            band(answer.energy().map(EnergyUncertainty::decodeJoulesPerToken)));
  }

  private String power() {
    OptionalDouble prefill = evaluation.prefillWatts();
    OptionalDouble decode = evaluation.decodeWatts();
    OptionalDouble peak = evaluation.peakWatts();
    return prefill.isEmpty() || decode.isEmpty() || peak.isEmpty()
        ? "n/a"
        : "%s W prefill, %s W decode, %s W in the dearest operator"
            .formatted(
                Numbers.readable(prefill.getAsDouble()),
                Numbers.readable(decode.getAsDouble()),
                Numbers.readable(peak.getAsDouble()));
  }

  private static String heat(SustainedResult sustained) {
    var table =
        new TextTable(
            "after",
            "decode tokens/s",
            "prefill tokens/s",
            "steps down",
            "W",
            "chip degC",
            "body degC");
    for (int minutes : SUSTAINED_MINUTES) {
      double seconds = minutes * 60.0;
      table.row(
          minutes + " min",
          Numbers.readable(sustained.decodeTokensPerSecond(seconds)),
          Numbers.readable(sustained.prefillTokensPerSecond(seconds)),
          String.format(Locale.ROOT, "%.1f", sustained.step(seconds)),
          Numbers.readable(sustained.watts(seconds)),
          String.format(Locale.ROOT, "%.0f", sustained.chipCelsius(seconds)),
          String.format(Locale.ROOT, "%.0f", sustained.bodyCelsius(seconds)));
    }
    OptionalDouble first = sustained.firstThrottleSeconds();
    String when =
        first.isPresent()
            ? "it slows down after " + Numbers.seconds(first.getAsDouble())
            : "it does not slow down";
    return "\nRepeated without pause, from cold: " + when + '\n' + table.render();
  }

  private String carbon() {
    return typical(evaluation.embodiedKg(), " kg CO2e embodied")
        + band(evaluation.embodiedKg())
        + evaluation
            .embodiedImecKg()
            .map(kg -> ", " + Numbers.readable(kg.value()) + " by imec.netzero")
            .orElse("")
        + ", "
        + typical(
            evaluation.operationalKgPerMillionTokens(),
            " kg CO2e per million tokens at "
                + Numbers.readable(evaluation.cost().gridGramsPerKwh().value())
                + " g/kWh");
  }

  private static String typical(Optional<Uncertain> value, String after) {
    return value.map(v -> Numbers.readable(v.value()) + after).orElse("n/a");
  }

  /** Returns where a number lies with a probability of 80 %; nothing if it is certain. */
  private static String band(Optional<Uncertain> value) {
    return value
        .filter(v -> !v.isCertain())
        .map(Uncertain::quantiles)
        .map(
            q ->
                " (p10 %s, p50 %s, p90 %s)"
                    .formatted(
                        Numbers.readable(q.p10()),
                        Numbers.readable(q.p50()),
                        Numbers.readable(q.p90())))
        .orElse("");
  }

  private String costNote(int devices) {
    String of =
        band(evaluation.systemCost())
            + (devices > 1 ? " for " + devices + " devices without their links" : "");
    return of
        + evaluation
            .cost()
            .memoryPrice()
            .map(p -> ", manufacturing; " + p.type() + " at its price of " + p.date())
            .orElse(", manufacturing");
  }

  private static String or(OptionalDouble value, String after) {
    return value.isPresent() ? Numbers.readable(value.getAsDouble()) + after : "n/a";
  }

  private static String operators(PhaseResult phase) {
    var table =
        new TextTable(
            "name",
            "operator",
            "shape",
            "processor",
            "count",
            "each us",
            "total ms",
            "share %",
            "bound by",
            "roofline us",
            "util %");
    for (OperatorTime o : phase.operators()) {
      table.row(
          o.name(),
          o.operator(),
          o.shape(),
          InMemoryNotes.processor(o),
          Numbers.readable((double) o.count()),
          Numbers.readable(o.seconds() * 1e6),
          Numbers.readable(o.totalSeconds() * 1e3),
          String.format(Locale.ROOT, "%.1f", RunReport.sharePercent(phase, o)),
          o.boundBy().id(),
          o.rooflineSeconds() == 0 ? "-" : Numbers.readable(o.rooflineSeconds() * 1e6),
          o.rooflineSeconds() == 0
              ? "-"
              : String.format(Locale.ROOT, "%.0f", 100 * o.utilization()));
    }
    String title =
        phase.phase() == Phase.PREFILL
            ? "Prefill of %,d tokens: %s"
            : "Decode of one token at context %,d, the middle of the output: %s";
    return String.format(
            Locale.ROOT, title, phase.contextTokens(), Numbers.seconds(phase.seconds()))
        + '\n'
        + table.render()
        + TimelineReport.table(phase);
  }
}
