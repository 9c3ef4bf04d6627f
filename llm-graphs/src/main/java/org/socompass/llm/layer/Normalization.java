package org.socompass.llm.layer;

import org.socompass.operator.RowOperator;

/**
 * Where and how a model normalises its hidden state.
 *
 * @param kind the norm
 * @param placement where norms stand in a layer
 * @param beforeLmHead whether one more stands before the LM head
 */
public record Normalization(Kind kind, Placement placement, boolean beforeLmHead) {
  /** The norms. */
  public enum Kind {
    /** Mean and variance; weight and bias. */
    LAYERNORM(2, RowOperator.Kind.LAYERNORM),
    /** Mean and variance; weight only. */
    LAYERNORM_WITHOUT_BIAS(1, RowOperator.Kind.LAYERNORM),
    /** Mean and variance; no parameters. */
    LAYERNORM_WITHOUT_WEIGHTS(0, RowOperator.Kind.LAYERNORM),
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

  /** Where norms stand in a layer. */
  public enum Placement {
    /** One, whose result the mixer and the feed-forward network of a parallel block both read. */
    SHARED(1),
    /** Before the mixer and before the feed-forward network. */
    BEFORE(2),
    /** On the output of each of them, before it is added. */
    AFTER(2),
    /** Before and after each of them. */
    BEFORE_AND_AFTER(4);

    private final int perLayer;

    Placement(int perLayer) {
      this.perLayer = perLayer;
    }
  }

  /**
   * Creates the norms of a layer by their number.
   *
   * @param perLayer 1 shared by attention and feed-forward network (parallel block), 2 before each
   *     of them, 4 before and after each of them
   * @throws IllegalArgumentException if a layer has not 1, 2 or 4
   */
  public Normalization(Kind kind, int perLayer, boolean beforeLmHead) {
    this(kind, placement(perLayer), beforeLmHead);
  }

  private static Placement placement(int perLayer) {
    return switch (perLayer) {
      case 1 -> Placement.SHARED;
      case 2 -> Placement.BEFORE;
      case 4 -> Placement.BEFORE_AND_AFTER;
      default ->
          throw new IllegalArgumentException(
              "norms_per_layer must be 1, 2 or 4, but is " + perLayer);
    };
  }

  /** Returns the norms of a layer that has a mixer and a feed-forward network. */
  public int perLayer() {
    return placement.perLayer;
  }

  /** Returns whether the inputs of mixer and feed-forward network are normalised. */
  public boolean beforeBlocks() {
    return placement != Placement.AFTER;
  }

  /** Returns whether the outputs of mixer and feed-forward network are normalised. */
  public boolean afterBlocks() {
    return placement == Placement.BEFORE_AND_AFTER || placement == Placement.AFTER;
  }

  /** Returns the norms of a layer of {@code blocks} blocks. */
  int norms(int blocks) {
    return placement == Placement.SHARED ? 1 : perLayer() / 2 * blocks;
  }
}
