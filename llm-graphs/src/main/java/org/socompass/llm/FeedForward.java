package org.socompass.llm;

import org.socompass.operator.ElementwiseOperator;

/**
 * The feed-forward network of a layer.
 *
 * @param kind its matrices and activation
 * @param intermediate width between the matrices
 */
public record FeedForward(Kind kind, int intermediate) {
  /** Structure of the network. */
  public enum Kind {
    /** {@code down(gelu(up(x)))}: two matrices. */
    GELU(2, ElementwiseOperator.Kind.GELU),
    /** {@code down(silu(gate(x)) * up(x))}: three matrices. */
    SWIGLU(3, ElementwiseOperator.Kind.SWIGLU),
    /** {@code down(gelu(gate(x)) * up(x))}: three matrices. */
    GEGLU(3, ElementwiseOperator.Kind.GEGLU);

    private final int matrices;
    private final ElementwiseOperator.Kind activation;

    Kind(int matrices, ElementwiseOperator.Kind activation) {
      this.matrices = matrices;
      this.activation = activation;
    }

    /** Returns the weight matrices. */
    public int matrices() {
      return matrices;
    }

    /** Returns whether a gate matrix multiplies the activation. */
    public boolean isGated() {
      return matrices == 3;
    }

    /** Returns the activation, the product with the gate included. */
    public ElementwiseOperator.Kind activation() {
      return activation;
    }
  }

  /**
   * Validates the network.
   *
   * @throws IllegalArgumentException if the width is not in [1, 2^24]
   */
  public FeedForward {
    Sizes.inRange("intermediate", intermediate, 1 << 24);
  }
}
