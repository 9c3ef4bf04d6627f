package org.socompass.study.whatif;

import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.function.ToDoubleFunction;
import java.util.regex.Pattern;
import org.socompass.mapper.OperatorCache;
import org.socompass.study.RunStudy;

/**
 * The number of a template that an inference depends on most: the one that, doubled, makes a phase
 * shortest. Looked for among those that designers choose, of the memory, the tiers and the
 * processors that run something, so that the answer takes a dozen predictions.
 */
public final class BindingStudy {
  private static final Pattern SHARED =
      Pattern.compile(
          "memory\\.(bandwidth|channels|data_rate)|far_memory\\.bandwidth|storage\\.(bandwidth|random_bandwidth)");

  private static final String OF_PROCESSOR =
      "processors\\.(%s)\\.(clock|cores|bandwidth|dram\\.port_width|matrix\\.rows)";

  /** Less is no effect [1]. */
  private static final double LEAST = 1e-3;

  private BindingStudy() {}

  /**
   * What a phase depends on most.
   *
   * @param path path of the field
   * @param ratio time of the phase with twice the value over that as it is, below 1
   */
  public record Binding(String path, double ratio) {}

  /**
   * What binds an inference.
   *
   * @param prefill what the time to the first token depends on most; empty if nothing shortens it
   * @param decode the same of the time of a further token
   */
  public record Result(Optional<Binding> prefill, Optional<Binding> decode) {}

  /**
   * Returns what binds.
   *
   * @param request the inference and its device
   * @param engine the engine that ran
   * @param processors the processors that run something
   * @param cache where mappings are kept
   */
  public static Result of(
      RunStudy.Request request, String engine, List<String> processors, OperatorCache cache) {
    Pattern own =
        Pattern.compile(
            OF_PROCESSOR.formatted(
                String.join("|", processors.stream().map(Pattern::quote).toList())));
    List<String> paths =
        DoublingStudy.paths(request.source()).stream()
            .filter(p -> SHARED.matcher(p).matches() || own.matcher(p).matches())
            .toList();
    var fixed =
        new RunStudy.Request(
            request.source(),
            request.inference().under(engine),
            request.background(),
            request.costing(),
            false,
            false,
            request.command());
    List<DoublingStudy.Effect> effects = DoublingStudy.of(fixed, paths, cache);
    return new Result(
        best(effects, DoublingStudy.Effect::ttftRatio),
        best(effects, DoublingStudy.Effect::tpotRatio));
  }

  private static Optional<Binding> best(
      List<DoublingStudy.Effect> effects, ToDoubleFunction<DoublingStudy.Effect> ratio) {
    return effects.stream()
        .filter(e -> e.reason().isEmpty() && ratio.applyAsDouble(e) < 1 - LEAST)
        .min(Comparator.comparingDouble(ratio))
        .map(e -> new Binding(e.path(), ratio.applyAsDouble(e)));
  }
}
