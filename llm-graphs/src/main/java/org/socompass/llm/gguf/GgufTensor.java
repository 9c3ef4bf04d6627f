package org.socompass.llm.gguf;

import java.util.List;

/**
 * A tensor of a GGUF file, without its elements.
 *
 * @param name its name, as in {@code blk.0.attn_q.weight}
 * @param dimensions elements along each dimension, those that are stored one after another first: a
 *     matrix of k input and n output features is {@code [k, n]}
 * @param type how elements are stored
 * @param offset where it starts, from the start of the file's data [B]
 */
public record GgufTensor(String name, List<Long> dimensions, GgufType type, long offset) {
  /**
   * Copies the dimensions.
   *
   * @throws IllegalArgumentException if there are none, one is not positive, or a row is no
   *     multiple of the type's block
   * @throws ArithmeticException if its bytes do not fit a {@code long}
   */
  public GgufTensor {
    dimensions = List.copyOf(dimensions);
    if (dimensions.isEmpty() || dimensions.stream().anyMatch(d -> d < 1)) {
      throw new IllegalArgumentException("dimensions must be positive, but are " + dimensions);
    }
    if (dimensions.get(0) % type.blockElements() != 0) {
      throw new IllegalArgumentException(
          "rows of "
              + dimensions.get(0)
              + " elements are no multiple of the block of "
              + type.blockElements()
              + " of "
              + type.id());
    }
    long elements = 1;
    for (long dimension : dimensions) {
      elements = Math.multiplyExact(elements, dimension);
    }
    long ignored = Math.addExact(offset, Math.multiplyExact(elements, (long) type.blockBytes()));
    if (ignored < 0) {
      throw new IllegalArgumentException("offset must not be negative, but is " + offset);
    }
    if (dimensions.stream().anyMatch(d -> d > Integer.MAX_VALUE)) {
      throw new IllegalArgumentException(
          "dimensions must be at most " + Integer.MAX_VALUE + ", but are " + dimensions);
    }
  }

  /** Returns the elements. */
  public long elements() {
    return dimensions.stream().reduce(1L, (a, b) -> a * b);
  }

  /** Returns the bytes [B]. */
  public long bytes() {
    return elements() / type.blockElements() * type.blockBytes();
  }

  /** Returns a dimension, 1 beyond the last. */
  public long dimension(int index) {
    return index < dimensions.size() ? dimensions.get(index) : 1;
  }
}
