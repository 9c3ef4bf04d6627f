package org.socompass.inference.pass;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import org.socompass.inference.result.OperatorTime;
import org.socompass.inference.result.PassDetails;
import org.socompass.inference.result.PhaseResult;
import org.socompass.inference.schedule.Timeline;
import org.socompass.llm.ForwardPass;

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
        PassDetails.of(() -> new PassDetails.Values(timeline(spans), spans.get(0).chunk().cuts())));
  }

  private static ForwardPass part(ForwardPass prompt, long tokens, long context) {
    return prompt.sized(tokens, context);
  }

  private static List<OperatorTime> operators(List<Span> spans) {
    return OperatorTime.summed(
        spans.stream()
            .flatMap(span -> span.operators().stream().map(o -> o.repeated(span.chunks())))
            .toList());
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
