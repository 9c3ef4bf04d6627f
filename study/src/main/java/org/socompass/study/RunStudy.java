package org.socompass.study;

import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.socompass.evaluation.DesignEvaluation;
import org.socompass.evaluation.DesignModel;
import org.socompass.evaluation.EnergyUncertainty;
import org.socompass.evaluation.Gap;
import org.socompass.evaluation.OnRequest;
import org.socompass.evaluation.SustainedEvaluation;
import org.socompass.evaluation.Tornado;
import org.socompass.inference.InferenceModel;
import org.socompass.inference.engine.Background;
import org.socompass.inference.engine.DeviceSource;
import org.socompass.inference.engine.Engines;
import org.socompass.inference.result.InferenceRequest;
import org.socompass.inference.result.InferenceResult;
import org.socompass.inference.result.PhaseResult;
import org.socompass.inference.trust.Band;
import org.socompass.inference.trust.LatencyBands;
import org.socompass.inference.trust.Trust;
import org.socompass.input.InputException;
import org.socompass.mapper.OperatorCache;
import org.socompass.report.Fact;
import org.socompass.report.RunData;

/** One inference on one device: times, memory, energy, area, cost, and what they depend on. */
public final class RunStudy {
  private RunStudy() {}

  /**
   * What is asked.
   *
   * @param source the device
   * @param inference the inference; its engine may be {@link Engines#AUTO}
   * @param background what else runs on the device
   * @param costing how cost is computed
   * @param isSustained whether to say what is left when it repeats without pause
   * @param isSensitivity whether to say which constants its results depend on
   * @param command the words of the command line that asks; empty if none does
   */
  public record Request(
      DeviceSource source,
      InferenceRequest inference,
      Background background,
      Costing costing,
      boolean isSustained,
      boolean isSensitivity,
      List<String> command) {
    /** Copies the command. */
    public Request {
      command = List.copyOf(command);
    }
  }

  /**
   * An engine that auto looked at.
   *
   * @param engine its id
   * @param endToEndSeconds its time [s]
   */
  public record Rival(String engine, double endToEndSeconds) {}

  /**
   * What is answered.
   *
   * @param evaluation the prediction with area, cost and energy; what was not asked for is empty
   *     there
   * @param sensitivity which constants its results depend on; absent if nobody asked, empty if its
   *     results are not known
   * @param requestedEngine engine as the user named it
   * @param rivals what auto chose from; empty if the user named an engine
   * @param costing how cost was computed
   * @param trust why it may be trusted
   * @param operatorBands bands of the operators of the prefill and then of the decode; empty for
   *     what does no work of its own
   * @param searches what the searches for mappings did
   * @param provenance where the result comes from
   */
  public record Result(
      DesignEvaluation evaluation,
      Optional<List<Tornado>> sensitivity,
      String requestedEngine,
      List<Rival> rivals,
      Costing costing,
      Trust trust,
      List<List<Optional<Band>>> operatorBands,
      SearchStatistics searches,
      Provenance provenance) {
    /** Copies the lists. */
    public Result {
      sensitivity = sensitivity.map(List::copyOf);
      rivals = List.copyOf(rivals);
      operatorBands = operatorBands.stream().map(List::copyOf).toList();
    }

    private Result with(DesignEvaluation other) {
      return new Result(
          other,
          sensitivity,
          requestedEngine,
          rivals,
          costing,
          trust,
          operatorBands,
          searches,
          provenance);
    }

    /** Returns its trust in words. */
    public String trustLine() {
      LatencyBands bands = evaluation.latency().bands();
      return trust.line(
          bands.prefill().equals(bands.decode())
              ? Trust.factors(bands.prefill())
              : "%s of TTFT, %s of TPOT"
                  .formatted(Trust.factors(bands.prefill()), Trust.factors(bands.decode())));
    }

    /** Returns the prediction. */
    public InferenceResult inference() {
      return evaluation.result();
    }

    /** Returns energy and power with the ranges of their constants; empty if not known. */
    public Optional<EnergyUncertainty> energy() {
      return evaluation.onRequest().energy();
    }

    /** Returns what is left when it repeats; empty if nobody asked. */
    public Optional<SustainedEvaluation> sustained() {
      return evaluation.onRequest().sustained();
    }

    /** Returns both phases in order. */
    public List<PhaseResult> phases() {
      return List.of(inference().prefill(), inference().decode());
    }

    /** Returns the tokens of one sequence that the model has to remember. */
    public long contextTokens() {
      return inference().request().promptTokens() + inference().request().outputTokens();
    }

    /** Returns the engine and the processors that it uses. */
    public String engine() {
      return inference().engine().id() + " on " + String.join("+", evaluation.processors());
    }

    /** Returns tokens and sequences in words. */
    public String tokens() {
      InferenceRequest request = inference().request();
      List<Long> contexts = request.plan().contexts();
      if (!contexts.isEmpty()) {
        return "prompts %s, output %d"
            .formatted(
                contexts.stream().map(String::valueOf).collect(Collectors.joining("+")),
                request.outputTokens());
      }
      return String.format(
          Locale.ROOT,
          "prompt %,d, output %,d, batch %,d",
          request.promptTokens(),
          request.outputTokens(),
          request.batch());
    }

    /** Returns the values that can't be stated, with reasons. */
    public List<Gap> gaps() {
      List<Gap> all = new ArrayList<>(evaluation.gaps());
      if (energy().isEmpty()) {
        EnergyUncertainty.rangeIds().forEach(range -> all.add(new Gap(range, "no energy")));
      }
      sustained().ifPresent(s -> all.addAll(s.gaps()));
      return all;
    }

    /** Returns what page and charts show. */
    public RunData page() {
      InferenceRequest request = inference().request();
      return new RunData(
          request.model().name() + " on " + inference().device().name(),
          List.of(
              new Fact("Device", inference().device().id()),
              new Fact("Model", request.model().id()),
              new Fact("Quantization", request.quantization().id()),
              new Fact("Engine", engine()),
              new Fact("Tokens", tokens()),
              new Fact("Trust", trustLine())),
          evaluation,
          provenance.command());
    }
  }

  /**
   * Returns the result of a run.
   *
   * @param cache where mappings are kept
   * @throws InputException if the device can't run it
   */
  public static Result of(Request request, OperatorCache cache) {
    Result result = withoutRanges(request, cache);
    DesignEvaluation asked = result.evaluation();
    return result.with(
        asked.with(
            OnRequest.known(
                asked.onRequest().energy(),
                request.isSustained() ? asked.onRequest().sustained() : Optional.empty())));
  }

  /**
   * Returns the result of a run whose ranges of energy and whose sustained operation are computed
   * when they are asked for: most of the time of a run goes there.
   *
   * @param cache where mappings are kept
   * @throws InputException if the device can't run it
   */
  public static Result withoutRanges(Request request, OperatorCache cache) {
    DeviceSource source = request.source();
    InferenceRequest wanted = request.inference();
    var design =
        new DesignModel(
            source,
            request.costing().experiment(),
            s -> new InferenceModel(s, request.background(), cache));
    List<InferenceResult> predictions = InputException.checked(() -> design.predictions(wanted));
    InferenceResult best =
        Collections.min(predictions, Comparator.comparingDouble(InferenceResult::endToEndSeconds));
    DesignEvaluation evaluation = design.evaluation(best);
    // Before what is asked for later, which needs devices of its own.
    SearchStatistics searches = SearchStatistics.of(design.inference().mappers());
    List<Rival> rivals = new ArrayList<>();
    if (wanted.engine().equals(Engines.AUTO)) {
      predictions.forEach(p -> rivals.add(new Rival(p.engine().id(), p.endToEndSeconds())));
    }
    return new Result(
        evaluation,
        request.isSensitivity() ? Optional.of(design.sensitivity(evaluation)) : Optional.empty(),
        wanted.engine(),
        rivals,
        request.costing(),
        design.trust().trust(best),
        Stream.of(best.prefill(), best.decode())
            .map(
                phase ->
                    phase.operators().stream()
                        .map(o -> design.trust().band(o, phase.phase()))
                        .toList())
            .toList(),
        searches,
        Provenance.of(request.command())
            .device(source)
            .engine(best.engine())
            .model(wanted.model(), wanted.quantization())
            .seed(request.costing().seed()));
  }
}
