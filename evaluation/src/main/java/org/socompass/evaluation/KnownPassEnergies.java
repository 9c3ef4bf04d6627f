package org.socompass.evaluation;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.socompass.cost.draws.Recent;
import org.socompass.hardware.Device;
import org.socompass.inference.pass.SameObjects;
import org.socompass.inference.result.InferenceResult;
import org.socompass.inference.result.PhaseResult;

/**
 * The last energies of passes, by the pass and the processors and memory that draw them: designs
 * that share these objects share the sum. Thread-safe.
 */
final class KnownPassEnergies {
  private static final int MOST = 64;

  private final Recent<SameObjects, Optional<PassEnergy>> known = new Recent<>(MOST);

  /** Returns the energy of a pass of an inference; empty if the template lacks an input. */
  Optional<PassEnergy> of(PhaseResult pass, InferenceResult result) {
    Device device = result.device();
    List<Object> objects = new ArrayList<>();
    objects.add(pass);
    objects.add(device.memory());
    objects.addAll(device.processors().values());
    return known.of(
        new SameObjects(List.of(device.deviceCount()), objects), () -> PassEnergy.of(pass, result));
  }
}
