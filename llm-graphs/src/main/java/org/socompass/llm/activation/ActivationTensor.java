package org.socompass.llm.activation;

/**
 * A tensor that one operator of a graph writes and others read.
 *
 * @param name what it holds, as in {@code scores}
 * @param bytes its size [B]
 * @param firstNode index of the operator that writes it
 * @param lastNode index of the last operator that reads or changes it; at least {@code firstNode}
 */
public record ActivationTensor(String name, long bytes, int firstNode, int lastNode) {
  /**
   * Validates the tensor.
   *
   * @throws IllegalArgumentException if the size is negative or it ends before it begins
   */
  public ActivationTensor {
    if (bytes < 0 || firstNode < 0 || lastNode < firstNode) {
      throw new IllegalArgumentException(
          "%s of %d B can't live from operator %d to %d"
              .formatted(name, bytes, firstNode, lastNode));
    }
  }

  /** Returns whether both hold memory during some operator. */
  public boolean overlaps(ActivationTensor other) {
    return firstNode <= other.lastNode && other.firstNode <= lastNode;
  }
}
