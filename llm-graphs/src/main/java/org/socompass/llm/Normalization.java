package org.socompass.llm;

import org.socompass.operator.RowOperator;

/**
 * Where and how a model normalises its hidden state.
 *
 * @param kind the norm
 * @param perLayer norms of a layer: 1 shared by attention and feed-forward network (parallel
 *     block), 2 before each of them, 4 before and after each of them
 * @param beforeLmHead whether one more stands before the LM head
 */
public record Normalization(Kind kind, int perLayer, boolean beforeLmHead) {
  /** The norms. */
  public enum Kind {
    /** Mean and variance; weight and bias. */
    LAYERNORM(2, RowOperator.Kind.LAYERNORM),
    /** Root mean square; weight only. */
    RMSNORM(1, RowOperator.Kind.RMSNORM);

    private final int vectors;
    private final RowOperator.Kind operator;

    Kind(int vectors, RowOperator.Kind operator) {
      this.vectors = vectors;
      this.operator = operator;
    }

    /** Returns the parameters of an element. */
    public int vectors() {
      return vectors;
    }

    /** Returns the operator that computes it. */
    public RowOperator.Kind operator() {
      return operator;
    }
  }

  /**
   * Validates the norms.
   *
   * @throws IllegalArgumentException if a layer has not 1, 2 or 4
   */
  public Normalization {
    if (perLayer != 1 && perLayer != 2 && perLayer != 4) {
      throw new IllegalArgumentException("norms_per_layer must be 1, 2 or 4, but is " + perLayer);
    }
  }

  /** Returns whether the outputs of attention and feed-forward network are normalised too. */
  public boolean afterBlocks() {
    return perLayer == 4;
  }
}
