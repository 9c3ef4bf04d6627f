package org.socompass.dse;

import org.socompass.inference.InferenceRequest;

/**
 * One inference that every design is judged by.
 *
 * @param name its name in the spec
 * @param request the inference
 * @param weight its share in means over workloads, positive
 */
public record Workload(String name, InferenceRequest request, double weight) {
  /** Returns the inference on another engine. */
  InferenceRequest on(String engine) {
    return request.under(engine);
  }
}
