package org.socompass.llm;

import org.socompass.operator.Matmul;
import org.socompass.operator.Operator;

/**
 * An operator of a graph.
 *
 * @param name its role, as in {@code ffn_down}; the same for every model and unique in a graph
 * @param operator what is computed
 * @param count times it is computed in a pass
 */
public record OperatorNode(String name, Operator operator, long count) {
  /** Name of attention in one operator. */
  static final String ATTENTION = "attention";

  /** Name of the product of queries and keys. */
  static final String Q_MUL_K = "q_mul_k";

  /** Name of the product of attention weights and values. */
  static final String A_MUL_V = "a_mul_v";

  /**
   * Validates the node.
   *
   * @throws IllegalArgumentException if the name is blank or the count is not positive
   */
  public OperatorNode {
    if (name.isBlank()) {
      throw new IllegalArgumentException("name must not be blank");
    }
    if (count <= 0) {
      throw new IllegalArgumentException("count of " + name + " must be positive, but is " + count);
    }
  }

  /** Returns whether it multiplies by a weight matrix, not by keys or values. */
  public boolean readsWeights() {
    return operator instanceof Matmul && !name.equals(Q_MUL_K) && !name.equals(A_MUL_V);
  }

  /** Returns whether an operator of this name reads keys or values from the cache. */
  public static boolean readsKvCache(String name) {
    return name.equals(ATTENTION) || name.equals(Q_MUL_K) || name.equals(A_MUL_V);
  }

  /** Returns the operations of all its computations [op]. */
  public double operations() {
    return count * operator.operations();
  }
}
