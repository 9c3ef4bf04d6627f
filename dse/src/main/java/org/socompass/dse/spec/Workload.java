package org.socompass.dse.spec;

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
  /** Returns the inference on another engine. */
  public InferenceRequest on(String engine) {
    return request.under(engine);
  }
}
