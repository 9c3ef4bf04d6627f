package org.socompass.inference.result;

import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import org.socompass.hardware.Device;
import org.socompass.inference.engine.EngineProfile;
import org.socompass.llm.OperatorNode;

/**
 * What one inference takes.
 *
 * @param request what was asked
 * @param device the device with the constants of the engine
 * @param engine the engine that ran; the best one if the request said {@code auto}
 * @param prefill the pass over the prompt
 * @param decode a pass for one token, in the middle of the output
 * @param ttftSeconds time to the first token [s]
 * @param tpotSeconds mean time of each further token [s]
 * @param endToEndSeconds from the prompt to the last token [s]
 * @param weightsBytes weights as stored, as often as devices hold them [B]
 * @param kvCacheBytes keys, values and states at the end of the output, as often as devices hold
 *     them [B]
 * @param activationBytes most that the tensors between operators take in either phase, buffers
 *     being used again [B]
 * @param memoryCapacityBytes main memory of all devices [B]
 * @param memoryReserveBytes what the system keeps of it [B]
 * @param kvCacheCapacityTokens tokens of each sequence, prompt and output together, up to which
 *     weights, cache and activations of so long a prompt fit; 0 if not even one token does
 * @param plan what drafts and a pipeline do
 * @param placement where the weights are; empty if all are in main memory, or would be if they
 *     fitted, or are in far memory
 * @param far what is in far memory; empty if nothing is
 */
public record InferenceResult(
    InferenceRequest request,
    Device device,
    EngineProfile engine,
    PhaseResult prefill,
    PhaseResult decode,
    double ttftSeconds,
    double tpotSeconds,
    double endToEndSeconds,
    double weightsBytes,
    double kvCacheBytes,
    double activationBytes,
    double memoryCapacityBytes,
    double memoryReserveBytes,
    long kvCacheCapacityTokens,
    PlanReport plan,
    Optional<PlacedWeights> placement,
    Optional<PlacedFar> far) {
  private static final double ROUNDING = 1e-9;

  /** Returns what weights in memory, cache and activations take together [B]. */
  public double memoryBytes() {
    return residentWeightsBytes() + residentCacheBytes() + activationBytes;
  }

  /** Returns what the weights take of main memory, buffers of those in storage included [B]. */
  public double residentWeightsBytes() {
    return far.map(f -> f.plan().nearWeightsBytes())
        .or(() -> placement.map(p -> p.plan().residentBytes()))
        .orElse(weightsBytes);
  }

  /** Returns what keys, values and states take of main memory [B]. */
  public double residentCacheBytes() {
    return kvCacheBytes - far.map(f -> f.plan().cache().farBytes()).orElse(0.0);
  }

  /**
   * Returns whether what of weights, cache and activations is not in storage or far memory fits
   * what the system leaves of the main memory.
   */
  public boolean fitsInMemory() {
    double left = memoryCapacityBytes - memoryReserveBytes;
    // What far memory leaves fills main memory to the last byte, but for rounding.
    return memoryBytes() <= left + (far.isPresent() ? ROUNDING * left : 0)
        && plan.pipeline()
            .map(p -> p.busiestDeviceBytes() <= left / device.deviceCount())
            .orElse(true);
  }

  /** Returns the tokens that the pass of decode yields, those of all sequences. */
  public double tokensOfPass() {
    return request.batch() * plan.speculation().map(SpeculationReport::tokensPerStep).orElse(1.0);
  }

  /**
   * Returns whether data changes processors at a cost that the device's template does not state.
   */
  public boolean assumesHandOvers() {
    return device.synchronization().isEmpty() && prefill.handOvers() + decode.handOvers() > 0;
  }

  /** Returns the processors that read keys and values, sorted. */
  public List<String> kvCacheProcessors() {
    Set<String> ids = new TreeSet<>();
    for (PhaseResult phase : List.of(prefill, decode)) {
      for (OperatorTime operator : phase.operators()) {
        if (OperatorNode.readsKvCache(operator.name())) {
          ids.addAll(List.of(operator.processor().split("\\+")));
        }
      }
    }
    return List.copyOf(ids);
  }

  /** Returns prompt tokens of all sequences per second of prefill [1/s]. */
  public double prefillTokensPerSecond() {
    return request.allPromptTokens() / ttftSeconds;
  }

  /** Returns generated tokens of all sequences per second of decode [1/s]. */
  public double decodeTokensPerSecond() {
    return request.batch() / tpotSeconds;
  }
}
