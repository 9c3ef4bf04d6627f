package org.socompass.inference;

import org.socompass.hardware.Device;

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
 * @param weightsBytes weights as stored [B]
 * @param kvCacheBytes keys and values at the end of the output [B]
 * @param memoryCapacityBytes main memory of all devices [B]
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
    double memoryCapacityBytes) {
  /** Returns whether weights and cache fit the main memory. */
  public boolean fitsInMemory() {
    return weightsBytes + kvCacheBytes <= memoryCapacityBytes;
  }

  /** Returns prompt tokens of all sequences per second of prefill [1/s]. */
  public double prefillTokensPerSecond() {
    return request.batch() * request.promptTokens() / ttftSeconds;
  }

  /** Returns generated tokens of all sequences per second of decode [1/s]. */
  public double decodeTokensPerSecond() {
    return request.batch() / tpotSeconds;
  }
}
