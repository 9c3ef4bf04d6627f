package org.socompass.llm;

import java.util.List;
import java.util.stream.LongStream;
import org.socompass.llm.layer.Sizes;

/**
 * One pass of tokens through a model.
 *
 * @param phase prefill or decode
 * @param batch sequences
 * @param queryLength new tokens of a sequence: the prompt (or a chunk of it) in prefill; in decode
 *     1, or a token and the drafts behind it that are verified at once
 * @param contextLength tokens of a sequence that the last query sees, itself included; of sequences
 *     that differ the most
 * @param tensorParallel devices that share every layer
 * @param experts how experts are spread over groups of devices
 * @param contexts context length of each sequence of a decode step; empty if they are all the same
 */
public record ForwardPass(
    Phase phase,
    long batch,
    long queryLength,
    long contextLength,
    int tensorParallel,
    ExpertSpread experts,
    List<Long> contexts) {
  /** The longest context of a sequence [token]. */
  public static final long MAXIMUM_LENGTH = 1L << 22;

  /** The most sequences that pass together. */
  public static final long MAXIMUM_BATCH = 1L << 16;

  /** Creates a pass on devices that all hold part of every expert, over sequences of one length. */
  public ForwardPass(
      Phase phase, long batch, long queryLength, long contextLength, int tensorParallel) {
    this(phase, batch, queryLength, contextLength, tensorParallel, ExpertSpread.NONE, List.of());
  }

  /**
   * Validates the pass.
   *
   * @throws IllegalArgumentException if a size is out of range, a context is shorter than the
   *     query, or there is not one context for each sequence
   */
  public ForwardPass {
    Sizes.inRange("batch", batch, MAXIMUM_BATCH);
    Sizes.inRange("queryLength", queryLength, MAXIMUM_LENGTH);
    Sizes.inRange("contextLength", contextLength, MAXIMUM_LENGTH);
    Sizes.inRange("tensorParallel", tensorParallel, MAXIMUM_BATCH);
    contexts = List.copyOf(contexts);
    if (!contexts.isEmpty() && contexts.size() != batch) {
      throw new IllegalArgumentException(
          "there must be a context for each of %d sequences, but there are %d"
              .formatted(batch, contexts.size()));
    }
    for (long context : contexts.isEmpty() ? List.of(contextLength) : contexts) {
      if (context < queryLength || context > contextLength) {
        throw new IllegalArgumentException(
            "contextLength must be at least queryLength, but they are "
                + context
                + " and "
                + queryLength);
      }
    }
  }

  /** Returns the prefill of {@code batch} prompts on one device. */
  public static ForwardPass prefill(long batch, long promptTokens) {
    return new ForwardPass(Phase.PREFILL, batch, promptTokens, promptTokens, 1);
  }

  /** Returns a decode step on one device whose new token sees {@code contextLength} tokens. */
  public static ForwardPass decode(long batch, long contextLength) {
    return new ForwardPass(Phase.DECODE, batch, 1, contextLength, 1);
  }

  /**
   * Returns a decode step on one device over sequences of different lengths.
   *
   * @param contexts tokens that the new token of each sequence sees
   */
  public static ForwardPass decode(List<Long> contexts) {
    long most = contexts.stream().mapToLong(Long::longValue).max().orElse(0);
    boolean isUniform = contexts.stream().allMatch(c -> c == most);
    return new ForwardPass(
        Phase.DECODE,
        contexts.size(),
        1,
        most,
        1,
        ExpertSpread.NONE,
        isUniform ? List.of() : contexts);
  }

  /**
   * Returns this decode step with further tokens of each sequence that are verified with the one.
   *
   * @param drafts tokens beyond the first
   */
  public ForwardPass verifying(int drafts) {
    return new ForwardPass(
        phase,
        batch,
        queryLength + drafts,
        contextLength + drafts,
        tensorParallel,
        experts,
        contexts.stream().map(c -> c + drafts).toList());
  }

  /** Returns this pass with other lengths of query and context, those of all sequences alike. */
  public ForwardPass sized(long query, long context) {
    return new ForwardPass(phase, batch, query, context, tensorParallel, experts, List.of());
  }

  /** Returns this pass shared by {@code devices}. */
  public ForwardPass withTensorParallel(int devices) {
    return new ForwardPass(phase, batch, queryLength, contextLength, devices, experts, contexts);
  }

  /**
   * Returns the part of the busiest of several groups of devices that spread the experts of a layer
   * and each hold the rest of it.
   *
   * @param groups groups; the sequences are dealt to them
   */
  public ForwardPass withExpertGroups(int groups) {
    if (groups == 1) {
      return this;
    }
    long own = (batch + groups - 1) / groups;
    List<Long> dealt = contexts.stream().sorted((a, b) -> Long.compare(b, a)).toList();
    List<Long> kept =
        contexts.isEmpty()
            ? contexts
            : LongStream.range(0, own).mapToObj(i -> dealt.get((int) (i * groups))).toList();
    return new ForwardPass(
        phase,
        own,
        queryLength,
        contextLength,
        tensorParallel,
        new ExpertSpread(groups, batch),
        kept);
  }

  /**
   * Returns the pass of some of the sequences: of those of different lengths every so many, the
   * longest first.
   *
   * @param parts parts that the sequences are dealt to
   */
  public ForwardPass partOf(int parts) {
    ForwardPass part = withExpertGroups(parts);
    return new ForwardPass(
        phase,
        part.batch,
        queryLength,
        contextLength,
        tensorParallel,
        ExpertSpread.NONE,
        part.contexts);
  }

  /** Returns the tokens that go through the experts of a layer, those of all groups. */
  public long routedTokens() {
    return experts.groups() == 1 ? tokens() : experts.batch() * queryLength;
  }

  /** Returns the tokens of all sequences that are held. */
  public long heldTokens() {
    return contexts.isEmpty()
        ? batch * contextLength
        : contexts.stream().mapToLong(Long::longValue).sum();
  }

  /** Returns the new tokens of all sequences. */
  public long tokens() {
    return batch * queryLength;
  }
}
