package org.socompass.evaluation;

import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.socompass.cost.CostExperiment;
import org.socompass.hardware.Device;
import org.socompass.inference.InferenceModel;
import org.socompass.inference.engine.DeviceSource;
import org.socompass.inference.engine.Engines;
import org.socompass.inference.result.InferenceRequest;
import org.socompass.inference.result.InferenceResult;
import org.socompass.inference.trust.DesignBase;
import org.socompass.inference.trust.TrustModel;

/**
 * A design that may be asked about inferences. The one place where a prediction, the area and cost
 * of its device, the draws of its energy, its sustained operation and what these depend on come
 * together: a single run and a point of a sweep ask the same way. Thread-safe.
 */
public final class DesignModel {
  private final DeviceSource source;
  private final Supplier<Device> anchor;
  private final CostExperiment experiment;
  private final Function<DeviceSource, InferenceModel> models;
  private final InferenceModel inference;
  private @Nullable DeviceCost cost;
  private @Nullable TrustModel trust;

  /**
   * Creates the model of a design.
   *
   * @param source its device
   * @param experiment how uncertain constants are drawn; designs that are compared share it
   * @param models the model of a device; they should share a cache of mappings
   */
  public DesignModel(
      DeviceSource source,
      CostExperiment experiment,
      Function<DeviceSource, InferenceModel> models) {
    this(source, source::anchor, experiment, models);
  }

  /**
   * Creates the model of a design of many that share a template.
   *
   * @param source its device
   * @param anchor the device of the template without overrides: its die was measured
   * @param experiment how uncertain constants are drawn; designs that are compared share it
   * @param models the model of a device; they should share a cache of mappings
   */
  public DesignModel(
      DeviceSource source,
      Supplier<Device> anchor,
      CostExperiment experiment,
      Function<DeviceSource, InferenceModel> models) {
    this.source = source;
    this.anchor = anchor;
    this.experiment = experiment;
    this.models = models;
    this.inference = models.apply(source);
  }

  /**
   * Returns the predictions of an inference: of {@code auto} all that it chooses from, else one.
   *
   * @throws org.socompass.input.InputException if the engine is unknown, or the device lacks a
   *     processor for it
   */
  public List<InferenceResult> predictions(InferenceRequest request) {
    return request.engine().equals(Engines.AUTO)
        ? inference.candidates(request)
        : List.of(inference.run(request));
  }

  /**
   * Returns the evaluation of an inference.
   *
   * @throws org.socompass.input.InputException if the engine is unknown, or the device lacks a
   *     processor for it
   */
  public DesignEvaluation evaluation(InferenceRequest request) {
    return evaluation(inference.run(request));
  }

  /**
   * Returns the evaluation of an inference that was predicted. What takes more predictions is
   * computed when it is asked for.
   */
  public DesignEvaluation evaluation(InferenceResult result) {
    Latency latency = Latency.of(trust().bands(result), experiment.draws());
    return DesignEvaluation.of(
        cost(),
        result,
        OnRequest.of(
            () ->
                inference
                    .companion(KnownEnergies.class, KnownEnergies::new)
                    .of(
                        source,
                        result,
                        experiment.draws(),
                        () -> EnergyUncertainty.of(source, models, result, experiment.draws()))
                    .map(energy -> energy.lasting(result, latency)),
            () -> SustainedEvaluation.of(step -> models.apply(source.throttled(step)), result)),
        latency);
  }

  /** Returns the model of how far predictions on this design may be off. */
  public synchronized TrustModel trust() {
    if (trust == null) {
      trust = new TrustModel(inference.device(), DesignBase.of(source, inference::device, anchor));
    }
    return trust;
  }

  private synchronized DeviceCost cost() {
    if (cost == null) {
      cost = DeviceCost.of(inference.device(), anchor.get(), experiment);
    }
    return cost;
  }

  /**
   * Returns what moves performance per cost, and what moves the energy of a token; those that are
   * not known are left out.
   *
   * @param evaluation an inference on this design
   */
  public List<Tornado> sensitivity(DesignEvaluation evaluation) {
    List<Tornado> result = new ArrayList<>();
    evaluation
        .performancePerCost()
        .ifPresent(value -> result.add(perCost(evaluation, value.value())));
    evaluation.onRequest().energy().ifPresent(e -> result.add(perToken(e)));
    return result;
  }

  private Tornado perCost(DesignEvaluation evaluation, double value) {
    double rate = evaluation.result().decodeTokensPerSecond();
    int devices = evaluation.cost().devices();
    return new Tornado(
        inference.device().id(),
        "performance per cost",
        "decode tokens/s per USD",
        value,
        experiment.sensitivity(
            inference.device(),
            anchor.get(),
            outcome -> outcome.cost().system().map(usd -> usd.map(u -> rate / (u * devices)))),
        "");
  }

  private Tornado perToken(EnergyUncertainty energy) {
    return new Tornado(
        inference.device().id(),
        "energy of a token",
        "J",
        energy.decodeJoulesPerToken().value(),
        energy.swings().stream()
            .map(
                s ->
                    new CostExperiment.Swing(
                        s.constant().stream(), List.of(s.constant()), s.low(), s.high()))
            .toList(),
        "Tokens per joule move the other way");
  }

  /** Returns the model that predicts, which knows what its searches did. */
  public InferenceModel inference() {
    return inference;
  }
}
