package org.socompass.llm;

/**
 * Shape of the attention of a layer. Several query heads share a key and value head (GQA) when
 * {@code kvHeads < heads}.
 *
 * @param heads query heads
 * @param kvHeads key and value heads; divides {@code heads}
 * @param headDim elements of a head
 * @param qkNorm whether the heads of queries and keys are normalised (RMSNorm, one weight per
 *     element of a head)
 */
public record AttentionShape(int heads, int kvHeads, int headDim, boolean qkNorm) {
  private static final int MAXIMUM = 4096;

  /**
   * Validates the shape.
   *
   * @throws IllegalArgumentException if a size is not in [1, 4096] or the heads do not divide
   */
  public AttentionShape {
    Sizes.inRange("heads", heads, MAXIMUM);
    Sizes.inRange("kv_heads", kvHeads, MAXIMUM);
    Sizes.inRange("head_dim", headDim, MAXIMUM);
    if (heads % kvHeads != 0) {
      throw new IllegalArgumentException(
          "heads must be a multiple of kv_heads, but are " + heads + " and " + kvHeads);
    }
  }

  /** Returns the query heads that share one key and value head. */
  public int group() {
    return heads / kvHeads;
  }

  /** Returns the elements of the queries of one token. */
  public long queryWidth() {
    return (long) heads * headDim;
  }

  /** Returns the elements of the keys, which are those of the values, of one token. */
  public long kvWidth() {
    return (long) kvHeads * headDim;
  }
}
