package org.socompass.evaluation;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Supplier;
import org.socompass.cost.draws.Draws;
import org.socompass.cost.draws.Recent;
import org.socompass.inference.engine.DeviceSource;
import org.socompass.inference.pass.SameObjects;
import org.socompass.inference.result.InferenceResult;

/**
 * Energies with draws that were computed before, by all that they depend on, so that designs which
 * share their passes share them, too. Thread-safe.
 *
 * <pre>{@code
 * energy = f(request, engine, both passes, template, overrides of processors and memory, draws)
 * }</pre>
 *
 * <p>Passes are told by their identity: those that designs share are one object, which stands for
 * their times and for the processors and the memory whose energies they have. The system cache is
 * part of a pass; area, product and heat are no part of an energy.
 */
public final class KnownEnergies {
  /** Each has some numbers with their draws, about 50 kB. */
  private static final int MOST = 256;

  /** What overrides may move without moving an energy of the same passes. */
  private static final Set<String> BESIDE =
      Set.of("system_cache", "area", "product", "thermal", "process_node", "name");

  private final Recent<SameObjects, Optional<EnergyUncertainty>> known = new Recent<>(MOST);

  /**
   * Returns the energy of an inference.
   *
   * @param source the device that it was predicted for
   * @param draws the experiment
   * @param compute computes it anew
   */
  Optional<EnergyUncertainty> of(
      DeviceSource source,
      InferenceResult result,
      Draws draws,
      Supplier<Optional<EnergyUncertainty>> compute) {
    var key =
        new SameObjects(
            List.of(
                result.request().under(result.engine().id()),
                moving(source.overrides()),
                source.throttleSteps()),
            List.of(result.prefill(), result.decode(), result.engine(), source.template(), draws));
    return known.of(key, compute);
  }

  private static List<String> moving(List<String> overrides) {
    List<String> result = new ArrayList<>();
    for (String override : overrides) {
      if (!BESIDE.contains(override.split("[.=]", 2)[0].strip())) {
        result.add(override);
      }
    }
    return result;
  }
}
