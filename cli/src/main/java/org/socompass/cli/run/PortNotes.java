package org.socompass.cli.run;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.socompass.hardware.Device;
import org.socompass.hardware.Processor;
import org.socompass.inference.rates.RateLaw;
import org.socompass.inference.result.InferenceResult;
import org.socompass.inference.result.OperatorTime;
import org.socompass.inference.result.PhaseResult;
import org.socompass.operator.Bound;

/** Which ports hold a phase back, so that a faster memory would change nothing. */
final class PortNotes {
  private static final double MOST = 0.5;
  private static final double GIGA = 1e9;

  private PortNotes() {}

  /** Returns a note for each phase that spends most of its time behind the port of a processor. */
  static List<String> of(InferenceResult result) {
    List<String> notes = new ArrayList<>();
    for (PhaseResult phase : List.of(result.prefill(), result.decode())) {
      Map<String, Double> behind = new LinkedHashMap<>();
      for (OperatorTime operator : phase.operators()) {
        if (operator.boundBy() == Bound.MEMORY_PORT) {
          behind.merge(operator.processor(), operator.totalSeconds(), Double::sum);
        }
      }
      behind.forEach(
          (processor, seconds) -> {
            if (seconds > MOST * phase.seconds()) {
              notes.add(note(result, phase, processor));
            }
          });
    }
    return notes;
  }

  private static String note(InferenceResult result, PhaseResult phase, String id) {
    Device device = result.device();
    if (!device.processors().containsKey(id)) {
      return String.format(
          Locale.ROOT,
          "%s by the ports of %s, not by the %.1f GB/s of main memory",
          phase.phase().id(),
          id,
          device.memory().peakBytesPerSecond() / GIGA);
    }
    Processor processor = device.processor(id);
    double port =
        result
            .engine()
            .rates()
            .map(r -> RateLaw.bandwidth(r, processor, device.memory()).bytesPerSecond())
            .orElse(processor.dram().portBytesPerSecond(processor.cores()));
    return String.format(
        Locale.ROOT,
        "%s by the port of %s, %.1f of the %.1f GB/s of main memory: more of them would change nothing",
        phase.phase().id(),
        id,
        port / GIGA,
        device.memory().peakBytesPerSecond() / GIGA);
  }
}
