package org.socompass.evaluation;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;
import org.socompass.cost.draws.Draws;
import org.socompass.cost.draws.Recent;
import org.socompass.hardware.MainMemory;
import org.socompass.hardware.Processor;
import org.socompass.hardware.template.DeviceTemplate;
import org.socompass.inference.engine.DeviceSource;
import org.socompass.inference.result.InferenceRequest;
import org.socompass.inference.result.InferenceResult;

/**
 * The last energies with draws, by all that they depend on: designs whose passes are the same, with
 * the same energy constants, share them. Safe for use by many threads.
 *
 * <p>A pass is the same if it is the same object, as it is where designs share all that its times
 * and energies depend on: then it is the same with any other energy constant, too.
 */
public final class KnownEnergies {
  /** Four numbers with their draws, about 40 kB. */
  private static final int MOST = 64;

  private static final String ENERGY = "energy";

  private final Recent<Key, Optional<EnergyUncertainty>> known = new Recent<>(MOST);

  private record Key(
      Same<DeviceTemplate> template,
      List<String> constants,
      int throttleSteps,
      int devices,
      MainMemory memory,
      Map<String, Processor> processors,
      InferenceRequest request,
      String engine,
      Same<Object> prefill,
      Same<Object> decode,
      Same<Draws> draws) {
    /** That of the passes; {@link #equals} reads all. */
    @Override
    public int hashCode() {
      return 31 * prefill.hashCode() + decode.hashCode();
    }
  }

  /** An object that is itself and no other. */
  private record Same<T>(T object) {
    @Override
    @SuppressWarnings("ReferenceEquality") // that is what it is for
    public boolean equals(Object other) {
      return other instanceof Same<?> same && same.object == object;
    }

    @Override
    public int hashCode() {
      return System.identityHashCode(object);
    }
  }

  /** Returns an energy, computed if it is not among the last. */
  Optional<EnergyUncertainty> of(
      DeviceSource source,
      InferenceResult result,
      Draws draws,
      Supplier<Optional<EnergyUncertainty>> compute) {
    var key =
        new Key(
            new Same<>(source.template()),
            source.overrides().stream().filter(o -> o.contains(ENERGY)).toList(),
            source.throttleSteps(),
            result.device().deviceCount(),
            result.device().memory(),
            result.device().processors(),
            result.request(),
            result.engine().id(),
            new Same<>(result.prefill()),
            new Same<>(result.decode()),
            new Same<>(draws));
    return known.of(key, compute);
  }
}
