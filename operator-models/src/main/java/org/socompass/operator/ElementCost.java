package org.socompass.operator;

/**
 * What one element of a streamed operator costs.
 *
 * @param inputs tensors read, each with this element
 * @param operations additions and multiplications
 * @param exponentials exponentials; one counts as one operation of its own kind
 */
public record ElementCost(int inputs, int operations, int exponentials) {
  /** Returns all operations, exponentials among them. */
  public int allOperations() {
    return operations + exponentials;
  }
}
