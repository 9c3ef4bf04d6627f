package org.socompass.llm.layer;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.socompass.operator.ElementwiseOperator;

/**
 * The feed-forward network of a layer.
 *
 * @param kind its matrices and activation
 * @param intermediate width between the matrices that all tokens go through; 0 if there are none
 * @param biases whether these matrices have biases
 * @param experts networks that a router chooses from, beside the matrices for all
 */
public record FeedForward(Kind kind, int intermediate, boolean biases, Optional<Experts> experts) {
  /** Structure of the network. */
  public enum Kind {
    /** {@code down(gelu(up(x)))}: two matrices. */
    GELU(2, ElementwiseOperator.Kind.GELU),
    /** {@code down(silu(gate(x)) * up(x))}: three matrices. */
    SWIGLU(3, ElementwiseOperator.Kind.SWIGLU),
    /** {@code down(gelu(gate(x)) * up(x))}: three matrices. */
    GEGLU(3, ElementwiseOperator.Kind.GEGLU),
    /** {@code down(silu(up(x)))}: two matrices. */
    SILU(2, ElementwiseOperator.Kind.SILU),
    /** {@code down(relu(up(x)))}: two matrices. */
    RELU(2, ElementwiseOperator.Kind.RELU),
    /** {@code down(relu(up(x))^2)}: two matrices. */
    RELU2(2, ElementwiseOperator.Kind.RELU2),
    /** {@code down(relu(gate(x)) * up(x))}: three matrices. */
    REGLU(3, ElementwiseOperator.Kind.REGLU),
    /** {@code down(relu(gate(x))^2 * up(x))}: three matrices. */
    RE2GLU(3, ElementwiseOperator.Kind.RE2GLU),
    /** {@code down(xielu(up(x)))}: two matrices. */
    XIELU(2, ElementwiseOperator.Kind.XIELU);

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
   * @throws IllegalArgumentException if the width is not in [1, 2^24], or not 0 beside experts
   */
  public FeedForward {
    if (intermediate != 0 || experts.isEmpty()) {
      Sizes.inRange("intermediate", intermediate, 1 << 24);
    }
  }

  /** Creates a network without biases and experts. */
  public FeedForward(Kind kind, int intermediate) {
    this(kind, intermediate, false, Optional.empty());
  }

  /** Returns this network with another skew of its experts, if it has some. */
  FeedForward withRoutingSkew(double skew) {
    return new FeedForward(kind, intermediate, biases, experts.map(e -> e.withSkew(skew)));
  }

  /** Returns the name, as in {@code 8-of-128-experts}. */
  public String id() {
    return experts.map(e -> e.perToken() + "-of-" + e.count() + "-experts").orElse("dense");
  }

  /** Returns the weight matrices for a hidden state of {@code hidden} elements. */
  public List<WeightMatrix> matrices(int hidden) {
    List<WeightMatrix> all = new ArrayList<>();
    if (intermediate > 0) {
      if (kind.isGated()) {
        all.add(WeightMatrix.of("ffn_gate", hidden, intermediate));
      }
      all.add(WeightMatrix.of("ffn_up", hidden, intermediate));
      all.add(WeightMatrix.of("ffn_down", intermediate, hidden));
    }
    experts.ifPresent(
        e -> {
          all.add(WeightMatrix.of("router", hidden, e.count()));
          if (e.gatedSharing()) {
            all.add(WeightMatrix.of("shared_expert_gate", hidden, 1));
          }
          if (kind.isGated()) {
            all.add(routed("experts_gate", hidden, e.intermediate(), e));
          }
          all.add(routed("experts_up", hidden, e.intermediate(), e));
          all.add(routed("experts_down", e.intermediate(), hidden, e));
        });
    return all;
  }

  private static WeightMatrix routed(String role, long in, long out, Experts experts) {
    return new WeightMatrix(role, in, out, experts.count(), WeightMatrix.Use.ROUTED);
  }

  /** Returns the parameters that are in no matrix. */
  public long vectorElements(int hidden) {
    return (biases ? biases(hidden, intermediate) : 0)
        + experts
            .map(
                e ->
                    e.routerVectors()
                        + (e.biases() ? e.count() * biases(hidden, e.intermediate()) : 0))
            .orElse(0L);
  }

  /** Returns the parameters of the experts that a token does not go through. */
  long idleElements(int hidden) {
    return experts
        .map(
            e ->
                (long) (e.count() - e.perToken())
                    * ((long) kind.matrices() * hidden * e.intermediate()
                        + (e.biases() ? biases(hidden, e.intermediate()) : 0)))
        .orElse(0L);
  }

  private long biases(int hidden, long width) {
    return (kind.matrices() - 1) * width + hidden;
  }
}
