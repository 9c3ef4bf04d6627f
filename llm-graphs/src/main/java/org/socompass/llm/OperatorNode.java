package org.socompass.llm;

import java.util.Set;
import org.socompass.operator.Matmul;
import org.socompass.operator.Operator;

/**
 * An operator of a graph.
 *
 * @param name its role, as in {@code ffn_down}, the same for every model; followed by {@code #} and
 *     a context where sequences of several are computed apart, and by {@code @} and the kind of its
 *     layer in a graph of several kinds; unique in a graph
 * @param operator what is computed
 * @param count times it is computed in a pass
 */
public record OperatorNode(String name, Operator operator, long count) {
  private static final char KIND = '@';
  private static final char CONTEXT = '#';

  /** Name of the scores by which keys are chosen. */
  public static final String INDEX_SCORES = "index_scores";

  private static final Set<String> WITHOUT_WEIGHTS =
      Set.of(
          "q_mul_k",
          "a_mul_v",
          INDEX_SCORES,
          "state_scores",
          "state_corrections",
          "state_within",
          "state_chunks",
          "state_before");

  /** Name of attention in one operator. */
  public static final String ATTENTION = "attention";

  /** Name of the product of queries and keys. */
  public static final String Q_MUL_K = "q_mul_k";

  /** Name of the product of attention weights and values. */
  public static final String A_MUL_V = "a_mul_v";

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

  // Nodes are keys that every pass asks for.
  @Override
  public int hashCode() {
    return 31 * name.hashCode() + operator.hashCode();
  }

  @Override
  public boolean equals(Object other) {
    return this == other
        || (other instanceof OperatorNode o
            && count == o.count
            && name.equals(o.name)
            && operator.equals(o.operator));
  }

  /** Returns what follows the role of an operator of a kind of layers. */
  static String suffix(String kind) {
    return KIND + kind;
  }

  /** Returns the name of an operator for the sequences of one context. */
  static String ofContext(String role, long context) {
    return role + CONTEXT + context;
  }

  /**
   * Returns the name that an operator of a drafting model has beside those of the model that
   * verifies.
   */
  public static String drafting(String name) {
    int at = name.indexOf(KIND);
    return at < 0 ? name + KIND + "draft" : name + "-of-draft";
  }

  /** Returns its role, without context and kind of its layer. */
  public String role() {
    return role(name);
  }

  /** Returns the kind of its layer, empty in a graph of one kind. */
  public String kind() {
    int at = name.indexOf(KIND);
    return at < 0 ? "" : name.substring(at + 1);
  }

  private static String role(String name) {
    for (int at = 0; at < name.length(); at++) {
      if (name.charAt(at) == KIND || name.charAt(at) == CONTEXT) {
        return name.substring(0, at);
      }
    }
    return name;
  }

  /** Returns whether it multiplies by a weight matrix, not by keys or values. */
  public boolean readsWeights() {
    return operator instanceof Matmul && !WITHOUT_WEIGHTS.contains(role());
  }

  /** Returns whether an operator of this name reads keys or values from the cache. */
  public static boolean readsKvCache(String name) {
    String role = role(name);
    return role.equals(ATTENTION) || role.equals(Q_MUL_K) || role.equals(A_MUL_V);
  }

  /** Returns the operations of all its computations [op]. */
  public double operations() {
    return count * operator.operations();
  }
}
