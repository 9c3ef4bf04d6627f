package org.socompass.inference.pass;

import java.util.Optional;
import org.socompass.hardware.Device;
import org.socompass.hardware.Processor;
import org.socompass.hardware.ProcessorKind;
import org.socompass.inference.engine.EngineProfile;
import org.socompass.inference.result.OperatorTime;
import org.socompass.llm.ForwardPass;
import org.socompass.llm.LanguageModel;
import org.socompass.llm.Phase;
import org.socompass.operator.Bound;

/** What an engine spends on every layer beside its operators. */
final class LayerTime {
  private LayerTime() {}

  /**
   * Returns the time of all layers of a pass; empty if there is none.
   *
   * @param first id of the engine's first processor
   * @param passes how often the engine runs its graph
   */
  static Optional<OperatorTime> of(
      EngineProfile engine,
      Device device,
      String first,
      LanguageModel model,
      ForwardPass forward,
      long passes) {
    Phase phase = forward.phase();
    double seconds =
        engine.layerSeconds().getOrDefault(phase, 0.0)
                * (phase == Phase.DECODE
                    ? engine.host().steps(device)
                    : engine.host().arithmetic(device))
            + engine.layerCycles().getOrDefault(phase, 0.0) / device.processor(first).clockHz();
    Optional<Processor> host =
        device.processors().values().stream()
            .filter(p -> p.kind() == ProcessorKind.CPU)
            .findFirst();
    seconds +=
        engine.rates().map(r -> RatedPass.hostSeconds(r.host(), forward, passes, host)).orElse(0.0);
    return seconds == 0
        ? Optional.empty()
        : Optional.of(
            OperatorTime.idle(
                "layer_fixed_time",
                "engine",
                first,
                model.layers() * passes,
                seconds,
                Bound.LAUNCH));
  }
}
