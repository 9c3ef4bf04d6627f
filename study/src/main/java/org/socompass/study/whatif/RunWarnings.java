package org.socompass.study.whatif;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.socompass.inference.engine.Engines;
import org.socompass.inference.engine.HandOvers;
import org.socompass.inference.result.InferenceRequest;
import org.socompass.inference.result.InferenceResult;
import org.socompass.inference.result.PlacedWeights;
import org.socompass.mapper.OperatorCache;
import org.socompass.report.chart.NumberText;
import org.socompass.study.RunStudy;

/** What one must know who reads the result of a run: that it does not fit, what was assumed. */
public final class RunWarnings {
  private RunWarnings() {}

  /** Returns the warnings of a result, a line each. */
  public static List<String> of(RunStudy.Result answer) {
    List<String> warnings = new ArrayList<>();
    InferenceResult result = answer.inference();
    InferenceRequest request = result.request();
    if (!result.fitsInMemory()) {
      warnings.add(
          "%s as %s does not fit %s: %s of weights, %s of KV cache and %s of activations, but the memory has %s, of which the system keeps %s (memory.reserve); times are as if it did; %s"
              .formatted(
                  request.model().id(),
                  request.quantization().id(),
                  result.device().id(),
                  NumberText.bytes(result.residentWeightsBytes()),
                  NumberText.bytes(result.residentCacheBytes()),
                  NumberText.bytes(result.activationBytes()),
                  NumberText.bytes(result.memoryCapacityBytes()),
                  NumberText.bytes(result.memoryReserveBytes()),
                  fitting(result)));
    }
    result.placement().flatMap(placed -> stored(result, placed)).ifPresent(warnings::add);
    if (result.assumesHandOvers()) {
      warnings.add(
          "%s states no synchronization: each hand-over between its processors is assumed to take %s"
              .formatted(
                  result.device().id(),
                  NumberText.seconds(
                      HandOvers.of(result.device())
                          .seconds(result.engine().slowSynchronization()))));
    }
    int longest = request.model().maxPositions();
    if (answer.contextTokens() > longest) {
      warnings.add(
          "%d tokens of context are more than the %d that %s was made for"
              .formatted(answer.contextTokens(), longest, request.model().id()));
    }
    return warnings;
  }

  /** Says that weights which every token needs are read from storage, and what would fit. */
  private static Optional<String> stored(InferenceResult result, PlacedWeights placed) {
    if (!(placed.decode().streamedBytes() > 0)) {
      return Optional.empty();
    }
    return Optional.of(
        "%s as %s does not fit the memory of %s: %s of its weights stay in %s, from which each token reads %s; %s"
            .formatted(
                result.request().model().id(),
                result.request().quantization().id(),
                result.device().id(),
                NumberText.bytes(placed.plan().storedBytes()),
                placed.plan().storage().type(),
                NumberText.bytes(placed.decode().streamedBytes()),
                fitting(result)));
  }

  private static String fitting(InferenceResult result) {
    List<String> fitting = FittingStudy.of(result);
    return fitting.isEmpty()
        ? "no quantization fits"
        : "it fits with --quantization " + String.join(" or ", fitting);
  }

  /** Says which number of the template each phase depends on most. */
  public static String binding(
      RunStudy.Request request, RunStudy.Result answer, OperatorCache cache) {
    String asked = request.inference().engine();
    BindingStudy.Result found =
        BindingStudy.of(
            request,
            asked.equals(Engines.AUTO) ? answer.inference().engine().id() : asked,
            answer.evaluation().processors(),
            cache);
    List<String> parts = new ArrayList<>();
    found.prefill().ifPresent(b -> parts.add("prefill goes most by " + text(b)));
    found.decode().ifPresent(b -> parts.add("decode goes most by " + text(b)));
    return String.join(", ", parts);
  }

  private static String text(BindingStudy.Binding binding) {
    return String.format(
        Locale.ROOT, "%s (doubled: %+.1f %% time)", binding.path(), 100 * (binding.ratio() - 1));
  }
}
