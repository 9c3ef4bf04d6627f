package org.socompass.inference.training;

import java.util.Locale;
import java.util.OptionalInt;
import org.socompass.llm.LanguageModel;
import org.socompass.llm.Quantization;

/**
 * What is trained, and how.
 *
 * @param model the language model
 * @param quantization how its weights are stored
 * @param rank rank of the adapters beside its matrices (LoRA); empty if all parameters are trained
 * @param sequenceTokens tokens of a sequence
 * @param batch sequences of a pass on each replica
 * @param accumulated passes before the optimizer's step
 * @param recompute what the backward pass computes again
 * @param rule the optimizer
 * @param replicas replicas of the model, each with its own sequences
 * @param sharding what the replicas share
 * @param fusesAttention whether scores stay on the chip, where the device has such a kernel
 */
public record FineTuning(
    LanguageModel model,
    Quantization quantization,
    OptionalInt rank,
    long sequenceTokens,
    long batch,
    long accumulated,
    Recompute recompute,
    ParameterUpdate.Rule rule,
    int replicas,
    Sharding sharding,
    boolean fusesAttention) {
  private static final int GREATEST_RANK = 1 << 16;

  /** What the backward pass computes again instead of finding it in memory. */
  public enum Recompute {
    /** Nothing: all that it needs is kept. */
    NONE,
    /** Scores and their softmax, which fused attention never keeps. */
    ATTENTION,
    /** Each layer, from its input. */
    FULL;

    /** Returns the name on the command line. */
    public String id() {
      return name().toLowerCase(Locale.ROOT);
    }
  }

  /** What replicas hold a part of each instead of all. */
  public enum Sharding {
    /** Nothing. */
    NONE,
    /** States of the optimizer. */
    OPTIMIZER,
    /** States and gradients. */
    GRADIENTS,
    /** States, gradients and weights, which are gathered before they are used. */
    WEIGHTS;

    /** Returns the name on the command line. */
    public String id() {
      return name().toLowerCase(Locale.ROOT);
    }
  }

  /**
   * Validates the sizes.
   *
   * @throws IllegalArgumentException if one is not positive, gradients would be integers, or
   *     weights that are trained have fewer than 16 bits
   */
  public FineTuning {
    positive("sequence", sequenceTokens);
    positive("batch", batch);
    positive("accumulated passes", accumulated);
    positive("replicas", replicas);
    rank.ifPresent(
        r -> {
          if (r < 1 || r > GREATEST_RANK) {
            throw new IllegalArgumentException(
                "rank must be in [1, %d], but is %d".formatted(GREATEST_RANK, r));
          }
        });
    if (quantization.quantizesActivations()) {
      throw new IllegalArgumentException(
          "gradients need activations of 16 bits, but %s has %s"
              .formatted(quantization.id(), quantization.activation().id()));
    }
    if (rank.isEmpty() && quantization.weight().payloadBits() < 16) {
      throw new IllegalArgumentException(
          "weights that are trained need 16 bits, but %s has %s; adapters beside them (lora) do not"
              .formatted(quantization.id(), quantization.weight().id()));
    }
  }

  private static void positive(String name, long value) {
    if (value < 1) {
      throw new IllegalArgumentException(name + " must be at least 1, but is " + value);
    }
  }

  /** Returns the tokens of a pass on a replica. */
  public long tokensOfPass() {
    return batch * sequenceTokens;
  }

  /** Returns the tokens of a step on all replicas. */
  public long tokensOfStep() {
    return tokensOfPass() * accumulated * replicas;
  }

  /** Returns whether all parameters are trained. */
  public boolean isFull() {
    return rank.isEmpty();
  }
}
