package org.socompass.cli.run;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.TreeSet;
import org.socompass.cli.format.Numbers;
import org.socompass.inference.result.InferenceResult;
import org.socompass.inference.result.OperatorTime;
import org.socompass.inference.result.PhaseResult;

/** Which operators the units in the banks of main memory run, where a device has such units. */
final class InMemoryNotes {
  private InMemoryNotes() {}

  /** Returns a note for each phase; none for a device without units. */
  static List<String> of(InferenceResult result) {
    List<String> notes = new ArrayList<>();
    if (result.device().memory().pim().isPresent()) {
      for (PhaseResult phase : List.of(result.prefill(), result.decode())) {
        notes.add(phase.phase().id() + ": " + note(phase, result.device().memory().type()));
      }
    }
    return notes;
  }

  private static String note(PhaseResult phase, String memory) {
    var names = new TreeSet<String>();
    double seconds = 0;
    double inside = 0;
    double crossing = 0;
    for (OperatorTime operator : phase.operators()) {
      crossing += operator.mainMemoryBytes() * operator.count();
      if (operator.isInMemory()) {
        names.add(operator.name());
        seconds += operator.totalSeconds();
        inside += operator.inMemoryBytes() * operator.count();
      }
    }
    return names.isEmpty()
        ? "nothing; processors are faster, or units do not take such types or so many rows"
        : String.format(
            Locale.ROOT,
            "%s (%.0f %% of the time); %s of weights are read inside %s, %s cross its bus",
            String.join(", ", names),
            100 * seconds / phase.seconds(),
            Numbers.bytes(inside),
            memory,
            Numbers.bytes(crossing));
  }

  /** Returns what a run with units takes for granted; nothing if none runs anything. */
  static List<String> assumed(InferenceResult result) {
    boolean isUsed =
        result.decode().operators().stream().anyMatch(OperatorTime::isInMemory)
            || result.prefill().operators().stream().anyMatch(OperatorTime::isInMemory);
    return isUsed
        ? List.of(
            "the engine has kernels for units in memory, whose layout of weights the processors"
                + " read as fast as their own; no measured row has such units")
        : List.of();
  }

  /** Returns the processor of an operator, and whether it only sends commands to the memory. */
  static String processor(OperatorTime operator) {
    return operator.processor() + (operator.isInMemory() ? ", in memory" : "");
  }
}
