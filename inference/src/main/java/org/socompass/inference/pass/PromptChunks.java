package org.socompass.inference.pass;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Function;
import org.socompass.inference.result.OperatorTime;
import org.socompass.inference.result.PhaseResult;
import org.socompass.inference.schedule.Timeline;
import org.socompass.llm.ForwardPass;
import org.socompass.operator.energy.Energy;

/**
 * A prompt of which so many tokens pass through the model at a time, one chunk after another.
 *
 * <pre>{@code
 * t = sum over spans of chunks_of_span * t(chunk at the mean context of the span) + t(last chunk)
 * }</pre>
 *
 * <p>All chunks but the last have the same length, and their time rises with their context as that
 * of attention does, nearly along a line, so that one chunk in the middle stands for each of {@link
 * #SPANS} spans. Only the last chunk computes the LM head, unless the engine does so for all
 * tokens.
 */
final class PromptChunks {
  private static final int SPANS = 8;

  /** Operators behind the layers. */
  static final Set<String> ENDS = Set.of("final_norm", "quantize_lm_head", "lm_head");

  private PromptChunks() {}

  /** A chunk that stands for others. */
  private record Span(long from, long to, PhaseResult chunk, List<OperatorTime> operators) {
    long chunks() {
      return to - from;
    }

    double seconds() {
      double left = 0;
      for (OperatorTime operator : chunk.operators()) {
        left += operators.contains(operator) ? 0 : operator.totalSeconds();
      }
      return chunk.seconds() - left;
    }
  }

  /**
   * Returns the pass over the whole prompt.
   *
   * @param length tokens of a chunk, less than those of the prompt
   * @param headOnAllTokens whether every chunk computes the LM head
   * @param model returns the pass over a chunk
   */
  static PhaseResult prefill(
      ForwardPass prompt,
      long length,
      boolean headOnAllTokens,
      Function<ForwardPass, PhaseResult> model) {
    long before = prompt.contextLength() - prompt.queryLength();
    long full = (prompt.queryLength() - 1) / length;
    List<Span> spans = new ArrayList<>();
    long parts = Math.min(SPANS, full);
    for (long s = 0; s < parts; s++) {
      long from = full * s / parts;
      long to = full * (s + 1) / parts;
      long context = before + Math.round((from + to + 1) / 2.0 * length);
      PhaseResult chunk = model.apply(part(prompt, length, context));
      spans.add(
          new Span(
              from,
              to,
              chunk,
              chunk.operators().stream()
                  .filter(o -> headOnAllTokens || !ENDS.contains(o.name()))
                  .toList()));
    }
    PhaseResult last =
        model.apply(part(prompt, prompt.queryLength() - full * length, prompt.contextLength()));
    spans.add(new Span(full, full + 1, last, last.operators()));
    double seconds = 0;
    long handOvers = 0;
    for (Span span : spans) {
      seconds += span.chunks() * span.seconds();
      handOvers += span.chunks() * span.chunk().handOvers();
    }
    return new PhaseResult(
        prompt.phase(),
        prompt.contextLength(),
        operators(spans),
        seconds,
        handOvers,
        timeline(spans),
        spans.get(0).chunk().cuts());
  }

  private static ForwardPass part(ForwardPass prompt, long tokens, long context) {
    return new ForwardPass(
        prompt.phase(), prompt.batch(), tokens, context, prompt.tensorParallel());
  }

  private static List<OperatorTime> operators(List<Span> spans) {
    Map<String, OperatorTime> sums = new LinkedHashMap<>();
    for (Span span : spans) {
      for (OperatorTime o : span.operators()) {
        OperatorTime all = runs(o, o.count() * span.chunks());
        sums.merge(o.name() + "@" + o.processor(), all, PromptChunks::mean);
      }
    }
    return List.copyOf(sums.values());
  }

  private static OperatorTime runs(OperatorTime o, long count) {
    return new OperatorTime(
        o.name(),
        o.operator(),
        o.shape(),
        o.processor(),
        count,
        o.seconds(),
        o.boundBy(),
        o.rooflineSeconds(),
        o.operations(),
        o.mainMemoryBytes(),
        o.energies());
  }

  /** Returns all runs of two, each as their mean; shape and bound are those of the longer time. */
  private static OperatorTime mean(OperatorTime a, OperatorTime b) {
    OperatorTime longer = a.totalSeconds() >= b.totalSeconds() ? a : b;
    long count = a.count() + b.count();
    double x = (double) a.count() / count;
    double y = (double) b.count() / count;
    return new OperatorTime(
        a.name(),
        a.operator(),
        longer.shape(),
        a.processor(),
        count,
        x * a.seconds() + y * b.seconds(),
        longer.boundBy(),
        x * a.rooflineSeconds() + y * b.rooflineSeconds(),
        x * a.operations() + y * b.operations(),
        x * a.mainMemoryBytes() + y * b.mainMemoryBytes(),
        a.energies().flatMap(e -> b.energies().map(f -> mean(e, a.count(), f, b.count()))));
  }

  private static Map<String, Energy> mean(
      Map<String, Energy> a, long countOfA, Map<String, Energy> b, long countOfB) {
    Map<String, Energy> result = new TreeMap<>();
    a.forEach((id, e) -> result.merge(id, e.times(countOfA), Energy::plus));
    b.forEach((id, e) -> result.merge(id, e.times(countOfB), Energy::plus));
    result.replaceAll((id, e) -> e.dividedBy(countOfA + countOfB));
    return result;
  }

  private static Optional<Timeline> timeline(List<Span> spans) {
    Optional<Timeline> last = spans.get(spans.size() - 1).chunk().timeline();
    if (last.isEmpty()) {
      return Optional.empty();
    }
    List<SteadySpan> steady = new ArrayList<>();
    for (Span span : spans) {
      Timeline timeline = span.chunk().timeline().orElseThrow();
      List<Double> busy = new ArrayList<>();
      List<Double> bytes = new ArrayList<>();
      for (Timeline.Shares shares : timeline.shares()) {
        double seconds = shares.busy() * timeline.seconds();
        busy.add(seconds);
        bytes.add(seconds * shares.bytesPerSecond());
      }
      steady.add(new SteadySpan(span.from(), span.to(), span.seconds(), busy, bytes));
    }
    var empty = new Timeline(last.get().lanes(), List.of(), List.of(), 0);
    return Optional.of(SteadySpan.append(empty, steady));
  }
}
