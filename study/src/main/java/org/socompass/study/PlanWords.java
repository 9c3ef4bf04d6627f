package org.socompass.study;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import org.socompass.inference.plan.Parallelism;
import org.socompass.inference.plan.Plan;
import org.socompass.inference.plan.Speculation;
import org.socompass.inference.result.InferenceRequest;
import org.socompass.llm.layer.Experts;
import org.socompass.llm.layer.FeedForward;

/** The options of {@code run} that state how the tokens of a request are made. */
final class PlanWords {
  private PlanWords() {}

  /** Returns the options beyond model, quantization, tokens, engine and processors. */
  static List<String> of(InferenceRequest request) {
    Plan plan = request.plan();
    List<String> words = new ArrayList<>();
    request.kvType().ifPresent(type -> words.addAll(List.of("--kv-type", type.id())));
    request
        .promptChunk()
        .ifPresent(tokens -> words.addAll(List.of("--prompt-chunk", Long.toString(tokens))));
    if (!plan.contexts().isEmpty()) {
      words.add("--batch-contexts");
      words.add(plan.contexts().stream().map(String::valueOf).collect(Collectors.joining(",")));
    }
    Parallelism devices = plan.parallelism();
    if (devices.stages() > 1) {
      words.addAll(List.of("--pipeline-parallel", Integer.toString(devices.stages())));
      devices
          .microBatches()
          .ifPresent(m -> words.addAll(List.of("--micro-batches", Integer.toString(m))));
    }
    if (devices.groups() > 1) {
      words.addAll(List.of("--expert-parallel", Integer.toString(devices.groups())));
    }
    plan.speculation().ifPresent(s -> words.addAll(drafts(s)));
    request.model().stack().stream()
        .flatMap(l -> l.feedForward().flatMap(FeedForward::experts).stream())
        .mapToDouble(Experts::skew)
        .filter(skew -> skew > 0)
        .findFirst()
        .ifPresent(skew -> words.addAll(List.of("--routing-skew", Double.toString(skew))));
    return words;
  }

  private static List<String> drafts(Speculation s) {
    return List.of(
        "--draft",
        s.name(),
        "--draft-quantization",
        s.quantization().id(),
        "--acceptance",
        Double.toString(s.acceptance()),
        "--draft-length",
        Integer.toString(s.length()));
  }
}
