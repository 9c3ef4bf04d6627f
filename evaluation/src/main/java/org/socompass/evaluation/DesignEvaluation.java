package org.socompass.evaluation;

import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.Set;
import java.util.function.ToDoubleFunction;
import java.util.stream.Stream;
import org.socompass.cost.carbon.CarbonModel;
import org.socompass.cost.draws.Uncertain;
import org.socompass.inference.result.InferenceResult;
import org.socompass.inference.result.OperatorTime;
import org.socompass.inference.result.PhaseResult;
import org.socompass.operator.AllReduce;
import org.socompass.operator.Exchange;

/**
 * One inference on one design: what it takes, and what the design costs. {@link Metrics} names its
 * numbers.
 *
 * @param result the prediction
 * @param cost area and cost of the design
 * @param processors processors that run something, in the order of the device
 * @param gaps metrics that can't be stated, with reasons
 * @param onRequest what takes more predictions
 * @param latency how far its latencies may be off
 * @param perCost decode tokens per second and USD, with draws [1/s/USD]
 * @param prefillEnergy energy of the prefill; empty if the template lacks an input
 * @param decodeEnergy energy of a step of decode; empty if the template lacks an input
 */
public record DesignEvaluation(
    InferenceResult result,
    DeviceCost cost,
    List<String> processors,
    List<Gap> gaps,
    OnRequest onRequest,
    Latency latency,
    Ratio perCost,
    Optional<PassEnergy> prefillEnergy,
    Optional<PassEnergy> decodeEnergy) {
  private static final String HAND_OVER = "synchronization";

  private static final Set<String> OF_LINKS =
      Set.of(AllReduce.ID, Exchange.Kind.ALL_TO_ALL.id(), Exchange.Kind.TRANSFER.id());
  private static final double MILLION = 1e6;

  /** Copies the lists. */
  public DesignEvaluation {
    processors = List.copyOf(processors);
    gaps = List.copyOf(gaps);
  }

  /**
   * Returns the evaluation of an inference.
   *
   * @param cost area and cost of its device
   * @param onRequest what takes more predictions, for the metrics of {@link Metrics#onRequest}
   * @param latency how far its latencies may be off
   */
  static DesignEvaluation of(
      DeviceCost cost, InferenceResult result, OnRequest onRequest, Latency latency) {
    List<String> used = processorsOf(result);
    Optional<PassEnergy> prefill = PassEnergy.of(result.prefill(), result);
    Optional<PassEnergy> decode = PassEnergy.of(result.decode(), result);
    List<Gap> gaps = new ArrayList<>();
    if (prefill.isEmpty() || decode.isEmpty()) {
      gaps.addAll(energyGaps(result, used));
    }
    gaps.addAll(cost.gaps(used));
    return new DesignEvaluation(
        result,
        cost,
        used,
        gaps,
        onRequest,
        latency,
        new Ratio(() -> cost.system().map(usd -> decodePer(usd, result, latency))),
        prefill,
        decode);
  }

  /** Returns the same with other answers to what takes more predictions. */
  public DesignEvaluation with(OnRequest answers) {
    return new DesignEvaluation(
        result, cost, processors, gaps, answers, latency, perCost, prefillEnergy, decodeEnergy);
  }

  /** Returns the area of one die [mm2]. */
  public OptionalDouble dieMm2() {
    return cost.dieMm2();
  }

  /** Returns the area of the processors used, their memories and the memory interface [mm2]. */
  public OptionalDouble aiMm2() {
    return cost.aiMm2(processors);
  }

  /** Returns the manufacturing cost of all devices [USD]. */
  public OptionalDouble systemUsd() {
    return cost.systemUsd();
  }

  /** Returns the manufacturing cost of all devices, with draws [USD]. */
  public Optional<Uncertain> systemCost() {
    return cost.system();
  }

  /**
   * Returns the manufacturing cost of all devices with the price of their storage, with draws
   * [USD]; empty if it has no price.
   */
  Optional<Uncertain> costWithTiers() {
    OptionalDouble storage = result.device().tiers().storageUsd();
    return storage.isEmpty()
        ? Optional.empty()
        : cost.system().map(usd -> usd.plus(Uncertain.of(cost.devices() * storage.getAsDouble())));
  }

  /** Returns the manufacturing cost of all devices without their memory, with draws [USD]. */
  Optional<Uncertain> chipCost() {
    return cost.chip();
  }

  /** Returns the embodied carbon of all devices by imec.netzero, with draws [kg CO2e]. */
  public Optional<Uncertain> embodiedImecKg() {
    return cost.embodiedImecKg();
  }

  /** Returns the embodied carbon of all devices, with draws [kg CO2e]. */
  public Optional<Uncertain> embodiedKg() {
    return cost.embodiedKg();
  }

  /** Returns decode tokens per second and USD of manufacturing cost [1/s/USD]. */
  public OptionalDouble decodeTokensPerSecondPerUsd() {
    return value(performancePerCost());
  }

  /** Returns decode tokens per second and USD of manufacturing cost, with draws [1/s/USD]. */
  public Optional<Uncertain> performancePerCost() {
    return perCost.get();
  }

  /** Returns decode tokens per second and mm2 of the AI area of all devices [1/s/mm2]. */
  public OptionalDouble decodeTokensPerSecondPerAiMm2() {
    return value(performancePerAiArea());
  }

  /** Returns decode tokens per second and mm2 of the AI area, with draws [1/s/mm2]. */
  Optional<Uncertain> performancePerAiArea() {
    return cost.aiArea(processors).map(a -> decodePer(a.times(cost.devices())));
  }

  /** Returns decode tokens per second and mm2 of all dies of all devices [1/s/mm2]. */
  public OptionalDouble decodeTokensPerSecondPerDieMm2() {
    return value(performancePerDieArea());
  }

  /** Returns decode tokens per second and mm2 of all dies, with draws [1/s/mm2]. */
  Optional<Uncertain> performancePerDieArea() {
    return cost.silicon().map(a -> decodePer(a.times(cost.devices())));
  }

  /** Returns decode tokens per second and kg of embodied carbon, with draws [1/s/kg CO2e]. */
  public Optional<Uncertain> performancePerCarbon() {
    return cost.embodiedKg().map(this::decodePer);
  }

  private Uncertain decodePer(Uncertain denominator) {
    return decodePer(denominator, result, latency);
  }

  private static Uncertain decodePer(
      Uncertain denominator, InferenceResult result, Latency latency) {
    return denominator.keptTimes(latency.decodeFactor()).dividing(result.decodeTokensPerSecond());
  }

  /** Returns the carbon of the electricity of a million generated tokens [kg CO2e]. */
  public Optional<Uncertain> operationalKgPerMillionTokens() {
    OptionalDouble joules = decodeJoulesPerToken();
    return joules.isPresent()
        ? Optional.of(operationalKgPerMillionTokens(Uncertain.of(joules.getAsDouble())))
        : Optional.empty();
  }

  /** Returns the carbon of the electricity of a million tokens of an energy each [kg CO2e]. */
  Uncertain operationalKgPerMillionTokens(Uncertain joulesPerToken) {
    return joulesPerToken.keptTimes(CarbonModel.operationalKg(MILLION, cost.gridGramsPerKwh()));
  }

  private static OptionalDouble value(Optional<Uncertain> number) {
    return value(number, Uncertain::value);
  }

  private static <T> OptionalDouble value(Optional<T> of, ToDoubleFunction<T> value) {
    return of.isPresent()
        ? OptionalDouble.of(value.applyAsDouble(of.get()))
        : OptionalDouble.empty();
  }

  /** Returns the energy of the prefill on all devices [J]. */
  public OptionalDouble prefillJoules() {
    return value(prefillEnergy, PassEnergy::joules);
  }

  /** Returns the energy of a generated token on all devices [J]. */
  public OptionalDouble decodeJoulesPerToken() {
    OptionalDouble pass = value(decodeEnergy, PassEnergy::joules);
    return pass.isPresent() ? OptionalDouble.of(pass.getAsDouble() / result.tokensOfPass()) : pass;
  }

  /** Returns the mean power of the prefill on all devices [W]. */
  public OptionalDouble prefillWatts() {
    return value(prefillEnergy, PassEnergy::averageWatts);
  }

  /** Returns the mean power of the decode on all devices [W]. */
  public OptionalDouble decodeWatts() {
    return value(decodeEnergy, PassEnergy::averageWatts);
  }

  /** Returns the highest power of an operator of either phase, on all devices [W]. */
  public OptionalDouble peakWatts() {
    OptionalDouble prefill = value(prefillEnergy, PassEnergy::peakWatts);
    OptionalDouble decode = value(decodeEnergy, PassEnergy::peakWatts);
    return prefill.isPresent() && decode.isPresent()
        ? OptionalDouble.of(Math.max(prefill.getAsDouble(), decode.getAsDouble()))
        : OptionalDouble.empty();
  }

  /** Returns generated tokens per joule [1/J]. */
  public OptionalDouble decodeTokensPerJoule() {
    OptionalDouble perToken = decodeJoulesPerToken();
    return perToken.isPresent() ? OptionalDouble.of(1 / perToken.getAsDouble()) : perToken;
  }

  /** Returns why a metric can't be stated; empty if it can. */
  public Optional<String> reason(String metric) {
    return reason(metric, gaps)
        .or(() -> reason(RequestedMetrics.base(metric), gaps))
        .or(
            () ->
                SustainedEvaluation.isValue(metric)
                    ? onRequest.sustained().flatMap(s -> reason(metric, s.gaps()))
                    : Optional.empty());
  }

  private static Optional<String> reason(String metric, List<Gap> gaps) {
    return gaps.stream().filter(g -> g.field().equals(metric)).map(Gap::reason).findFirst();
  }

  private static List<Gap> energyGaps(InferenceResult result, List<String> used) {
    List<String> lacking = new ArrayList<>();
    for (String id : used) {
      if (result.device().processor(id).energy().isEmpty()) {
        lacking.add("processors." + id + ".energy");
      }
    }
    if (result.device().memory().energy().isEmpty()) {
      lacking.add("memory.energy");
    }
    if (result.far().map(f -> f.plan().memory().joulesPerByteRead().isEmpty()).orElse(false)) {
      lacking.add("far_memory.read_energy");
    }
    String reason =
        lacking.isEmpty()
            ? operatorReason(result)
            : "the template lacks " + String.join(", ", lacking);
    List<Gap> gaps = new ArrayList<>();
    Metrics.OF_ENERGY.forEach(field -> gaps.add(new Gap(field, reason)));
    gaps.add(new Gap(Metrics.OPERATIONAL_CARBON, "no decode energy"));
    return gaps;
  }

  /** Returns why the energy of an operator is not known though all processors have constants. */
  private static String operatorReason(InferenceResult result) {
    return Stream.of(result.prefill(), result.decode())
        .flatMap(phase -> phase.operators().stream())
        .filter(o -> o.energy().isEmpty())
        .findFirst()
        .map(
            o ->
                OF_LINKS.contains(o.operator())
                    ? "links between devices have no energy"
                    : o.name() + " has a type whose energy the template lacks")
        .orElseThrow();
  }

  private static List<String> processorsOf(InferenceResult result) {
    Set<String> named = new LinkedHashSet<>();
    for (PhaseResult phase : List.of(result.prefill(), result.decode())) {
      for (OperatorTime operator : phase.operators()) {
        if (!operator.operator().equals(HAND_OVER)) {
          named.add(operator.processor());
        }
      }
    }
    Set<String> used = new LinkedHashSet<>();
    named.forEach(names -> used.addAll(List.of(names.split("\\+", -1))));
    List<String> processors = new ArrayList<>(result.device().processorIds());
    processors.retainAll(used);
    return processors;
  }
}
