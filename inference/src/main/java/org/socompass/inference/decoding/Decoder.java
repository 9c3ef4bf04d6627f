package org.socompass.inference.decoding;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.TreeMap;
import org.socompass.inference.plan.Plan;
import org.socompass.inference.plan.Speculation;
import org.socompass.inference.result.PassDetails;
import org.socompass.inference.result.PhaseResult;
import org.socompass.inference.result.SpeculationReport;
import org.socompass.llm.ForwardPass;
import org.socompass.llm.OperatorNode;

/**
 * The prompts of a batch, and the steps that yield its tokens.
 *
 * <pre>{@code
 * prefill     sum over lengths of the prompts of t(prompts of that length)
 * step        t(1 token)                                       without drafts
 *             g t(1 token of the draft) + t(g + 1 tokens)      with g drafts, all verified at once
 * TPOT        t(step) / E
 * }</pre>
 *
 * <p>A drafting model goes through the prompt as well, to have its own keys and values.
 *
 * @param target passes of the model
 * @param draft passes of the drafting model; empty without drafts
 * @param plan what is asked
 * @param batch sequences
 * @param promptTokens tokens of a prompt; of prompts that differ the most
 */
public record Decoder(
    Passes target, Optional<Passes> draft, Plan plan, long batch, long promptTokens) {
  private static final int GREATEST_SEARCHED = 16;

  /** Returns the pass over all prompts. */
  public PhaseResult prefill() {
    List<PhaseResult> parts = new ArrayList<>();
    for (ForwardPass prompts : prompts()) {
      parts.add(target.model(prompts));
      draft.ifPresent(d -> parts.add(drafting(d.model(prompts))));
    }
    return parts.size() == 1 ? parts.get(0) : PhaseResult.inSequence(parts, promptTokens);
  }

  private List<ForwardPass> prompts() {
    if (plan.contexts().isEmpty()) {
      return List.of(ForwardPass.prefill(batch, promptTokens));
    }
    Map<Long, Long> counts = new TreeMap<>();
    plan.contexts().forEach(tokens -> counts.merge(tokens, 1L, Long::sum));
    return counts.entrySet().stream()
        .map(e -> ForwardPass.prefill(e.getValue(), e.getKey()))
        .toList();
  }

  private ForwardPass forward(long further) {
    return plan.contexts().isEmpty()
        ? ForwardPass.decode(batch, promptTokens + further)
        : ForwardPass.decode(plan.contexts().stream().map(c -> c + further).toList());
  }

  /**
   * Returns a step.
   *
   * @param further tokens of the output that every sequence has behind its prompt, the new one
   *     included
   */
  public PhaseResult step(long further) {
    ForwardPass forward = forward(further);
    if (plan.speculation().isEmpty()) {
      return target.model(forward);
    }
    int length = plan.speculation().get().length();
    PhaseResult drafted = drafting(draft.orElseThrow().model(forward));
    List<PhaseResult> all = new ArrayList<>();
    for (int i = 0; i < length; i++) {
      all.add(drafted);
    }
    all.add(target.model(forward.verifying(length)));
    return PhaseResult.inSequence(all, forward.contextLength());
  }

  /** Returns the time of a step [s]. */
  public double stepSeconds(long further) {
    ForwardPass forward = forward(further);
    return plan.speculation()
        .map(s -> stepSeconds(forward, s.length()))
        .orElseGet(() -> target.seconds(forward));
  }

  private double stepSeconds(ForwardPass forward, int length) {
    return length == 0
        ? target.seconds(forward)
        : length * draft.orElseThrow().seconds(forward) + target.seconds(forward.verifying(length));
  }

  /** Returns the tokens that a step yields of each sequence. */
  public double tokensPerStep() {
    return plan.speculation()
        .map(s -> Acceptance.tokensPerStep(s.acceptance(), s.length()))
        .orElse(1.0);
  }

  private static PhaseResult drafting(PhaseResult pass) {
    return new PhaseResult(
        pass.phase(),
        pass.contextTokens(),
        pass.operators().stream().map(o -> o.named(OperatorNode.drafting(o.name()))).toList(),
        pass.seconds(),
        pass.handOvers(),
        pass.details().with(d -> new PassDetails.Values(d.timeline(), List.of())));
  }

  /**
   * Returns what drafts bring.
   *
   * @param further tokens of the output behind the prompts
   * @param weightsBytes weights of the drafting model [B]
   * @param cacheBytes what it keeps of the context [B]
   */
  public Optional<SpeculationReport> report(long further, double weightsBytes, double cacheBytes) {
    return plan.speculation().map(s -> report(s, forward(further), weightsBytes, cacheBytes));
  }

  private SpeculationReport report(
      Speculation s, ForwardPass forward, double weightsBytes, double cacheBytes) {
    double plain = target.seconds(forward);
    double one = draft.orElseThrow().seconds(forward);
    double verify = target.seconds(forward.verifying(s.length()));
    OptionalDouble breakEven =
        Acceptance.breakEven((s.length() * one + verify) / plain, s.length());
    int bestLength = 0;
    double best = plain;
    for (int g = 1; g <= GREATEST_SEARCHED; g++) {
      // No g yields more than 1 / (1 - a) tokens, nor is a verification faster than a plain step.
      double most = Acceptance.tokensPerStep(s.acceptance(), GREATEST_SEARCHED);
      if ((g * one + plain) / most >= best) {
        break;
      }
      double tpot = stepSeconds(forward, g) / Acceptance.tokensPerStep(s.acceptance(), g);
      if (tpot < best) {
        best = tpot;
        bestLength = g;
      }
    }
    return new SpeculationReport(
        s.draft().id(),
        s.acceptance(),
        s.length(),
        Acceptance.tokensPerStep(s.acceptance(), s.length()),
        Acceptance.acceptedShare(s.acceptance(), s.length()),
        plain,
        one,
        verify,
        breakEven,
        bestLength,
        best,
        weightsBytes,
        cacheBytes);
  }

  /** Returns the most that tensors between operators take in either phase [B]. */
  public double activationBytes(long prompt, long further) {
    double own = activationBytes(target, prompt, further, plan.speculation());
    return draft
        .map(d -> Math.max(own, activationBytes(d, prompt, further, Optional.empty())))
        .orElse(own);
  }

  private double activationBytes(
      Passes passes, long prompt, long further, Optional<Speculation> drafts) {
    ForwardPass decode = ForwardPass.decode(batch, prompt + further);
    return Math.max(
        passes.activationBytes(ForwardPass.prefill(batch, prompt)),
        passes.activationBytes(drafts.map(s -> decode.verifying(s.length())).orElse(decode)));
  }
}
