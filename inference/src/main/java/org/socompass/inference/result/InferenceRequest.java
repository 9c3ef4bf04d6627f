package org.socompass.inference.result;

import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
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
    OptionalLong promptChunk) {
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
        OptionalLong.empty());
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
        promptChunk);
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
        promptChunk);
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
        promptChunk);
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
        OptionalLong.of(tokens));
  }
}
