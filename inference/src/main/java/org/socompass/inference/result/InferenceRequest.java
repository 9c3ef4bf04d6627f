package org.socompass.inference.result;

import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import org.socompass.inference.plan.Plan;
import org.socompass.inference.tier.TierUse;
import org.socompass.llm.KvReduction;
import org.socompass.llm.KvType;
import org.socompass.llm.LanguageModel;
import org.socompass.llm.Quantization;

/**
 * One inference.
 *
 * @param model the language model
 * @param quantization how weights and activations are stored
 * @param promptTokens tokens of the prompt of one sequence
 * @param outputTokens tokens generated for one sequence; the first comes from the prefill
 * @param batch sequences processed together
 * @param engine name of the engine
 * @param processors ids of the processors that may be used; empty for all
 * @param kvType type of keys and values in the cache; that of the quantization if empty
 * @param promptChunk tokens of each sequence that pass through the model at a time; those of the
 *     engine if empty
 * @param plan how its tokens are made: drafts, stages, sequences of different lengths
 * @param tiers where weights may be
 * @param reduction keys and values that the model, as it is here, does not keep
 */
public record InferenceRequest(
    LanguageModel model,
    Quantization quantization,
    long promptTokens,
    long outputTokens,
    long batch,
    String engine,
    List<String> processors,
    Optional<KvType> kvType,
    OptionalLong promptChunk,
    Plan plan,
    TierUse tiers,
    KvReduction reduction) {
  /** Creates an inference with the cache of its quantization, in the chunks of its engine. */
  public InferenceRequest(
      LanguageModel model,
      Quantization quantization,
      long promptTokens,
      long outputTokens,
      long batch,
      String engine,
      List<String> processors) {
    this(
        model,
        quantization,
        promptTokens,
        outputTokens,
        batch,
        engine,
        processors,
        Optional.empty(),
        OptionalLong.empty(),
        Plan.PLAIN,
        TierUse.IN_MEMORY,
        KvReduction.NONE);
  }

  /**
   * Copies the processors.
   *
   * @throws IllegalArgumentException if a count is not positive
   */
  public InferenceRequest {
    processors = List.copyOf(processors);
    positive("prompt", promptTokens);
    positive("output tokens", outputTokens);
    positive("batch", batch);
  }

  private static void positive(String name, long value) {
    if (value < 1) {
      throw new IllegalArgumentException(name + " must be at least 1, but is " + value);
    }
  }

  /**
   * Returns the same inference under another engine.
   *
   * @param otherEngine its id
   */
  public InferenceRequest under(String otherEngine) {
    return new InferenceRequest(
        model,
        quantization,
        promptTokens,
        outputTokens,
        batch,
        otherEngine,
        processors,
        kvType,
        promptChunk,
        plan,
        tiers,
        reduction);
  }

  /**
   * Returns the same inference with another cache.
   *
   * @param type type of keys and values
   */
  public InferenceRequest withKvType(KvType type) {
    return new InferenceRequest(
        model,
        quantization,
        promptTokens,
        outputTokens,
        batch,
        engine,
        processors,
        Optional.of(type),
        promptChunk,
        plan,
        tiers,
        reduction);
  }

  /**
   * Returns the same inference of other lengths.
   *
   * @param prompt tokens of the prompt of one sequence
   * @param output tokens generated for one sequence
   * @param sequences sequences processed together
   */
  public InferenceRequest withLengths(long prompt, long output, long sequences) {
    return new InferenceRequest(
        model,
        quantization,
        prompt,
        output,
        sequences,
        engine,
        processors,
        kvType,
        promptChunk,
        plan,
        tiers,
        reduction);
  }

  /** Returns the same inference with its prompt in chunks of so many tokens of each sequence. */
  public InferenceRequest inChunksOf(long tokens) {
    return new InferenceRequest(
        model,
        quantization,
        promptTokens,
        outputTokens,
        batch,
        engine,
        processors,
        kvType,
        OptionalLong.of(tokens),
        plan,
        tiers,
        reduction);
  }

  /**
   * Returns the same inference by another plan. With sequences of different lengths they are its
   * batch, the longest is its prompt.
   */
  public InferenceRequest by(Plan other) {
    boolean isMixed = !other.contexts().isEmpty();
    return new InferenceRequest(
        model,
        quantization,
        isMixed
            ? other.contexts().stream().mapToLong(Long::longValue).max().orElse(promptTokens)
            : promptTokens,
        outputTokens,
        isMixed ? other.contexts().size() : batch,
        engine,
        processors,
        kvType,
        promptChunk,
        other,
        tiers,
        reduction);
  }

  /** Returns the same inference with its weights elsewhere. */
  public InferenceRequest placed(TierUse use) {
    return new InferenceRequest(
        model,
        quantization,
        promptTokens,
        outputTokens,
        batch,
        engine,
        processors,
        kvType,
        promptChunk,
        plan,
        use,
        reduction);
  }

  /**
   * Returns the same inference with fewer keys and values kept.
   *
   * @throws IllegalArgumentException if the model has none that could be left out
   */
  public InferenceRequest keeping(KvReduction less) {
    return new InferenceRequest(
        less.of(model),
        quantization,
        promptTokens,
        outputTokens,
        batch,
        engine,
        processors,
        kvType,
        promptChunk,
        plan,
        tiers,
        less);
  }

  /** Returns the tokens of all prompts. */
  public long allPromptTokens() {
    return plan.contexts().isEmpty()
        ? batch * promptTokens
        : plan.contexts().stream().mapToLong(Long::longValue).sum();
  }
}
