package org.socompass.study.whatif;

import java.util.ArrayList;
import java.util.List;
import org.socompass.inference.engine.HandOvers;
import org.socompass.inference.result.InferenceRequest;
import org.socompass.inference.result.InferenceResult;
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
                  NumberText.bytes(result.kvCacheBytes()),
                  NumberText.bytes(result.activationBytes()),
                  NumberText.bytes(result.memoryCapacityBytes()),
                  NumberText.bytes(result.memoryReserveBytes()),
                  fitting(result)));
    }
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

  private static String fitting(InferenceResult result) {
    List<String> fitting = FittingStudy.of(result);
    return fitting.isEmpty()
        ? "no quantization fits"
        : "it fits with --quantization " + String.join(" or ", fitting);
  }
}
