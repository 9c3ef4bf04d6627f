package org.socompass.llm.gguf;

import org.socompass.llm.storage.MatrixRole;

/**
 * A matrix of a model in a GGUF file.
 *
 * @param role what it is for
 * @param tensor the tensor that holds it
 */
public record GgufMatrix(MatrixRole role, GgufTensor tensor) {
  /** Returns the input features k. */
  public long rows() {
    return tensor.dimension(0);
  }

  /** Returns the output features n. */
  public long columns() {
    return tensor.dimension(1);
  }

  /** Returns how many such matrices there are: the experts of a tensor that has all of them. */
  public long count() {
    return tensor.dimension(2) * tensor.dimension(3);
  }

  /** Returns the bytes [B]. */
  public long bytes() {
    return tensor.bytes();
  }
}
