package org.socompass.report;

import java.util.List;
import java.util.Locale;
import org.socompass.evaluation.DesignEvaluation;
import org.socompass.inference.result.InferenceResult;
import org.socompass.inference.result.PhaseResult;

/**
 * One inference as a report shows it.
 *
 * @param title heading
 * @param facts what was asked, as the report says it
 * @param evaluation the prediction
 * @param command the command line that made it
 */
public record RunData(
    String title, List<Fact> facts, DesignEvaluation evaluation, List<String> command) {
  /** Copies the lists. */
  public RunData {
    facts = List.copyOf(facts);
    command = List.copyOf(command);
  }

  /** Returns both phases in order. */
  List<PhaseResult> phases() {
    return List.of(evaluation.result().prefill(), evaluation.result().decode());
  }

  /** Returns the heading of a figure of a phase, which stands alone. */
  String figureTitle(PhaseResult phase) {
    InferenceResult result = evaluation.result();
    return "%s: %s as %s on %s"
        .formatted(
            title(phase),
            result.request().model().id(),
            result.request().quantization().id(),
            result.device().id());
  }

  /** Returns the heading of a phase. */
  static String title(PhaseResult phase) {
    return switch (phase.phase()) {
      case PREFILL -> String.format(Locale.ROOT, "Prefill of %,d tokens", phase.contextTokens());
      case DECODE ->
          String.format(Locale.ROOT, "Decode of one token at context %,d", phase.contextTokens());
    };
  }
}
