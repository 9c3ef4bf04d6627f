package org.socompass.dse.spec;

import java.util.Optional;
import java.util.OptionalDouble;
import org.socompass.inference.result.InferenceRequest;

/**
 * One inference that every design is judged by.
 *
 * @param name its name in the spec
 * @param model the model as the spec names it: an id, or a path
 * @param request the inference
 * @param weight its share in means over workloads, positive
 */
public record Workload(String name, String model, InferenceRequest request, double weight) {
  /**
   * Returns the inference as a design has it.
   *
   * @param engine the engine that the design chooses, if it does
   * @param expertSkew the skew of experts that it chooses, if it does
   */
  public InferenceRequest on(Optional<String> engine, OptionalDouble expertSkew) {
    InferenceRequest under = engine.map(request::under).orElse(request);
    return expertSkew.isPresent()
        ? under.placed(under.tiers().withExpertSkew(expertSkew.getAsDouble()))
        : under;
  }
}
