package org.socompass.evaluation;

import java.util.Optional;
import org.socompass.inference.result.InferenceResult;
import org.socompass.inference.result.PhaseEnergy;
import org.socompass.inference.result.PhaseResult;

/**
 * What a pass draws on all devices, summed once for all metrics that read it.
 *
 * @param joules its energy [J]
 * @param averageWatts its mean power [W]
 * @param peakWatts highest power of an operator [W]
 */
public record PassEnergy(double joules, double averageWatts, double peakWatts) {
  /** Returns that of a pass; empty if the template lacks an input. */
  static Optional<PassEnergy> of(PhaseResult pass, InferenceResult result) {
    Optional<PhaseEnergy> one = pass.energy(result.device());
    if (one.isEmpty()) {
      return Optional.empty();
    }
    PhaseEnergy e = one.get();
    int devices = result.device().deviceCount();
    return Optional.of(
        new PassEnergy(e.joules() * devices, e.averageWatts() * devices, e.peakWatts() * devices));
  }
}
