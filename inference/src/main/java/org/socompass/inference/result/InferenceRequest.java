package org.socompass.inference.result;

import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.function.Consumer;
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

  /** A copy in the making: a method that returns another inference names only what differs. */
  private static final class Copy {
    private LanguageModel model;
    private Quantization quantization;
    private long promptTokens;
    private long outputTokens;
    private long batch;
    private String engine;
    private List<String> processors;
    private Optional<KvType> kvType;
    private OptionalLong promptChunk;
    private Plan plan;
    private TierUse tiers;
    private KvReduction reduction;

    Copy(InferenceRequest of) {
      model = of.model;
      quantization = of.quantization;
      promptTokens = of.promptTokens;
      outputTokens = of.outputTokens;
      batch = of.batch;
      engine = of.engine;
      processors = of.processors;
      kvType = of.kvType;
      promptChunk = of.promptChunk;
      plan = of.plan;
      tiers = of.tiers;
      reduction = of.reduction;
    }
  }

  private InferenceRequest with(Consumer<Copy> change) {
    var copy = new Copy(this);
    change.accept(copy);
    return new InferenceRequest(
        copy.model,
        copy.quantization,
        copy.promptTokens,
        copy.outputTokens,
        copy.batch,
        copy.engine,
        copy.processors,
        copy.kvType,
        copy.promptChunk,
        copy.plan,
        copy.tiers,
        copy.reduction);
  }

  /**
   * Returns the same inference of another model.
   *
   * @param other the model
   * @param stored how it is stored
   */
  public InferenceRequest of(LanguageModel other, Quantization stored) {
    return with(
        copy -> {
          copy.model = other;
          copy.quantization = stored;
        });
  }

  /**
   * Returns the same inference under another engine.
   *
   * @param otherEngine its id
   */
  public InferenceRequest under(String otherEngine) {
    return with(copy -> copy.engine = otherEngine);
  }

  /**
   * Returns the same inference on other processors.
   *
   * @param ids ids of the processors that may be used; empty for all
   */
  public InferenceRequest on(List<String> ids) {
    return with(copy -> copy.processors = ids);
  }

  /**
   * Returns the same inference with another cache.
   *
   * @param type type of keys and values
   */
  public InferenceRequest withKvType(KvType type) {
    return with(copy -> copy.kvType = Optional.of(type));
  }

  /**
   * Returns the same inference of other lengths.
   *
   * @param prompt tokens of the prompt of one sequence
   * @param output tokens generated for one sequence
   * @param sequences sequences processed together
   */
  public InferenceRequest withLengths(long prompt, long output, long sequences) {
    return with(
        copy -> {
          copy.promptTokens = prompt;
          copy.outputTokens = output;
          copy.batch = sequences;
        });
  }

  /** Returns the same inference with its prompt in chunks of so many tokens of each sequence. */
  public InferenceRequest inChunksOf(long tokens) {
    return with(copy -> copy.promptChunk = OptionalLong.of(tokens));
  }

  /**
   * Returns the same inference by another plan. With sequences of different lengths they are its
   * batch, the longest is its prompt.
   */
  public InferenceRequest by(Plan other) {
    return with(
        copy -> {
          copy.plan = other;
          if (!other.contexts().isEmpty()) {
            copy.promptTokens =
                other.contexts().stream().mapToLong(Long::longValue).max().orElse(promptTokens);
            copy.batch = other.contexts().size();
          }
        });
  }

  /** Returns the same inference with its weights elsewhere. */
  public InferenceRequest placed(TierUse use) {
    return with(copy -> copy.tiers = use);
  }

  /**
   * Returns the same inference with fewer keys and values kept.
   *
   * @throws IllegalArgumentException if the model has none that could be left out
   */
  public InferenceRequest keeping(KvReduction less) {
    return with(
        copy -> {
          copy.model = less.of(model);
          copy.reduction = less;
        });
  }

  /** Returns the tokens of all prompts. */
  public long allPromptTokens() {
    return plan.contexts().isEmpty()
        ? batch * promptTokens
        : plan.contexts().stream().mapToLong(Long::longValue).sum();
  }
}
