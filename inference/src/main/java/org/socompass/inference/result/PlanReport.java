package org.socompass.inference.result;

import java.util.Optional;

/**
 * What drafts and a pipeline do for an inference.
 *
 * @param speculation what drafts bring; empty without drafts
 * @param pipeline how stages and groups of devices are used; empty if all share each matrix
 */
public record PlanReport(
    Optional<SpeculationReport> speculation, Optional<PipelineReport> pipeline) {
  /** Neither. */
  public static final PlanReport NONE = new PlanReport(Optional.empty(), Optional.empty());
}
